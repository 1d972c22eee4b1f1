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

from lianxin.language.grams import Floats, Keys

PATH: Final = Path(__file__).parent / "data" / "words.npy"
LONGEST: Final = 6
WIDTH: Final = 128
ROW: Final = np.dtype([("key", "<u8"), ("weight", "<f4"), ("vector", "i1", (WIDTH,))])
_PRIME = np.uint64(0x9E3779B97F4A7C15)


def windows(plain_text: str) -> list[Keys]:
    """For lengths 1 to 6, one number for the word of that length that starts at each place."""
    letters = np.frombuffer(plain_text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    found, key = [], np.zeros(len(letters), np.uint64)
    for length in range(LONGEST):
        end = len(letters) - length
        if end <= 0:
            break
        key = (key[:end] ^ letters[length:]) * _PRIME
        key ^= key >> np.uint64(29)
        found.append(key)
    return found


class Table:
    def __init__(self, rows: NDArray[np.void]) -> None:
        self._keys: Keys = np.ascontiguousarray(rows["key"])
        self._weights: Floats = np.ascontiguousarray(rows["weight"])
        self._vectors = rows["vector"]

    def words(self, plain_text: str) -> list[tuple[int, int, int]]:
        """(start, end, row) of the longest words, left to right; what is no word is left out."""
        longest, rows = self._longest(plain_text)
        found, start = [], 0
        while start < len(longest):
            if length := longest[start]:
                found.append((start, start + length, rows[start]))
            start += length or 1
        return found

    def _longest(self, plain_text: str) -> tuple[list[int], list[int]]:
        longest = np.zeros(len(plain_text), np.intp)
        rows = np.zeros(len(plain_text), np.intp)
        for length, wanted in enumerate(windows(plain_text), start=1):
            places = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
            (hits,) = np.nonzero(self._keys[places] == wanted)
            longest[hits] = length
            rows[hits] = places[hits]
        return longest.tolist(), rows.tolist()

    def vectors(self, rows: Sequence[int]) -> Floats:
        """The weighted vector of each row."""
        wanted = list(rows)
        made: Floats = self._vectors[wanted].astype(np.float32) * self._weights[wanted, None]
        return made

    def vector(self, plain_text: str) -> Floats:
        """What the text means: the sum over its words, of length one (or zero: no word known)."""
        rows = [row for _, _, row in self.words(plain_text)]
        if not rows:
            return np.zeros(WIDTH, np.float32)
        total: Floats = self._weights[rows] @ self._vectors[rows].astype(np.float32)
        length = float(np.linalg.norm(total))
        return total / length if length else total

    def matrix(self, texts: Sequence[str]) -> Floats:
        return np.stack([self.vector(text) for text in texts]) if texts else _no_rows()


def _no_rows() -> Floats:
    return np.zeros((0, WIDTH), np.float32)


@cache
def shipped() -> Table:
    return Table(np.load(PATH, mmap_mode="r", allow_pickle=False))
