"""Who is told what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from lianxin.exchange.models import Claim, Listing
from lianxin.kernel import privacy
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address
from lianxin.volunteering.models import Member, Presence, Volunteer
from lianxin.volunteering.notices import VolunteeringNotice

OF_UNIT: Final = (Role.HANDLER, Role.UNIT_LEAD)
MOST_HELPERS: Final = 2_000
MINE: Final = "/volunteering/mine/"


def tell_organisers(kind: str, presence: Presence, *, entry: Entry, text: str = "") -> None:
    """Those who speak for the unit, but for who did it."""
    unit = presence.claim.unit
    assert unit is not None  # a shift is an organisation's
    link = f"/volunteering/run/{presence.slot_id}/"
    _tell(_people(unit, entry), _about(kind, presence, link=link, text=text), entry)


def tell_desk(kind: str, presence: Presence, *, entry: Entry, text: str = "") -> None:
    unit = presence.claim.unit
    assert unit is not None  # as above
    on = timezone.localdate(entry.at)
    people = network.people_in(network.desk_for(unit.place), Role.DISPATCHER, on=on)
    link = "/volunteering/run/corrections/"
    _tell(people, _about(kind, presence, link=link, text=text), entry)


def tell_volunteer(kind: str, presence: Presence, *, entry: Entry, text: str = "") -> None:
    if presence.volunteer:
        letter = _about(kind, presence, link=MINE, text=text)
        _write(presence.volunteer, letter, about=entry.pk, at=entry.at)


def tell_member(kind: str, member: Member, *, entry: Entry) -> None:
    team = member.team.organisation
    letter = VolunteeringNotice(kind=kind, subject=team.name, link=MINE, unit=team.name)
    _write(member.volunteer, letter, about=entry.pk, at=entry.at)


def tell_team(kind: str, member: Member, *, entry: Entry) -> None:
    team = member.team.organisation
    link = f"/volunteering/teams/{team.code}/"
    letter = VolunteeringNotice(
        kind=kind, subject=team.name, link=link, unit=team.name, text=member.volunteer.name or ""
    )
    _tell(_people(team, entry), letter, entry)


def tell_helpers(listing: Listing, helpers: QuerySet[Volunteer], *, at: datetime) -> int:
    """Everybody who said she may be called, at once. Returns how many."""
    link = f"/volunteering/shifts/{listing.ref}/"
    letter = VolunteeringNotice(
        kind="surge_call", subject=listing.title, link=link, text=listing.details["tasks"],
        unit=listing.provider.name if listing.provider else "",
        when=listing.closes_at.isoformat() if listing.closes_at else "",
        place=f"{listing.place or ''} {listing.address}".strip(),
    )  # fmt: skip
    found = list(helpers.select_related("user").order_by("pk")[:MOST_HELPERS])
    users = [one.user for one in found if one.user]
    outbox.queue(letter, to=users, about=listing.pk, at=at)
    for one in found:
        if one.user is None:
            _write(one, letter, about=listing.pk, at=at, to=f"?to={listing.ref}")
    return len(found)


def tell_needing(kind: str, claim: Claim, *, team: Organisation, entry: Entry) -> None:
    """Whoever put up the need that a team takes on."""
    need = claim.listing
    assert need is not None  # it is that of a listing
    owner = [need.owner] if need.owner else []
    people = _people(need.provider, entry) if need.provider else owner
    letter = VolunteeringNotice(
        kind=kind, subject=need.title, link=f"/exchange/{need.ref}/", unit=team.name,
        text=team.hotline,
    )  # fmt: skip
    _tell(people, letter, entry)


def _write(
    volunteer: Volunteer, letter: VolunteeringNotice, *, about: UUID, at: datetime, to: str = ""
) -> None:
    """To her inbox, or, where she has no account, with the link that opens her own page."""
    if volunteer.user:
        outbox.queue(letter, to=[volunteer.user], about=about, at=at)
        return
    link = f"{MINE}{volunteer.ref}/{privacy.tracking_code(volunteer.pk)}/{to}"
    address = Address(
        name=volunteer.name or "", phone=volunteer.phone or "", language=volunteer.language,
        link=link,
    )  # fmt: skip
    outbox.queue_to(letter, address=address, district_id=volunteer.district_id, about=about, at=at)


def _about(kind: str, presence: Presence, *, link: str, text: str) -> VolunteeringNotice:
    claim = presence.claim
    return VolunteeringNotice(
        kind=kind, subject=claim.subject, link=link, text=text,
        unit=claim.unit.name if claim.unit else "",
        when=presence.slot.starts_at.isoformat(),
    )  # fmt: skip


def _people(unit: Organisation, entry: Entry) -> list[User]:
    on = timezone.localdate(entry.at)
    people = network.people_in(unit, *OF_UNIT, on=on)
    return [person for person in people if person.pk != entry.by_id]


def _tell(people: Iterable[User], letter: VolunteeringNotice, entry: Entry) -> None:
    outbox.queue(letter, to=people, about=entry.pk, at=entry.at)
