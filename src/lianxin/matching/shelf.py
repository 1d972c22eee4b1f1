"""Everything of one family that can be suggested, ready to be weighed at once.

A shelf is made of boards that never change: what is put on later is one more board, and what has
changed is dead on the older ones. Small boards are joined when they become many; the first one
stays as it is, and may lie on disk (`saved`), until a quarter as much has come after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from lianxin.language.grams import Floats, Keys, Places
from lianxin.matching import near
from lianxin.matching.board import (
    Board,
    Halves,
    Lists,
    Numbers,
    Postings,
    Versions,
    key_of,
    names_of,
)
from lianxin.matching.rows import ROW, Flags, Rows
from lianxin.matching.values import Item

AT_ONCE: Final = 10_000  # items that become one board
MOST_BOARDS: Final = 8  # each is looked through for each question
MOST_AFTER: Final = 4  # the first board is joined, too, when a fourth as much came after it


@dataclass
class Shelf:
    """The boards, and where each item lies. Not for two threads at once: see `stock`.

    The first board is in the order of its names when `is_sorted`: then it is searched, and
    `lately` knows version and number of what came after it alone.
    """

    boards: list[Board] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    alive: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))
    length: float | None = None
    lately: dict[UUID, tuple[int, int]] = field(default_factory=dict)
    is_sorted: bool = False
    rows: Rows = field(default_factory=lambda: np.zeros(0, ROW))
    vocabulary: NDArray[np.uint16] = field(default_factory=lambda: np.zeros(0, np.uint16))
    """The words of the table that are said anywhere here."""
    near_ones: dict[int, list[tuple[int, float]]] = field(default_factory=dict)
    """Of the words that were asked for: the nearest that are said here."""

    def __len__(self) -> int:
        return int(np.count_nonzero(self.alive))

    @classmethod
    def on(cls, board: Board, length: float | None) -> Shelf:
        """Begun with a board that is in the order of its names."""
        made = cls(length=length)
        if len(board):
            made._hang(board, is_first=True)
        return made

    def put(self, items: Iterable[Item]) -> int:
        """Put items on the shelf, in place of what they were before. Returns how many were new."""
        given = list(items)
        versions = self.versions([item.key for item in given])
        news = [
            item for item, version in zip(given, versions, strict=True) if version != item.version
        ]
        for start in range(0, len(news), AT_ONCE):
            self._add(news[start : start + AT_ONCE])
        if len(self.boards) > MOST_BOARDS:
            is_long = (len(self.alive) - self.offsets[1]) * MOST_AFTER > self.offsets[1]
            self.join(first=0 if is_long else 1)
        return len(news)

    def take_away(self, keys: Iterable[UUID]) -> None:
        for key in keys:
            if (number := self._number(key)) is not None:
                self.alive[number] = False
                self.lately.pop(key, None)

    def versions(self, keys: Sequence[UUID]) -> Versions:
        """The version of each; -1 for what is not here."""
        found = np.full(len(keys), -1, np.int64)
        if self.is_sorted and len(keys):
            board, names = self.boards[0], names_of(keys)
            places = np.minimum(np.searchsorted(board.names, names), len(board) - 1)
            is_here = (board.names[places] == names) & self.alive[places]
            found[is_here] = board.versions[places[is_here]]
        for n, key in enumerate(keys):
            if known := self.lately.get(key):
                found[n] = known[0]
        return found

    def marked(self, keys: Iterable[UUID]) -> Flags:
        """Which items these are."""
        marks = np.zeros(len(self.alive), np.bool_)
        marks[[number for key in keys if (number := self._number(key)) is not None]] = True
        return marks

    def _number(self, key: UUID) -> int | None:
        if known := self.lately.get(key):
            return known[1]
        if not self.is_sorted:
            return None
        names, name = self.boards[0].names, names_of([key])[0]
        place = min(int(np.searchsorted(names, name)), len(names) - 1)
        return place if names[place] == name and self.alive[place] else None

    def _add(self, items: Sequence[Item]) -> None:
        self.take_away([item.key for item in items])
        board, self.length = Board.of(items, length=self.length)
        self._hang(board)

    def _hang(self, board: Board, *, is_first: bool = False) -> None:
        offset = len(self.alive)
        self.boards, self.offsets = [*self.boards, board], [*self.offsets, offset]
        self.alive = np.append(self.alive, np.ones(len(board), np.bool_))
        self.rows = np.append(self.rows, board.rows) if offset else board.rows
        self.vocabulary = np.union1d(self.vocabulary, board.vocabulary)
        self.near_ones = {}
        if is_first:
            self.is_sorted = True
            return
        for n, (name, version) in enumerate(
            zip(board.names, board.versions.tolist(), strict=True)
        ):
            self.lately[key_of(name)] = (version, offset + n)

    def join(self, *, first: int = 0) -> None:
        """The boards from `first` on as one, without what is dead."""
        if len(self.boards) <= first:
            return
        start = self.offsets[first]
        board = self._joined(first)
        self.boards, self.offsets = self.boards[:first], self.offsets[:first]
        self.alive, self.rows = self.alive[:start], self.rows[:start]
        self.lately = {key: known for key, known in self.lately.items() if known[1] < start}
        if not first:
            self.vocabulary = np.zeros(0, np.uint16)
        self._hang(board, is_first=not first)

    def _joined(self, first: int) -> Board:
        offset = self.offsets[first]
        parts = self.boards[first:]
        (kept,) = np.nonzero(self.alive[offset:])
        names = np.concatenate([board.names for board in parts])
        kept = kept[np.argsort(names[kept], kind="stable")]
        return Board(
            names[kept],
            np.concatenate([board.versions for board in parts])[kept],
            self._postings(first, kept),
            self._lists("words", first, kept),
            self._lists("listed", first, kept),
            self.rows[offset:][kept],
            np.unique(np.concatenate([board.vocabulary for board in parts])).astype(np.uint16),
            np.concatenate([board.meanings for board in parts])[kept],
        )

    def _postings(self, first: int, kept: Places) -> Postings:
        """Those of the items `kept`, which count from the board `first`."""
        start = self.offsets[first]
        new_number = np.full(len(self.alive) - start, -1, np.int32)
        new_number[kept] = np.arange(len(kept))
        columns = [
            _moved(board, offset - start) for board, offset in list(self._with_offsets())[first:]
        ]
        keys, items, weights = (np.concatenate(parts) for parts in zip(*columns, strict=True))
        is_kept = new_number[items] >= 0
        return Postings.of(keys[is_kept], new_number[items[is_kept]], weights[is_kept])

    def _lists(self, name: str, first: int, kept: Places) -> Lists:
        order = np.argsort(kept)
        owners, values = self.lists(name, kept[order] + self.offsets[first])
        return Lists.of(order[owners], values, len(kept))

    def lists(self, name: str, items: Places) -> tuple[Places, NDArray[np.generic]]:
        """What the sorted `items` hold in the lists of that name: owner, by its place among
        them, and value."""
        found = []
        for board, offset in self._with_offsets():
            first, last = np.searchsorted(items, [offset, offset + len(board)])
            owner, values = getattr(board, name).only(items[first:last] - offset)
            found.append((owner + first, values))
        owners, values = zip(*found, strict=True)
        return np.concatenate(owners), np.concatenate(values)

    def find(self, asked: Keys) -> list[list[tuple[Numbers, Floats]]]:
        """Who says each of the terms, board by board; the dead, too."""
        found: list[list[tuple[Numbers, Floats]]] = [[] for _ in asked]
        for board, offset in self._with_offsets():
            for n, items, weights in board.postings.find(asked):
                found[n].append((items + np.int32(offset) if offset else items, weights))
        return found

    def near(self, words: NDArray[np.int32]) -> list[list[tuple[int, float]]]:
        """For each word those that are said here and mean nearly the same: row and cosine."""
        fresh = np.array([row for row in words.tolist() if row not in self.near_ones], np.int32)
        found = near.near(fresh, self.vocabulary)
        self.near_ones.update(zip(fresh.tolist(), found, strict=True))
        return [self.near_ones[row] for row in words.tolist()]

    def meanings(self, items: Places) -> Halves:
        """One direction for each of the sorted `items`."""
        found = []
        for board, offset in self._with_offsets():
            first, last = np.searchsorted(items, [offset, offset + len(board)])
            found.append(board.meanings[items[first:last] - offset])
        return np.concatenate(found)

    def name(self, number: int) -> UUID:
        board = int(np.searchsorted(self.offsets, number, side="right")) - 1
        return key_of(self.boards[board].names[number - self.offsets[board]])

    def _with_offsets(self) -> Iterable[tuple[Board, int]]:
        return zip(self.boards, self.offsets, strict=True)


def _moved(board: Board, offset: int) -> tuple[Keys, Numbers, Floats]:
    keys, items, weights = board.postings.apart()
    return keys, items + np.int32(offset), weights
