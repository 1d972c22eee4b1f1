"""Months one after the other, for a roster of the chair."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

DAY = timedelta(days=1)


def months_on(first: date, months: int) -> date:
    """The same day so many months later, or the last of a month that has no such day."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def slots(first: date, *, months: int, span: int) -> Iterator[tuple[date, date]]:
    """First and last days of terms of so many months, without a gap, over `span` months; the last
    one may be shorter."""
    for begun in range(0, span, months):
        end = months_on(first, min(begun + months, span))
        yield months_on(first, begun), end - DAY
