"""When people report and when offices work: the weekly and daily beat of the town."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import floor
from random import Random

from django.utils import timezone

HOUR = timedelta(hours=1)
SATURDAY = 5
# Share of a day's reports by hour, from midnight: quiet nights, a morning and an evening peak.
BY_HOUR = (2, 1, 1, 1, 1, 3, 8, 18, 30, 34, 30, 22, 17, 18, 24, 25, 22, 21, 24, 27, 24, 18, 10, 5)
BY_WEEKDAY = (1.28, 1.12, 1.05, 1.0, 1.02, 0.72, 0.62)
BY_MONTH = (1.04, 0.82, 0.96, 0.94, 0.98, 1.05, 1.16, 1.12, 1.02, 0.92, 1.04, 1.08)
GROWTH = (0.65, 1.35)  # from the first day to the last, as people get to know that it helps
TEXTURE = 0.16  # how much one day differs from the next for no reason
PART_OF_DAY = {
    "early": (5, 7),
    "morning": (7, 11),
    "noon": (11, 14),
    "evening": (17, 21),
    "night": (20, 24),
}
OPENS, CLOSES = time(8, 10), time(19, 30)
WEEKEND_OPENS, WEEKEND_CLOSES = time(9), time(17)
DESK_OPENS, DESK_CLOSES = time(7), time(22, 30)  # in shifts, every day


def arrivals(begin: datetime, end: datetime, count: int, rng: Random) -> list[datetime]:
    """`count` moments from `begin` to `end`, in order. Each day has its share: of the week, of
    the season, and of how far the year has come."""
    first, last = timezone.localdate(begin), timezone.localdate(end)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weights = [
        weight(day, n / len(days)) * part(day, begin, end) * rng.lognormvariate(0, TEXTURE)
        for n, day in enumerate(days)
    ]
    moments = [
        _within(day, begin, end, rng)
        for day, wanted in zip(days, shares(weights, count, rng), strict=True)
        for _n in range(wanted)
    ]
    return sorted(moments)


def weight(day: date, progress: float) -> float:
    """How many report on `day`, in proportion; `progress` runs from 0 to 1."""
    low, high = GROWTH
    season = BY_MONTH[day.month - 1]
    return BY_WEEKDAY[day.weekday()] * season * (low + (high - low) * progress)


def shares(weights: Sequence[float], count: int, rng: Random) -> list[int]:
    """`count` divided in proportion to `weights`, in whole numbers that add up to it."""
    whole, reached, start = sum(weights), 0.0, rng.random()
    marks = [0]
    for own in weights:
        reached += own
        marks.append(floor(count * reached / whole + start))
    marks[-1] = count
    return [b - a for a, b in pairwise(marks)]


def likelihood(at: datetime) -> float:
    """How likely a report is at that hour, 1 for the likeliest."""
    return BY_HOUR[timezone.localtime(at).hour] / max(BY_HOUR)


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


def at_desk(at: datetime) -> datetime:
    """`at`, or the next morning when the night has come: the desk works in shifts."""
    here = timezone.localtime(at)
    if here.time() > DESK_CLOSES:
        here = _on(here + timedelta(days=1), time(0))
    if here.time() >= DESK_OPENS:
        return at
    return _on(here, DESK_OPENS) + timedelta(minutes=here.minute / 2, seconds=here.second)


def is_office_time(at: datetime) -> bool:
    """Whether counters are open."""
    here = timezone.localtime(at)
    return here.weekday() < SATURDAY and time(8, 30) <= here.time() <= time(17, 30)


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


def part(day: date, begin: datetime, end: datetime) -> float:
    """The share of a day's reports that comes between `begin` and `end`."""
    inside = [
        share
        for hour, share in enumerate(BY_HOUR)
        if begin <= datetime.combine(day, time(hour, 30), timezone.get_default_timezone()) < end
    ]
    return sum(inside) / sum(BY_HOUR)


def _within(day: date, begin: datetime, end: datetime, rng: Random) -> datetime:
    while not begin <= (at := moment(day, rng)) < end:
        pass
    return at


def _hours(day: date) -> tuple[time, time]:
    weekend = day.weekday() >= SATURDAY
    return (WEEKEND_OPENS, WEEKEND_CLOSES) if weekend else (OPENS, CLOSES)


def _on(at: datetime, clock: time) -> datetime:
    return datetime.combine(at.date(), clock, timezone.get_default_timezone())
