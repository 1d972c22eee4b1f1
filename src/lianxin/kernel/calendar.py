"""Working days and office hours, and the ends of terms that are counted in them.

Days are counted as the Civil Code counts them: the day of arrival is not counted (art. 201); a
term that would end on a day off ends on the next working day, at the close of business where
there are office hours (art. 203). So one working day for something that arrives on Monday at
00:10 or at 23:50 ends on Tuesday at 17:30.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count, islice, pairwise
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.utils import timezone

from lianxin.kernel.models import CalendarDay
from lianxin.kernel.reference import remembered

Hours = tuple[tuple[time, time], ...]

OFFICE_HOURS: Hours = ((time(9), time(12)), (time(13, 30), time(17, 30)))
SHANGHAI = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
NATIONAL_DAY = (10, 1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """When a term ends. Provisional: it touches a year whose days off are not known yet, for
    which the plain Monday-to-Friday week was taken."""

    at: datetime
    is_provisional: bool = False


@dataclass(frozen=True)
class WorkingCalendar:
    """`exceptions` holds the days that are not what their weekday says: True is worked."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()
    hours: Hours = OFFICE_HOURS

    def __post_init__(self) -> None:
        edges = [edge for opening in self.hours for edge in opening]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise ValueError("office hours must be one or more spans, in order, within one day")

    def is_working_day(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def add_working_days(self, start: datetime, n: int) -> Due:
        """The close of business of the `n`-th working day after the day of `start`; n ≥ 1."""
        tomorrow = timezone.localdate(start, SHANGHAI) + DAY
        return self._close(next(islice(self._working_days(tomorrow), n - 1, None)), since=tomorrow)

    def add_days(self, start: datetime, n: int) -> Due:
        """The close of business of the `n`-th day after that of `start`, or, when that is a day
        off, of the next working day."""
        last = timezone.localdate(start, SHANGHAI) + n * DAY
        return self._close(next(self._working_days(last)), since=last)

    def add_working_time(self, start: datetime, amount: timedelta) -> Due:
        """The earliest moment by which `amount` of office time has passed since `start`."""
        left, since = amount, timezone.localdate(start, SHANGHAI)
        if not left:
            return Due(start)
        for opens, closes in self._openings(start):
            if opens + left <= closes:
                return Due(
                    opens + left, self._is_guess(since, timezone.localdate(opens, SHANGHAI))
                )
            left -= closes - opens
        raise AssertionError("openings never end")

    def working_time_between(self, a: datetime, b: datetime) -> timedelta:
        """Office time from `a` to `b`; negative when `b` is the earlier."""
        if b < a:
            return -self.working_time_between(b, a)
        total = timedelta()
        for opens, closes in self._openings(a):
            if opens >= b:
                break
            total += min(closes, b) - opens
        return total

    def next_working_moment(self, at: datetime) -> datetime:
        """`at` itself within office hours, their last instant included; else the next opening."""
        return next(self._openings(at))[0]

    def _openings(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        start = start.astimezone(SHANGHAI)
        for day in self._working_days(timezone.localdate(start, SHANGHAI)):
            for opens, closes in self.hours:
                end = datetime.combine(day, closes, SHANGHAI)
                if end >= start:
                    yield max(start, datetime.combine(day, opens, SHANGHAI)), end

    def _working_days(self, first: date) -> Iterator[date]:
        return filter(self.is_working_day, (first + n * DAY for n in count()))

    def _close(self, day: date, *, since: date) -> Due:
        return Due(datetime.combine(day, self.hours[-1][1], SHANGHAI), self._is_guess(since, day))

    def _is_guess(self, first: date, last: date) -> bool:
        return not self.known_years.issuperset(range(first.year, last.year + 1))


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@remembered
def load(district_id: int, *, hours: Hours = OFFICE_HOURS) -> WorkingCalendar:
    """The district's calendar: the common days, then its own over them.

    A year is known once its National Day is in the table: the last of the year's holidays.
    """
    common_first = F("district").asc(nulls_first=True)
    rows = CalendarDay.objects.filter(Q(district=None) | Q(district=district_id))
    days = dict(rows.order_by(common_first).values_list("day", "is_working"))
    known = frozenset(day.year for day in days if (day.month, day.day) == NATIONAL_DAY)
    return WorkingCalendar(days, known, hours)
