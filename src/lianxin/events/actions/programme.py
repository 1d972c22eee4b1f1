"""Who speaks when: pitches of a roadshow, points of a forum."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.events import policy
from lianxin.events.models import Pitch
from lianxin.exchange.actions import places
from lianxin.exchange.models import Listing, Slot
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User


@transaction.atomic
def add_pitch(
    slot: Slot,
    *,
    title: str,
    minutes: int,
    who: str = "",
    listing: Listing | None = None,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Pitch:
    """One more at the end. The same `key` is one. Refused when they would outlast the session."""
    there = _programme(slot, by=by, at=at)
    for one in there:
        if one.key == key:
            return one
    if not title.strip():
        raise Refusal(_("请写明讲什么。"), field="title")
    _require_time(slot, sum(one.minutes for one in there), minutes)
    if listing is not None and listing.district_id != slot.district_id:
        raise Refusal(_("这一条不在本辖区。"), field="listing")
    made = Pitch.objects.create(
        district_id=slot.district_id, key=key, slot=slot, position=len(there) + 1,
        title=title.strip()[:120], who=who.strip()[:80], minutes=minutes, listing=listing,
    )  # fmt: skip
    timeline.append(slot.listing, "add_pitch", by=by, at=at, note=made.title)
    return made


@transaction.atomic
def move_pitch(
    pitch: Pitch, *, to: int, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """To the place `to`, counted from one; the others close up."""
    there = _programme(pitch.slot, by=by, at=at)
    timeline.refuse_repeated(pitch.slot.listing, key)
    if pitch not in there:
        raise Refusal(_("这一项已经撤下。"), code="gone")
    there.remove(pitch)
    there.insert(max(0, to - 1), pitch)
    _number(there)
    timeline.append(pitch.slot.listing, "move_pitch", by=by, at=at, key=key, note=pitch.title)


@transaction.atomic
def drop_pitch(pitch: Pitch, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """It is not on the programme any more. Twice is once."""
    there = _programme(pitch.slot, by=by, at=at)
    if pitch in there:
        there.remove(pitch)
        title, slot = pitch.title, pitch.slot
        pitch.delete()
        _number(there)
        timeline.append(slot.listing, "drop_pitch", by=by, at=at, key=key, note=title)


def _programme(slot: Slot, *, by: User | None, at: datetime) -> list[Pitch]:
    """What is on it now, kept from others until the transaction ends."""
    policy.require_giving(by, slot.listing, on=timezone.localdate(at))
    places.lock(slot)
    rows = Pitch.objects.filter(district_id=slot.district_id, slot=slot)
    return list(rows.order_by("position", "pk"))


def _require_time(slot: Slot, so_far: int, minutes: int) -> None:
    left = (slot.ends_at - slot.starts_at) // timedelta(minutes=1) - so_far
    if not 1 <= minutes <= left:
        raise Refusal(
            _("这一场还剩 %d 分钟，放不下。请写短些，或者先把这一场改长。") % max(left, 0),
            field="minutes",
        )


def _number(there: list[Pitch]) -> None:
    for position, one in enumerate(there, 1):
        if one.position != position:
            Pitch.objects.filter(district_id=one.district_id, pk=one.pk).update(position=position)
