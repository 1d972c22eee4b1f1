"""The days off and the working weekends that the State Council announces each year."""

from __future__ import annotations

from collections.abc import Iterable

import chinese_calendar
from django.db import transaction

from lianxin.kernel.models import CalendarDay


@transaction.atomic
def seed_calendar(years: Iterable[int] | None = None) -> int:
    """Bring the common days of `years` (default: all that are published) up to date from the
    State Council's notices as `chinese_calendar` has them. Returns how many were written.

    Safe to repeat. A day that somebody edited stays as it is.
    """
    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    wanted = {day: (False, names[name]) for day, name in chinese_calendar.holidays.items()}
    wanted |= {day: (True, names[name]) for day, name in chinese_calendar.workdays.items()}
    present = {row.day: row for row in CalendarDay.objects.filter(district=None)}
    chosen = None if years is None else set(years)
    written = 0
    for day, (is_working, name) in wanted.items():
        row = present.get(day) or CalendarDay(day=day)
        is_same = (row.is_working, row.name) == (is_working, name)
        if (chosen is None or day.year in chosen) and not (row.is_edited or is_same):
            row.is_working, row.name = is_working, name
            row.save()
            written += 1
    return written
