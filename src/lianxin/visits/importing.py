"""Doors as offices keep them, one a row, read from Excel or CSV. All rows are filed, or none; a
door that is there already stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.network.models import Place, User
from lianxin.papers.incoming import Looked, Reader, said
from lianxin.papers.tables import Row
from lianxin.visits import policy
from lianxin.visits.actions import households
from lianxin.visits.actions.households import LONGEST, Door

EXAMPLES: Final = (("海韵花园1号楼", "2", "501"), ("海韵花园1号楼", "2", "502"))


class Listed(NamedTuple):
    building: Place
    door: Door


def look(user: User, name: str, content: BinaryIO, *, on: date) -> Looked[Listed]:
    """What is in the file, of the buildings whose doors `user` keeps. Raises `Refusal` where it
    is no table."""
    known: dict[str, list[Place]] = {}
    for house in policy.buildings_kept(user, on=on):
        for word in {house.name, house.code}:
            known.setdefault(word, []).append(house)
    return DoorReader({}, known).look(name, content)


@transaction.atomic
def file(found: Sequence[Listed], *, by: User | None, at: datetime, key: UUID) -> int:
    """Have all of them; returns how many rows there were."""
    doors: dict[Place, list[Door]] = {}
    for one in found:
        doors.setdefault(one.building, []).append(one.door)
    for building, own in doors.items():
        households.put(building, own, by=by, at=at, key=key)
    return len(found)


@dataclass
class DoorReader(Reader[Listed]):
    columns = {"building": "楼栋", "stair": "单元", "door": "门牌号"}
    also = {
        "building": {"楼号", "楼栋名称", "楼栋代码", "building"},
        "stair": {"单元号", "梯", "entrance"},
        "door": {"房号", "门牌", "室号", "户号", "door"},
    }
    needed = "door"
    remedy = gettext_lazy("要有“楼栋”“门牌号”两列；有几个单元的再写“单元”。")
    most = 5_000

    houses: Mapping[str, Sequence[Place]]
    seen: dict[Listed, int] = field(default_factory=dict, init=False)

    def read(self, row: Row) -> Listed | None:
        before, named = len(self.faults), said(row.cells, "building")
        houses = self.houses.get(named, ())
        if len(houses) != 1:
            what = _("没有您负责的楼栋“%s”。") if not houses else _("有几栋楼叫“%s”。")
            self.say(row, "building", what % named, _("写楼栋的全名或代码。"))
        stair, number = said(row.cells, "stair").removesuffix("单元"), said(row.cells, "door")
        if not number:
            self.say(row, "door", _("没有门牌号。"), _("写上门牌号，例如 501。"))
        for name, text in (("stair", stair), ("door", number)):
            if len(text) > LONGEST:
                self.say(row, name, _("太长。"), _("最多 %d 字，请删去一些。") % LONGEST)
        if len(self.faults) > before:
            return None
        found = Listed(houses[0], Door(number, stair))
        if (first := self.seen.setdefault(found, row.line)) != row.line:
            self.say(row, "door", _("和第 %d 行是同一户。") % first, _("删去一行。"))
            return None
        return found
