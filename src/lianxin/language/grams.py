"""Texts as numbers: single characters and pairs of neighbours.

A pair is one 64-bit number, so that a vocabulary is a sorted array and never a dictionary.
"""

from __future__ import annotations

import re
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


def letters(plain_text: str) -> Keys:
    return np.frombuffer(plain_text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)


def keys(plain_text: str) -> Keys:
    """One number for each place: the characters, then the pairs. 0 where a space is in it."""
    found = letters(plain_text)
    found[found == ord(" ")] = 0
    pairs = (found[:-1] << _SHIFT) | found[1:]
    pairs[(found[:-1] == 0) | (found[1:] == 0)] = 0
    return np.concatenate([found, pairs])
