"""Similarity among some hundred texts at once: shared pairs of characters, matters, and meaning.

All texts are read as one long run, so that 500 candidates take some 15 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lianxin.language import grams, matters, semantic, table, taxonomy
from lianxin.language.grams import Floats, Letters, Places
from lianxin.language.values import Key, Like, Text

BEGINNING: Final = 200  # characters of the body: what is asked stands at the beginning
TITLE: Final = 40  # of a text without a title, what stands for it
OF_TITLE: Final = 0.4  # of the score between two cases; the rest is of title and beginning
OF_MATTER: Final = 0.3  # of it where both name one
# Of the score between a question and an answer: what is written, what is meant, what is named.
OF_ANSWER: Final = (0.375, 0.4375, 0.1875)
SPREAD: Final = 0.11  # of cosines of word meanings; those of whole sentences lie closer together
MOST_WORDS: Final = 5
BITS: Final = 18  # pairs are counted in 2**18 drawers; that two share one is rare
_PRIME = np.uint64(0x9E3779B97F4A7C15)


def among(
    text: Text, candidates: Sequence[tuple[Key, Text]], *, most: int, at_one_place: bool
) -> list[Like[Key]]:
    everything = [text, *(candidate for _, candidate in candidates)]
    titles = [_title(each) for each in everything]
    wholes = Run.of([f"{each.title} {each.body[:BEGINNING]}" for each in everything])
    scores = OF_TITLE * Run.of(titles).shared() + (1 - OF_TITLE) * wholes.shared()
    if at_one_place:
        scores = _with_matters(scores, titles)
    return _best(scores.astype(np.float32), candidates, wholes, most)


def _with_matters(scores: Floats, titles: Sequence[str]) -> Floats:
    """Where both texts name what they are about, that counts, too."""
    is_known = np.array([bool(matters.named(title)) for title in titles])
    share = (is_known[1:] & is_known[0]) * np.float32(OF_MATTER)
    made: Floats = (1 - share) * scores + share * _named(titles)
    return made


def rank(
    query: str, documents: Sequence[tuple[Key, str]], *, most: int, is_semantic: bool
) -> list[Like[Key]]:
    texts = [text for _, text in documents]
    run = Run.of([query, *texts])
    means = SPREAD * _standard(semantic.meant(query, texts)) if is_semantic else run.meant()
    written, meant, named = OF_ANSWER
    scores = written * run.shared() + meant * np.maximum(means, 0)
    scores += named * _named([query, *texts])
    return _best(scores.astype(np.float32), documents, run, most)


def _named(texts: Sequence[str]) -> Floats:
    """How much the others name the matters that the first names."""
    asked, *others = (matters.named(text) for text in texts)
    sizes = [(len(asked) * len(other)) ** 0.5 for other in others]
    shared = [len(asked & other) for other in others]
    return np.array(
        [n / size if n else 0 for n, size in zip(shared, sizes, strict=True)], np.float32
    )


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
        if self.count < 1 << (32 - BITS):
            both = both.astype(np.uint32)  # twice as fast to sort
        both, counts = np.unique(both, return_counts=True)
        text_of, drawers = (both >> BITS).astype(np.intp), both & ((1 << BITS) - 1)
        texts, seen = _background()
        seen = seen + np.bincount(drawers, minlength=1 << BITS)
        common = (1 + seen[drawers]).astype(np.float32) / (1 + texts + self.count)
        values = (1 + np.log(counts.astype(np.float32))) * (0.1 - np.log(common))
        wanted = np.zeros(1 << BITS, np.float32)
        wanted[drawers[text_of == 0]] = values[text_of == 0]
        lengths = np.sqrt(np.bincount(text_of, values**2, self.count)) + 1e-9
        sums = np.bincount(text_of, values * wanted[drawers], self.count)
        return np.asarray(sums / lengths / lengths[0], np.float32)[1:]

    def meant(self) -> Floats:
        """Cosines of what is meant, all words of a text together."""
        found, text_of = self._words()
        vectors = table.shipped().vectors(found[:, 2])
        sums = _sums(vectors, text_of, self.count)
        sums /= np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9
        cosines: Floats = sums[1:] @ sums[0]
        return cosines

    def only(self, texts: Sequence[int]) -> Run:
        bounds = np.searchsorted(self.text_of, np.arange(self.count + 1))
        apart = [self.letters[bounds[text] : bounds[text + 1]] for text in texts]
        text_of = np.repeat(np.arange(len(texts)), [len(letters) for letters in apart])
        return Run(np.concatenate(apart), text_of, len(texts))

    def words(self) -> list[tuple[str, ...]]:
        """What each of the others has in common with the first text, rare words first."""
        text = self.letters.tobytes().decode("utf-32-le")
        said: list[dict[str, float]] = [{} for _ in range(self.count)]
        found, text_of = self._words()
        found, text_of = found[is_long := found[:, 1] - found[:, 0] > 1], text_of[is_long]
        weights = table.shipped().weights(found[:, 2]).tolist()
        for (start, end, _), number, weight in zip(
            found.tolist(), text_of.tolist(), weights, strict=True
        ):
            said[number][text[start:end]] = weight
        first, *rest = said
        return [
            tuple(sorted(first.keys() & other.keys(), key=lambda word: (-first[word], word)))
            for other in rest
        ]

    def _words(self) -> tuple[table.Words, Places]:
        """The words with the number of the text each stands in."""
        found = table.shipped().words(self.letters)
        return found, self.text_of[found[:, 0]]


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
