"""Some items that can be suggested, read once and never changed: who says what, and how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from lianxin.language import table
from lianxin.language.grams import Floats, Keys, Places
from lianxin.matching import terms
from lianxin.matching.rows import Rows, rows_of
from lianxin.matching.terms import Field
from lianxin.matching.values import Features, Item

OF_TITLE: Final = 2.0
OF_LISTED: Final = 2.5
OF_TEXT: Final = 1.0
SHORTENED: Final = 0.6  # b of BM25
SATURATION: Final = 1.2  # its k1
READ_AT_ONCE: Final = 500  # texts of which the meaning is worked out
NAME: Final = np.dtype("S16")
Names = NDArray[np.bytes_]
Numbers = NDArray[np.int32]
Versions = NDArray[np.int64]
Halves = NDArray[np.float16]


def names_of(keys: Iterable[UUID]) -> Names:
    return np.frombuffer(b"".join(key.bytes for key in keys), NAME)


def key_of(name: np.bytes_) -> UUID:
    return UUID(bytes=bytes(name).ljust(NAME.itemsize, b"\0"))


def fields_of(told: Sequence[Features]) -> list[Field]:
    """What is read of each, and what it weighs."""
    return [
        Field([one.title for one in told], OF_TITLE, has_pairs=True),
        Field(["，".join(one.listed) for one in told], OF_LISTED, has_pairs=True),
        Field([one.text for one in told], OF_TEXT, has_pairs=False),
    ]


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
    """`names` of the items and their `versions`, in one order with `rows` and the lists;
    `vocabulary` are the words of the table that are said here."""

    names: Names
    versions: Versions
    postings: Postings
    words: Lists  # rows of the word table
    listed: Lists  # one number for each listed word
    rows: Rows
    vocabulary: NDArray[np.uint16]
    meanings: Halves  # one direction for each item, of length one

    def __len__(self) -> int:
        return len(self.names)

    @classmethod
    def of(cls, items: Sequence[Item], *, length: float | None) -> tuple[Board, float]:
        """The board, and how much its texts say in the mean."""
        told = [item.features for item in items]
        heard = terms.said(fields_of(told))
        lengths = np.bincount(heard.owner, heard.weights, len(items))
        mean = length or float(lengths.mean()) or 1.0
        is_word = heard.rows >= 0
        words = Lists.of(heard.owner[is_word], heard.rows[is_word].astype(np.uint16), len(items))
        owner = np.repeat(np.arange(len(items)), [len(one.listed) for one in told])
        keys = [terms.key_of(word) for one in told for word in one.listed]
        board = cls(
            names_of(item.key for item in items),
            np.array([item.version for item in items], np.int64),
            _postings(heard, lengths / mean),
            words,
            Lists.of(owner, np.array(keys, np.uint64), len(items)),
            rows_of(items),
            np.unique(words.values).astype(np.uint16),
            _meanings(words, len(items)),
        )
        return board, mean


def _meanings(words: Lists, count: int) -> Halves:
    """The sum of what the words of each mean."""
    made = np.zeros((count, table.WIDTH), np.float16)
    for start in range(0, count, READ_AT_ONCE):
        part = np.arange(start, min(start + READ_AT_ONCE, count))
        owner, values = words.only(part)
        if len(owner):
            owners, starts = np.unique(owner, return_index=True)
            vectors = table.shipped().vectors(values.astype(np.intp))
            sums = np.add.reduceat(vectors, starts, axis=0)
            made[part[owners]] = sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9)
    return made


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
