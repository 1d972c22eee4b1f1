"""The walk through a campaign: which door after which, and who calls how often. Pure.

Buildings of one area are walked together, and areas one after the other, so that a run of the walk
lies together, too. A tour through points goes on to the nearest, and is mended by turning pieces
round (2-opt) until that helps no more; the shortest of several beginnings is taken (ADR 0020).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any, Final

MOST_TURNS: Final = 60  # rounds of mending; a tour through 60 points takes fewer than ten
BEGINNINGS: Final = 12  # that are tried
FEW: Final = 80  # points; through more, one beginning is as good
DIGITS: Final = re.compile(r"(\d+)")
EPSILON: Final = 1e-12


@dataclass(frozen=True)
class Stop:
    """A building, firm or place: in `area`, a grid or a community; without a position where `lon`
    is None."""

    key: Any
    area: str
    name: str
    lon: float | None = None
    lat: float | None = None


def walk(stops: Sequence[Stop]) -> list[Stop]:
    """All of them, in the order in which one would go."""
    areas: defaultdict[str, list[Stop]] = defaultdict(list)
    for stop in sorted(stops, key=lambda one: (natural(one.name), str(one.key))):
        areas[stop.area].append(stop)
    names = sorted(areas, key=natural)
    order = tour([_middle(areas[name]) for name in names])
    found: list[Stop] = []
    for index in order:
        found += _within(areas[names[index]], after=found[-1] if found else None)
    return found


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which 2 号楼 comes before 10 号楼."""
    parts = DIGITS.split(name)
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts)


def shares(count: int, officers: int, *, quota: int) -> list[int]:
    """How many each of so many officers takes of `count`: as even as can be, at most `quota`."""
    if not officers:
        return []
    each, more = divmod(min(count, officers * quota), officers)
    return [each + (number < more) for number in range(officers)]


def tour(points: Sequence[tuple[float, float] | None]) -> list[int]:
    """The points in walking order; those without a position come last, as they are."""
    known = [number for number, point in enumerate(points) if point is not None]
    flat = _flat([point for point in points if point is not None])
    tried = [_mended(_nearest(flat, begin), flat) for begin in _beginnings(flat)]
    best = min(tried, key=lambda order: _long(order, flat), default=[])
    order = [known[number] for number in best]
    return order + [number for number, point in enumerate(points) if point is None]


def _within(stops: Sequence[Stop], *, after: Stop | None) -> list[Stop]:
    """The stops of one area, from the end that lies nearer to where one comes from."""
    points = [None if one.lon is None or one.lat is None else (one.lon, one.lat) for one in stops]
    found = [stops[number] for number in tour(points)]
    if after is not None and after.lon is not None and found[-1].lon is not None:
        here = _flat([(one.lon or 0.0, one.lat or 0.0) for one in (after, found[0], found[-1])])
        if _far(here[0], here[2]) < _far(here[0], here[1]):
            found.reverse()
    return found


def _middle(stops: Sequence[Stop]) -> tuple[float, float] | None:
    known = [(one.lon, one.lat) for one in stops if one.lon is not None and one.lat is not None]
    if not known:
        return None
    return sum(lon for lon, _lat in known) / len(known), sum(lat for _l, lat in known) / len(known)


def _flat(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """As on a map, where a degree of longitude is as long as one of latitude."""
    wide = cos(radians(points[0][1])) if points else 1.0
    return [(lon * wide, lat) for lon, lat in points]


def _beginnings(points: Sequence[tuple[float, float]]) -> list[int]:
    """The south-west first, and some from there to the north-east."""
    order = sorted(range(len(points)), key=lambda one: (sum(points[one]), one))
    many = BEGINNINGS if len(points) <= FEW else 1
    return order[:: max(-(-len(order) // many), 1)]


def _nearest(points: Sequence[tuple[float, float]], begin: int) -> list[int]:
    left = set(range(len(points)))
    found = [begin]
    left.discard(begin)
    while left:
        here = points[found[-1]]
        nearest = min(left, key=lambda one: (_far(here, points[one]), one))
        found.append(nearest)
        left.discard(nearest)
    return found


def _mended(order: list[int], points: Sequence[tuple[float, float]]) -> list[int]:
    for _turn in range(MOST_TURNS):
        if not _turned(order, points):
            break
    return order


def _turned(order: list[int], points: Sequence[tuple[float, float]]) -> bool:
    """Turn every piece round by which the way gets shorter; whether there was one."""
    is_shorter = False
    for first in range(1, len(order) - 1):
        for last in range(first + 1, len(order)):
            before, begin, end = (points[order[at]] for at in (first - 1, first, last))
            gain = _far(before, begin) - _far(before, end)
            if last + 1 < len(order):
                after = points[order[last + 1]]
                gain += _far(end, after) - _far(begin, after)
            if gain > EPSILON:
                order[first : last + 1] = order[first : last + 1][::-1]
                is_shorter = True
    return is_shorter


def _long(order: Sequence[int], points: Sequence[tuple[float, float]]) -> float:
    return sum(_far(points[one], points[other]) for one, other in pairwise(order))


def length(points: Sequence[tuple[float, float]]) -> float:
    """Of the way through the points, in degrees of latitude."""
    return _long(range(len(points)), _flat(points))


def _far(one: tuple[float, float], other: tuple[float, float]) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])
