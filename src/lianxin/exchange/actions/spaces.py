"""What of a venue can be booked, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.exchange.actions import events
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Cell, Closure, Listing, Space
from lianxin.exchange.states import Shape
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network import hours as opening
from lianxin.network.models import User

QUARTER: Final = 15
LONGEST_DAY: Final = 24 * 60
FURTHEST: Final = 366


@dataclass(frozen=True)
class Plan:
    """What somebody says of a space. Times are minutes, `ahead` days; `parts` are the spaces that
    it is made of, where it is."""

    name: str
    seats: int
    hours: str
    buffer: int = 0
    shortest: int = 30
    longest: int = 240
    ahead: int = 60
    parts: Sequence[Space] = ()


@transaction.atomic
def put(
    listing: Listing, plan: Plan, *, by: User | None, at: datetime, key: UUID,
    space: Space | None = None,
) -> Space:  # fmt: skip
    """One more space, or `space` as it is from now on. The same `key` gives the same one; what is
    booked stays booked."""
    policy.require_edit(by, listing, on=timezone.localdate(at))
    if KINDS[listing.kind].shape != Shape.BOOKING:
        raise Refusal(_("只有场馆可以添加场地。"), field="name")
    hours = _checked(plan)
    code = space.code if space else f"s{key.hex}"
    held, is_new = Space.objects.update_or_create(
        district_id=listing.district_id, listing=listing, code=code,
        defaults={
            "name": plan.name.strip(), "seats": plan.seats, "hours": hours, "buffer": plan.buffer,
            "shortest": plan.shortest, "longest": plan.longest, "ahead": plan.ahead,
        },
    )  # fmt: skip
    _compose(held, plan.parts)
    verb = "add_space" if is_new else "change_space"
    entry = timeline.append(listing, verb, by=by, at=at, note=held.name)
    events.tell(listing, entry)
    return held


@transaction.atomic
def reopen(closure: Closure, *, by: User | None, at: datetime) -> None:
    """It can be booked again."""
    listing = closure.space.listing
    policy.require_edit(by, listing, on=timezone.localdate(at))
    Cell.objects.filter(district_id=closure.district_id, closure=closure).delete()
    closure.delete()
    entry = timeline.append(listing, "reopen_space", by=by, at=at, note=closure.space.name)
    events.tell(listing, entry)


def _checked(plan: Plan) -> str:
    """The hours as they are kept. Raises `Refusal` naming the field."""
    hours = opening.read(plan.hours)
    try:
        opening.parse(hours)
    except opening.BadHours as error:
        raise Refusal(
            _("时间“%s”看不懂，请写成“周一至周五 9:00-17:00”。") % plan.hours.strip(),
            field="hours",
        ) from error
    if not plan.name.strip():
        raise Refusal(_("请写场地的名称。"), field="name")
    if plan.seats < 1:
        raise Refusal(_("至少容纳 1 人。"), field="seats")
    for name in ("shortest", "longest", "buffer"):
        if getattr(plan, name) % QUARTER:
            raise Refusal(_("分钟数要是 15 的倍数。"), field=name)
    if not QUARTER <= plan.shortest <= plan.longest <= LONGEST_DAY:
        raise Refusal(_("最短要在 15 分钟以上，最长不能比最短还短。"), field="longest")
    if not 1 <= plan.ahead <= FURTHEST:
        raise Refusal(_("提前天数要在 1 到 366 之间。"), field="ahead")
    return hours


def _compose(space: Space, parts: Sequence[Space]) -> None:
    """A part is a space of the same venue without parts of its own."""
    for part in parts:
        same = part.listing_id == space.listing_id and part.pk != space.pk
        if not same or part.parts.filter(district_id=space.district_id).exists():
            raise Refusal(_("“%s”不能是它的一部分。") % part.name, field="parts")
    before = set(space.parts.filter(district_id=space.district_id).values_list("pk", flat=True))
    if before == {part.pk for part in parts}:
        return
    if Cell.objects.filter(district_id=space.district_id, space=space).exists() and not before:
        raise Refusal(_("“%s”已经有人预约，不能再改成由几块组成。") % space.name, field="parts")
    space.parts.set(parts)
