"""A classifier from words alone: what classes are called and what people say of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lianxin.language.features import Reading, Vocabulary
from lianxin.language.grams import Floats
from lianxin.language.model import Classifier, Weights
from lianxin.language.values import ClassWords

MEANING: Final = 1.0  # how much meaning weighs beside characters
FIRMNESS: Final = 1.0  # how strongly large weights are held back
WARMTH: Final = 0.3


def classifier(classes: Sequence[ClassWords]) -> Classifier:
    """Ridge regression, one class against the others, solved exactly: the same each time."""
    rows = examples(classes)
    texts = [Reading.of(text) for text, _ in rows]
    codes = [entry.code for entry in classes]
    vocabulary = Vocabulary.of(texts)
    held = np.concatenate([_dense(vocabulary, texts), MEANING * meanings(texts)], axis=1)
    targets = np.array([[1.0 if code == of else -1.0 for code in codes] for _, of in rows])
    weights = _ridge(held, targets.astype(np.float32))
    size = vocabulary.size
    start = np.zeros(len(codes), np.float32)
    return Classifier(
        codes,
        vocabulary,
        Weights.of(weights[:size], MEANING * weights[size:], start),
        warmth=WARMTH,
    )


def examples(classes: Sequence[ClassWords]) -> list[tuple[str, str]]:
    """Names and phrases as if somebody had said them of each class."""
    return [(text, entry.code) for entry in classes for text in (*entry.names, *entry.phrases)]


def meanings(texts: Sequence[Reading]) -> Floats:
    return np.stack([text.meaning for text in texts])


def _dense(vocabulary: Vocabulary, texts: Sequence[Reading]) -> Floats:
    held = np.zeros((len(texts), vocabulary.size), np.float32)
    for row, text in enumerate(texts):
        places, values = vocabulary.weigh(text)
        held[row, places] = values
    return held


def _ridge(held: Floats, targets: Floats) -> Floats:
    within: NDArray[np.float32] = held @ held.T
    within[np.diag_indices_from(within)] += FIRMNESS
    return np.asarray(held.T @ np.linalg.solve(within, targets), np.float32)
