"""The room of a session: booked with it, moved with it, given back when it is off."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.events import policy
from lianxin.events.models import RoomHeld
from lianxin.exchange.actions import bookings
from lianxin.exchange.actions.bookings import Span
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.models import Claim, Slot, Space
from lianxin.exchange.states import ClaimState
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User


@transaction.atomic
def hold_room(slot: Slot, space: Space, *, by: User | None, at: datetime, key: UUID) -> RoomHeld:
    """Book `space` for as long as the session lasts, instead of any that it had. Twice is once.
    Raises `Taken` with other times where somebody has it."""
    policy.require_giving(by, slot.listing, on=timezone.localdate(at))
    if slot.cancelled_at is not None:
        raise Refusal(_("这一场已经取消，不用订场地。"), code="cancelled")
    there = held(slot)
    if there and there.claim.space_id == space.pk:
        return there
    if there:
        _give_back(there, at=at)
    claim = _book(slot, space, key=key, at=at)
    if there is None:
        return RoomHeld.objects.create(district_id=slot.district_id, slot=slot, claim=claim)
    there.claim = claim
    there.save(update_fields=["claim"])
    return there


@transaction.atomic
def follow(slot: Slot, *, at: datetime) -> None:
    """The session has been moved or called off, and its room with it. Raises `Taken` where the
    room is not free then: so the session cannot be moved there."""
    there = held(slot)
    if there is None:
        return
    claim = there.claim
    if slot.cancelled_at is None and (claim.starts_at, claim.ends_at) == _times(slot):
        return
    _give_back(there, at=at)
    if slot.cancelled_at is None and claim.space is not None:
        there.claim = _book(slot, claim.space, key=uuid5(slot.pk, f"{slot.sequence}"), at=at)
        there.save(update_fields=["claim"])


def held(slot: Slot) -> RoomHeld | None:
    rows = RoomHeld.objects.filter(district_id=slot.district_id, slot=slot)
    return rows.select_related("claim__listing", "claim__space__listing").first()


def _book(slot: Slot, space: Space, *, key: UUID, at: datetime) -> Claim:
    listing = slot.listing
    unit = listing.provider
    wish = Wish(
        who=Who(name=unit.name if unit else ""), subject=listing.title, ordered_by=unit,
        seats=min(slot.capacity, space.seats),
    )  # fmt: skip
    starts, ends = _times(slot)
    return bookings.book(space, Span(starts, ends), wish, key=uuid5(key, "room"), at=at).claim


def _times(slot: Slot) -> tuple[datetime, datetime]:
    return slot.starts_at, slot.ends_at


def _give_back(there: RoomHeld, *, at: datetime) -> None:
    if there.claim.state == ClaimState.HELD:
        bookings.cancel(there.claim, at=at, note=_("活动改期或取消"))
