"""A list of promises as offices keep it: read from Excel or CSV, every fault said with its row.

All rows are put on the list, or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.commitments.actions import Promised, promise
from lianxin.commitments.models import Programme
from lianxin.commitments.states import Measure
from lianxin.network import queries as network
from lianxin.network.models import User
from lianxin.papers.incoming import Looked, Reader, number, said
from lianxin.papers.tables import Row

COLUMNS: Final = {
    "title": "承诺内容", "owner": "责任单位", "due_on": "完成时限", "about": "具体说明",
    "chapter": "所属行动", "helpers": "配合单位", "target": "目标数", "unit_word": "计量单位",
    "baseline": "原有数", "measure": "进度算法",
}  # fmt: skip
ALSO: Final = {
    "title": {"事项", "项目名称", "实事项目", "工作任务", "指标", "commitment"},
    "owner": {"牵头单位", "责任部门", "承办单位", "owner"},
    "due_on": {"时限", "完成时间", "完成日期", "due"},
    "target": {"目标", "目标值", "数量", "target"},
    "unit_word": {"单位", "unit"},
    "about": {"说明", "内容", "主要内容"},
    "chapter": {"行动", "专项行动", "类别"},
    "baseline": {"基数", "基准值"},
}
EXAMPLE: Final = (
    "老旧小区加装电梯", "住房建设局", "2026-12-31", "优先六层以上、老人多的楼", "", "街道办事处",
    90, "部", "", "按点位数量",
)  # fmt: skip


def look(programme: Programme, name: str, content: BinaryIO) -> Looked[Promised]:
    """What is in the file. Raises `Refusal` where it is no table."""
    units = network.units_named(programme.district_id)
    return _Reader(units, programme.starts_on).look(name, content)


@transaction.atomic
def file(
    programme: Programme, promised: Sequence[Promised], *, by: User | None, at: datetime, key: UUID
) -> int:
    """Put them all on the list. The same `key` again does nothing new."""
    for nth, one in enumerate(promised):
        promise(programme, one, by=by, at=at, key=uuid5(key, str(nth)))
    return len(promised)


@dataclass
class _Reader(Reader[Promised]):
    columns = COLUMNS
    also = ALSO
    needed = "title"
    remedy = gettext_lazy("至少要有“承诺内容”“责任单位”“完成时限”三列。")

    since: date  # the first day of the list

    def read(self, row: Row) -> Promised | None:
        before, cells = len(self.faults), row.cells
        title, owner, due_on = said(cells, "title"), self.unit(row, "owner"), self._due(row)
        if not title:
            self.say(row, "title", _("没有写。"), _("写明承诺做什么，一行一件。"))
        self._check_figures(row)
        if len(self.faults) > before or owner is None or due_on is None:
            return None
        return Promised(
            title, owner, due_on, about=said(cells, "about"), chapter=said(cells, "chapter"),
            helpers=said(cells, "helpers"), measure=_measure(said(cells, "measure")) or "",
            target=number(cells.get("target")), unit_word=said(cells, "unit_word"),
            baseline=number(cells.get("baseline")) or 0,
        )  # fmt: skip

    def _due(self, row: Row) -> date | None:
        due_on = self.day(row, "due_on")
        if due_on is not None and due_on < self.since:
            remedy = _("改成清单期间内的日期。")
            self.say(row, "due_on", _("早于清单的开始日期。"), remedy)
        return due_on

    def _check_figures(self, row: Row) -> None:
        cells = row.cells
        for name in ("target", "baseline"):
            if said(cells, name) and number(cells.get(name)) is None:
                self.say(row, name, _("不是数字。"), _("只写数字，单位另写一列。"))
        if number(cells.get("target")) and not said(cells, "unit_word"):
            self.say(row, "unit_word", _("写了目标数，没有单位。"), _("写“部”“个”“处”等。"))
        measure = _measure(said(cells, "measure"))
        if measure is None:
            remedy = _("写“按步骤”“按点位数量”或“按指标数值”，或者留空。")
            self.say(row, "measure", _("不认识。"), remedy)
        elif measure in (Measure.SITES, Measure.VALUE) and not number(cells.get("target")):
            self.say(row, "target", _("按数量计算进度要写目标数。"), _("写明要做多少。"))


def _measure(told: str) -> str | None:
    """ "" where it is left to the target."""
    labels = {str(one.label): one.value for one in Measure} | {one: one for one in Measure.values}
    zh = {"按步骤": "MILESTONES", "按点位数量": "SITES", "按指标数值": "VALUE"}
    return "" if not told else (zh | labels).get(told)
