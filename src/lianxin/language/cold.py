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

# How much meaning weighs beside characters: the less there is to learn from, the more.
MOST_MEANING: Final = 2.0
LITTLE_SAID: Final = 4.0
HARDER: Final = 1.15  # life is less clear than phrases
WARMEST: Final = 0.5  # where nothing but names is known
FIRMNESS: Final = 1.0  # how strongly large weights are held back


def classifier(classes: Sequence[ClassWords]) -> Classifier:
    """Ridge regression, one class against the others, solved exactly: the same each time."""
    rows = examples(classes)
    texts = [Reading.of(text) for text, _ in rows]
    codes = [entry.code for entry in classes]
    meaning = min(MOST_MEANING, LITTLE_SAID / np.sqrt(len(rows) / len(codes)))
    vocabulary = Vocabulary.of(texts)
    held = np.concatenate([_dense(vocabulary, texts), meaning * meanings(texts)], axis=1)
    right = np.array([codes.index(code) for _, code in rows])
    weights, margins = _ridge(held, np.where(right[:, None] == np.arange(len(codes)), 1.0, -1.0))
    size = vocabulary.size
    return Classifier(
        codes,
        vocabulary,
        Weights.of(weights[:size], meaning * weights[size:], np.zeros(len(codes), np.float32)),
        warmth=min(HARDER * best_warmth(margins, right), WARMEST),
    )


def examples(classes: Sequence[ClassWords]) -> list[tuple[str, str]]:
    """Names and phrases as if somebody had said them of each class."""
    return [(text, entry.code) for entry in classes for text in (*entry.names, *entry.phrases)]


def meanings(texts: Sequence[Reading]) -> Floats:
    return np.stack([text.meaning for text in texts])


def _dense(vocabulary: Vocabulary, texts: Sequence[Reading]) -> Floats:
    held = np.zeros((len(texts), vocabulary.size), np.float32)
    for row, text in enumerate(texts):
        weighed = vocabulary.weigh(text)
        held[row, weighed.places] = weighed.values
    return held


def _ridge(held: Floats, targets: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """The weights, and what each row's margins would be had it not been learned."""
    within = (held @ held.T).astype(np.float64)
    within[np.diag_indices_from(within)] += FIRMNESS
    inverse = np.linalg.inv(within)
    shares = inverse @ targets
    without = targets - shares / np.diag(inverse)[:, None]
    return np.asarray(held.T @ shares, np.float32), np.asarray(without, np.float32)


def best_warmth(margins: Floats, right: NDArray[np.intp]) -> float:
    """What margins are divided by so that what happened is likeliest."""
    tried = np.geomspace(0.12, 3, 80)  # a few texts that are all alike make nobody surer
    losses = [_loss(margins / warmth, right) for warmth in tried]
    return float(tried[int(np.argmin(losses))])


def _loss(margins: Floats, right: NDArray[np.intp]) -> float:
    margins = margins - margins.max(axis=1, keepdims=True)
    total = np.log(np.exp(margins).sum(axis=1))
    return float((total - margins[np.arange(len(right)), right]).mean())
