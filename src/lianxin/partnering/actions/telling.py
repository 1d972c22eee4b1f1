"""Who is told what."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from lianxin.exchange.policy import OF_UNIT
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address
from lianxin.partnering import links, queries
from lianxin.partnering.links import Does
from lianxin.partnering.models import Agreement, Handover, Reach
from lianxin.partnering.notices import PartnerNotice
from lianxin.partnering.states import Party

ASKING: Final = {
    "agreement_asked": Does.SIGN,
    "handover_told": Does.CONFIRM,
    "agreement_ending": Does.SAY,
    "agreement_yearly": Does.SAY,
}
PUBLIC: Final = ("agreement_signed", "agreement_ended", "handover_confirmed")


def tell(
    kind: str,
    agreement: Agreement,
    party: str,
    *,
    entry: Entry,
    text: str = "",
    thing: Handover | None = None,
) -> None:
    """Tell the people of that side, but not who did it. `thing` is what is asked about, where it
    is not the agreement itself."""
    queue(
        kind, agreement, party, about=entry.pk, at=entry.at, text=text, thing=thing,
        other=agreement.unit_of(Party(party).other).name, but=entry.by_id,
    )  # fmt: skip


def tell_all(kind: str, agreement: Agreement, *, entry: Entry, text: str = "") -> None:
    for party in Party:
        tell(kind, agreement, party, entry=entry, text=text)
    queue_to_joiners(kind, agreement, about=entry.pk, at=entry.at, text=text, but=entry.by_id)


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
    thing: Agreement | Handover | None = None,
) -> None:
    """By account where the side has one, else to the address it gave, with a link that lets it do
    what is asked of it."""
    people = network.people_in(agreement.unit_of(party), *OF_UNIT, on=timezone.localdate(at))
    notice = _notice(kind, agreement, text=text, other=other, days=days)
    if people:
        to = [person for person in people if person.pk != but]
        outbox.queue(notice, to=to, about=about, at=at)
    elif party == Party.PARTNER and (reach := queries.reach_of(agreement)):
        _write_to(reach, notice, thing or agreement, about=about, at=at)


def queue_to_joiners(
    kind: str, agreement: Agreement, *, about: UUID, at: datetime, text: str = "", days: int = 0,
    but: UUID | None = None,
) -> None:  # fmt: skip
    """Those who sign with the two, by account."""
    units = [one.unit for one in queries.joiners_of(agreement)]
    on = timezone.localdate(at)
    people = {one.pk: one for unit in units for one in network.people_in(unit, *OF_UNIT, on=on)}
    to = [one for pk, one in people.items() if pk != but]
    if to:
        notice = _notice(kind, agreement, text=text, other=agreement.host.name, days=days)
        outbox.queue(notice, to=to, about=about, at=at)


def _notice(kind: str, agreement: Agreement, *, text: str, other: str, days: int) -> PartnerNotice:
    return PartnerNotice(
        kind=kind,
        ref=agreement.ref,
        subject=agreement.title,
        link=f"/partnering/{agreement.ref}/",
        other=other,
        text=text,
        when=agreement.last_on.isoformat(),
        days=days,
    )


def _write_to(
    reach: Reach, notice: PartnerNotice, thing: Agreement | Handover, *, about: UUID, at: datetime
) -> None:
    does = ASKING.get(notice.kind)
    link = links.path(does, thing, at=at) if does else ""
    until = (at + links.OPEN_FOR).isoformat() if does else ""
    if notice.kind in PUBLIC:
        link = f"/partnering/town/{notice.ref}/"
    outbox.queue_to(
        replace(notice, link="", until=until),
        address=Address(
            name=reach.name, email=reach.email or "", phone=reach.phone or "", link=link
        ),
        district_id=reach.district_id,
        about=about,
        at=at,
    )
