"""How much of what is asked each item says: BM25 over words and near ones.

A question holds common words that thousands of items say, and rare ones that decide. What can
tell most is added first, and to what is sought alone; as soon as what is left cannot bring an item
among the best any more, it is not looked at again. So the best are exactly those that adding
everything up would find.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lianxin.language import table
from lianxin.language.grams import Floats, Keys
from lianxin.matching import near
from lianxin.matching.board import Numbers
from lianxin.matching.rows import Flags
from lianxin.matching.shelf import Shelf

LOOKED_AGAIN: Final = 100_000  # entries that are added before it is asked who can still win
RARE_ENOUGH: Final = 4.0  # what a word can at most be expected to say
Part = tuple[float, Numbers, Floats]


@dataclass(frozen=True)
class Term:
    """What is asked, where it is said, by itself (share 1) or by a near word; `worth` is how much
    it says."""

    worth: float
    parts: Sequence[Part]

    @cached_property
    def most(self) -> float:
        """What it can add to one item."""
        return self.worth * max(
            share * float(counts.max()) for share, _items, counts in self.parts
        )

    @property
    def size(self) -> int:
        return sum(len(items) for _share, items, _counts in self.parts)


@dataclass(frozen=True)
class Terms:
    """The terms that are said somewhere, what can tell most first; `words` is how much all words
    of the question say, those too that nobody says."""

    each: Sequence[Term]
    words: float


@dataclass(frozen=True)
class Sought:
    """The best `most` are sought, which other things can raise by `slack`, where `usual` or the
    highest sum is 1."""

    most: int
    slack: float
    usual: float


def terms_of(
    shelf: Shelf, keys: Keys, weights: Floats, rows: NDArray[np.int32], *, synonyms: float
) -> Terms:
    """`synonyms` is what a near word says beside the word itself."""
    size, count = len(shelf.alive), len(keys)
    parts: list[list[Part]] = [
        [(1.0, items, counts) for items, counts in said] for said in shelf.find(keys)
    ]
    own = np.array([_said(some) for some in parts])
    is_word = rows >= 0
    usual = np.minimum(np.log(1 + (size - own + 0.5) / (own + 0.5)), RARE_ENOUGH)
    for n, part in _near_ones(shelf, rows, synonyms):
        parts[n].append(part)
    seen = np.array([_said(some) for some in parts])
    rarity = np.log(1 + np.maximum(size - seen + 0.5, 0) / (seen + 0.5))
    made = [Term(float(weights[n] * rarity[n]), parts[n]) for n in range(count) if parts[n]]
    made.sort(key=lambda term: -term.most)
    return Terms(made, float(weights[is_word] @ usual[is_word]))


def _said(parts: Sequence[Part]) -> float:
    return sum(share * len(items) for share, items, _counts in parts)


def _near_ones(
    shelf: Shelf, rows: NDArray[np.int32], synonyms: float
) -> Iterator[tuple[int, Part]]:
    (numbers,) = np.nonzero(rows >= 0)
    found = [
        (n, row, synonyms * (cosine - near.LEAST) / (1 - near.LEAST))
        for n, some in zip(numbers.tolist(), shelf.near(rows[numbers]), strict=True)
        for row, cosine in some
    ]
    keys = table.shipped().keys(np.array([row for _n, row, _share in found], np.intp))
    for (n, _row, share), parts in zip(found, shelf.find(keys), strict=True):
        for items, counts in parts:
            yield n, (share, items, counts)


def written(terms: Terms, wanted: Flags, sought: Sought) -> Floats:
    """What each of the `wanted` says; `wanted` is narrowed to those that can be among the best."""
    total = np.zeros(len(wanted), np.float32)
    once = np.zeros(len(wanted), np.float32)
    mosts = [term.most for term in terms.each]
    left = [*accumulate(reversed(mosts), initial=0.0)][::-1][1:]
    added = 0
    for term, rest in zip(terms.each, left, strict=True):
        _add(term, wanted, total, once)
        added += term.size
        if added >= LOOKED_AGAIN:
            _narrow(wanted, total, rest, sought)
            added = 0
    _narrow(wanted, total, 0.0, sought)
    return total


def _add(term: Term, wanted: Flags, total: Floats, once: Floats) -> None:
    """A word counts once in a text, by itself or by the nearest of its synonyms there."""
    worth = np.float32(term.worth)
    found = []
    for share, items, counts in term.parts:
        (places,) = np.nonzero(wanted[items])
        found.append((items[places], np.float32(share) * counts[places]))
    if len(found) == 1:
        [(items, counts)] = found
        total[items] += worth * counts
        return
    for items, counts in found:
        once[items] = np.maximum(once[items], counts)
    for items, _counts in found:
        total[items] += worth * once[items]
        once[items] = 0


def _narrow(wanted: Flags, total: Floats, left: float, sought: Sought) -> None:
    """Takes away what cannot be among the best, whoever gets all that is `left`."""
    (items,) = np.nonzero(wanted)
    if len(items) <= sought.most:
        return
    sums = total[items]
    highest = float(sums.max())
    least, most = max(highest, sought.usual, 1e-9), max(highest + left, sought.usual, 1e-9)
    last = float(np.partition(sums, -sought.most)[-sought.most])
    is_out = (sums + np.float32(left)) / least + sought.slack < last / most
    wanted[items[is_out]] = False
