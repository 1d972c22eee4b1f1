"""Seats: take one or wait in line, move up, come, or give it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy, queries
from lianxin.exchange.actions import children, claiming, events, telling
from lianxin.exchange.actions.claiming import Receipt, Wish
from lianxin.exchange.facts import PlaceTaken, SlotChanged
from lianxin.exchange.models import Claim, ClaimQuerySet, Listing, Slot
from lianxin.exchange.states import PLACE, ClaimState, Shape
from lianxin.kernel import timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.reactions import announce
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User

BATCH: Final = 200


@transaction.atomic
def add_slot(
    listing: Listing,
    *,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    by: User | None,
    at: datetime,
    key: UUID,
    title: str = "",
) -> Slot:
    """One more session. The same `key` gives the same one."""
    policy.require_edit(by, listing, on=timezone.localdate(at))
    if ends_at <= starts_at:
        raise Refusal(_("结束时间要晚于开始时间。"), field="ends_at")
    if capacity < 1:
        raise Refusal(_("名额至少是 1。"), field="capacity")
    slot, is_new = Slot.objects.get_or_create(
        district_id=listing.district_id,
        key=key,
        defaults={
            "listing": listing,
            "title": title,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "capacity": capacity,
        },
    )
    if is_new:
        note = f"{timezone.localtime(starts_at):%Y-%m-%d %H:%M}"
        entry = timeline.append(listing, "add_slot", by=by, at=at, note=note)
        events.tell(listing, entry)
    return slot


@transaction.atomic
def add_weekly(
    listing: Listing,
    *,
    starts_at: datetime,
    ends_at: datetime,
    weeks: int,
    key: UUID,
    **told: Any,
) -> list[Slot]:
    """A session at the same hour in each of `weeks` weeks. `told` is what `add_slot` takes."""
    zone, week = timezone.get_current_timezone(), timedelta(weeks=1)
    return [
        add_slot(
            listing,
            starts_at=starts_at.astimezone(zone) + n * week,
            ends_at=ends_at.astimezone(zone) + n * week,
            key=key if n == 0 else uuid5(key, str(n)),
            **told,
        )
        for n in range(weeks)
    ]


def take(
    slot: Slot,
    wish: Wish,
    *,
    key: UUID,
    at: datetime,
    by: User | None = None,
    is_there: bool = False,
) -> Receipt:
    """A seat where there is one, else a place in the line. The same `key` is one claim.

    Whoever `is_there`, at the door, takes what is free while the session lasts, and never waits.
    """
    listing = slot.listing

    def begin() -> Claim:
        claiming.require_listing(listing, Shape.PLACE, at=at)
        locked = lock(slot)  # before the claim has an id: ids are the order of the line
        claim = claiming.new(
            listing.district, wish, shape=Shape.PLACE, listing=listing, key=key, at=at, by=by,
            kind=listing.kind, slot=locked, unit=listing.provider, starts_at=locked.starts_at,
            ends_at=locked.ends_at,
        )  # fmt: skip
        _require_open(locked, at=at, is_there=is_there)
        _require_once(claim, wish)
        has_room = locked.free >= claim.seats and (is_there or not _line(locked).exists())
        if is_there and not has_room:
            raise Refusal(_("人已经满了，请找组织者加名额。"), code="full")
        claim.state = ClaimState.HELD if has_room else ClaimState.WAITING
        if has_room:
            _fill(locked, claim.seats)
        entry, claimant = claiming.write(claim, "take", wish, by=by, at=at)
        children.keep(claim, wish)
        announce(PlaceTaken(claim, claimant, at))
        telling.tell_claimant(
            "place_held" if has_room else "place_waiting", claim, entry=entry, claimant=claimant,
            number=queries.line_number(claim),
        )  # fmt: skip
        return claim

    return claiming.once(listing.district, key, begin)


@transaction.atomic
def cancel(
    claim: Claim,
    *,
    by: User | None = None,
    code: str = "",
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """She does not come. Whoever waits longest, and fits, has the seat at once; so do those behind
    a group for which there was no room, when it leaves the line."""
    policy.require_claimant(by, claim, code=code, on=timezone.localdate(at))
    timeline.refuse_repeated(claim, key)
    assert claim.slot is not None  # a place is one in a slot
    slot = lock(claim.slot)
    claim.refresh_from_db(fields=["state", "seq", "head"])  # she may have moved up meanwhile
    had_seat = claim.state == ClaimState.HELD
    claiming.end(claim, "cancel", by=by, at=at, note=note, key=key)
    if had_seat:
        _fill(slot, -claim.seats)
    _move_up(slot, at=at)


@transaction.atomic
def let_in(claim: Claim, *, by: User | None, at: datetime) -> None:
    """Somebody who waited in line is at the door, and a seat is free."""
    assert claim.slot is not None  # a place is one in a slot
    slot = lock(claim.slot)
    if slot.free < claim.seats:
        raise Refusal(_("人已经满了，请找组织者加名额。"), code="full")
    _fill(slot, claim.seats)
    events.tell(claim, PLACE.apply(claim, "promote", by=by, at=at))


@transaction.atomic
def change_slot(
    slot: Slot,
    *,
    by: User | None,
    at: datetime,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    capacity: int | None = None,
    title: str | None = None,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """Move it, change its seats or its name. Everybody in it is told of another time; more seats
    are given to the line at once. There cannot be fewer seats than are held."""
    policy.require_edit(by, slot.listing, on=timezone.localdate(at))
    timeline.refuse_repeated(slot.listing, key)
    locked = lock(slot)
    if capacity is not None and capacity < locked.taken:
        raise Refusal(
            _("已有 %(n)d 个名额确认，名额不能少于它。") % {"n": locked.taken}, field="capacity"
        )
    starts, ends = starts_at or locked.starts_at, ends_at or locked.ends_at
    if ends <= starts:
        raise Refusal(_("结束时间要晚于开始时间。"), field="ends_at")
    is_moved = (starts, ends) != (locked.starts_at, locked.ends_at)
    locked.starts_at, locked.ends_at = starts, ends
    locked.capacity = capacity if capacity is not None else locked.capacity
    locked.title = title if title is not None else locked.title
    locked.sequence += 1
    locked.save(update_fields=["title", "starts_at", "ends_at", "capacity", "sequence"])
    entry = timeline.append(slot.listing, "change_slot", by=by, at=at, note=note, key=key)
    events.tell(slot.listing, entry)
    announce(SlotChanged(locked, by, at))
    if is_moved:
        for claim in _inside(locked):
            entry = timeline.append(
                claim, "move", by=by, at=at, note=note, audience="PUBLIC",
                changes={"starts_at": starts, "ends_at": ends, "sequence": claim.sequence + 1},
            )  # fmt: skip
            events.tell(claim, entry)
            telling.tell_claimant("slot_changed", claim, entry=entry, text=note)
    _move_up(locked, at=at)


@transaction.atomic
def cancel_slot(
    slot: Slot, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It does not take place. Everybody in it and in line is told why."""
    policy.require_edit(by, slot.listing, on=timezone.localdate(at))
    if not note.strip():
        raise Refusal(_("请写明取消的原因，会告知报名的人。"), field="note")
    locked = lock(slot)
    if locked.cancelled_at:
        return
    locked.cancelled_at, locked.taken = at, 0
    locked.sequence += 1
    locked.save(update_fields=["cancelled_at", "taken", "sequence"])
    entry = timeline.append(slot.listing, "cancel_slot", by=by, at=at, note=note, key=key)
    events.tell(slot.listing, entry)
    announce(SlotChanged(locked, by, at))
    for claim in _inside(locked):
        entry = claiming.end(claim, "cancel", by=by, at=at, note=note)
        telling.tell_claimant("slot_cancelled", claim, entry=entry, text=note)


