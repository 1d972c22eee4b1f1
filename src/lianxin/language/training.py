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

from lianxin.language import cold, grams
from lianxin.language.features import Reading, Vocabulary
from lianxin.language.grams import Floats
from lianxin.language.model import Classifier, Weights
from lianxin.language.scores import Scores, is_not_worse, score
from lianxin.language.values import ClassWords

__all__ = ["Trained", "is_not_worse", "score", "split", "train"]

Pair = tuple[str, str]
HELD_OUT_OF: Final = 8  # one text in so many is never learned from
FOLDS: Final = 5
FIRMNESS: Final = 0.7
CLOSE: Final = 0.01  # closer changes no margin by more than that
SMOOTH: Final = 0.2
SPREAD: Final = (0.2, 5.0)
MEANING: Final = 0.3  # how much the meaning of a text weighs beside what it says
WEIGHT_OF_WORDS: Final = 0.3  # of a name or phrase beside a confirmed text
MOST_GRAMS: Final = 60_000
MANY: Final = 1_000  # from so many texts on, what only one of them says is left out


@dataclass(frozen=True)
class Trained:
    """A model as `classify.load` reads it, and how it did on texts it has not seen."""

    data: bytes
    scores: Scores


@dataclass(frozen=True)
class Examples:
    """Texts with their classes. `trust` is how much each counts; `folds` parts them for testing:
    a name or phrase is in none.
    """

    texts: list[Reading]
    codes: NDArray[np.str_]
    trust: Floats
    folds: NDArray[np.intp]

    @classmethod
    def of(cls, labelled: Sequence[Pair], classes: Sequence[ClassWords]) -> Examples:
        said = cold.examples(classes)
        folds = [_draw(text) // HELD_OUT_OF % FOLDS for text, _ in labelled]
        return cls(
            [Reading.of(text) for text, _ in (*labelled, *said)],
            np.array([code for _, code in (*labelled, *said)]),
            np.repeat([1.0, WEIGHT_OF_WORDS], [len(labelled), len(said)]).astype(np.float32),
            np.array(folds + [-1] * len(said)),
        )

    def only(self, wanted: NDArray[np.bool_]) -> Examples:
        texts = [self.texts[n] for n in np.nonzero(wanted)[0]]
        return Examples(texts, self.codes[wanted], self.trust[wanted], self.folds[wanted])


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
    if held_out is None:
        labelled, held_out = split(labelled)
    examples = Examples.of([pair for pair in labelled if pair[1] in known], classes)
    model = _model(examples, classes)
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


def _model(examples: Examples, classes: Sequence[ClassWords]) -> Classifier:
    codes = [entry.code for entry in classes]
    least = 2 if len(examples.texts) > MANY else 1
    vocabulary = Vocabulary.of(examples.texts, most=MOST_GRAMS, least=least)
    held = _matrix(vocabulary, examples.texts)
    weights, start = _learn(held, examples, codes)
    size = vocabulary.size
    return Classifier(
        codes,
        vocabulary,
        Weights.of(weights[:size], MEANING * weights[size:], start),
        warmth=_warmth(held, examples, codes),
    )


def _learn(held: Any, examples: Examples, codes: Sequence[str]) -> tuple[Floats, Floats]:
    """Weights, one column for each code, and where each starts."""
    said = sparse.diags_array(examples.trust) @ abs(held)
    columns = [_column(held, said, examples.codes == code, examples.trust) for code in codes]
    weights = np.array([weights for weights, _ in columns], np.float32).T
    return weights, np.array([start for _, start in columns], np.float32)


def _column(held: Any, said: Any, is_it: NDArray[np.bool_], trust: Floats) -> tuple[Floats, float]:
    """One class against the others.

    A feature counts the more, the more unevenly it is spread over the two (Wang and Manning 2012,
    "Baselines and Bigrams"): without that, 3,000 texts say too little of rare words.
    """
    if is_it.all() or not is_it.any():
        return np.zeros(held.shape[1], np.float32), float(is_it.all()) * 2 - 1
    inside = said[is_it].sum(axis=0) + SMOOTH
    outside = said[~is_it].sum(axis=0) + SMOOTH
    spread = np.abs(np.log((inside / inside.sum()) / (outside / outside.sum())))
    spread = np.clip(spread / np.sqrt((spread**2).mean()), *SPREAD)
    machine = LinearSVC(C=FIRMNESS, tol=CLOSE, random_state=0)
    machine.fit(held @ sparse.diags_array(spread), is_it, sample_weight=trust)
    return machine.coef_[0] * spread, float(machine.intercept_[0])


def _matrix(vocabulary: Vocabulary, texts: Sequence[Reading]) -> Any:
    weighed = [vocabulary.weigh(text) for text in texts]
    ends = np.cumsum([0, *(len(each.places) for each in weighed)])
    places = np.concatenate([each.places for each in weighed])
    values = np.concatenate([each.values for each in weighed])
    held = sparse.csr_array(
        (values, places.astype(np.int32), ends.astype(np.int32)),  # liblinear knows no longer ones
        shape=(len(texts), vocabulary.size),
    )
    return sparse.hstack([held, MEANING * cold.meanings(texts)], format="csr")


def _warmth(held: Any, examples: Examples, codes: Sequence[str]) -> float:
    """What margins are divided by so that shares say how often a guess is right.

    Measured on texts that were not learned: each fold is guessed by what the others teach.
    """
    margins = np.zeros((len(examples.codes), len(codes)), np.float32)
    is_tested = np.zeros(len(examples.codes), np.bool_)
    for fold in range(FOLDS):
        part, rest = examples.folds == fold, examples.folds != fold
        if part.any():
            weights, start = _learn(held[rest], examples.only(rest), codes)
            margins[part] = held[part] @ weights + start
            is_tested |= part
    if not is_tested.any():
        return cold.WARMEST
    right = np.array([codes.index(code) for code in examples.codes[is_tested]])
    return cold.best_warmth(margins[is_tested], right)
