"""A week of a space, laid out by the quarter of an hour: what is free, had, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.utils import timezone

QUARTER: Final = timedelta(minutes=15)
IN_DAY: Final = 96
IN_HOUR: Final = 4
FREE, HAD, OFF, GAP, CLOSED, PAST = "free", "had", "off", "gap", "closed", "past"


@dataclass(frozen=True)
class Stretch:
    """From `starts_at` until `ends_at` it is had, off (closed for once) or a gap between two."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    label: str = ""
    url: str = ""


@dataclass(frozen=True)
class Block:
    """`rows` of the grid of one day that are alike. `first` counts quarters from midnight."""

    kind: str
    first: int
    quarters: int
    day: date
    stretch: Stretch | None = None

    @property
    def starts_at(self) -> datetime:
        return midnight(self.day) + self.first * QUARTER

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.quarters * QUARTER


@dataclass(frozen=True)
class Week:
    """Seven days from `first` to `last` quarter; `step` quarters are a row."""

    days: Sequence[date]
    blocks: Sequence[Sequence[Block]]
    first: int
    last: int
    step: int

    @property
    def is_closed(self) -> bool:
        return self.first >= self.last

    def rows(self) -> Iterator[tuple[datetime, list[tuple[Block, int] | None]]]:
        """The time of each row, and for each day the block that begins there and how many rows it
        takes; None where one from above goes on."""
        for at in range(self.first, self.last, self.step):
            starting = [
                next(((one, one.quarters // self.step) for one in day if one.first == at), None)
                for day in self.blocks
            ]
            yield midnight(self.days[0]) + at * QUARTER, starting


def lay_out(
    monday: date,
    stretches: Sequence[Stretch],
    *,
    is_open: Callable[[datetime], bool],
    at: datetime,
) -> Week:
    """`is_open` says of a moment whether the space opens then at all."""
    days = [monday + timedelta(days=n) for n in range(7)]
    quarters = [list(_quarters(day, stretches, is_open=is_open, at=at)) for day in days]
    used = [n for day in quarters for n, (kind, _by) in enumerate(day) if kind != CLOSED]
    first = min(used, default=0) // IN_HOUR * IN_HOUR
    last = -(-(max(used, default=-1) + 1) // IN_HOUR) * IN_HOUR
    blocks = [
        list(_blocks(day, row[first:last], first)) for day, row in zip(days, quarters, strict=True)
    ]
    is_even = all(one.first % 2 == 0 == one.quarters % 2 for day in blocks for one in day)
    return Week(days, blocks, first, last, 2 if is_even else 1)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())


def _quarters(
    day: date,
    stretches: Sequence[Stretch],
    *,
    is_open: Callable[[datetime], bool],
    at: datetime,
) -> Iterator[tuple[str, Stretch | None]]:
    start = midnight(day)
    today = [one for one in stretches if one.starts_at < start + IN_DAY * QUARTER]
    for n in range(IN_DAY):
        moment = start + n * QUARTER
        had = next((one for one in today if one.starts_at <= moment < one.ends_at), None)
        is_used = had is not None and (had.kind == HAD or is_open(moment))
        if had is not None and is_used:
            yield had.kind, had
        elif had is not None or not is_open(moment):
            yield CLOSED, None
        else:
            yield PAST if moment < at else FREE, None


def _blocks(day: date, row: Sequence[tuple[str, Stretch | None]], first: int) -> Iterator[Block]:
    for (kind, stretch), alike in groupby(row):
        count = len(list(alike))
        yield Block(kind, first, count, day, stretch)
        first += count
