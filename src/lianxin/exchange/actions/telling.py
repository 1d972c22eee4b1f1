"""Who is told what, and with which link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from lianxin.exchange.kinds import tour
from lianxin.exchange.models import Claim, Claimant, Listing
from lianxin.exchange.notices import ExchangeNotice
from lianxin.kernel import privacy
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Place, Role, User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address

OF_UNIT = (Role.HANDLER, Role.UNIT_LEAD)
TO_HOST = {"order_delivered": "tour_came", "order_dropped": "order_dropped"}
"""What the people of a host of a tour are told, who have no address of their own on its claim."""


def tell_desk(
    place: Place | None,
    kind: str,
    *,
    entry: Entry,
    listing: Listing | None = None,
    claim: Claim | None = None,
) -> None:
    """Tell the dispatchers who coordinate for `place`, by default for the whole district."""
    where = place or network.place_coded(entry.district_id, "")
    if where is None:
        return
    on = timezone.localdate(entry.at)
    to = network.people_in(network.desk_for(where), Role.DISPATCHER, on=on)
    _queue(kind, to, about=entry.pk, at=entry.at, listing=listing, claim=claim)


def tell_owner(
    kind: str,
    *,
    listing: Listing,
    entry: Entry | None = None,
    about: UUID | None = None,
    at: datetime | None = None,
    text: str = "",
    link: str | None = None,
) -> None:
    """Tell whoever offers or wants it: the person, or the people of the unit."""
    moment = entry.at if entry else at
    assert moment is not None  # one of both is given
    to = _owners(listing, at=moment)
    if entry:
        to = [person for person in to if person.pk != entry.by_id]
    _queue(
        kind, to, about=entry.pk if entry else about or listing.pk, at=moment, listing=listing,
        text=text, link=link,
    )  # fmt: skip


def tell_giver(kind: str, claim: Claim, *, entry: Entry, text: str = "") -> None:
    """Tell the people of the unit that has the ball, and its group."""
    if claim.unit is None:
        if claim.listing is not None:
            tell_owner(kind, listing=claim.listing, entry=entry, text=text)
        return
    tell_unit(claim.unit, kind, claim, entry=entry, text=text)


def tell_unit(
    unit: Organisation, kind: str, claim: Claim, *, entry: Entry, text: str = ""
) -> None:
    on = timezone.localdate(entry.at)
    people = network.people_in(unit, *OF_UNIT, on=on)
    to = [person for person in people if person.pk != entry.by_id]
    _queue(kind, to, about=entry.pk, at=entry.at, claim=claim, text=text)
    letter = notice(kind, claim=claim, text=text)
    outbox.queue_group(letter, organisation=unit, about=entry.pk, at=entry.at)


def tell_claimant(
    kind: str,
    claim: Claim,
    *,
    entry: Entry,
    text: str = "",
    number: int = 0,
    claimant: Claimant | None = None,
) -> None:
    """Write to whom it is for, where there is an address. The code travels with the address."""
    if claimant is None:
        own = Claimant.objects.filter(district_id=claim.district_id, claim=claim)
        claimant = own.select_related("user").first()
    if claimant is None:
        return
    if claimant.user:
        _queue(
            kind, [claimant.user], about=entry.pk, at=entry.at, claim=claim, text=text,
            number=number,
        )  # fmt: skip
    if not (claimant.email or claimant.phone) or claimant.user:
        if claim.kind == tour.KIND.code and claim.ordered_by and kind in TO_HOST:
            tell_unit(claim.ordered_by, TO_HOST[kind], claim, entry=entry, text=text)
        return
    outbox.queue_to(
        notice(kind, claim=claim, text=text, number=number, link=""),
        address=Address(
            name=claimant.name or "",
            email=claimant.email or "",
            phone=claimant.phone or "",
            language=claimant.language,
            link=f"/orders/{claim.ref}/{privacy.tracking_code(claim.pk)}/",
        ),
        district_id=claim.district_id,
        about=entry.pk,
        at=entry.at,
    )


def notice(
    kind: str,
    *,
    listing: Listing | None = None,
    claim: Claim | None = None,
    text: str = "",
    number: int = 0,
    link: str | None = None,
) -> ExchangeNotice:
    if claim is not None:
        when = claim.starts_at or claim.due_at
        return ExchangeNotice(
            kind=kind,
            ref=claim.ref,
            subject=claim.subject,
            link=f"/exchange/orders/{claim.ref}/" if link is None else link,
            unit=claim.unit.name if claim.unit else "",
            text=text,
            when=when.isoformat() if when else "",
            number=number,
        )
    assert listing is not None  # one of both is given
    return ExchangeNotice(
        kind=kind,
        ref=listing.ref,
        subject=listing.title,
        link=f"/exchange/{listing.ref}/" if link is None else link,
        unit=listing.provider.name if listing.provider else "",
        text=text,
        number=number,
    )


def _owners(listing: Listing, *, at: datetime) -> list[User]:
    if listing.provider is None:
        return [listing.owner] if listing.owner else []
    return list(network.people_in(listing.provider, *OF_UNIT, on=timezone.localdate(at)))


def _queue(
    kind: str,
    to: Iterable[User],
    *,
    about: UUID,
    at: datetime,
    listing: Listing | None = None,
    claim: Claim | None = None,
    text: str = "",
    number: int = 0,
    link: str | None = None,
) -> None:
    people = list(to)
    if people:
        letter = notice(kind, listing=listing, claim=claim, text=text, number=number, link=link)
        outbox.queue(letter, to=people, about=about, at=at)
