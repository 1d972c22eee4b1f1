"""A short table handed in as a file: read at once; all of its rows are filed, or none.

Long ones, which a worker files in the background, are the business of `filing`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, Final, Generic, TypeVar

from django.utils.translation import gettext as _

from lianxin.kernel.refusals import Refusal
from lianxin.papers import tables
from lianxin.papers.filing import Fault
from lianxin.papers.tables import Headings, NotATable, Row

T = TypeVar("T")
MOST: Final = 500


@dataclass(frozen=True)
class Looked(Generic[T]):
    """What the rows say, and what is wrong with those that cannot be filed."""

    found: Sequence[T]
    faults: Sequence[Fault]


@dataclass
class Reader(Generic[T]):
    """Reads one row after the other, and keeps what is wrong with them. `columns` are the headings
    of the template by field, `also` what offices call them."""

    columns: ClassVar[Mapping[str, str]]
    also: ClassVar[Mapping[str, Collection[str]]] = {}
    needed: ClassVar[str]  # the column without which nothing is a table of this kind
    remedy: ClassVar[Any]  # what the least is, in words
    most: ClassVar[int] = MOST  # rows

    units: Mapping[str, Any]  # by their names and codes
    faults: list[Fault] = field(default_factory=list, init=False)

    def look(self, name: str, content: BinaryIO) -> Looked[T]:
        """What is in the file. Raises `Refusal` where it is no table."""
        names = {one: {label, *self.also.get(one, ())} for one, label in self.columns.items()}
        asked = Headings(names, frozenset({self.needed}), str(self.remedy))
        read = [self.read(row) for row in rows_in(name, content, asked, most=self.most)]
        return Looked([row for row in read if row is not None], self.faults)

    def read(self, row: Row) -> T | None:
        """What the row says; None where something is wrong with it that has been said."""
        raise NotImplementedError

    def say(self, row: Row, name: str, what: str, remedy: str) -> None:
        self.faults.append(Fault(row.line, self.columns[name], what, remedy))

    def unit(self, row: Row, name: str) -> Any:
        """The unit that is named, which there has to be."""
        if (found := self.units.get(said(row.cells, name))) is None:
            what = _("没有找到“%s”。") % said(row.cells, name)
            self.say(row, name, what, _("写单位的全称或代码。"))
        return found

    def day(self, row: Row, name: str, *, is_needed: bool = True) -> date | None:
        found = day(row.cells.get(name))
        if found is None and (is_needed or said(row.cells, name)):
            self.say(row, name, _("不是日期。"), _("写成 2026-12-31 这样。"))
        return found


def rows_in(name: str, content: BinaryIO, asked: Headings, *, most: int = MOST) -> Sequence[Row]:
    """The rows of the file. Raises `Refusal` where it is no table, or a long one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{Path(name).suffix.lower()}"
        path.write_bytes(content.read())
        try:
            rows = tables.read(path, asked).rows
        except NotATable as problem:
            raise Refusal(str(problem), field="file") from problem
    if len(rows) > most:
        raise Refusal(_("一次最多 %d 行，请分成几个文件。") % most, field="file")
    return rows


def said(cells: Mapping[str, Any], name: str) -> str:
    value = cells.get(name)
    return "" if value is None else str(value).strip()


def day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = tables.DATE.search(str(value or ""))
    try:
        return date(*(int(part) for part in found.groups()[:3])) if found else None
    except ValueError:
        return None


def number(value: Any) -> int | None:
    """A whole one that is not below zero."""
    try:
        found = int(float(str(value).replace(",", "")))
    except ValueError:
        return None
    return found if found >= 0 else None
