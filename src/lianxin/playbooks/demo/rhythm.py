"""When people report and when offices work: the weekly and daily beat of the town."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

HOUR = timedelta(hours=1)
# Share of a day's reports by hour, from midnight: quiet nights, a morning and an evening peak.
BY_HOUR = (2, 1, 1, 1, 1, 3, 8, 18, 30, 34, 30, 22, 17, 18, 24, 25, 22, 21, 24, 27, 24, 18, 10, 5)
BY_WEEKDAY = (1.28, 1.12, 1.05, 1.0, 1.02, 0.72, 0.62)
PART_OF_DAY = {
    "early": (5, 7),
    "morning": (7, 11),
    "noon": (11, 14),
    "evening": (17, 21),
    "night": (20, 24),
}
OPENS, CLOSES = time(8, 10), time(19, 30)
WEEKEND_OPENS, WEEKEND_CLOSES = time(9), time(17)


def arrivals(begin: datetime, end: datetime, count: int, rng: Random) -> list[datetime]:
    """`count` moments from `begin` to `end`, in order; a little more of them towards the end,
    as people get to know that it helps."""
    first, last = timezone.localdate(begin), timezone.localdate(end)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weights = [_weight(day) * (0.75 + 0.5 * n / len(days)) for n, day in enumerate(days)]
    moments: list[datetime] = []
    while len(moments) < count:
        for day in rng.choices(days, weights, k=count - len(moments)):
            at = moment(day, rng)
            if begin <= at < end:
                moments.append(at)
    return sorted(moments)


def moment(day: date, rng: Random, part: str = "") -> datetime:
    """A moment of `day` at which somebody may report; `part` narrows it ("night")."""
    if part in PART_OF_DAY:
        hour = rng.randrange(*PART_OF_DAY[part])
    else:
        hour = rng.choices(range(24), BY_HOUR)[0]
    clock = time(hour, rng.randrange(60), rng.randrange(60))
    return datetime.combine(day, clock, timezone.get_default_timezone())


def at_work(at: datetime, rng: Random) -> datetime:
    """`at`, or the next morning when everybody has gone home by then."""
    here = timezone.localtime(at)
    for _day in range(3):
        opens, closes = _hours(here.date())
        if here.time() <= closes:
            if here.time() >= opens:
                return at if here == timezone.localtime(at) else here
            return _on(here, opens) + timedelta(seconds=rng.randrange(2700))
        here = _on(here + timedelta(days=1), time(0))
    return here


def by_day(at: datetime, rng: Random) -> datetime:
    """`at`, moved from the night into the next morning: when residents look at their phones."""
    here = timezone.localtime(at)
    if time(7) <= here.time() <= time(22, 30):
        return at
    morning = here if here.time() < time(7) else here + timedelta(days=1)
    return _on(morning, time(7)) + timedelta(seconds=rng.randrange(3 * 3600))


def hours(low: float, high: float, rng: Random) -> timedelta:
    """A span between `low` and `high` hours, more often a short one."""
    return HOUR * (low + (high - low) * rng.betavariate(1.4, 2.4))


def _weight(day: date) -> float:
    return BY_WEEKDAY[day.weekday()]


def _hours(day: date) -> tuple[time, time]:
    weekend = day.weekday() > 4
    return (WEEKEND_OPENS, WEEKEND_CLOSES) if weekend else (OPENS, CLOSES)


def _on(at: datetime, clock: time) -> datetime:
    return datetime.combine(at.date(), clock, timezone.get_default_timezone())