@transaction.atomic
def attend(
    claim: Claim,
    *,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
    came_at: datetime | None = None,
) -> Entry:
    """She is there (签到), or was at `came_at`, when the door had no network."""
    policy.require_giver(by, claim, on=timezone.localdate(at))
    return claiming.end(claim, "attend", by=by, at=at, key=key, delivered_at=came_at or at)


@transaction.atomic
def miss(claim: Claim, *, by: User | None, at: datetime, key: UUID | None = None) -> Entry:
    """She did not come. Only those who gave it and herself learn of it; she can be put right.
    Raises `Refusal` before it has begun."""
    policy.require_giver(by, claim, on=timezone.localdate(at))
    if claim.starts_at is None or claim.starts_at > at:
        raise Refusal(_("还没有开始，不能记未到。"), code="too_early")
    return claiming.end(claim, "miss", by=by, at=at, key=key)


@transaction.atomic
def correct(claim: Claim, *, by: User | None, at: datetime, key: UUID | None = None) -> Entry:
    """She was there after all."""
    policy.require_giver(by, claim, on=timezone.localdate(at))
    return claiming.end(claim, "correct", by=by, at=at, key=key, delivered_at=at)


def lock(slot: Slot) -> Slot:
    """The slot as it is now, kept from others until the transaction ends."""
    same = Slot.objects.select_for_update(of=("self",), no_key=True).select_related("listing")
    return same.get(district_id=slot.district_id, pk=slot.pk)


def _fill(slot: Slot, seats: int) -> None:
    slot.taken += seats
    slot.save(update_fields=["taken"])


def _line(slot: Slot) -> ClaimQuerySet:
    waiting: ClaimQuerySet = Claim.objects.filter(
        district_id=slot.district_id, slot=slot, state=ClaimState.WAITING
    )
    return waiting.select_related("slot", "listing", "unit").order_by("pk")


def _inside(slot: Slot) -> list[Claim]:
    live = (ClaimState.HELD, ClaimState.WAITING)
    inside = Claim.objects.filter(district_id=slot.district_id, slot=slot, state__in=live)
    return list(inside.select_related("slot", "listing", "unit").order_by("pk"))


def _move_up(slot: Slot, *, at: datetime) -> None:
    """Give free seats to those who wait longest; a group too large for what is free keeps its
    number, and those behind it do not pass it."""
    if slot.cancelled_at or slot.starts_at <= at:
        return
    for claim in _line(slot)[:BATCH]:
        if slot.free < claim.seats:
            return
        _fill(slot, claim.seats)
        entry = PLACE.apply(claim, "promote", by=None, at=at)
        events.tell(claim, entry)
        telling.tell_claimant("place_promoted", claim, entry=entry)


def _require_open(slot: Slot, *, at: datetime, is_there: bool) -> None:
    if slot.cancelled_at:
        raise Refusal(_("这一场已经取消，请看看别的场次。"), code="cancelled")
    is_urgent = slot.listing.details.get("is_surge")  # help is wanted while it lasts
    if (slot.ends_at if is_urgent or is_there else slot.starts_at) <= at:
        raise Refusal(_("这一场已经开始，不能再报名。"), code="started")


def _require_once(claim: Claim, wish: Wish) -> None:
    """A person with an account is in a slot once."""
    assert claim.slot is not None  # a place is one in a slot
    same = Claim.objects.filter(
        district_id=claim.district_id, slot=claim.slot,
        state__in=(ClaimState.HELD, ClaimState.WAITING),
    )  # fmt: skip
    user = wish.who.user
    if user is not None and same.filter(claimant__user=user).exists():
        raise Refusal(_("您已经报名了这一场。"), code="already")
