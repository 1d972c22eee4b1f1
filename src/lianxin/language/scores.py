"""How well a classifier does on texts whose class is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol

from lianxin.language.values import Guess

BINS: Final = 10
WANTED_PRECISION: Final = 0.95
FEWEST = 20  # of these the threshold is told; a share of fewer is chance
CHANCE: Final = 0.005  # two models closer than this are equally good


class Guesser(Protocol):
    def classify(self, text: str, *, most: int = 3) -> list[Guess]: ...


@dataclass(frozen=True)
class ClassScore:
    code: str
    n: int  # texts that are of this class
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Bin:
    """Of the `n` texts with about this `confidence`, so many were right."""

    n: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Scores:
    """`threshold` is the least confidence from which on 95 % of the guesses are right.

    `coverage` is the share of texts above it. Without any such confidence it is 1.01 and 0.
    """

    n: int
    accuracy: float
    top2: float
    macro_f1: float
    calibration_error: float
    threshold: float
    coverage: float
    classes: tuple[ClassScore, ...]
    bins: tuple[Bin, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Answer:
    """What was right, and what was guessed first and second."""

    right: str
    first: str
    second: str
    confidence: float

    @property
    def is_right(self) -> bool:
        return self.right == self.first


def score(classifier: Guesser, texts: Sequence[tuple[str, str]]) -> Scores:
    """Scores on (text, code) pairs."""
    return of_answers([_answer(classifier.classify(text, most=2), code) for text, code in texts])


def of_answers(answers: Sequence[Answer]) -> Scores:
    n = len(answers) or 1
    classes = tuple(_class_score(code, answers) for code in sorted({a.right for a in answers}))
    bins = _bins(answers)
    threshold, coverage = _threshold(answers)
    return Scores(
        n=len(answers),
        accuracy=sum(a.is_right for a in answers) / n,
        top2=sum(a.right in (a.first, a.second) for a in answers) / n,
        macro_f1=sum(each.f1 for each in classes) / (len(classes) or 1),
        calibration_error=sum(b.n * abs(b.accuracy - b.confidence) for b in bins) / n,
        threshold=threshold,
        coverage=coverage,
        classes=classes,
        bins=bins,
    )


def is_not_worse(new: Guesser, old: Guesser | None, held_out: Sequence[tuple[str, str]]) -> bool:
    """Whether `new` does at least as well as `old` on the same texts, in all and by class."""
    if old is None or not held_out:
        return True
    after, before = score(new, held_out), score(old, held_out)
    return (
        after.accuracy >= before.accuracy - CHANCE and after.macro_f1 >= before.macro_f1 - CHANCE
    )


def _answer(guesses: Sequence[Guess], right: str) -> Answer:
    codes = [guess.code for guess in guesses] + ["", ""]
    return Answer(right, codes[0], codes[1], guesses[0].confidence if guesses else 0.0)


def _class_score(code: str, answers: Sequence[Answer]) -> ClassScore:
    right = sum(a.right == code for a in answers)
    guessed = sum(a.first == code for a in answers)
    both = sum(a.right == a.first == code for a in answers)
    precision = both / guessed if guessed else 0.0
    recall = both / right if right else 0.0
    return ClassScore(code, right, precision, recall, 2 * both / (right + guessed))


def _bins(answers: Sequence[Answer]) -> tuple[Bin, ...]:
    """Ten of equal width; empty ones are left out."""
    sorted_in: list[list[Answer]] = [[] for _ in range(BINS)]
    for answer in answers:
        sorted_in[min(int(answer.confidence * BINS), BINS - 1)].append(answer)
    return tuple(
        Bin(
            len(some),
            sum(a.confidence for a in some) / len(some),
            sum(a.is_right for a in some) / len(some),
        )
        for some in sorted_in
        if some
    )


def _threshold(answers: Sequence[Answer]) -> tuple[float, float]:
    """The least confidence from which on `WANTED_PRECISION` holds, and the share above it."""
    ordered = sorted(answers, key=lambda a: -a.confidence)
    right, found = 0, (1.01, 0.0)
    for n, answer in enumerate(ordered, start=1):
        right += answer.is_right
        is_last_of_its_kind = n == len(ordered) or ordered[n].confidence < answer.confidence
        if n >= FEWEST and is_last_of_its_kind and right / n >= WANTED_PRECISION:
            found = (answer.confidence, n / len(ordered))
    return found
