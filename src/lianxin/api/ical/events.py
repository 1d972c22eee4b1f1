"""What becomes an event: a claim with a time, a session, a room that somebody has."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import DateTimeField, OuterRef, Subquery
from django.utils.translation import gettext as _

from lianxin.api.ical.writing import Event, Status
from lianxin.exchange.models import Claim, Listing, Slot
from lianxin.exchange.states import ClaimState
from lianxin.gatherings.actions import calling
from lianxin.gatherings.states import MeetingState
from lianxin.kernel.models import Entry
from lianxin.outbox import letters

PAST: Final = timedelta(days=60)
AHEAD: Final = timedelta(days=400)
MOST: Final = 2000
VISIT: Final = 60  # minutes that a visit takes, where nobody says how many
STATUS: Final = {
    ClaimState.ASKED: Status.TENTATIVE,
    ClaimState.OFFERED: Status.TENTATIVE,
    ClaimState.WAITING: Status.TENTATIVE,
    ClaimState.SHORTLISTED: Status.TENTATIVE,
    ClaimState.CANCELLED: Status.CANCELLED,
    ClaimState.REFUSED: Status.CANCELLED,
}


def with_change(rows: Any, district_id: int, subject: str = "pk") -> Any:
    """`rows` with the moment when anything last happened to each, or to its `subject`."""
    entries = Entry.objects.filter(district_id=district_id, subject_id=OuterRef(subject))
    last = entries.order_by("-seq").values("at")[:1]
    return rows.annotate(changed_at=Subquery(last, output_field=DateTimeField()))


def of_claim(claim: Any, *, link: str) -> Event:
    """Of one that has a time, by `with_change`. `link` is a path."""
    assert claim.starts_at is not None  # asked for in the query
    state = ClaimState(claim.state)
    unit = claim.unit.name if claim.unit else ""
    site = letters.site_of(claim.district_id)
    return Event(
        uid=f"{claim.pk}@lianxin",
        sequence=claim.seq - 1,
        changed_at=claim.changed_at,
        starts_at=claim.starts_at,
        ends_at=claim.ends_at or claim.starts_at + _length(claim.listing),
        summary=claim.subject,
        status=STATUS.get(state, Status.CONFIRMED),
        description="\n".join(part for part in (unit, str(state.label), claim.ref) if part),
        location=_where(claim),
        url=f"{site}{link}",
    )


def of_slot(slot: Any, *, at: datetime) -> Event:
    """A session that everybody may see, by `with_change` of its listing."""
    listing = slot.listing
    title = " · ".join(part for part in (listing.title, slot.title) if part)
    left = _("已满，可以排队") if slot.free < 1 else _("还有 %d 个名额") % slot.free
    return Event(
        uid=f"{slot.pk}@lianxin",
        sequence=slot.sequence,
        changed_at=slot.changed_at,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        summary=title,
        status=Status.CANCELLED if slot.cancelled_at else Status.CONFIRMED,
        description=left if slot.cancelled_at is None and slot.starts_at > at else "",
        location=listing.address or (listing.place.name if listing.place else ""),
        url=f"{letters.site_of(listing.district_id)}/exchange/{listing.ref}/",
    )


def of_busy(claim: Any) -> Event:
    """That a room is had, and not by whom or what for."""
    assert claim.starts_at is not None  # asked for in the query
    assert claim.ends_at is not None  # a booking ends
    return Event(
        uid=f"{claim.pk}@lianxin",
        sequence=claim.seq - 1,
        changed_at=claim.changed_at,
        starts_at=claim.starts_at,
        ends_at=claim.ends_at,
        summary=_("已占用：%s") % (claim.space.name if claim.space else ""),
        status=STATUS.get(ClaimState(claim.state), Status.CONFIRMED),
    )


def of_meeting(one: Any, *, link: str) -> Event:
    """A meeting, by `with_change`. `link` is a path."""
    is_off = one.state == MeetingState.CANCELLED
    is_sure = one.state != MeetingState.PLANNED
    told = Status.CONFIRMED if is_sure else Status.TENTATIVE
    return Event(
        uid=f"{one.pk}@lianxin",
        sequence=one.moves,
        changed_at=one.changed_at,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        summary=one.series.name,
        status=Status.CANCELLED if is_off else told,
        description=one.reason,
        location=calling.where(one),
        url=f"{letters.site_of(one.district_id)}{link}",
    )


def near(rows: Any, *, at: datetime) -> Any:
    """Those of the last two months and of the next year, soonest first."""
    found = rows.filter(starts_at__gt=at - PAST, starts_at__lt=at + AHEAD)
    return found.order_by("starts_at", "pk")[:MOST]


def slots(district_id: int, *, at: datetime, **narrowed: Any) -> list[Event]:
    """The sessions of published listings."""
    public = Listing.objects.filter(district_id=district_id).public()
    rows = Slot.objects.filter(district_id=district_id, listing__in=public.values("pk"))
    rows = with_change(rows.filter(**narrowed), district_id, "listing_id")
    found = rows.select_related("listing__place").defer("listing__place__shape")
    return [of_slot(slot, at=at) for slot in near(found, at=at)]


def busy(listing: Listing, *, at: datetime) -> list[Event]:
    claims = Claim.objects.filter(
        district_id=listing.district_id, listing=listing, space__isnull=False
    )
    rows = with_change(claims, listing.district_id).select_related("space")
    return [of_busy(claim) for claim in near(rows, at=at)]


def _length(listing: Listing | None) -> timedelta:
    told = listing.details.get("minutes") if listing else None
    return timedelta(minutes=int(told) if told else VISIT)


def _where(claim: Claim) -> str:
    """Hers, where they come to her; else where one goes."""
    if claim.address:
        return claim.address
    listing, space = claim.listing, claim.space.name if claim.space else ""
    place = claim.place.name if claim.place else ""
    there = listing.address or place if listing else place
    return " ".join(part for part in (there, space) if part)
