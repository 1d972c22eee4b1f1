"""Reads with joins, counts or several steps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from lianxin.events.models import Episode, EventSeries, Exhibit, Pitch, Report, Scan, Seen, Talk
from lianxin.events.states import TalkState
from lianxin.exchange import codes
from lianxin.exchange.models import Claim, Listing, Slot
from lianxin.exchange.states import ClaimState, ListingState
from lianxin.kernel import privacy

EVENT = "EVENT"
TALK = timedelta(minutes=20)  # that two meet
Programme = list[tuple[datetime, Pitch]]
MARK = 24  # hex digits of a ticket's hash: 96 bits


@dataclass(frozen=True)
class Figures:
    """场次 and 人次: sessions that somebody came to, and how many came, as the doors counted."""

    sessions: int
    people: int


def slots(district_id: int) -> QuerySet[Slot]:
    """The sessions of all events that everybody may see."""
    rows = Slot.objects.filter(
        district_id=district_id,
        listing__kind=EVENT,
        listing__state__in=[ListingState.PUBLISHED, ListingState.CLOSED],
    )
    return rows.select_related("listing__provider", "listing__place").defer(
        "listing__place__shape"
    )


def held_slots(slots: QuerySet[Slot], district_id: int) -> QuerySet[Slot]:
    """Those of `slots` that somebody came to."""
    came = Claim.objects.filter(district_id=district_id, kind=EVENT, state=ClaimState.DONE)
    return slots.filter(pk__in=came.values("slot"))


def held(listings: Iterable[UUID], district_id: int) -> Figures:
    """Of some events together. One query."""
    came = Claim.objects.filter(
        district_id=district_id, listing__in=list(listings), state=ClaimState.DONE
    )
    told = came.aggregate(sessions=Count("slot", distinct=True), people=Sum("seats"))
    return Figures(told["sessions"] or 0, told["people"] or 0)


def figures(district_id: int, *, since: datetime, until: datetime) -> Figures:
    """Of the district, by when they came."""
    came = Claim.objects.filter(
        district_id=district_id, kind=EVENT, state=ClaimState.DONE,
        starts_at__gte=since, starts_at__lt=until,
    )  # fmt: skip
    told = came.aggregate(sessions=Count("slot", distinct=True), people=Sum("seats"))
    return Figures(told["sessions"] or 0, told["people"] or 0)


@dataclass(frozen=True)
class OfFormat:
    """What was held in one format: sessions, who came, and how many units gave them."""

    format: str
    sessions: int
    people: int
    units: int


def by_format(district_id: int, *, since: datetime, until: datetime) -> list[OfFormat]:
    """By when the sessions began. One query."""
    came = Claim.objects.filter(
        district_id=district_id, kind=EVENT, state=ClaimState.DONE,
        slot__starts_at__gte=since, slot__starts_at__lt=until,
    )  # fmt: skip
    rows = (
        came.order_by()
        .values_list("listing__details__format")
        .annotate(
            sessions=Count("slot", distinct=True), people=Sum("seats"),
            units=Count("listing__provider", distinct=True),
        )
    )  # fmt: skip
    found = [OfFormat(kind or "", *counts) for kind, *counts in rows]
    return sorted(found, key=lambda one: (-one.people, one.format))


def came_to(slots: Sequence[Slot]) -> dict[UUID, int]:
    """Seats of those who came, by session. One query."""
    rows = Claim.objects.filter(
        district_id__in={slot.district_id for slot in slots}, slot__in=[one.pk for one in slots],
        state=ClaimState.DONE,
    )  # fmt: skip
    return dict(rows.order_by().values_list("slot").annotate(people=Sum("seats")))


def series_of(listing: Listing) -> EventSeries | None:
    rows = Episode.objects.filter(district_id=listing.district_id, listing=listing)
    found = rows.select_related("series__unit").first()
    return found.series if found else None


def listings_of(series: EventSeries) -> QuerySet[Listing]:
    mine = Episode.objects.filter(district_id=series.district_id, series=series)
    return Listing.objects.filter(district_id=series.district_id, pk__in=mine.values("listing"))


def counted(many: Sequence[EventSeries], district_id: int) -> dict[UUID, Figures]:
    """Of each series. One query."""
    rows = (
        Claim.objects.filter(
            district_id=district_id, state=ClaimState.DONE,
            listing__in=Episode.objects.filter(
                district_id=district_id, series__in=[one.pk for one in many]
            ).values("listing"),
        )
        .order_by()
        .values_list("listing")
        .annotate(sessions=Count("slot", distinct=True), people=Sum("seats"))
    )  # fmt: skip
    of_listing = {listing: Figures(sessions, people) for listing, sessions, people in rows}
    found: dict[UUID, Figures] = {one.pk: Figures(0, 0) for one in many}
    episodes = Episode.objects.filter(district_id=district_id, series__in=list(found))
    for series, listing in episodes.values_list("series", "listing"):
        more, so_far = of_listing.get(listing, Figures(0, 0)), found[series]
        found[series] = Figures(so_far.sessions + more.sessions, so_far.people + more.people)
    return found


def report_of(listing: Listing) -> Report | None:
    found: Report | None = Report.objects.filter(
        district_id=listing.district_id, listing=listing
    ).first()
    return found


@dataclass(frozen=True)
class Ticket:
    """What a phone at the door keeps of a sign-up: enough to know the ticket, not to make one."""

    ref: str
    mark: str
    name: str
    seats: int
    state: str


def tickets(slot: Slot) -> list[Ticket]:
    """Everybody who signed up for the session, in two queries whatever their number."""
    rows = Claim.objects.filter(district_id=slot.district_id, slot=slot)
    return [
        Ticket(
            claim.ref, mark(claim), privacy.mask_name(claim.claimant.name or ""), claim.seats,
            claim.state,
        )
        for claim in rows.select_related("claimant").order_by("pk")
    ]  # fmt: skip


def mark(claim: Claim) -> str:
    """By which a phone without network knows the code of a ticket."""
    code = codes.of(claim).replace("-", "")
    return hashlib.sha256(f"{claim.ref} {code}".encode()).hexdigest()[:MARK]


def to_look_at(slot: Slot) -> QuerySet[Scan]:
    """What the organiser should know of: the same ticket on two phones, and all that was let in
    and was no ticket of this session."""
    rows = Scan.objects.filter(district_id=slot.district_id, slot=slot)
    return rows.exclude(seen=Seen.PRESENT).select_related("claim").order_by("at", "pk")


def people(listing: Listing) -> QuerySet[Claim]:
    """Who signed up for its sessions, those who have called off left out."""
    rows = Claim.objects.filter(district_id=listing.district_id, listing=listing)
    live: QuerySet[Claim] = rows.exclude(state=ClaimState.CANCELLED).exclude(slot=None)
    return live.select_related("slot", "claimant").order_by("slot__starts_at", "slot_id", "pk")


def first_seen(scans: Iterable[Scan]) -> dict[UUID, Scan]:
    """By which phone, and when, the holders of these tickets had been let in. One query."""
    found = list(scans)
    claims = {scan.claim_id for scan in found if scan.seen == Seen.AGAIN and scan.claim_id}
    rows = Scan.objects.filter(
        district_id__in={scan.district_id for scan in found}, claim__in=claims, seen=Seen.PRESENT
    )
    return {scan.claim_id: scan for scan in rows if scan.claim_id}


def present(slot: Slot) -> int:
    """Seats of those who are there."""
    rows = Claim.objects.filter(Q(slot=slot), district_id=slot.district_id, state=ClaimState.DONE)
    return rows.aggregate(people=Sum("seats"))["people"] or 0


def times(slot: Slot) -> list[datetime]:
    """When meetings begin, one after the other, as long as the session lasts."""
    count = (slot.ends_at - slot.starts_at) // TALK
    return [slot.starts_at + n * TALK for n in range(count)]


def agreed(slot: Slot, starts_at: datetime) -> set[UUID]:
    """Units that meet somebody at that time."""
    rows = Talk.objects.filter(
        district_id=slot.district_id, slot=slot, starts_at=starts_at, state=TalkState.ACCEPTED
    )
    return {unit for pair in rows.values_list("host", "unit") for unit in pair}


def programmes(slots: Sequence[Slot]) -> dict[UUID, Programme]:
    """Who speaks in each, and when she begins. One query."""
    found: dict[UUID, Programme] = {slot.pk: [] for slot in slots}
    begins = {slot.pk: slot.starts_at for slot in slots}
    districts = {slot.district_id for slot in slots}
    rows = Pitch.objects.filter(district_id__in=districts, slot__in=list(found))
    for pitch in rows.select_related("listing").order_by("position", "pk"):
        found[pitch.slot_id].append((begins[pitch.slot_id], pitch))
        begins[pitch.slot_id] += timedelta(minutes=pitch.minutes)
    return found


def exhibits(event: Listing) -> QuerySet[Exhibit]:
    """What is shown, by who shows it."""
    rows = Exhibit.objects.filter(district_id=event.district_id, event=event)
    found = rows.select_related("event", "shown__provider")
    return found.order_by("shown__provider__name", "shown__title", "pk")


def talks(event: Listing) -> QuerySet[Talk]:
    rows: QuerySet[Talk] = Talk.objects.filter(district_id=event.district_id, exhibit__event=event)
    found = rows.select_related("slot__listing", "exhibit__shown", "host", "unit")
    return found.order_by("starts_at", "host__name", "pk")
