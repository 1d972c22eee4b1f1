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
from lianxin.language.features import Reading, Vocabulary
from lianxin.language.grams import Floats
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
        columns = [n for n, code in enumerate(self.codes) if among is None or code in among]
        if not columns:
            return []
        sure = shares(self.margins(read)[columns] / self._warmth)
        best = np.argsort(-sure, kind="stable")[:most]
        told = Evidence(self, text, read)
        return [
            Guess(self.codes[columns[n]], float(sure[n]), told.words(columns[n])) for n in best
        ]

    def margins(self, read: Reading) -> Floats:
        found, values = self.vocabulary.weigh(read)
        of_grams = (values @ self.weights.grams[found]) * self.weights.scale
        total: Floats = of_grams + read.meaning @ self.weights.meaning + self.weights.start
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
    """What each word of one text says for a class against the mean of all."""

    def __init__(self, model: Classifier, text: str, read: Reading) -> None:
        self._text = text
        self._read = read
        self._gains = self._of_grams(model) + self._of_meaning(model)

    def words(self, column: int) -> tuple[str, ...]:
        """The words that speak most for the class, neighbours joined, strongest first."""
        gains = self._gains[:, column].tolist()
        joined: list[list[Any]] = []
        for (start, end, _), gain in zip(self._read.words, gains, strict=True):
            if gain <= 0 or end - start == 1:
                continue
            if joined and joined[-1][1] == start:
                joined[-1][1:] = [end, joined[-1][2] + gain]
            else:
                joined.append([start, end, gain])
        joined.sort(key=lambda found: -found[2])
        return tuple(dict.fromkeys(self._text[a:b] for a, b, _ in joined))[:MOST_WORDS]

    def _of_grams(self, model: Classifier) -> Floats:
        """A pair that reaches into two words counts half for each."""
        found, values = model.vocabulary.weigh(self._read)
        says = model.weights.grams[found] * model.weights.scale * values[:, None]
        says -= says.mean(axis=1, keepdims=True)
        places, is_known = model.vocabulary.find(self._read.keys)
        at = np.searchsorted(found, places[is_known])
        each = np.zeros((len(places), says.shape[1]), np.float32)
        each[is_known] = says[at] / np.bincount(at, minlength=len(found))[at, None]
        size = len(self._read.plain)
        by_letter = each[:size].copy()
        by_letter[:-1] += each[size : 2 * size - 1] / 2
        by_letter[1:] += each[size : 2 * size - 1] / 2
        total = np.concatenate([np.zeros_like(by_letter[:1]), by_letter.cumsum(axis=0)])
        spans = np.array([word[:2] for word in self._read.words], np.intp).reshape(-1, 2)
        gains: Floats = total[spans[:, 1]] - total[spans[:, 0]]
        of_words = each[max(2 * size - 1, 0) :]
        gains[spans[:, 1] - spans[:, 0] > 1] += of_words
        return gains

    def _of_meaning(self, model: Classifier) -> Floats:
        vectors = table.shipped().vectors([row for _, _, row in self._read.words])
        length = float(np.linalg.norm(vectors.sum(axis=0))) or 1.0
        against = model.weights.meaning - model.weights.meaning.mean(axis=1, keepdims=True)
        gains: Floats = vectors @ against / length
        return gains


def shares(margins: Floats) -> Floats:
    """Shares of one that grow with the margins."""
    raised = np.exp(margins - margins.max())
    made: Floats = raised / raised.sum()
    return made
