"""When the next meeting of a series falls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from lianxin.kernel.calendar import DAY, WorkingCalendar, months_on

LAST = 5  # the week that stands for the last one of a month


def days(
    since: date, *, week: int, weekday: int, months: int, calendar: WorkingCalendar
) -> Iterator[date]:
    """The `week`-th `weekday` (Monday is 0) of every `months`-th month of the year, from `since`
    on; where that is a day off, the next working day."""
    month = since.replace(day=1)
    while True:
        if (month.month - 1) % months == 0:
            held = _working(_in_month(month, week, weekday), calendar)
            if held >= since:
                yield held
        month = months_on(month, 1)


def _in_month(first: date, week: int, weekday: int) -> date:
    held = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (week - 1))
    return held if held.month == first.month else held - timedelta(days=7)


def _working(day: date, calendar: WorkingCalendar) -> date:
    while not calendar.is_working_day(day):
        day += DAY
    return day
