"""Reads with joins, counts or several steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from lianxin.exchange.models import Claim, Claimant, ClaimQuerySet, Listing, Slot
from lianxin.exchange.states import ClaimState, ListingState
from lianxin.network.models import District, User
from lianxin.volunteering.hours import EDGE
from lianxin.volunteering.models import Presence, Team, Volunteer
from lianxin.volunteering.models.hours import PresenceQuerySet

SHIFT: Final = "SHIFT"
ON_THE_WAY: Final = timedelta(minutes=30)
"""So little time between shifts at different places is worth a warning."""
MINE: Final = (ClaimState.HELD, ClaimState.WAITING, ClaimState.DONE)


@dataclass(frozen=True)
class Hours:
    """Minutes as recorded on the spot, and, beside them, those added by hand and agreed on."""

    recorded: int
    manual: int

    @property
    def together(self) -> int:
        return self.recorded + self.manual


def volunteer_of(user: User) -> Volunteer | None:
    if user.district_id is None:
        return None
    mine = Volunteer.objects.filter(district_id=user.district_id, user=user)
    return mine.select_related("user", "place").defer("place__shape").first()


def services(volunteer: Volunteer) -> PresenceQuerySet:
    mine: PresenceQuerySet = Presence.objects.filter(
        district_id=volunteer.district_id, volunteer=volunteer
    )
    return mine


def presence_of(claim: Claim) -> Presence:
    found: Presence = Presence.objects.filter(
        district_id=claim.district_id, claim=claim
    ).whole().get()  # fmt: skip
    return found


def in_shift(slot: Slot, volunteer: Volunteer) -> Presence | None:
    """Her place in it, unless she gave it back."""
    mine = services(volunteer).filter(slot=slot).exclude(claim__state=ClaimState.CANCELLED)
    found: Presence | None = mine.whole().first()
    return found


def hours(found: QuerySet[Presence]) -> Hours:
    """Summed now, for who may see each of them; nowhere kept."""
    agreed = Q(agreed_at__isnull=False)
    told = found.order_by().aggregate(
        recorded=Sum("minutes"), manual=Sum("manual_minutes", filter=agreed)
    )
    return Hours(told["recorded"] or 0, told["manual"] or 0)


def clashes(claim: Claim, claimant: Claimant) -> ClaimQuerySet:
    """Other shifts of the same person, by account or telephone number, that overlap in time."""
    return _others(claim, claimant).filter(
        starts_at__lt=claim.ends_at, ends_at__gt=claim.starts_at
    )


def tight(claim: Claim, claimant: Claimant) -> list[Claim]:
    """Other shifts of hers that leave half an hour or less to get from one place to another."""
    assert claim.starts_at is not None  # a shift has times
    assert claim.ends_at is not None
    near = Q(ends_at__lte=claim.starts_at, ends_at__gte=claim.starts_at - ON_THE_WAY)
    near |= Q(starts_at__gte=claim.ends_at, starts_at__lte=claim.ends_at + ON_THE_WAY)
    others = _others(claim, claimant).filter(near).whole().order_by("starts_at")
    return [other for other in others if is_tight(claim, other)]


def is_tight(claim: Claim, other: Claim) -> bool:
    """Whether half an hour or less lies between two shifts at different places."""
    if not (claim.starts_at and claim.ends_at and other.starts_at and other.ends_at):
        return False
    gap = max(other.starts_at - claim.ends_at, claim.starts_at - other.ends_at)
    return timedelta() <= gap <= ON_THE_WAY and _where(other) != _where(claim)


def _others(claim: Claim, claimant: Claimant) -> ClaimQuerySet:
    same = Q(pk__in=[])
    if claimant.user_id:
        same |= Q(claimant__user=claimant.user_id)
    if claimant.phone_index:
        same |= Q(claimant__phone_index=claimant.phone_index)
    found: ClaimQuerySet = Claim.objects.filter(
        same, district_id=claim.district_id, kind=SHIFT, state__in=MINE
    )
    return found.exclude(pk=claim.pk)


def _where(claim: Claim) -> tuple[object, str]:
    return claim.place_id, claim.listing.address if claim.listing else ""


def open_slots(district: District, *, at: datetime) -> QuerySet[Slot]:
    """Coming shifts that anybody may sign up for; urgent calls while they last."""
    public = Listing.objects.filter(
        district_id=district.pk, kind=SHIFT, state=ListingState.PUBLISHED
    ).orderable(at=at, on=timezone.localdate(at))
    return (
        Slot.objects.filter(
            Q(starts_at__gt=at) | Q(listing__details__is_surge=True, ends_at__gt=at),
            district_id=district.pk, listing__in=public.values("pk"), cancelled_at=None,
        )
        .select_related("listing__provider", "listing__place", "listing__area")
        .defer("listing__place__shape", "listing__area__shape")
    )  # fmt: skip


def calls(district: District, *, at: datetime) -> Sequence[Slot]:
    """Urgent ones, for which somebody is still wanted."""
    found = open_slots(district, at=at).filter(
        listing__details__is_surge=True, taken__lt=F("capacity")
    )
    return list(found.order_by("ends_at", "pk")[:10])


def coming(volunteer: Volunteer, *, at: datetime, most: int = 20) -> list[Presence]:
    """Her next shifts, those that run now included."""
    live = (ClaimState.HELD, ClaimState.WAITING, ClaimState.DONE)
    found = services(volunteer).filter(claim__state__in=live, slot__ends_at__gt=at)
    return list(found.whole().order_by("slot__starts_at", "pk")[:most])


def coming_of_user(user: User, *, at: datetime, most: int) -> list[Presence]:
    """The same for somebody with an account, in one query; who waits in line is left out, and
    what has just ended is there while she may still check out."""
    if user.district_id is None:
        return []
    mine = Presence.objects.filter(
        district_id=user.district_id, volunteer__user=user, slot__ends_at__gt=at - EDGE,
        claim__state__in=(ClaimState.HELD, ClaimState.DONE), out_at=None,
    )  # fmt: skip
    return list(mine.whole().order_by("slot__starts_at", "pk")[:most])


def teams(district_id: int) -> QuerySet[Team]:
    found = Team.objects.filter(district_id=district_id, organisation__is_active=True)
    return found.select_related("organisation__place").defer("organisation__place__shape")
