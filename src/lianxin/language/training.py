"""Learn classes from texts that people have confirmed. The only module that needs scikit-learn."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from lianxin.language import cold, grams, table
from lianxin.language.grams import Floats, Vocabulary
from lianxin.language.model import Classifier, Weights, shares
from lianxin.language.scores import Scores, is_not_worse, score
from lianxin.language.values import ClassWords

__all__ = ["Trained", "is_not_worse", "score", "split", "train"]

Pair = tuple[str, str]
HELD_OUT_OF: Final = 8  # one text in so many is never learned from
FOLDS: Final = 3
FIRMNESS: Final = 0.5
WEIGHT_OF_WORDS: Final = 0.3  # of a name or phrase beside a confirmed text
MOST_GRAMS: Final = 60_000
MANY: Final = 1_000  # from so many texts on, what only one of them says is left out


@dataclass(frozen=True)
class Trained:
    """A model as `classify.load` reads it, and how it did on texts it has not seen."""

    data: bytes
    scores: Scores


def train(
    labelled: Sequence[Pair],
    *,
    classes: Sequence[ClassWords],
    held_out: Sequence[Pair] | None = None,
) -> Trained:
    """Learn (text, code) pairs together with the words of the classes.

    Without `held_out` one text in eight is kept back: always the same ones, and texts that begin
    alike stay together. Codes that are not among `classes` are left out. The same input gives the
    same bytes.
    """
    known = {entry.code for entry in classes}
    labelled = [pair for pair in labelled if pair[1] in known]
    if held_out is None:
        labelled, held_out = split(labelled)
    model = _fit(labelled, classes, warmth=_warmth(labelled, classes))
    return Trained(model.to_bytes(), score(model, held_out))


def split(labelled: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """(to learn from, held out): a text is in the same part every time."""
    learn = [pair for pair in labelled if _draw(pair[0]) % HELD_OUT_OF]
    held_out = [pair for pair in labelled if not _draw(pair[0]) % HELD_OUT_OF]
    return learn, held_out


def _draw(text: str) -> int:
    """A number from how the text begins, letters only."""
    beginning = re.sub(r"[ 0]", "", grams.plain(text))[:24]
    return int.from_bytes(hashlib.sha256(beginning.encode()).digest()[:8])


def _fit(labelled: Sequence[Pair], classes: Sequence[ClassWords], *, warmth: float) -> Classifier:
    examples = cold.examples(classes)
    rows = [(grams.plain(text), code) for text, code in (*labelled, *examples)]
    texts = [text for text, _ in rows]
    codes = [entry.code for entry in classes]
    vocabulary = Vocabulary.of(texts, most=MOST_GRAMS, least=2 if len(texts) > MANY else 1)
    held = _matrix(vocabulary, texts)
    trust = np.array([1.0] * len(labelled) + [WEIGHT_OF_WORDS] * len(examples))
    columns, start = [], []
    for code in codes:
        is_it = np.array([of == code for _, of in rows])
        machine = LinearSVC(C=FIRMNESS, random_state=0)
        machine.fit(held, is_it, sample_weight=trust)
        columns.append(machine.coef_[0])
        start.append(machine.intercept_[0])
    weights = np.array(columns, np.float32).T
    size = vocabulary.size
    return Classifier(
        codes,
        vocabulary,
        Weights.of(weights[:size], weights[size:], np.array(start, np.float32)),
        warmth=warmth,
    )


def _matrix(vocabulary: Vocabulary, texts: Sequence[str]) -> Any:
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        found, weights = vocabulary.weigh(text)
        rows.append(np.full(len(found), row))
        columns.append(found)
        values.append(weights)
    held = sparse.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(len(texts), vocabulary.size),
    )
    return sparse.hstack([held, table.shipped().matrix(texts)], format="csr")


def _warmth(labelled: Sequence[Pair], classes: Sequence[ClassWords]) -> float:
    """What margins are divided by so that shares say how often a guess is right.

    Measured on texts the model has not seen: each is guessed by one that learned the others.
    """
    known = {entry.code: n for n, entry in enumerate(classes)}
    margins: list[Floats] = []
    right: list[int] = []
    for fold in range(FOLDS):
        part = [pair for pair in labelled if _draw(pair[0]) // HELD_OUT_OF % FOLDS == fold]
        rest = [pair for pair in labelled if _draw(pair[0]) // HELD_OUT_OF % FOLDS != fold]
        model = _fit(rest, classes, warmth=1.0)
        margins += [model.margins(grams.plain(text)) for text, _ in part]
        right += [known[code] for _, code in part]
    if not margins:
        return cold.WARMTH
    return best_warmth(np.array(margins), np.array(right))


def best_warmth(margins: Floats, right: NDArray[np.intp]) -> float:
    """The one under which what happened was likeliest."""
    tried = np.geomspace(0.03, 3, 60)
    losses = [
        -np.log(
            [
                max(float(shares(row / warmth)[at]), 1e-9)
                for row, at in zip(margins, right, strict=True)
            ]
        ).mean()
        for warmth in tried
    ]
    return float(tried[int(np.argmin(losses))])
