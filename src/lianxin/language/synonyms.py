"""What else people call what they look for: who asks for 按摩 is also served by 理疗.

Written by us: `data/services.txt` has one service or trade a line, `data/whom.txt` those whom it
is for. A word that is in neither stands beside the listed words that mean nearly the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from lianxin.language import words
from lianxin.language.words import Word

FOLDER: Final = Path(__file__).parent / "data"
MOST_LISTED: Final = 16  # words that may stand for one
MOST_MEANT: Final = 4
CLOSE, SAME = 0.4, 0.6  # cosines from which a listed word means nearly, or just, the same
SHORTEST: Final = 2


@dataclass(frozen=True)
class Sense:
    """One word of a question, and what may stand for it. Whom something is for is seldom said in
    so many words: such a word ranks what is found (`is_needed` is false), and excludes nothing."""

    word: Word
    near: tuple[Word, ...] = ()
    is_needed: bool = True


def senses(q: str) -> list[Sense]:
    """The question in words that are known, each with those that may stand for it."""
    found = list(dict.fromkeys(part for word in words.asked(q) for part in _parts(word)))
    made = [_sense(text) for text in found[: words.MOST_WORDS]]
    is_whom_alone = not any(sense.is_needed for sense in made)
    return [Sense(one.word, one.near) for one in made] if is_whom_alone else made


@lru_cache(maxsize=4_096)
def near(text: str) -> tuple[str, ...]:
    """What else it is called, itself left out."""
    listed = _listed()
    if text in listed:
        return listed[text]
    return tuple(_meant(text))


def _sense(text: str) -> Sense:
    others = tuple(word for one in near(text) for word in words.asked(one)[:1])
    return Sense(words.asked(text)[0], others, is_needed=text not in _whom())


def _parts(word: Word) -> Iterator[str]:
    """The listed words in what was typed; what is left between them, if it is long enough to say
    something. Without any, all of it as it is."""
    if len(word.runs) > 1:
        yield " ".join(word.runs).join('""')
        return
    (run,) = word.runs
    pieces = [piece for piece in _known().split(run) if piece]
    told = [piece for piece in pieces if piece in _listed() or _says_something(piece)]
    yield from told or [run]


def _says_something(piece: str) -> bool:
    return len(piece) >= SHORTEST and words.FAINT.isdisjoint(piece)


def _meant(text: str) -> list[str]:
    """The listed words nearest in meaning, by the word table; none for what the table lacks."""
    import numpy as np  # noqa: PLC0415  numpy only for who asks

    from lianxin.language import grams, table  # noqa: PLC0415  as above

    shipped = table.shipped()
    found = shipped.words(grams.letters(text))
    if len(text) < SHORTEST or not len(found):
        return []
    names, vectors = _vectors()
    cosines = vectors @ shipped.meaning(found)
    best = np.argsort(-cosines, kind="stable")[:MOST_MEANT].tolist()
    close = [names[n] for n in best if cosines[n] >= CLOSE]
    same = [other for n in best[:1] if cosines[n] >= SAME for other in _listed()[names[n]]]
    return list(dict.fromkeys([*close, *same]))[:MOST_LISTED]


@cache
def _vectors() -> tuple[Sequence[str], Any]:
    import numpy as np  # noqa: PLC0415  as above

    from lianxin.language import grams, table  # noqa: PLC0415  as above

    names, shipped = sorted(_listed()), table.shipped()
    found = [shipped.meaning(shipped.words(grams.letters(name))) for name in names]
    return names, np.stack(found)


@cache
def _listed() -> Mapping[str, tuple[str, ...]]:
    """Each listed word with the others of its lines, those of its first line first."""
    found: dict[str, dict[str, None]] = {}
    for line in [*_lines("services"), *_lines("whom")]:
        for word in line:
            found.setdefault(word, {}).update(dict.fromkeys(line))
    return {
        word: tuple(other for other in others if other != word)[:MOST_LISTED]
        for word, others in found.items()
    }


@cache
def _whom() -> frozenset[str]:
    return frozenset(word for line in _lines("whom") for word in line)


@cache
def _known() -> re.Pattern[str]:
    longest = sorted(_listed(), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest))})")


def _lines(name: str) -> list[list[str]]:
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    return [line.split("|") for line in text.splitlines()]
