"""Words that mean nearly the same, by the shipped word table."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lianxin.language import grams, table
from lianxin.language.grams import Floats

LEAST: Final = 0.3  # a cosine below says nothing
MOST: Final = 8


@cache
def _directions() -> Floats:
    """All words of the table, each of length one."""
    rows = np.arange(len(np.load(table.PATH, mmap_mode="r", allow_pickle=False)))
    found = table.shipped().vectors(rows)
    return np.asarray(found / (np.linalg.norm(found, axis=1, keepdims=True) + 1e-9), np.float32)


def near(rows: NDArray[np.int32], vocabulary: NDArray[np.uint16]) -> list[list[tuple[int, float]]]:
    """For each word those of the vocabulary that are nearest, itself left out: row and cosine."""
    if not len(rows) or not len(vocabulary):
        return [[] for _ in rows]
    cosines = _directions()[rows] @ _directions()[vocabulary].T
    found = []
    for row, each in zip(rows.tolist(), cosines, strict=True):
        (places,) = np.nonzero(each > LEAST)
        best = places[np.argsort(-each[places], kind="stable")][: MOST + 1]
        pairs = [(int(vocabulary[n]), float(each[n])) for n in best]
        found.append([pair for pair in pairs if pair[0] != row][:MOST])
    return found


def likeness(one: str, other: str) -> float:
    """How near two listed words are: 0 to 1."""
    return max(0.0, float(_direction(one) @ _direction(other)))


@lru_cache(maxsize=4_000)
def _direction(word: str) -> Floats:
    held = table.shipped()
    return held.meaning(held.words(grams.letters(f"{word} ")))
