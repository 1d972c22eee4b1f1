"""When a space can still be had."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone

from lianxin.exchange.actions.bookings import QUARTER, Span
from lianxin.exchange.models import Cell, Space
from lianxin.kernel import calendar
from lianxin.kernel.calendar import SHANGHAI
from lianxin.network import hours

MOST_DAYS: Final = 31


def spans(space: Space, day: date, *, days: int, at: datetime) -> list[Span]:
    """The free times of `days` days, as long as each lasts: open, had by nobody, far enough from
    the next booking for the space to be empty in between, and long enough to be booked."""
    today = timezone.localdate(at)
    since = (day - today).days
    until = since + days
    if since > space.ahead or until <= 0:
        return []
    midnight = datetime.combine(today, time(0), SHANGHAI)
    start = midnight + timedelta(days=max(since, 0))
    end = min(midnight + timedelta(days=until), at + timedelta(days=space.ahead))
    found = _joined(_quarters(space, start, end, at=at))
    shortest = timedelta(minutes=space.shortest)
    return [span for span in found if span.ends_at - span.starts_at >= shortest]


def _quarters(space: Space, start: datetime, end: datetime, *, at: datetime) -> Iterator[datetime]:
    """The quarters of an hour in which somebody could be there."""
    taken = _taken(space, start, end)
    before = range(space.buffer // 15 + bool(space.buffer % 15) + 1)
    is_working = calendar.load(space.district_id).is_working_day
    moment = start
    while moment < end:
        is_left = not any(moment + n * QUARTER in taken for n in before)
        if moment >= at and is_left and hours.is_open(space.hours, moment, is_working=is_working):
            yield moment
        moment += QUARTER


def _taken(space: Space, start: datetime, end: datetime) -> set[datetime]:
    parts = list(space.parts.filter(district_id=space.district_id)) or [space]
    until = end + timedelta(minutes=space.buffer)
    cells = Cell.objects.filter(
        district_id=space.district_id, space__in=parts, at__gte=start, at__lt=until
    )
    return set(cells.values_list("at", flat=True))


def _joined(quarters: Iterator[datetime]) -> list[Span]:
    found: list[Span] = []
    for moment in quarters:
        if found and found[-1].ends_at == moment:
            found[-1] = Span(found[-1].starts_at, moment + QUARTER)
        else:
            found.append(Span(moment, moment + QUARTER))
    return found
