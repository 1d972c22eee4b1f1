"""What other systems are told of, by signed webhook: `listing.publish`, `order.accept`,
`booking.cancel`. Without words or names; who may read those asks for the thing by its number."""

from __future__ import annotations

from django.utils import timezone

from lianxin.exchange.models import Claim, Listing
from lianxin.kernel.models import Entry
from lianxin.outbox import actions as outbox


def tell(thing: Listing | Claim, entry: Entry) -> None:
    room = "listing" if isinstance(thing, Listing) else thing.shape.lower()
    payload = {
        "ref": thing.ref,
        "verb": entry.verb,
        "state": thing.state,
        "kind": thing.kind,
        "at": timezone.localtime(entry.at).isoformat(),
    }
    outbox.emit(
        f"{room}.{entry.verb}", payload, district_id=thing.district_id, about=entry.pk, at=entry.at
    )
