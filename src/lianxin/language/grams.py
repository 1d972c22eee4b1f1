"""Texts as numbers: single characters and pairs of neighbours, weighted by how rare they are.

A pair is one 64-bit number, so that a vocabulary is a sorted array and never a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lianxin.language.personal import find_personal

Floats = NDArray[np.float32]
Keys = NDArray[np.uint64]
Places = NDArray[np.intp]

MOST_CHARACTERS: Final = 4_000  # what comes after does not change what a text is about
_SHIFT = np.uint64(21)  # a code point has 21 bits
_NOT_A_LETTER = re.compile(r"[^a-z0\u3007\u3400-\u9fff]")
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def plain(text: str) -> str:
    """`text` in small half-width letters, without what points at a person.

    Each character stands where it stood. Digits are all 0; whatever is no letter is a space.
    """
    text = text[:MOST_CHARACTERS]
    for span in reversed(find_personal(text)):
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    half = text.translate(_PLAIN)
    small = half.lower()
    if len(small) != len(half):  # a few letters, none of them Chinese, grow when made small
        small = "".join(low if len(low := letter.lower()) == 1 else letter for letter in half)
    return _NOT_A_LETTER.sub(" ", re.sub(r"\d", "0", small))


def keys(plain_text: str) -> Keys:
    """One number for each place: the characters, then the pairs. 0 where a space is in it."""
    found = np.frombuffer(plain_text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    found = np.where(found == ord(" "), np.uint64(0), found)
    pairs = (found[:-1] << _SHIFT) | found[1:]
    pairs = np.where((found[:-1] == 0) | (found[1:] == 0), np.uint64(0), pairs)
    return np.concatenate([found, pairs])


class Vocabulary:
    """Which characters and pairs count, and how much each says (inverse document frequency)."""

    def __init__(self, known: Keys, rarity: Floats) -> None:
        self.known = known
        self.rarity = rarity

    @classmethod
    def of(cls, texts: Sequence[str], *, most: int = 60_000, least: int = 1) -> Vocabulary:
        """From `plain` texts: what at least `least` of them hold, the `most` frequent."""
        each = [np.unique(keys(text)) for text in texts]
        known, seen = np.unique(
            np.concatenate([*each, np.zeros(1, np.uint64)]), return_counts=True
        )
        is_kept = (known != 0) & (seen >= least)
        known, seen = known[is_kept], seen[is_kept]
        if len(known) > most:
            best = np.sort(np.lexsort((known, -seen))[:most])
            known, seen = known[best], seen[best]
        rarity = np.log((1 + len(texts)) / (1 + seen)) + 1
        return cls(known, rarity.astype(np.float32))

    @cached_property
    def size(self) -> int:
        return len(self.known)

    def find(self, wanted: Keys) -> tuple[Places, NDArray[np.bool_]]:
        """Where each number stands, and whether it is there at all."""
        if not self.size:
            return np.zeros(len(wanted), np.intp), np.zeros(len(wanted), np.bool_)
        places = np.minimum(np.searchsorted(self.known, wanted), self.size - 1)
        return places, self.known[places] == wanted

    def weigh(self, plain_text: str) -> tuple[Places, Floats]:
        """The text as a sparse vector of length one: places and values."""
        places, is_known = self.find(keys(plain_text))
        found, counts = np.unique(places[is_known], return_counts=True)
        values = (1 + np.log(counts)).astype(np.float32) * self.rarity[found]
        length = float(np.sqrt(np.dot(values, values)))
        return found, values / length if length else values
