"""Who is told what."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from lianxin.exchange.policy import OF_UNIT
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.outbox import actions as outbox
from lianxin.partnering.models import Agreement
from lianxin.partnering.notices import PartnerNotice
from lianxin.partnering.states import Party


def tell(kind: str, agreement: Agreement, party: str, *, entry: Entry, text: str = "") -> None:
    """Tell the people of that side, but not who did it."""
    queue(
        kind, agreement, party, about=entry.pk, at=entry.at, text=text,
        other=agreement.unit_of(Party(party).other).name, but=entry.by_id,
    )  # fmt: skip


def tell_both(kind: str, agreement: Agreement, *, entry: Entry, text: str = "") -> None:
    for party in Party:
        tell(kind, agreement, party, entry=entry, text=text)


def queue(
    kind: str,
    agreement: Agreement,
    party: str,
    *,
    about: UUID,
    at: datetime,
    text: str = "",
    other: str = "",
    days: int = 0,
    but: UUID | None = None,
) -> None:
    people = network.people_in(agreement.unit_of(party), *OF_UNIT, on=timezone.localdate(at))
    to = [person for person in people if person.pk != but]
    notice = PartnerNotice(
        kind=kind,
        ref=agreement.ref,
        subject=agreement.title,
        link=f"/partnering/{agreement.ref}/",
        other=other,
        text=text,
        when=agreement.last_on.isoformat(),
        days=days,
    )
    if to:
        outbox.queue(notice, to=to, about=about, at=at)
