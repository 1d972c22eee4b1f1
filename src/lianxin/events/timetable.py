"""The sessions of an event as a table: read from Excel or CSV, every row understood before any is
put in.

A row is the session that has its number, else the one that begins at its time under its title; so
the same table again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, BinaryIO, Final
from uuid import UUID, uuid5

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from lianxin.exchange.models import Listing, Slot
from lianxin.kernel.refusals import Refusal
from lianxin.papers import incoming, tables
from lianxin.papers.filing import Fault
from lianxin.papers.lists import Cell
from lianxin.papers.tables import Headings, Row, text_of

COLUMNS: Final[Mapping[str, str | Promise]] = {
    "day": gettext_lazy("日期"),
    "starts": gettext_lazy("从几点"),
    "ends": gettext_lazy("到几点"),
    "capacity": gettext_lazy("名额"),
    "title": gettext_lazy("这一场叫什么"),
    "taken": pgettext_lazy("session", "已报"),
    "number": gettext_lazy("场次编号（系统填）"),
}
ALSO: Final[Mapping[str, frozenset[str]]] = {
    "day": frozenset({"时间", "哪一天", "date"}),
    "starts": frozenset({"开始", "开始时间", "start"}),
    "ends": frozenset({"结束", "结束时间", "end"}),
    "capacity": frozenset({"人数", "seats"}),
    "title": frozenset({"名称", "主题", "title"}),
    "number": frozenset({"场次编号", "number"}),
}
MOST_SEATS: Final = 100_000
LONGEST: Final = 120
WRITTEN: Final = "%Y-%m-%d"
CLOCK: Final = re.compile(r"(?<!\d)(\d{1,2})\s*[:：时点]\s*(\d{1,2})?")
SERIAL: Final = re.compile(r"[0-9]{5}")  # a day as spreadsheets count it
DAY: Final = 24 * 60  # minutes


class Becomes(models.TextChoices):
    """What a row does."""

    NEW = "NEW", pgettext_lazy("session", "新的一场")
    CHANGED = "CHANGED", pgettext_lazy("session", "改这一场")
    SAME = "SAME", pgettext_lazy("session", "没有变化")


@dataclass(frozen=True)
class Planned:
    """A row that can be put in; `slot` is the session it is about."""

    line: int
    key: UUID
    starts_at: datetime
    ends_at: datetime
    capacity: int
    title: str
    slot: Slot | None
    is_old: bool = False  # put in by this very row, and moved since

    @property
    def becomes(self) -> Becomes:
        if (slot := self.slot) is None:
            return Becomes.NEW
        times = (_minute(slot.starts_at), _minute(slot.ends_at))
        said = (self.starts_at, self.ends_at, self.capacity, self.title)
        is_same = (*times, slot.capacity, slot.title) == said
        return Becomes.SAME if is_same or self.is_old else Becomes.CHANGED

    @property
    def told(self) -> int:
        """Seats of those who hear of another time."""
        if (slot := self.slot) is None or self.becomes != Becomes.CHANGED:
            return 0
        is_moved = (self.starts_at, self.ends_at) != (slot.starts_at, slot.ends_at)
        return slot.taken if is_moved else 0


@dataclass(frozen=True)
class Looked:
    """Every row as it was typed, what can be put in of it, and what is wrong with the others."""

    rows: Sequence[Row]
    planned: Sequence[Planned]
    faults: Sequence[Fault]


def rows_in(name: str, content: BinaryIO) -> list[Row]:
    """What is in the file, as text. Raises `Refusal` where it is no table."""
    rows = incoming.rows_in(name, content, _headings())
    if not rows:
        raise Refusal(_("表里还没有场次，一行写一场。"), field="file")
    return [
        Row(row.line, {name: text_of(cell) for name, cell in row.cells.items()}) for row in rows
    ]


def look(listing: Listing, rows: Sequence[Row], *, at: datetime) -> Looked:
    """What the rows would do to the sessions of `listing`. Writes nothing. Two queries at most."""
    own = Slot.objects.filter(district_id=listing.district_id, listing=listing)
    reader = _Reader(listing, list(own.order_by("starts_at", "pk")), at)
    planned = [reader.read(row) for row in rows]
    return Looked(rows, [one for one in planned if one is not None], reader.faults)


def cells(slot: Slot) -> list[Cell]:
    """A session as `look` reads it."""
    starts, ends = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    is_one_day = starts.strftime(WRITTEN) == ends.strftime(WRITTEN)
    until = f"{ends:%H:%M}" if is_one_day else f"{ends:%Y-%m-%d %H:%M}"
    return [
        starts.strftime(WRITTEN), f"{starts:%H:%M}", until, slot.capacity, slot.title,
        slot.taken, str(slot.pk),
    ]  # fmt: skip


def head() -> list[str]:
    return [str(label) for label in COLUMNS.values()]


def _headings() -> Headings:
    names = {name: {name, *ALSO.get(name, ())} for name in COLUMNS}
    for language in ("zh-hans", "en"):
        with override(language):
            for name, label in COLUMNS.items():
                names[name].add(str(label))
    return Headings(
        names, frozenset({"day"}), _("表头要有“日期”“从几点”“到几点”“名额”。请用下载的表格填写。")
    )


@dataclass
class _Reader:
    """Reads one row after the other, and keeps what is wrong with them."""

    listing: Listing
    slots: Sequence[Slot]
    at: datetime
    faults: list[Fault] = field(default_factory=list)
    _seen: dict[UUID, int] = field(default_factory=dict)  # what a row is about: its line

    def read(self, row: Row) -> Planned | None:
        before, typed = len(self.faults), row.cells
        starts_at, ends_at = self._times(row)
        capacity, title = self._capacity(row), str(typed.get("title") or "")
        if len(title) > LONGEST:
            self._say(row, "title", _("太长。"), _("最多 %d 个字。") % LONGEST)
        if len(self.faults) > before or starts_at is None or ends_at is None or capacity is None:
            return None
        key = uuid5(self.listing.pk, f"{starts_at.isoformat()}|{title}")
        slot = self._slot(row, key, starts_at, title)
        if len(self.faults) > before or not self._once(row, slot.pk if slot else key):
            return None
        moved = slot and slot.key == key and _minute(slot.starts_at) != starts_at
        is_old = bool(moved and not typed.get("number"))
        plan = Planned(row.line, key, starts_at, ends_at, capacity, title, slot, is_old)
        return plan if self._may(row, plan) else None

    def _times(self, row: Row) -> tuple[datetime | None, datetime | None]:
        day = _day(row.cells.get("day"))
        starts, ends = (_clock(row.cells.get(name)) for name in ("starts", "ends"))
        if day is None:
            self._say(row, "day", _("不是日期。"), _("写成 2026-12-31 这样。"))
        for name, read in (("starts", starts), ("ends", ends)):
            if read is None:
                self._say(row, name, _("不是时间。"), _("写成 19:30 这样。"))
        if day is None or starts is None or ends is None:
            return None, None
        zone, last = timezone.get_current_timezone(), _day(row.cells.get("ends")) or day
        starts_at = datetime.combine(day, starts, zone)
        ends_at = datetime.combine(last, ends, zone)
        if ends_at <= starts_at:
            self._say(row, "ends", _("不晚于开始。"), _("结束时间要晚于开始时间。"))
        return starts_at, ends_at

    def _capacity(self, row: Row) -> int | None:
        text = str(row.cells.get("capacity") or "")
        if text.isascii() and text.isdigit() and 0 < int(text) <= MOST_SEATS:
            return int(text)
        self._say(row, "capacity", _("不是人数。"), _("写 1 到 %d 的整数。") % MOST_SEATS)
        return None

    def _slot(self, row: Row, key: UUID, starts_at: datetime, title: str) -> Slot | None:
        """The session the row is about, among those of the event."""
        if number := row.cells.get("number"):
            found = next((one for one in self.slots if str(one.pk) == number), None)
            if found is None:
                remedy = _("新的一场不写编号；别的活动的表格，请到那个活动里导入。")
                self._say(row, "number", _("这个活动没有这一场。"), remedy)
        else:
            alike = [one for one in self.slots if (one.starts_at, one.title) == (starts_at, title)]
            live = next((one for one in alike if one.cancelled_at is None), None)
            found = live or next((one for one in self.slots if one.key == key), None)
        if found and found.cancelled_at:
            remedy = _("删去这一行，或者换个时间另开一场。")
            self._say(row, "day", _("这一场已经取消。"), remedy)
        return found

    def _once(self, row: Row, about: UUID) -> bool:
        if (line := self._seen.setdefault(about, row.line)) == row.line:
            return True
        what = _("和第 %d 行是同一场。") % line
        self._say(row, "day", what, _("留一行；同时有两场，请写不同的名称。"))
        return False

    def _may(self, row: Row, plan: Planned) -> bool:
        if plan.becomes == Becomes.SAME:
            return True
        before = len(self.faults)
        if plan.slot and plan.slot.ends_at <= self.at:
            remedy = _("照原样留着，或者删去这一行。")
            self._say(row, "day", _("这一场已经结束，不能再改。"), remedy)
        elif plan.starts_at <= self.at and not (
            plan.slot and _minute(plan.slot.starts_at) == plan.starts_at
        ):
            self._say(row, "day", _("已经过去了。"), _("改成以后的时间。"))
        if plan.slot and plan.capacity < plan.slot.taken:
            what = _("已有 %d 个名额确认。") % plan.slot.taken
            self._say(row, "capacity", what, _("名额不能少于它。"))
        return len(self.faults) == before

    def _say(self, row: Row, column: str, what: str, remedy: str) -> None:
        self.faults.append(Fault(row.line, str(COLUMNS[column]), what, remedy))


def changes(planned: Sequence[Planned]) -> Iterator[Planned]:
    """Those that are not the same as what stands there."""
    return (one for one in planned if one.becomes != Becomes.SAME)


def _day(cell: Any) -> date | None:
    text = str(cell or "")
    moment = tables.parse_time(int(text) if SERIAL.fullmatch(text) else text)
    return timezone.localdate(moment) if moment else None


def _minute(moment: datetime) -> datetime:
    """As the table tells it."""
    return moment.replace(second=0, microsecond=0)


def _clock(cell: Any) -> time | None:
    """19:30, 19：30, 19点, or the part of a day that a spreadsheet keeps."""
    text = str(cell or "")
    if found := CLOCK.search(text):
        hour, minute = int(found[1]), int(found[2] or 0)
    else:
        try:
            minutes = round(float(text) * DAY)
        except ValueError:
            return None
        hour, minute = divmod(minutes, 60)
    try:
        return time(hour, minute)
    except ValueError:
        return None
