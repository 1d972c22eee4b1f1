"""Places given by ordered wishes: exact, fair by rotation, the same every time.

Of all ways to give the places out, one that leaves the fewest without any; of these one whose
wishes are the earliest on the whole; of these one that lets go first who got a late wish before;
what is still equal is decided by lots drawn from the round itself, never by who came first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final
from uuid import UUID

import numpy as np

MOST_PEOPLE: Final = 800
MOST_WISHES: Final = 6
MOST_DEBT: Final = 3
LOTS: Final = 16


@dataclass(frozen=True)
class Wisher:
    """Somebody with her wishes, first wish first. `debt` is how late her last wish was."""

    id: UUID
    wishes: tuple[UUID, ...]
    debt: int = 0


@dataclass(frozen=True)
class Given:
    """What came out. `rank` counts from 1; None: nothing."""

    id: UUID
    place: UUID | None
    rank: int | None


def assign(wishers: Sequence[Wisher], capacities: Mapping[UUID, int], *, lots: str) -> list[Given]:
    """Who gets what; `lots` is what the lots are drawn from. The order of `wishers` plays no
    part."""
    people = sorted(wishers, key=lambda one: _draw(lots, one.id))
    if not people:
        return []
    wished = Counter(place for one in people for place in one.wishes)
    seats = [
        place
        for place in sorted(capacities)
        for _seat in range(min(capacities[place], wished[place]))
    ]
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  20 MB for a rare deed

    rows, columns = linear_sum_assignment(_costs(people, seats, lots))
    given = [
        _given(people[row], seats, int(column)) for row, column in zip(rows, columns, strict=True)
    ]
    return sorted(given, key=lambda one: one.id)


def _costs(people: Sequence[Wisher], seats: Sequence[UUID], lots: str) -> np.ndarray:
    """Whole numbers in which no sum of a lesser aim reaches one step of a greater one. Behind the
    seats each has a column of her own for going without."""
    count = len(people)
    lot = count * MOST_WISHES * LOTS + 1
    debt = lot * (count * MOST_WISHES * MOST_DEBT + 1)
    without = debt * (count * MOST_WISHES + 1)
    never = without * 4
    costs = np.full((count, len(seats) + count), float(never))
    for row, one in enumerate(people):
        owed = min(one.debt, MOST_DEBT) * lot + _draw(lots, one.id)[0] % LOTS
        ranks = {place: rank for rank, place in enumerate(one.wishes[:MOST_WISHES])}
        for column, place in enumerate(seats):
            if place in ranks:
                costs[row, column] = ranks[place] * (debt + owed)
        costs[row, len(seats) + row] = without + owed * MOST_WISHES
    return costs


def _given(one: Wisher, seats: Sequence[UUID], column: int) -> Given:
    if column >= len(seats):
        return Given(one.id, None, None)
    place = seats[column]
    return Given(one.id, place, one.wishes.index(place) + 1)


def _draw(lots: str, pk: UUID) -> bytes:
    return blake2b(pk.bytes, key=lots.encode()[:64], digest_size=8).digest()
