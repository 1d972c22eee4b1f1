"""A linear model over characters, pairs and word meanings, kept as plain arrays."""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from lianxin.language import table
from lianxin.language.faint import FAINT
from lianxin.language.features import Reading, Vocabulary, Weighed
from lianxin.language.grams import Floats, Places
from lianxin.language.values import Guess

FORMAT: Final = 1  # raise it when features or the word table change
MOST_WORDS: Final = 5


@dataclass(frozen=True)
class Weights:
    """One column for each class: for the vocabulary, for the word meanings, and the start."""

    grams: NDArray[np.int8]
    scale: Floats  # of each column of `grams`
    meaning: Floats
    start: Floats

    @classmethod
    def of(cls, of_grams: Floats, meaning: Floats, start: Floats) -> Weights:
        scale = np.maximum(np.abs(of_grams).max(axis=0, initial=0), 1e-9) / 127
        small = np.rint(of_grams / scale).astype(np.int8)
        return cls(small, *(part.astype(np.float32) for part in (scale, meaning, start)))


class Classifier:
    """Says which classes a text may belong to, how sure that is, and which words decided."""

    def __init__(
        self, codes: Sequence[str], vocabulary: Vocabulary, weights: Weights, *, warmth: float
    ) -> None:
        self.codes = tuple(codes)
        self.vocabulary = vocabulary
        self.weights = weights
        self._warmth = warmth

    def classify(
        self, text: str, *, most: int = 3, among: Collection[str] | None = None
    ) -> list[Guess]:
        """The `most` likely classes, likeliest first; only those `among`, if given.

        Whether the first is sure enough is the caller's to say. Of a text without a word that
        is known, no class is likelier than it is without a text.
        """
        read = Reading.of(text)
        columns = np.array(
            [n for n, code in enumerate(self.codes) if among is None or code in among], np.intp
        )
        if not len(columns):
            return []
        weighed = self.vocabulary.weigh(read)
        says = self._says(weighed)
        sure = shares(self._margins(read, says)[columns] / self._warmth)
        best = np.argsort(-sure, kind="stable")[:most]
        words = Evidence(text, read, weighed).words(says, self.weights.meaning, columns[best])
        return [
            Guess(self.codes[columns[n]], float(sure[n]), found)
            for n, found in zip(best, words, strict=True)
        ]

    def _says(self, weighed: Weighed) -> Floats:
        """What each feature of a text says for each class."""
        says: Floats = self.weights.grams[weighed.places] * self.weights.scale
        says *= weighed.values[:, None]
        return says

    def _margins(self, read: Reading, says: Floats) -> Floats:
        total: Floats = says.sum(axis=0) + read.meaning @ self.weights.meaning + self.weights.start
        return total

    def to_bytes(self) -> bytes:
        """Everything in one npz; nothing in it can run."""
        told = {"format": FORMAT, "codes": self.codes, "warmth": self._warmth}
        held: dict[str, NDArray[Any]] = {
            "told": np.frombuffer(json.dumps(told).encode(), np.uint8),
            "known": np.diff(self.vocabulary.known, prepend=np.uint64(0)),
            "rarity": self.vocabulary.rarity.astype(np.float16),
            "grams": self.weights.grams,
            "scale": self.weights.scale,
            "meaning": self.weights.meaning.astype(np.float16),
            "start": self.weights.start,
        }
        file = io.BytesIO()
        np.savez_compressed(file, allow_pickle=False, **held)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Classifier:
        """Raises `ValueError` when `data` is no model of this format."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                held = {name: file[name] for name in file.files}
            told = json.loads(bytes(held["told"]))
        except (AttributeError, EOFError, KeyError, OSError, ValueError, BadZipFile) as error:
            raise ValueError("These bytes are no model.") from error
        if told["format"] != FORMAT:
            raise ValueError(f"This model has format {told['format']}, not {FORMAT}.")
        known = np.cumsum(held["known"], dtype=np.uint64)
        vocabulary = Vocabulary(known, held["rarity"].astype(np.float32))
        meaning = held["meaning"].astype(np.float32)
        weights = Weights(held["grams"], held["scale"], meaning, held["start"])
        return cls(told["codes"], vocabulary, weights, warmth=told["warmth"])


class Evidence:
    """Which words of a text speak for a class against the mean of all. Words that stand in any
    report (您好, 希望) are none, whatever they say."""

    def __init__(self, text: str, read: Reading, weighed: Weighed) -> None:
        starts, ends = read.words[:, 0], read.words[:, 1]
        is_faint = np.array([text[a:b] in FAINT for a, b in zip(starts, ends, strict=True)], bool)
        self._is_telling = (ends - starts > 1) & ~is_faint
        self._text = text
        self._read = read
        self._weighed = weighed

    def words(self, says: Floats, meaning: Floats, columns: Places) -> list[tuple[str, ...]]:
        """For each of the columns the words that speak most for it, neighbours joined, strongest
        first. `says` is what each feature says, `meaning` what each direction of meaning does."""
        gains = self._of_grams(says[:, columns] - says.mean(axis=1, keepdims=True))
        gains += self._of_meaning(meaning[:, columns] - meaning.mean(axis=1, keepdims=True))
        return [self._joined(column) for column in gains.T]

    def _joined(self, gains: Floats) -> tuple[str, ...]:
        joined: list[list[Any]] = []
        chosen = (gains > 0) & self._is_telling
        spans = self._read.words[chosen, :2].tolist()
        for (start, end), gain in zip(spans, gains[chosen].tolist(), strict=True):
            if joined and joined[-1][1] == start:
                joined[-1][1:] = [end, joined[-1][2] + gain]
            else:
                joined.append([start, end, gain])
        joined.sort(key=lambda found: -found[2])
        return tuple(dict.fromkeys(self._text[a:b] for a, b, _ in joined))[:MOST_WORDS]

    def _of_grams(self, says: Floats) -> Floats:
        """A pair that reaches into two words counts half for each."""
        weighed, size = self._weighed, len(self._read.plain)
        each = np.zeros((len(self._read.keys), says.shape[1]), np.float32)
        each[weighed.known] = (says / weighed.counts[:, None])[weighed.at]
        by_letter, pairs = each[:size].copy(), each[size : 2 * size - 1] / 2
        by_letter[:-1] += pairs
        by_letter[1:] += pairs
        total = np.concatenate([np.zeros_like(by_letter[:1]), by_letter.cumsum(axis=0)])
        starts, ends = self._read.words[:, 0], self._read.words[:, 1]
        gains: Floats = total[ends] - total[starts]
        gains[ends - starts > 1] += each[max(2 * size - 1, 0) :]
        return gains

    def _of_meaning(self, against: Floats) -> Floats:
        vectors = table.shipped().vectors(self._read.words[:, 2])
        length = float(np.linalg.norm(vectors.sum(axis=0))) or 1.0
        gains: Floats = vectors @ against / length
        return gains


def shares(margins: Floats) -> Floats:
    """Shares of one that grow with the margins."""
    raised = np.exp(margins - margins.max())
    made: Floats = raised / raised.sum()
    return made
