"""What of a text counts: characters, pairs, the words of the word table, and their meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lianxin.language import grams, table
from lianxin.language.grams import Floats, Keys, Places

WORDS: Final = 0.5  # how much a text's words weigh beside its characters and pairs
_IS_WORD = np.uint64(1 << 63)  # sets the number of a word apart from that of a pair


@dataclass(frozen=True)
class Reading:
    """A text, looked at once."""

    plain: str
    keys: Keys  # of the characters, of the pairs, then of the words
    words: table.Words
    meaning: Floats

    @classmethod
    def of(cls, text: str) -> Reading:
        plain = grams.plain(text)
        known = table.shipped()
        letters = grams.letters(plain)
        words = known.words(letters)
        of_words = known.keys(words[words[:, 1] - words[:, 0] > 1, 2])
        return cls(
            plain,
            np.concatenate([grams.keys(letters), of_words | _IS_WORD]),
            words,
            known.meaning(words),
        )


class Weighed(NamedTuple):
    """Which features a text has, and how much of each. Of `Reading.keys` those at `known` are
    features: `at` is which of `places` each is, `counts` how many are the same."""

    places: Places
    values: Floats
    known: Places
    at: Places
    counts: Places


class Vocabulary:
    """Which features count, and how much each says (inverse document frequency)."""

    def __init__(self, known: Keys, rarity: Floats) -> None:
        self.known = known
        self.rarity = rarity
        self.size = len(known)
        self._first_word = int(np.searchsorted(known, _IS_WORD))

    @classmethod
    def of(cls, texts: Sequence[Reading], *, most: int = 60_000, least: int = 1) -> Vocabulary:
        """What at least `least` of the texts hold, the `most` frequent."""
        each = [np.unique(text.keys) for text in texts]
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

    def find(self, wanted: Keys) -> tuple[Places, NDArray[np.bool_]]:
        """Where each number stands, and whether it is there at all."""
        if not self.size:
            return np.zeros(len(wanted), np.intp), np.zeros(len(wanted), np.bool_)
        places = np.minimum(np.searchsorted(self.known, wanted), self.size - 1)
        return places, self.known[places] == wanted

    def weigh(self, text: Reading) -> Weighed:
        """The text as a sparse vector: its characters and pairs have length one, its words
        `WORDS`."""
        places, is_known = self.find(text.keys)
        found, at, counts = np.unique(places[is_known], return_inverse=True, return_counts=True)
        values = (1 + np.log(counts)).astype(np.float32) * self.rarity[found]
        cut = int(np.searchsorted(found, self._first_word))
        values[:cut] /= float(np.linalg.norm(values[:cut])) or 1.0
        values[cut:] *= WORDS / (float(np.linalg.norm(values[cut:])) or 1.0)
        return Weighed(found, values, np.nonzero(is_known)[0], at, counts)
