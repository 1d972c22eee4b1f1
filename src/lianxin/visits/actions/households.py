"""Doors: put one by one, from a list, or by drawing a building."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import Place, PlaceKind, User
from lianxin.visits import policy
from lianxin.visits.models import Household
from lianxin.visits.walking import natural

LONGEST: Final = 20
HIGHEST, MOST_DOORS, MOST_STAIRS = 120, 40, 20
BATCH: Final = 500


@dataclass(frozen=True)
class Door:
    """`stair` is the entrance, "" where there is one."""

    door: str
    stair: str = ""


@dataclass(frozen=True)
class Drawn:
    """A building as it stands: so many `floors` with so many `doors` each behind each of so many
    `stairs`; its lowest floor is number `first`, the door 502 the second on the fifth."""

    floors: int
    doors: int
    stairs: int = 1
    first: int = 1

    def listed(self) -> list[Door]:
        """Raises `Refusal` naming the field that cannot be as it is."""
        bounds = (("floors", HIGHEST), ("doors", MOST_DOORS), ("stairs", MOST_STAIRS))
        for name, most in bounds:
            if not 1 <= getattr(self, name) <= most:
                raise Refusal(_("请写 1 到 %d 之间的数。") % most, field=name)
        return [
            Door(f"{floor}{door:02}", str(stair) if self.stairs > 1 else "")
            for stair in range(1, self.stairs + 1)
            for floor in range(self.first, self.first + self.floors)
            for door in range(1, self.doors + 1)
        ]


@transaction.atomic
def put(
    building: Place, doors: Iterable[Door], *, by: User | None, at: datetime, key: UUID
) -> tuple[int, int]:
    """Have these doors in the building. Returns how many are new, and how many were there already
    (those that are no longer in use are again). The same again does nothing.

    Raises `Refusal` where it is no building, or a door is not written.
    """
    _require_keeper(by, building, at=at)
    if building.kind != PlaceKind.BUILDING:
        raise Refusal(_("住户要登记在楼栋下面。"), field="building")
    wanted = {_checked(one) for one in doors}
    rows = Household.objects.filter(district_id=building.district_id, building=building)
    known = {Door(one.door, one.stair): one for one in rows}
    rows.filter(
        pk__in=[row.pk for door, row in known.items() if door in wanted and not row.is_active]
    ).update(is_active=True)
    new = [
        Household(
            district_id=building.district_id, building=building, door=one.door, stair=one.stair,
            key=uuid5(key, f"{building.pk} {one.stair} {one.door}"),
        )
        for one in wanted - set(known)
    ]  # fmt: skip
    Household.objects.bulk_create(new, batch_size=BATCH)
    _rank(building)
    return len(new), len(wanted) - len(new)


@transaction.atomic
def retire(household: Household, *, by: User | None, at: datetime) -> None:
    """There is no such door any longer."""
    _require_keeper(by, household.building, at=at)
    household.is_active = False
    household.save(update_fields=["is_active"])


@transaction.atomic
def renew_card(
    household: Household, *, is_new: bool = False, by: User | None, at: datetime, key: UUID
) -> None:
    """Another code: the card that was lost, or that others took with them, opens nothing any
    longer. `is_new`: others have moved in, who read nothing of before and have not declined. The
    same `key` is once."""
    on = timezone.localdate(at)
    if by is not None:
        mine = policy.doors_with_cards(by, household.building, on=on)
        if not mine.filter(pk=household.pk).exists():
            raise NotAllowed(_("只有负责这栋楼的人员和走访这一户的人可以换卡。"))
    card = uuid5(key, str(household.pk))
    if household.card == card:
        return
    household.card = card
    if is_new:
        household.log_begins_at, household.declined_until_on = at, None
    household.save(update_fields=["card", "log_begins_at", "declined_until_on"])


def may_keep(user: User, building: Place, *, at: datetime) -> bool:
    return policy.keeps(user, building, on=timezone.localdate(at))


def _require_keeper(by: User | None, building: Place, *, at: datetime) -> None:
    if by is not None and not may_keep(by, building, at=at):
        raise NotAllowed(_("您不负责“%s”，不能改它的住户。") % building.name)


def _checked(one: Door) -> Door:
    door, stair = one.door.strip(), one.stair.strip().removesuffix("单元").strip()
    if not door:
        raise Refusal(_("请写门牌号。"), field="door")
    if max(len(door), len(stair)) > LONGEST:
        raise Refusal(_("最多 %d 字，请删去一些。") % LONGEST, field="door")
    return Door(door, stair)


def _rank(building: Place) -> None:
    """Up the first stair, then the next."""
    rows = Household.objects.filter(district_id=building.district_id, building=building)
    found: Sequence[Household] = sorted(
        rows, key=lambda one: (natural(one.stair), natural(one.door))
    )
    moved = []
    for rank, one in enumerate(found):
        if one.rank != rank:
            one.rank = rank
            moved.append(one)
    Household.objects.bulk_update(moved, ["rank"], batch_size=BATCH)
