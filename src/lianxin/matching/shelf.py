"""Everything of one family that can be suggested, ready to be weighed at once.

A shelf is made of boards that never change: what is put on later is one more board, and what has
changed is dead on the older ones. Boards are joined when they become many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from lianxin.language.grams import Floats, Keys, Places
from lianxin.matching import terms
from lianxin.matching.rows import ROW, Flags, Rows, rows_of
from lianxin.matching.terms import Field
from lianxin.matching.values import Item

OF_TITLE: Final = 2.0
OF_LISTED: Final = 2.5
OF_TEXT: Final = 1.0
SHORTENED: Final = 0.6  # b of BM25
SATURATION: Final = 1.2  # its k1
AT_ONCE: Final = 10_000  # items that become one board
MOST_BOARDS: Final = 8  # each is looked through for each question
Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Postings:
    """Which items say a term, and how much it weighs there: `starts` is where each of the sorted
    `keys` begins."""

    keys: Keys
    starts: Places
    items: Numbers
    weights: Floats

    def find(self, asked: Keys) -> Iterator[tuple[int, Numbers, Floats]]:
        """For each of the keys that are said: its number among the asked, by whom and how."""
        if not len(self.keys):
            return
        places = np.minimum(np.searchsorted(self.keys, asked), len(self.keys) - 1)
        for n in np.nonzero(self.keys[places] == asked)[0].tolist():
            span = slice(self.starts[places[n]], self.starts[places[n] + 1])
            yield n, self.items[span], self.weights[span]

    @classmethod
    def of(cls, keys: Keys, items: Numbers, weights: Floats) -> Postings:
        """From one entry for each term of each item."""
        order = np.lexsort((items, keys))
        keys = keys[order]
        found, starts = np.unique(keys, return_index=True)
        return cls(found, np.append(starts, len(keys)), items[order], weights[order])

    def apart(self) -> tuple[Keys, Numbers, Floats]:
        return np.repeat(self.keys, np.diff(self.starts)), self.items, self.weights


@dataclass(frozen=True)
class Lists:
    """For each item some numbers, one after the other."""

    starts: Places
    values: NDArray[np.generic]

    def __getitem__(self, item: int) -> NDArray[np.generic]:
        return self.values[self.starts[item] : self.starts[item + 1]]

    @classmethod
    def of(cls, owner: Places, values: NDArray[np.generic], count: int) -> Lists:
        order = np.argsort(owner, kind="stable")
        starts = np.searchsorted(owner[order], np.arange(count + 1))
        return cls(starts, values[order])

    def only(self, items: Places) -> tuple[Places, NDArray[np.generic]]:
        """Owner and value of what these items hold; owners count anew."""
        lengths = np.diff(self.starts)[items]
        owner = np.repeat(np.arange(len(items)), lengths)
        shift = np.repeat(self.starts[items] - np.append(0, np.cumsum(lengths)[:-1]), lengths)
        return owner, self.values[np.arange(len(owner)) + shift]


@dataclass(frozen=True)
class Board:
    items: Sequence[UUID]
    postings: Postings
    words: Lists  # rows of the word table
    listed: Lists  # one number for each listed word
    rows: Rows

    @classmethod
    def of(cls, items: Sequence[Item], *, length: float | None) -> tuple[Board, float]:
        """The board, and how much its texts say in the mean."""
        told = [item.features for item in items]
        heard = terms.said(
            [
                Field([one.title for one in told], OF_TITLE, has_pairs=True),
                Field(["，".join(one.listed) for one in told], OF_LISTED, has_pairs=True),
                Field([one.text for one in told], OF_TEXT, has_pairs=False),
            ]
        )
        lengths = np.bincount(heard.owner, heard.weights, len(items))
        mean = length or float(lengths.mean()) or 1.0
        is_word = heard.rows >= 0
        words = Lists.of(heard.owner[is_word], heard.rows[is_word].astype(np.uint16), len(items))
        owner = np.repeat(np.arange(len(items)), [len(one.listed) for one in told])
        keys = [terms.key_of(word) for one in told for word in one.listed]
        listed = Lists.of(owner, np.array(keys, np.uint64), len(items))
        postings = _postings(heard, lengths / mean)
        board = cls([item.key for item in items], postings, words, listed, rows_of(items))
        return board, mean


def _postings(heard: terms.Said, lengths: NDArray[np.float64]) -> Postings:
    """Each term of each text once, as BM25 weighs it but for its rarity."""
    order = np.lexsort((heard.owner, heard.keys))
    keys, owner = heard.keys[order], heard.owner[order]
    is_first = np.append(True, (keys[1:] != keys[:-1]) | (owner[1:] != owner[:-1]))
    (starts,) = np.nonzero(is_first)
    times = np.add.reduceat(heard.weights[order], starts) if len(starts) else np.zeros(0)
    keys, owner = keys[starts], owner[starts]
    slow = SATURATION * (1 - SHORTENED + SHORTENED * lengths[owner])
    weights = (times * (SATURATION + 1) / (times + slow)).astype(np.float32)
    found, starts = np.unique(keys, return_index=True)
    return Postings(found, np.append(starts, len(keys)), owner.astype(np.int32), weights)


@dataclass
class Shelf:
    """The boards, and where each item lies. Not for two threads at once: see `stock`."""

    boards: list[Board] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    alive: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))
    length: float | None = None
    known: dict[UUID, tuple[int, int]] = field(default_factory=dict)  # version, number
    rows: Rows = field(default_factory=lambda: np.zeros(0, ROW))
    vocabulary: NDArray[np.uint16] = field(default_factory=lambda: np.zeros(0, np.uint16))
    """The words of the table that are said anywhere here."""

    def __len__(self) -> int:
        return len(self.known)

    def put(self, items: Iterable[Item]) -> int:
        """Put items on the shelf, in place of what they were before. Returns how many were new."""
        news = [item for item in items if self._is_news(item)]
        for start in range(0, len(news), AT_ONCE):
            self._add(news[start : start + AT_ONCE])
        if len(self.boards) > MOST_BOARDS:
            self.join()
        return len(news)

    def take_away(self, keys: Iterable[UUID]) -> None:
        for key in keys:
            if known := self.known.pop(key, None):
                self.alive[known[1]] = False

    def _is_news(self, item: Item) -> bool:
        known = self.known.get(item.key)
        return known is None or known[0] != item.version

    def _add(self, items: Sequence[Item]) -> None:
        self.take_away([item.key for item in items])
        board, self.length = Board.of(items, length=self.length)
        self._hang(board, [item.version for item in items])

    def _hang(self, board: Board, versions: Sequence[int]) -> None:
        offset = len(self.alive)
        self.boards, self.offsets = [*self.boards, board], [*self.offsets, offset]
        self.alive = np.append(self.alive, np.ones(len(versions), np.bool_))
        self.rows = np.append(self.rows, board.rows)
        said = np.unique(board.words.values).astype(np.uint16)
        self.vocabulary = np.union1d(self.vocabulary, said)
        for n, (key, version) in enumerate(zip(board.items, versions, strict=True)):
            self.known[key] = (version, offset + n)

    def join(self) -> None:
        """All boards as one, without what is dead."""
        if len(self.boards) < 2:  # noqa: PLR2004  one is one already
            return
        kept = np.nonzero(self.alive)[0]
        new_number = np.full(len(self.alive), -1, np.int32)
        new_number[kept] = np.arange(len(kept))
        columns = [_moved(board, offset) for board, offset in self._with_offsets()]
        keys, items, weights = (np.concatenate(parts) for parts in zip(*columns, strict=True))
        is_kept = self.alive[items]
        postings = Postings.of(keys[is_kept], new_number[items[is_kept]], weights[is_kept])
        names = [key for board in self.boards for key in board.items]
        board = Board(
            [names[n] for n in kept],
            postings,
            self._lists("words", kept),
            self._lists("listed", kept),
            self.rows[kept],
        )
        versions = [self.known[key][0] for key in board.items]
        self.boards, self.offsets, self.known = [], [], {}
        self.alive, self.rows = np.zeros(0, np.bool_), np.zeros(0, ROW)
        self._hang(board, versions)

    def _lists(self, name: str, kept: Places) -> Lists:
        owners, values = self.lists(name, kept)
        return Lists.of(owners, values, len(kept))

    def lists(self, name: str, items: Places) -> tuple[Places, NDArray[np.generic]]:
        """What the sorted `items` hold in the lists of that name: owner, by its place among
        them, and value."""
        found = []
        for board, offset in self._with_offsets():
            first, last = np.searchsorted(items, [offset, offset + len(board.items)])
            owner, values = getattr(board, name).only(items[first:last] - offset)
            found.append((owner + first, values))
        owners, values = zip(*found, strict=True)
        return np.concatenate(owners), np.concatenate(values)

    def find(self, asked: Keys) -> list[list[tuple[Numbers, Floats]]]:
        """Who says each of the terms, board by board; the dead, too."""
        found: list[list[tuple[Numbers, Floats]]] = [[] for _ in asked]
        for board, offset in self._with_offsets():
            for n, items, weights in board.postings.find(asked):
                found[n].append((items + np.int32(offset), weights))
        return found

    def name(self, number: int) -> UUID:
        board = int(np.searchsorted(self.offsets, number, side="right")) - 1
        return self.boards[board].items[number - self.offsets[board]]

    def _with_offsets(self) -> Iterable[tuple[Board, int]]:
        return zip(self.boards, self.offsets, strict=True)


def _moved(board: Board, offset: int) -> tuple[Keys, Numbers, Floats]:
    keys, items, weights = board.postings.apart()
    return keys, items + np.int32(offset), weights
