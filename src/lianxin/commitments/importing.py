"""A list of promises as offices keep it: read from Excel or CSV, every fault said with its row.

All rows are put on the list, or none.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.commitments.actions import Promised, promise
from lianxin.commitments.models import Programme
from lianxin.commitments.states import Measure
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation, User
from lianxin.papers import tables
from lianxin.papers.filing import Fault
from lianxin.papers.tables import Headings, NotATable, Row

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
MOST: Final = 500


@dataclass(frozen=True)
class Looked:
    promised: Sequence[Promised]
    faults: Sequence[Fault]


def look(programme: Programme, name: str, content: BinaryIO) -> Looked:
    """What is in the file. Raises `Refusal` where it is no table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{Path(name).suffix.lower()}"
        path.write_bytes(content.read())
        try:
            table = tables.read(path, _headings())
        except NotATable as problem:
            raise Refusal(str(problem), field="file") from problem
    if len(table.rows) > MOST:
        raise Refusal(_("一次最多 %d 行，请分成几个文件。") % MOST, field="file")
    units = Organisation.objects.filter(district_id=programme.district_id, is_active=True)
    known: dict[str, Organisation] = {}
    for unit in units:
        known[unit.name] = known[unit.code] = unit
    reader = _Reader(programme, known, [])
    rows = [reader.read(row) for row in table.rows]
    return Looked([row for row in rows if row is not None], reader.faults)


@transaction.atomic
def file(
    programme: Programme, promised: Sequence[Promised], *, by: User | None, at: datetime, key: UUID
) -> int:
    """Put them all on the list. The same `key` again does nothing new."""
    for number, one in enumerate(promised):
        promise(programme, one, by=by, at=at, key=uuid5(key, str(number)))
    return len(promised)


def _headings() -> Headings:
    names = {field: {label, *ALSO.get(field, ())} for field, label in COLUMNS.items()}
    return Headings(names, frozenset({"title"}), _("至少要有“承诺内容”“责任单位”“完成时限”三列。"))


@dataclass
class _Reader:
    """Reads one row after the other, and keeps what is wrong with them."""

    programme: Programme
    units: Mapping[str, Organisation]
    faults: list[Fault]

    def read(self, row: Row) -> Promised | None:
        before, cells = len(self.faults), row.cells
        title, owner = _said(cells, "title"), self.units.get(_said(cells, "owner"))
        due_on = _day(cells.get("due_on"))
        if not title:
            self._say(row, "title", _("没有写。"), _("写明承诺做什么，一行一件。"))
        if owner is None:
            what = _("没有找到“%s”。") % _said(cells, "owner")
            self._say(row, "owner", what, _("写单位的全称或代码。"))
        self._check_day(row, due_on)
        self._check_figures(row)
        if len(self.faults) > before or owner is None or due_on is None:
            return None
        return Promised(
            title, owner, due_on, about=_said(cells, "about"), chapter=_said(cells, "chapter"),
            helpers=_said(cells, "helpers"), measure=_measure(_said(cells, "measure")) or "",
            target=_number(cells.get("target")), unit_word=_said(cells, "unit_word"),
            baseline=_number(cells.get("baseline")) or 0,
        )  # fmt: skip

    def _check_day(self, row: Row, due_on: date | None) -> None:
        if due_on is None:
            self._say(row, "due_on", _("不是日期。"), _("写成 2026-12-31 这样。"))
        elif due_on < self.programme.starts_on:
            remedy = _("改成清单期间内的日期。")
            self._say(row, "due_on", _("早于清单的开始日期。"), remedy)

    def _check_figures(self, row: Row) -> None:
        cells = row.cells
        for name in ("target", "baseline"):
            if _said(cells, name) and _number(cells.get(name)) is None:
                self._say(row, name, _("不是数字。"), _("只写数字，单位另写一列。"))
        if _number(cells.get("target")) and not _said(cells, "unit_word"):
            self._say(row, "unit_word", _("写了目标数，没有单位。"), _("写“部”“个”“处”等。"))
        measure = _measure(_said(cells, "measure"))
        if measure is None:
            remedy = _("写“按步骤”“按点位数量”或“按指标数值”，或者留空。")
            self._say(row, "measure", _("不认识。"), remedy)
        elif measure in (Measure.SITES, Measure.VALUE) and not _number(cells.get("target")):
            self._say(row, "target", _("按数量计算进度要写目标数。"), _("写明要做多少。"))

    def _say(self, row: Row, field: str, what: str, remedy: str) -> None:
        self.faults.append(Fault(row.line, COLUMNS[field], what, remedy))


def _said(cells: Mapping[str, Any], name: str) -> str:
    value = cells.get(name)
    return "" if value is None else str(value).strip()


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = tables.DATE.search(str(value or ""))
    try:
        return date(*(int(part) for part in found.groups()[:3])) if found else None
    except ValueError:
        return None


def _number(value: Any) -> int | None:
    try:
        number = int(float(str(value).replace(",", "")))
    except ValueError:
        return None
    return number if number >= 0 else None


def _measure(said: str) -> str | None:
    """ "" where it is left to the target."""
    labels = {str(one.label): one.value for one in Measure} | {one: one for one in Measure.values}
    zh = {"按步骤": "MILESTONES", "按点位数量": "SITES", "按指标数值": "VALUE"}
    return "" if not said else (zh | labels).get(said)
