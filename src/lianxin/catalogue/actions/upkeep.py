"""Keep true what is offered: anybody says what is wrong, and owners are asked whether it holds."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.catalogue import links
from lianxin.exchange import policy
from lianxin.exchange.actions import events, telling
from lianxin.exchange.models import Fault, Listing
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User


def report_fault(listing: Listing, text: str, *, at: datetime, key: UUID) -> Fault:
    """Anybody says what is wrong with it; its owner is told. The same `key` is one report."""
    if not text.strip():
        raise Refusal(_("请写明哪里不对。"), field="text")
    with transaction.atomic():
        fault, is_new = Fault.objects.get_or_create(
            district_id=listing.district_id,
            key=key,
            defaults={"listing": listing, "text": text.strip()[:500], "told_at": at},
        )
        if is_new:
            telling.tell_owner(
                "listing_fault", listing=listing, about=fault.pk, at=at, text=fault.text
            )
    return fault


@transaction.atomic
def settle(listing: Listing, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """What people said was wrong has been looked at, and put right where it was."""
    policy.require_edit(by, listing, on=timezone.localdate(at))
    entry = timeline.append(listing, "settle", by=by, at=at, key=key)
    events.tell(listing, entry)
    settle_faults(listing, by=by, at=at)


def settle_faults(listing: Listing, *, by: User | None, at: datetime) -> int:
    open_ones = Fault.objects.filter(
        district_id=listing.district_id, listing=listing, settled_at=None
    )
    return open_ones.update(settled_at=at, settled_by=by)


def ask_to_confirm(district_id: int, *, at: datetime, most: int = 500) -> int:
    """Ask the owners of what has gone unconfirmed, each once. Returns how many were asked."""
    on = timezone.localdate(at)
    stale = Listing.objects.filter(
        Q(asked_on=None), district_id=district_id, confirm_on__lt=on
    ).public()
    done = 0
    for listing in stale.whole().order_by("confirm_on", "pk")[:most]:
        with transaction.atomic():
            mine = Listing.objects.filter(district_id=district_id, pk=listing.pk, asked_on=None)
            if mine.update(asked_on=on):
                telling.tell_owner(
                    "listing_confirm", listing=listing, about=new_id(), at=at,
                    link=links.confirm(listing, at=at),
                )  # fmt: skip
                done += 1
    return done
