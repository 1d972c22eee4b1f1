"""The rooms of a venue, two halves and the hall that is both, wanted by many on two days (X29)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from bench.results import Figure
from bench.storming import ZONE, Door, Told, at_once, flat, percentile

RUNNERS, TRIES = 8, 25
Want = tuple[str, str, str, str]  # space, day, start, end


def storm(door: Door, database: str, judge: Callable[[], dict[str, Any]]) -> Figure:
    wanted = [[_wanted(door, runner, n) for n in range(TRIES)] for runner in range(RUNNERS)]
    asked = [[door.book(*one, runner) for one in some] for runner, some in enumerate(wanted)]
    answers = at_once(door.port, asked)
    told = list(zip((one for some in wanted for one in some), flat(answers), strict=True))
    judged = judge()
    won = [(one, answer) for one, answer in told if door.ref(answer)]
    lost = [(one, answer) for one, answer in told if answer.status == 409]
    few = [answer for _one, answer in lost if len(door.free(answer)) < 3]
    untrue = sum(_is_untrue(door, answer, won) for _one, answer in lost)
    unbeaten = sum(not any(_clash(door, one, other) for other, _answer in won) for one, _ in lost)
    is_kept = (
        judged["pairs"] == 0
        and judged["won"] == len(won)
        and len(won) + len(lost) == RUNNERS * TRIES
        and not (few or untrue or unbeaten)
    )
    return Figure(
        f"{RUNNERS} × {TRIES} overlapping bookings {door.words}, {database}",
        f"{judged['pairs']} overlaps; {len(won)} won, {len(lost)} lost, each to somebody,"
        f" {len(few)} of them told of fewer than 3 others, {untrue} of times that were taken",
        "0; 0, 0",
        is_kept,
        f"p50 {percentile(flat(answers), 0.5)}, slowest {percentile(flat(answers), 1)}",
    )


def _wanted(door: Door, runner: int, n: int) -> Want:
    chance = random.Random(runner * 1000 + n)
    now = datetime.fromtimestamp(time.time(), ZONE)
    day = (now + timedelta(days=chance.choice((5, 6)))).date()
    start = chance.randrange(8 * 4, 18 * 4)
    end = start + chance.choice((2, 4, 6, 8))
    space = chance.choice(list(door.shelf["spaces"]))
    return space, day.isoformat(), _clock(start), _clock(end)


def _clock(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def _clash(door: Door, one: Want, other: Want) -> bool:
    """Whether nobody can have both: of the hall and its halves, 15 minutes apart."""
    hall = list(door.shelf["spaces"])[-1]
    if one[0] != other[0] and hall not in (one[0], other[0]):
        return False
    clear = timedelta(minutes=15)
    (a, b), (c, d) = _moments(one), _moments(other)
    return a < d + clear and c < b + clear


def _is_untrue(door: Door, answer: Told, won: Sequence[tuple[Want, Told]]) -> bool:
    """Whether one of the times told as free had been taken before it was asked."""
    before = [one for one, told in won if told.ended < answer.began]
    return any(_clash(door, free, one) for free in door.free(answer) for one in before)


def _moments(one: Want) -> tuple[datetime, datetime]:
    return (
        datetime.fromisoformat(f"{one[1]}T{one[2]}"),
        datetime.fromisoformat(f"{one[1]}T{one[3]}"),
    )
