"""The word table: what 30,000 words mean, as 128 small numbers each.

Made once by `tools/word_table.py`; its licence and sources are in `data/NOTICE`. It is mapped
into memory, so processes on one machine share it. The words themselves are not in it, only a
number made of each.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lianxin.language.grams import SPACE, Floats, Keys, Letters, Places

Words = NDArray[np.intp]  # start, end and row of each

PATH: Final = Path(__file__).parent / "data" / "words.npy"
LONGEST: Final = 6
WIDTH: Final = 128
ROW: Final = np.dtype([("key", "<u8"), ("weight", "<f4"), ("vector", "i1", (WIDTH,))])
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_DRAWER_BITS: Final = 18
_TO_DRAWER = np.uint64(64 - _DRAWER_BITS)


def windows(letters: Letters) -> list[Keys]:
    """For lengths 1 to 6, one number for the word of that length that starts at each place."""
    found, key = [], np.zeros(len(letters), np.uint64)
    for length in range(LONGEST):
        end = len(letters) - length
        if end <= 0:
            break
        key = (key[:end] ^ letters[length:].astype(np.uint64)) * _PRIME
        key ^= key >> np.uint64(29)
        found.append(key)
    return found


class Table:
    def __init__(self, rows: NDArray[np.void]) -> None:
        self._keys: Keys = np.ascontiguousarray(rows["key"])
        self._weights: Floats = np.ascontiguousarray(rows["weight"])
        self._vectors = rows["vector"]
        # One look tells most of what is no word: most of a text's windows are none.
        self._is_likely = np.zeros(1 << _DRAWER_BITS, np.bool_)
        self._is_likely[self._keys >> _TO_DRAWER] = True

    def words(self, letters: Letters) -> Words:
        """The longest words, left to right; what is no word is left out."""
        longest, rows = self._longest(letters)
        nexts = np.arange(len(letters)) + np.maximum(longest, 1)
        is_letter = np.append(letters != SPACE, [False])
        is_start = np.zeros(len(letters) + 1, np.bool_)
        # No word goes over a space: all runs between spaces are walked at once.
        (places,) = np.nonzero(is_letter[:-1] & ~np.append([False], is_letter[:-2]))
        while len(places):
            is_start[places] = True
            places = nexts[places]
            places = places[is_letter[places]]
        (starts,) = np.nonzero(is_start[:-1] & (longest > 0))
        return np.stack([starts, starts + longest[starts], rows[starts]], axis=1)

    def _longest(self, letters: Letters) -> tuple[Places, Places]:
        longest = np.zeros(len(letters), np.intp)
        rows = np.zeros(len(letters), np.intp)
        for length, wanted in enumerate(windows(letters), start=1):
            (likely,) = np.nonzero(self._is_likely[wanted >> _TO_DRAWER])
            keys = wanted[likely]
            places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
            is_word = self._keys[places] == keys
            longest[likely[is_word]] = length
            rows[likely[is_word]] = places[is_word]
        return longest, rows

    def keys(self, rows: Places) -> Keys:
        return self._keys[rows]

    def weights(self, rows: Places) -> Floats:
        """How much each word says: the rarer, the more."""
        return self._weights[rows]

    def vectors(self, rows: Places) -> Floats:
        """The weighted vector of each row."""
        made: Floats = self._vectors[rows].astype(np.float32) * self._weights[rows, None]
        return made

    def meaning(self, words: Words) -> Floats:
        """The sum over the words, of length one; nothing if there are none."""
        rows = words[:, 2]
        total: Floats = self._weights[rows] @ self._vectors[rows].astype(np.float32)
        length = float(np.linalg.norm(total))
        return total / length if length else total


@cache
def shipped() -> Table:
    return Table(np.load(PATH, mmap_mode="r", allow_pickle=False))
