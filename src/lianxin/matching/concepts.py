"""Things with many names: whose drain is blocked (返水) and who offers 疏通 speak of one.

Written by us: `concepts.txt` and the services of `language` have one thing a line, with what it is
called by those who need it and by those who do it. A name may stand in several lines. A text that
holds a name speaks of each of its things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lianxin.language import grams, synonyms, table
from lianxin.language.grams import Keys, Letters, Places
from lianxin.language.words import plain

PATHS: Final = (Path(__file__).parent / "concepts.txt", synonyms.FOLDER / "services.txt")
LATIN: Final = re.compile(r"[a-z0-9][a-z0-9+#]*")
SHORTEST: Final = 2
Numbers = NDArray[np.int32]


class Spoken(NamedTuple):
    """Names in a text: where each begins and ends, and the number of its thing."""

    starts: Places
    ends: Places
    things: Numbers


def spoken_of(letters: Letters) -> Spoken:
    """The names that are written with Chinese characters."""
    names, things = _names()
    found = [np.zeros((3, 0), np.intp)]
    for length, wanted in enumerate(table.windows(letters), start=1):
        if length < SHORTEST:
            continue
        first = np.searchsorted(names, wanted, side="left")
        counts = np.searchsorted(names, wanted, side="right") - first
        (places,) = np.nonzero(counts)
        for n in range(int(counts.max(initial=0))):
            held = places[counts[places] > n]
            found.append(np.stack([held, held + length, things[first[held] + n]]))
    starts, ends, numbers = np.concatenate(found, axis=1)
    return Spoken(starts, ends, numbers.astype(np.int32))


def latin(word: str) -> tuple[int, ...]:
    """The things that a Latin word is a name of."""
    return _latin_names().get(word, ())


@lru_cache(maxsize=500)
def named(text: str) -> Mapping[int, str]:
    """The things a text speaks of, each with the longest of its names there."""
    spoken = spoken_of(grams.letters(f"{text} "))
    said = [
        (number, text[start:end])
        for start, end, number in zip(*(column.tolist() for column in spoken), strict=True)
    ]
    said += [(number, word) for word in LATIN.findall(plain(text)) for number in latin(word)]
    return dict(sorted(said, key=lambda one: len(one[1])))


@cache
def _lines() -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(name for name in line.split("|") if len(name) >= SHORTEST)
        for path in PATHS
        for line in path.read_text("utf-8").splitlines()
    )


@cache
def _names() -> tuple[Keys, Numbers]:
    """The sorted keys of all names in characters, each with the number of its thing."""
    pairs = sorted({(_key(name), number) for name, number in _each() if not _is_latin(name)})
    keys = np.array([key for key, _number in pairs], np.uint64)
    return keys, np.array([number for _key, number in pairs], np.int32)


@cache
def _latin_names() -> Mapping[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for name, number in _each():
        if _is_latin(name):
            found[name] = (*found.get(name, ()), number)
    return found


def _each() -> Iterator[tuple[str, int]]:
    for number, names in enumerate(_lines()):
        for name in names:
            yield name, number


def _is_latin(name: str) -> bool:
    return LATIN.fullmatch(name) is not None


def _key(name: str) -> int:
    letters = grams.letters(name)
    return int(table.windows(letters)[len(letters) - 1][0])
