"""What texts say, as terms: words of the shipped table, pairs of characters, Latin words, and the
things they speak of by any of their names.

A term is one 64-bit number. Texts are read by the thousand as one long run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lianxin.language import grams, table
from lianxin.language.faint import FAINT
from lianxin.language.grams import Floats, Keys, Places
from lianxin.language.words import plain
from lianxin.matching import concepts
from lianxin.matching.concepts import LATIN

MOST_TEXT: Final = 400  # characters of a long text: what it is about stands at its beginning
OF_CHARACTER: Final = 0.8  # what one character says beside a word
OF_PAIR: Final = 0.2
OF_THING: Final = 1.0  # what the thing says that a word names
NO_ROW: Final = -1
_HAS_LETTER: Final = re.compile(r"[a-z]")
_SALT: Final = np.uint64(0x5851F42D4C957F2D)
_OF_THINGS: Final = np.uint64(0x9FB21C651E98DF25)
OFTEN: Final = frozenset((Path(__file__).parent / "often.txt").read_text("utf-8").split())
"""Words that offers and needs of every kind hold."""


class Field(NamedTuple):
    """One part of each of the texts, and how much a word in it says."""

    texts: Sequence[str]
    weight: float
    has_pairs: bool


@dataclass(frozen=True)
class Said:
    """The terms of some texts: `keys` with their `weights`, in the text of number `owner`; `rows`
    in the word table, NO_ROW for what is no word of it."""

    keys: Keys
    weights: Floats
    owner: Places
    rows: NDArray[np.int32]
    count: int


def said(fields: Sequence[Field]) -> Said:
    """What the texts say; all fields tell of the same texts in the same order."""
    parts = [part for field in fields for part in _parts(field)]
    keys, weights, owner, rows = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Said(keys, weights, owner, rows, len(fields[0].texts))


Part = tuple[Keys, Floats, Places, NDArray[np.int32]]


def _parts(field: Field) -> Iterator[Part]:
    texts = [f"{text[:MOST_TEXT]} " for text in field.texts]
    letters = grams.letters("".join(texts))
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    yield _words(letters, owner, field.weight)
    if field.has_pairs:
        yield _pairs(letters, owner, field.weight * OF_PAIR)
    yield _things(letters, owner, field.weight * OF_THING)
    yield from _latin(field)


def _words(letters: grams.Letters, owner: Places, weight: float) -> Part:
    held = table.shipped()
    found = held.words(letters)
    keys = held.keys(found[:, 2])
    is_telling = ~np.isin(keys, _faint())
    found, keys = found[is_telling], keys[is_telling]
    is_long = found[:, 1] - found[:, 0] > 1
    weights = np.where(is_long, weight, weight * OF_CHARACTER).astype(np.float32)
    return keys, weights, owner[found[:, 0]], found[:, 2].astype(np.int32)


def _pairs(letters: grams.Letters, owner: Places, weight: float) -> Part:
    pairs = grams.keys(letters)[len(letters) :]
    (places,) = np.nonzero(pairs)
    keys = pairs[places] * _SALT
    return _plain_part(keys, owner[places], weight)


def _things(letters: grams.Letters, owner: Places, weight: float) -> Part:
    spoken = concepts.spoken_of(letters)
    return _plain_part(_keys_of(spoken.things), owner[spoken.starts], weight)


def _latin(field: Field) -> Iterator[Part]:
    """The words in Latin letters, and the things that they name."""
    found = [
        (word, n)
        for n, text in enumerate(field.texts)
        for word in LATIN.findall(plain(text[:MOST_TEXT]))
        if _HAS_LETTER.search(word)
    ]
    keys = np.array([_number(word) for word, _n in found], np.uint64)
    yield _plain_part(keys, np.array([n for _word, n in found], np.intp), field.weight)
    things = [(number, n) for word, n in found for number in concepts.latin(word)]
    numbers = np.array([number for number, _n in things], np.int32)
    owner = np.array([n for _number, n in things], np.intp)
    yield _plain_part(_keys_of(numbers), owner, field.weight * OF_THING)


def _plain_part(keys: Keys, owner: Places, weight: float) -> Part:
    return keys, np.full(len(keys), weight, np.float32), owner, _no_rows(len(keys))


def _keys_of(numbers: NDArray[np.int32]) -> Keys:
    """One term for each thing."""
    return (numbers.astype(np.uint64) + np.uint64(1)) * _OF_THINGS


def _no_rows(count: int) -> NDArray[np.int32]:
    return np.full(count, NO_ROW, np.int32)


@lru_cache(maxsize=50_000)
def _number(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest())


@lru_cache(maxsize=1)
def _faint() -> Keys:
    held = table.shipped()
    found = held.words(grams.letters(" ".join(sorted(FAINT | OFTEN))))
    return np.unique(held.keys(found[:, 2]))


@lru_cache(maxsize=50_000)
def key_of(word: str) -> int:
    """One number for a whole listed word, however it is written."""
    return _number(re.sub(r"\s+", "", plain(word)))


def meaning(texts: Sequence[str]) -> Floats:
    """One direction of length one for each text; zeros for one without a known word."""
    held = table.shipped()
    made = np.stack([held.meaning(held.words(grams.letters(f"{text} "))) for text in texts])
    return np.asarray(made, np.float32)
