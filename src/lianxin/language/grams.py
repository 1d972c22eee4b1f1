"""Texts as numbers: single characters and pairs of neighbours.

A pair is one 64-bit number, so that a vocabulary is a sorted array and never a dictionary.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lianxin.language.personal import find_personal

Floats = NDArray[np.float32]
Letters = NDArray[np.uint32]
Keys = NDArray[np.uint64]
Places = NDArray[np.intp]

MOST_CHARACTERS: Final = 4_000  # what comes after does not change what a text is about
SPACE: Final = ord(" ")
_SHIFT = np.uint64(21)  # a code point has 21 bits


def plain(text: str) -> str:
    """`text` in small half-width letters, without what points at a person.

    Each character stands where it stood. Digits are all 0; whatever is no letter is a space.
    """
    text = text[:MOST_CHARACTERS]
    for span in reversed(find_personal(text)):
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return letters(text).tobytes().decode("utf-32-le")


def letters(text: str) -> Letters:
    """One number for each character, as `plain` says."""
    found = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()
    found[_between(found, "！", "～")] -= ord("！") - ord("!")
    found[_between(found, "A", "Z")] += ord("a") - ord("A")
    is_digit = _between(found, "0", "9")
    is_letter = _between(found, "a", "z") | _between(found, "㐀", "鿿")
    found[is_digit] = ord("0")
    found[~(is_digit | is_letter)] = SPACE
    return found


def _between(found: Letters, first: str, last: str) -> NDArray[np.bool_]:
    return (found >= ord(first)) & (found <= ord(last))


def keys(found: Letters) -> Keys:
    """One number for each place: the characters, then the pairs. 0 where a space is in it."""
    single = np.where(found == SPACE, 0, found).astype(np.uint64)
    pairs = (single[:-1] << _SHIFT) | single[1:]
    pairs[(single[:-1] == 0) | (single[1:] == 0)] = 0
    return np.concatenate([single, pairs])
