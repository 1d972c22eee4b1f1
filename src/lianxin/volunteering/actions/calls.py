"""Shifts, and urgent calls: a call is a shift for which people are wanted at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.actions import listings, places
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Listing, ListingQuerySet, Mode, Slot
from lianxin.exchange.states import ListingState
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import Organisation, Place, User
from lianxin.volunteering import policy
from lianxin.volunteering.actions import telling
from lianxin.volunteering.queries import SHIFT

MOST_SLOTS: Final = 60
CONFIRM_DAYS: Final = 183
BATCH: Final = 200


@dataclass(frozen=True)
class Call:
    """What is to be done, where, when, and how many are wanted each time. An urgent one ends with
    its only time, and is told to the helpers of `place` who can be found."""

    title: str
    tasks: str
    place: Place
    times: Sequence[tuple[datetime, datetime]]
    capacity: int
    address: str = ""
    skills: Sequence[str] = ()
    contact: str = ""
    phone: str = ""
    is_surge: bool = False


@transaction.atomic
def publish(
    provider: Organisation, told: Call, *, by: User | None, at: datetime, key: UUID
) -> Listing:
    """Put it up, with its shifts. The same `key` is one.

    Raises `Incomplete` with all that is missing.
    """
    _check(provider, told, by=by, at=at)
    seen = Listing.objects.filter(district_id=provider.district_id, key=key).whole().first()
    if seen:
        return seen
    listing = listings.draft(provider.district, _draft(provider, told), by=None, at=at, key=key)
    for number, (starts_at, ends_at) in enumerate(told.times):
        add_shift(
            listing, starts_at=starts_at, ends_at=ends_at, capacity=told.capacity, by=None, at=at,
            key=uuid5(key, str(number)),
        )  # fmt: skip
    listings.submit(listing, by=None, at=at)
    if told.is_surge:
        helpers = policy.helpers_in(listing.district_id, {told.place.path})
        telling.tell_helpers(listing, helpers, at=at)
    return listing


def add_shift(
    listing: Listing,
    *,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Slot:
    """One more date of what is up already."""
    policy.require_organiser(by, listing, on=timezone.localdate(at))
    return places.add_slot(
        listing, starts_at=starts_at, ends_at=ends_at, capacity=capacity, by=None, at=at, key=key
    )


@transaction.atomic
def call_off(slot: Slot, *, note: str, by: User | None, at: datetime) -> None:
    """It does not take place; everybody who signed up is told why. An urgent call ends with it."""
    policy.require_organiser(by, slot.listing, on=timezone.localdate(at))
    places.cancel_slot(slot, note=note, by=None, at=at)
    if slot.listing.details.get("is_surge"):
        listings.close(slot.listing, by=None, at=at, note=note)


def close_over(district_id: int, *, at: datetime, most: int = BATCH) -> int:
    """Take urgent calls out of the catalogue when their time is over. Returns how many."""
    public: ListingQuerySet = Listing.objects.filter(
        district_id=district_id, kind=SHIFT, state=ListingState.PUBLISHED,
        details__is_surge=True, closes_at__lte=at,
    )  # fmt: skip
    found = list(public.order_by("closes_at", "pk")[:most])
    for listing in found:
        listings.close(listing, by=None, at=at)
    return len(found)


def _check(provider: Organisation, told: Call, *, by: User | None, at: datetime) -> None:
    if by is not None and provider.pk not in policy.units_of(by, on=timezone.localdate(at)):
        raise NotAllowed(_("您不是“%s”的人员，不能用它的名义招募。") % provider.name)
    if not 1 <= len(told.times) <= MOST_SLOTS:
        raise Refusal(_("一次可以发布 1 到 %d 个班次。") % MOST_SLOTS, field="starts_at")
    if told.is_surge and len(told.times) != 1:
        raise Refusal(_("紧急招募只有一个时间，请不要重复。"), field="repeats")
    if any(ends_at <= at for _starts, ends_at in told.times):
        raise Refusal(_("结束时间已经过去，请另选。"), field="ends_at")


def _draft(provider: Organisation, told: Call) -> Draft:
    return Draft(
        kind=SHIFT,
        title=told.title,
        text=told.tasks,
        provider=provider,
        details={
            "tasks": told.tasks,
            "skills": list(told.skills),
            "is_surge": told.is_surge,
        },
        mode=Mode.ON_SITE,
        place=told.place,
        area=told.place,
        address=told.address,
        price_fen=0,
        contact=told.contact,
        phone=told.phone or provider.hotline,
        closes_at=told.times[0][1] if told.is_surge else None,
        confirm_days=CONFIRM_DAYS,
    )
