"""Similarity among some hundred texts at once: shared pairs of characters, and shared meaning.

All texts are read as one long run, so that 500 candidates take some 20 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lianxin.language import grams, semantic, table, taxonomy
from lianxin.language.grams import Floats, Letters, Places
from lianxin.language.values import Key, Like, Text

BEGINNING: Final = 200  # characters of the body: what is asked stands at the beginning
TITLE: Final = 40  # of a text without a title, what stands for it
OF_MEANING: Final = 0.1  # of the score between two cases
MEANING_TO_GRAMS: Final = 4.0  # between a question and an answer, in standard deviations
MOST_WORDS: Final = 5
BITS: Final = 18  # pairs are counted in 2**18 drawers; that two share one is rare
_PRIME = np.uint64(0x9E3779B97F4A7C15)


def among(text: Text, candidates: Sequence[tuple[Key, Text]], *, most: int) -> list[Like[Key]]:
    everything = [text, *(candidate for _, candidate in candidates)]
    titles = Run.of([_title(each) for each in everything])
    wholes = Run.of([f"{each.title} {each.body[:BEGINNING]}" for each in everything])
    written = (titles.shared() + wholes.shared()) / 2
    scores = (1 - OF_MEANING) * written + OF_MEANING * np.maximum(titles.meant(), 0)
    return _best(scores.astype(np.float32), candidates, wholes, most)


def rank(
    query: str, documents: Sequence[tuple[Key, str]], *, most: int, is_semantic: bool
) -> list[Like[Key]]:
    texts = [text for _, text in documents]
    run = Run.of([query, *texts])
    meant = semantic.meant(query, texts) if is_semantic else run.meant()
    scores = _standard(run.shared()) + MEANING_TO_GRAMS * _standard(meant)
    return _best(scores, documents, run, most)


@dataclass(frozen=True)
class Run:
    """Texts one after the other. The first is compared with all the others."""

    letters: Letters
    text_of: Places  # of each letter
    count: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> Run:
        apart = [f"{text} " for text in texts]
        letters = grams.letters("".join(apart))
        lengths = [len(text) for text in apart]
        return cls(letters, np.repeat(np.arange(len(texts)), lengths), len(texts))

    def shared(self) -> Floats:
        """Cosines of what is written: characters and pairs by their rarity."""
        found = grams.keys(self.letters)
        text_of = np.concatenate([self.text_of, self.text_of[:-1]])[found != 0]
        both = (text_of << BITS) | _drawers(found[found != 0])
        both, counts = np.unique(both, return_counts=True)
        text_of, drawers = both >> BITS, both & ((1 << BITS) - 1)
        texts, seen = _background()
        seen = seen + np.bincount(drawers, minlength=1 << BITS)
        rarity = np.log((1 + texts + self.count) / (1 + seen[drawers])) + 0.1
        values = (1 + np.log(counts)) * rarity
        wanted = np.zeros(1 << BITS)
        wanted[drawers[text_of == 0]] = values[text_of == 0]
        lengths = np.sqrt(np.bincount(text_of, values**2, self.count)) + 1e-9
        sums = np.bincount(text_of, values * wanted[drawers], self.count)
        return np.asarray(sums / lengths / lengths[0], np.float32)[1:]

    def meant(self) -> Floats:
        """Cosines of what is meant, all words of a text together."""
        found, text_of = self._words()
        vectors = table.shipped().vectors([row for _, _, row in found])
        sums = _sums(vectors, text_of, self.count)
        sums /= np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9
        cosines: Floats = sums[1:] @ sums[0]
        return cosines

    def only(self, texts: Sequence[int]) -> Run:
        apart = [self.letters[self.text_of == text] for text in texts]
        text_of = np.repeat(np.arange(len(texts)), [len(letters) for letters in apart])
        return Run(np.concatenate(apart), text_of, len(texts))

    def words(self) -> list[tuple[str, ...]]:
        """What each of the others has in common with the first text, rare words first."""
        text = self.letters.tobytes().decode("utf-32-le")
        said: list[dict[str, float]] = [{} for _ in range(self.count)]
        found, text_of = self._words()
        weights = table.shipped().weights([row for _, _, row in found]).tolist()
        for (start, end, _), number, weight in zip(found, text_of, weights, strict=True):
            if end - start > 1:
                said[number][text[start:end]] = weight
        first, *rest = said
        return [
            tuple(sorted(first.keys() & other.keys(), key=lambda word: (-first[word], word)))
            for other in rest
        ]

    def _words(self) -> tuple[list[table.Found], Places]:
        """The words with the number of the text each stands in."""
        found = table.shipped().words(self.letters)
        return found, self.text_of[[start for start, _, _ in found]]


def _sums(values: Floats, text_of: Places, count: int) -> Floats:
    """One row for each text, out of the rows of its words; zeros for a text without a word."""
    made = np.zeros((count, values.shape[1]), np.float32)
    if len(values):
        texts, starts = np.unique(text_of, return_index=True)
        made[texts] = np.add.reduceat(values, starts, axis=0)
    return made


def _title(text: Text) -> str:
    return text.title or text.body[:TITLE]


def _drawers(found: grams.Keys) -> Places:
    return ((found * _PRIME) >> np.uint64(64 - BITS)).astype(np.intp)


@cache
def _background() -> tuple[int, NDArray[np.intp]]:
    """How many everyday texts there are, and in how many of them each drawer is seen."""
    phrases = [phrase for entry in taxonomy.shipped() for phrase in entry.phrases]
    seen = np.zeros(1 << BITS, np.intp)
    for phrase in phrases:
        found = grams.keys(grams.letters(phrase))
        seen[np.unique(_drawers(found[found != 0]))] += 1
    return len(phrases), seen


def _standard(scores: Floats) -> Floats:
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread else scores * 0


def _best(
    scores: Floats, candidates: Sequence[tuple[Key, object]], run: Run, most: int
) -> list[Like[Key]]:
    order = np.argsort(-scores, kind="stable")[:most].tolist()
    words = run.only([0, *(n + 1 for n in order)]).words()
    return [
        Like(candidates[n][0], float(scores[n]), found[:MOST_WORDS])
        for n, found in zip(order, words, strict=True)
    ]
