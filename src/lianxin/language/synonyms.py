"""What a question asks for, in words that are known, and what else people call each of them: who
asks for 按摩 is also served by 理疗.

Written by us, one thing a line: `data/services.txt` what is given and had, `data/trades.txt` what
one is hired for, `data/whom.txt` those whom it is for, `data/asking.txt` how one asks (想找, 附近,
周六), `data/english.txt` what it is called in English. A word that is in none stands beside the
listed words that mean the same by the word table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from lianxin.language import words
from lianxin.language.words import Word

FOLDER: Final = Path(__file__).parent / "data"
MOST_LISTED: Final = 16  # words that may stand for one
MOST_MEANT: Final = 4
CLOSE, SAME = 0.55, 0.65  # cosines from which a listed word means nearly, or just, the same
SHORTEST: Final = 2
ALONE: Final = 3  # letters that need not be cut
_LATIN: Final = re.compile(r"[a-z0-9]")


@dataclass(frozen=True)
class Sense:
    """One word of a question. `words` are it and the same in Chinese, `near` what may stand for it
    where something is given, `trades` where somebody is hired. Whom something is for and how one
    asks is seldom said in so many words: that ranks what is found (`is_needed` is false), and
    excludes nothing."""

    words: tuple[Word, ...]
    near: tuple[Word, ...] = ()
    trades: tuple[Word, ...] = ()
    is_needed: bool = True

    @property
    def word(self) -> Word:
        return self.words[0]


def senses(q: str) -> list[Sense]:
    """The question in words that are known, each with those that may stand for it."""
    plain = words.plain(q)
    text = plain if '"' in plain else _english()[1].sub(r' "\g<0>" ', plain)
    found = list(dict.fromkeys(part for word in words.asked(text) for part in _parts(word)))
    made = [_sense(part) for part in found[: words.MOST_WORDS]]
    if any(len(sense.words) > 1 for sense in made):  # of a question in English what is understood
        made = [_if_known(sense) for sense in made]
    if any(sense.is_needed for sense in made):
        return made
    return [Sense(one.words, one.near, one.trades) for one in made]


@lru_cache(maxsize=4_096)
def near(text: str) -> tuple[str, ...]:
    """What else it is called, itself left out."""
    listed = _listed()
    if text in listed:
        return listed[text]
    return tuple(_meant(text))


def trades(text: str) -> tuple[str, ...]:
    """What else the work is called, itself left out."""
    return _trades().get(text, ())


def _sense(text: str) -> Sense:
    if text in _asking():
        return Sense(_words([text]), is_needed=False)
    same = [text, *_english()[0].get(text.strip('"'), ())]
    others = dict.fromkeys(word for one in same for word in near(one) if word not in same)
    work = dict.fromkeys(word for one in same for word in trades(one) if word not in same)
    is_needed = _whom().isdisjoint(same)
    return Sense(_words(same), _words(others), _words(work), is_needed)


def _if_known(sense: Sense) -> Sense:
    is_foreign = len(sense.words) == 1 and not sense.near and sense.word.runs[0].isascii()
    return replace(sense, is_needed=sense.is_needed and not is_foreign)


def _words(texts: Sequence[str] | Mapping[str, None]) -> tuple[Word, ...]:
    found = (words.asked(text if '"' in text else f'"{text}"') for text in texts)
    return tuple(word for one in found for word in one[:1])


def _parts(word: Word) -> Iterator[str]:
    """The listed words in what was typed, and what is left between them, if it says something.
    Without any, all of it as it is."""
    if len(word.runs) > 1 and all(map(_LATIN.match, word.runs)):
        yield " ".join(word.runs).join('""')
        return
    for run in word.runs:
        pieces = [run] if _LATIN.match(run) else _known().split(run)
        yield from [part for piece in pieces if piece for part in _cut(piece)] or [run]


def _cut(piece: str) -> Iterator[str]:
    """A listed word as it is; of what is in no list the words of the table, where it is long."""
    if piece in _all() or _LATIN.match(piece):
        yield piece
    elif len(piece) <= ALONE:
        if len(piece) >= SHORTEST and words.FAINT.isdisjoint(piece):
            yield piece
    else:
        yield from (part for part in _segments(piece) if words.FAINT.isdisjoint(part))


def _segments(piece: str) -> Iterator[str]:
    from lianxin.language import grams, table

    end, found = 0, table.shipped().words(grams.letters(piece)).tolist()
    long = [(start, stop) for start, stop, _row in found if stop - start >= SHORTEST]
    for start, stop in [*long, (len(piece), len(piece))]:
        yield from (part for part in (piece[end:start], piece[start:stop]) if len(part) > 1)
        end = stop


def _meant(text: str) -> list[str]:
    """The listed words nearest in meaning, by the word table. Only of what is one word there: the
    sum of two means what neither does."""
    import numpy as np

    if len(text) < SHORTEST or not _is_one_word(text):
        return []
    names, vectors = _vectors()
    cosines = vectors @ _meaning(text)
    best = np.argsort(-cosines, kind="stable")[:MOST_MEANT].tolist()
    close = [names[n] for n in best if cosines[n] >= CLOSE]
    same = [other for n in best[:1] if cosines[n] >= SAME for other in _listed()[names[n]]]
    return list(dict.fromkeys([*close, *same]))[:MOST_LISTED]


def _is_one_word(text: str) -> bool:
    from lianxin.language import grams, table

    found = table.shipped().words(grams.letters(text)).tolist()
    return [(start, stop) for start, stop, _row in found] == [(0, len(text))]


def _meaning(text: str) -> Any:
    from lianxin.language import grams, table

    shipped = table.shipped()
    return shipped.meaning(shipped.words(grams.letters(text)))


@cache
def _vectors() -> tuple[Sequence[str], Any]:
    import numpy as np

    names = sorted(name for name in _listed() if _is_one_word(name))
    return names, np.stack([_meaning(name) for name in names])


@cache
def _listed() -> Mapping[str, tuple[str, ...]]:
    return _groups("services", "whom")


@cache
def _trades() -> Mapping[str, tuple[str, ...]]:
    return _groups("trades")


def _groups(*names: str) -> Mapping[str, tuple[str, ...]]:
    """Each word with the others of its lines, those of its first line first."""
    found: dict[str, dict[str, None]] = {}
    for name in names:
        for line in _lines(name):
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
def _asking() -> frozenset[str]:
    return frozenset(word for line in _lines("asking") for word in line)


@cache
def _all() -> frozenset[str]:
    return _asking().union(_listed(), _trades())


def in_chinese(text: str) -> tuple[str, ...]:
    """What the English names in a text are called in Chinese, the longest names first."""
    names, longer = _english()
    plain = text.lower()
    found = longer.findall(plain) + re.findall(r"[a-z]+", longer.sub(" ", plain))
    return tuple(dict.fromkeys(chinese for name in found for chinese in names.get(name, ())))


@cache
def _english() -> tuple[Mapping[str, tuple[str, ...]], re.Pattern[str]]:
    """What each English word is in Chinese, and the longer ones as they stand in a question."""
    found: dict[str, tuple[str, ...]] = {}
    for chinese, *names in _lines("english"):
        for name in names:
            found[name] = (*found.get(name, ()), chinese)
    longer = sorted((name for name in found if not name.isalpha()), key=len, reverse=True)
    return found, re.compile(rf"(?<![a-z])({'|'.join(map(re.escape, longer))})(?![a-z])")


@cache
def _known() -> re.Pattern[str]:
    longest = sorted(_all(), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest))})")


def _lines(name: str) -> list[list[str]]:
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    return [line.split("|") for line in text.splitlines()]
