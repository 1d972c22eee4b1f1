"""The members of a body as offices keep them: units, and people who are called `name`, read from
Excel or CSV. All rows are filed, or none; a row that is there already changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.bodies.actions import seating
from lianxin.bodies.actions.seating import Appointee
from lianxin.bodies.models import Body, Member, UnitMember
from lianxin.bodies.states import JOINED, OPT_IN
from lianxin.kernel.refusals import Refusal
from lianxin.network import queries as network
from lianxin.network.models import Organisation, User
from lianxin.papers.incoming import Looked, Reader, said
from lianxin.papers.tables import Row

EXAMPLES: Final = (
    ("", "明湖大学", "", "2026-01-01", ""),
    ("王敏", "明湖大学", "副主任", "2026-01-01", "2028-12-31"),
)
LONGEST: Final = 60


@dataclass(frozen=True)
class Seated:
    """A unit, or who comes from it under a name."""

    unit: Organisation
    name: str
    title: str
    starts_on: date
    ends_on: date | None


def look(body: Body, name: str, content: BinaryIO) -> Looked[Seated]:
    """What is in the file. Raises `Refusal` where it is no table, or the body takes nobody whom
    others write down."""
    if body.kind in JOINED or body.kind in OPT_IN:
        raise Refusal(_("加入这里由本人或本单位决定，不能由别人导入名单。"), field="file")
    return MemberReader(network.units_named(body.district_id), body.begun_on).look(name, content)


@transaction.atomic
def file(body: Body, found: Sequence[Seated], *, by: User | None, at: datetime, key: UUID) -> int:
    """Seat them all. Who is there with the same first day stays as she is."""
    units, people = _known(body)
    for nth, one in enumerate(found):
        told: dict[str, Any] = {"ends_on": one.ends_on, "by": by, "at": at}
        if one.name:
            if (one.name, one.unit.pk, one.starts_on) not in people:
                _appoint(body, one, key=uuid5(key, str(nth)), **told)
        elif (one.unit.pk, one.starts_on) not in units:
            seating.admit(
                body, one.unit, starts_on=one.starts_on, key=uuid5(key, str(nth)), **told
            )
    return len(found)


def _appoint(body: Body, one: Seated, *, key: UUID, **told: Any) -> None:
    who = Appointee(one.name, one.unit)
    made = seating.appoint(body, who, starts_on=one.starts_on, key=key, **told)
    if one.title:
        seating.give_office(
            made, title=one.title, starts_on=one.starts_on, key=uuid5(key, "office"), **told
        )


def _known(body: Body) -> tuple[set[Any], set[Any]]:
    own = {"district_id": body.district_id, "body": body}
    units = UnitMember.objects.filter(**own).values_list("unit_id", "starts_on")
    people = Member.objects.filter(**own).exclude(shown_as="")
    return set(units), set(people.values_list("shown_as", "home_id", "starts_on"))


@dataclass
class MemberReader(Reader[Seated]):
    columns = {
        "name": "姓名", "unit": "单位", "title": "职务", "starts_on": "加入日期",
        "ends_on": "最后一天",
    }  # fmt: skip
    also = {
        "name": {"委员姓名", "兼职委员", "name"},
        "unit": {"成员单位", "所在单位", "单位名称", "工作单位", "单位代码", "unit"},
        "title": {"职位", "委员职务", "title"},
        "starts_on": {"聘任日期", "任职日期", "开始日期", "starts"},
        "ends_on": {"任期届满", "结束日期", "截止日期", "ends"},
    }
    needed = "unit"
    remedy = gettext_lazy("至少要有“单位”“加入日期”两列；写了姓名的是委员，没写的是成员单位。")

    since: date  # the day on which the body began

    def read(self, row: Row) -> Seated | None:
        before, cells = len(self.faults), row.cells
        unit, starts_on = self.unit(row, "unit"), self.day(row, "starts_on")
        ends_on = self.day(row, "ends_on", is_needed=False)
        if starts_on and starts_on < self.since:
            remedy = _("改成 %s 或以后。") % self.since.isoformat()
            self.say(row, "starts_on", _("早于机构成立的日期。"), remedy)
        if starts_on and ends_on and ends_on < starts_on:
            self.say(row, "ends_on", _("早于加入日期。"), _("改成加入日期以后，或者留空。"))
        if too_long := next((n for n in ("name", "title") if len(said(cells, n)) > LONGEST), ""):
            self.say(row, too_long, _("太长。"), _("最多 %d 字，请删去一些。") % LONGEST)
        if said(cells, "title") and not said(cells, "name"):
            self.say(row, "title", _("写了职务，没有姓名。"), _("写上姓名，或者删去职务。"))
        if len(self.faults) > before or unit is None or starts_on is None:
            return None
        return Seated(unit, said(cells, "name"), said(cells, "title"), starts_on, ends_on)
