"""The reference lists: what they hold, how well an order agrees with them, and plain BM25."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from ruamel.yaml import YAML

from lianxin.language import grams, table
from lianxin.matching.shelf import Shelf
from lianxin.matching.values import Features, Item

LISTS = ("results", "jobs", "mentors", "policies")
AT = 10
HERE = Path(__file__).parent / "reference"
Order = Callable[[Features], Sequence[str]]


@dataclass(frozen=True)
class Query:
    features: Features
    grades: Mapping[str, int]


@dataclass(frozen=True)
class Reference:
    listings: Mapping[str, Features]
    tuned: Sequence[Query]
    judged: Sequence[Query]

    @property
    def shelf(self) -> Shelf:
        made = Shelf()
        made.put(Item(key_of(name), 1, told) for name, told in self.listings.items())
        return made


def key_of(name: str) -> UUID:
    return UUID(bytes=name.encode().ljust(16, b"\0"))


def name_of(key: UUID) -> str:
    return key.bytes.rstrip(b"\0").decode()


def load(name: str) -> Reference:
    """Every other query is tuned on, the others judge."""
    listings, queries = _read(YAML(typ="safe").load(HERE / f"{name}.yaml"))
    return Reference(listings, queries[::2], queries[1::2])


def unseen() -> dict[str, Reference]:
    """Lists in other words than ours, by which nothing was set: all of them judge."""
    told = [YAML(typ="safe").load(HERE / f"{name}.yaml") for name in ("unseen", "offers")]
    return {name: Reference(*_both(_read(each))) for some in told for name, each in some.items()}


def hard() -> dict[str, Reference]:
    """Pools in which the wrong one shares the words: every other query is tuned on."""
    told = YAML(typ="safe").load(HERE / "hard.yaml")
    read = {name: _read(each) for name, each in told.items()}
    return {
        name: Reference(listings, queries[::2], queries[1::2])
        for name, (listings, queries) in read.items()
    }


def plain(reference: Reference) -> float:
    """How well BM25 does, over words or over pairs of characters, whichever is better."""
    return max(
        mean(reference.judged, Bm25(reference.listings, cut).order) for cut in (words, pairs)
    )


def _both(
    read: tuple[dict[str, Features], list[Query]],
) -> tuple[dict[str, Features], list[Query], list[Query]]:
    return read[0], [], read[1]


def _read(told: Mapping[str, Any]) -> tuple[dict[str, Features], list[Query]]:
    listings = {
        code: Features(title, text, _words(words))
        for code, (title, words, text) in told["listings"].items()
    }
    queries = [
        Query(Features(text, "", _words(words)), _grades(grades))
        for text, words, grades in told["queries"]
    ]
    return listings, queries


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _grades(told: Mapping[int, Sequence[str]]) -> dict[str, int]:
    return {code: grade for grade, codes in told.items() for code in codes}


def ndcg(order: Sequence[str], grades: Mapping[str, int]) -> float:
    """At ten, with gains 2**grade - 1 (Järvelin and Kekäläinen 2002, as in Burges 2005)."""
    best = sorted(grades.values(), reverse=True)
    return _gain([grades.get(name, 0) for name in order]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    gains = ((1 << grade) - 1 for grade in grades[:AT])
    return sum(gain / math.log2(n + 2) for n, gain in enumerate(gains))


def mean(queries: Sequence[Query], order: Order) -> float:
    return sum(ndcg(order(one.features), one.grades) for one in queries) / len(queries)


class Bm25:
    """Plain BM25 (k1 1.2, b 0.75) over the whole text, cut by `cut`."""

    def __init__(self, listings: Mapping[str, Features], cut: Callable[[str], list[str]]) -> None:
        self.cut = cut
        self.said = {name: Counter(cut(whole(told))) for name, told in listings.items()}
        self.mean = sum(sum(said.values()) for said in self.said.values()) / len(self.said)
        self.seen = Counter(term for said in self.said.values() for term in said)

    def order(self, asked: Features) -> list[str]:
        scores = {name: self._score(said, asked) for name, said in self.said.items()}
        found = [name for name, score in scores.items() if score > 0]
        return sorted(found, key=lambda name: (-scores[name], name))

    def _score(self, said: Counter[str], asked: Features) -> float:
        length = 1.2 * (0.25 + 0.75 * sum(said.values()) / self.mean)
        return sum(
            self._rarity(term) * said[term] * 2.2 / (said[term] + length)
            for term in set(self.cut(whole(asked)))
            if term in said
        )

    def _rarity(self, term: str) -> float:
        seen = self.seen[term]
        return math.log(1 + (len(self.said) - seen + 0.5) / (seen + 0.5))


def whole(told: Features) -> str:
    return " ".join([told.title, *told.listed, told.text])


def words(text: str) -> list[str]:
    """The longest words of the shipped table, left to right."""
    letters = grams.letters(f"{text} ")
    plain = letters.tobytes().decode("utf-32-le")
    return [plain[start:end] for start, end, _row in table.shipped().words(letters).tolist()]


def pairs(text: str) -> list[str]:
    """Pairs of characters."""
    plain = grams.letters(f"{text} ").tobytes().decode("utf-32-le")
    return [a + b for a, b in pairwise(plain) if " " not in (a, b)]
