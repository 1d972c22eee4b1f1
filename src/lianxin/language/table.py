"""The word table: what 30,000 words mean, as 128 small numbers each.

Made once by `tools/word_table.py`; its licence and sources are in `data/NOTICE`. It is mapped
into memory, so processes on one machine share it. The words themselves are not in it, only a
number made of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lianxin.language.grams import Floats, Keys, Letters

Found = tuple[int, int, int]  # start, end, row

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

    def words(self, letters: Letters) -> list[Found]:
        """The longest words, left to right; what is no word is left out."""
        longest, rows = self._longest(letters)
        found, start = [], 0
        while start < len(longest):
            if length := longest[start]:
                found.append((start, start + length, rows[start]))
            start += length or 1
        return found

    def _longest(self, letters: Letters) -> tuple[list[int], list[int]]:
        longest = np.zeros(len(letters), np.intp)
        rows = np.zeros(len(letters), np.intp)
        for length, wanted in enumerate(windows(letters), start=1):
            (likely,) = np.nonzero(self._is_likely[wanted >> _TO_DRAWER])
            keys = wanted[likely]
            places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
            is_word = self._keys[places] == keys
            longest[likely[is_word]] = length
            rows[likely[is_word]] = places[is_word]
        return longest.tolist(), rows.tolist()

    def keys(self, rows: Sequence[int]) -> Keys:
        return self._keys[list(rows)]

    def weights(self, rows: Sequence[int]) -> Floats:
        """How much each word says: the rarer, the more."""
        return self._weights[list(rows)]

    def vectors(self, rows: Sequence[int]) -> Floats:
        """The weighted vector of each row."""
        wanted = list(rows)
        made: Floats = self._vectors[wanted].astype(np.float32) * self._weights[wanted, None]
        return made

    def meaning(self, words: Sequence[Found]) -> Floats:
        """The sum over the words, of length one; nothing if there are none."""
        rows = [row for _, _, row in words]
        total: Floats = self._weights[rows] @ self._vectors[rows].astype(np.float32)
        length = float(np.linalg.norm(total))
        return total / length if length else total


@cache
def shipped() -> Table:
    return Table(np.load(PATH, mmap_mode="r", allow_pickle=False))
