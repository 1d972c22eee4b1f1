"""What fits whom, best first: a pure function of `values`.

BM25 with weights for title and listed words, over words and near-synonyms of the shipped word
table; then the likeness of what is meant, shared listed words, distance, free time in common and
how lately it was confirmed. The weights were set on the tuning half of the reference lists in
`tests/matching/reference`; nothing learns from people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lianxin.language.grams import Floats, Keys, Places
from lianxin.matching import rows, terms, weighing
from lianxin.matching.board import fields_of
from lianxin.matching.rows import Flags
from lianxin.matching.shelf import Shelf
from lianxin.matching.values import Features, Hit, Limits, Taste

WEIGHED_CLOSELY: Final = 400
HALF_WAY: Final = 5.0  # km at which nearness is half
FRESH_FOR: Final = 120.0  # days
PRESSING: Final = 2.0  # what times weigh for whom the times did not suit


@dataclass(frozen=True)
class Weights:
    """Beside what is written, which weighs 1."""

    meant: float = 1.3
    listed: float = 0.3
    near: float = 0.12
    times: float = 0.12
    fresh: float = 0.04
    synonyms: float = 0.8  # of a near word beside the word itself
    unlike: float = 0.8
    said: float = 0.5  # who says less than this share of what the words are worth says little


USUAL: Final = Weights()
NO_LIMITS: Final = Limits()
NO_TASTE: Final = Taste()


@dataclass(frozen=True)
class Question:
    """What is asked, as terms: each key once."""

    keys: Keys
    weights: Floats
    rows: NDArray[np.int32]
    meant: Floats

    @classmethod
    def of(cls, asked: Features) -> Question:
        listed = "，".join(asked.listed)
        heard = terms.said(fields_of([asked]))
        keys, first, place = np.unique(heard.keys, return_index=True, return_inverse=True)
        weights = np.sqrt(np.bincount(place, heard.weights, len(keys))).astype(np.float32)
        core, whole = terms.meaning(
            [f"{asked.title} {listed}", f"{asked.title} {listed} {asked.text}"]
        )
        return cls(keys, weights, heard.rows[first], core + whole)


def rank(
    shelf: Shelf,
    asked: Features,
    limits: Limits = NO_LIMITS,
    *,
    on: date,
    taste: Taste = NO_TASTE,
    most: int = 20,
    weights: Weights = USUAL,
    among: Flags | None = None,
) -> list[Hit]:
    """What is on the shelf, meets the hard conditions on the day `on` and shares words with what
    is asked, or near ones; best first. `among` marks what alone counts: all of that is ordered."""
    if not len(shelf):
        return []
    asked = asked.in_chinese
    question = Question.of(asked)
    wanted = shelf.alive & rows.meets(shelf.rows, limits, on=on, lon=asked.lon, lat=asked.lat)
    if among is not None:
        wanted &= among
    written, usual = _written(shelf, question, wanted, taste=taste, weights=weights)
    (found,) = np.nonzero(wanted & (written > 0) if among is None else wanted)
    if not len(found):
        return []
    scores = written[found] / max(float(written[found].max()), usual, 1e-9)
    scores += _circumstances(shelf, asked, found, on=on, taste=taste, weights=weights)
    best = np.sort(_best(scores, WEIGHED_CLOSELY))
    found, scores = found[best], scores[best]
    scores += _closely(shelf, asked, question, found, taste=taste, weights=weights)
    order = np.argsort(-scores, kind="stable")[:most].tolist()
    return [
        Hit(shelf.name(number), float(scores[n]), int(shelf.rows["times"][number]))
        for n in order
        for number in [int(found[n])]
    ]


def _best(scores: Floats, most: int) -> Places:
    if len(scores) <= most:
        return np.arange(len(scores))
    return np.argpartition(-scores, most)[:most]


def _written(
    shelf: Shelf, question: Question, wanted: Flags, *, taste: Taste, weights: Weights
) -> tuple[Floats, float]:
    """What is written, and what counts as much of it; `wanted` is narrowed."""
    terms = weighing.terms_of(
        shelf, question.keys, question.weights, question.rows, synonyms=weights.synonyms
    )
    usual = weights.said * terms.words
    slack = (
        weights.near * (1 if taste.far_km is None else 2)
        + weights.times * (PRESSING if taste.is_time_pressing else 1)
        + weights.fresh
    )
    sought = weighing.Sought(WEIGHED_CLOSELY, slack, usual)
    return weighing.written(terms, wanted, sought), usual


def _circumstances(
    shelf: Shelf,
    asked: Features,
    found: Places,
    *,
    on: date,
    taste: Taste,
    weights: Weights,
) -> Floats:
    """Where, when and how fresh."""
    held = shelf.rows[found]
    km = rows.distances(held, asked.lon, asked.lat)
    nearness = np.where(np.isnan(km), 0.0, HALF_WAY / (HALF_WAY + km))
    if taste.far_km is not None:
        nearness -= np.where(km >= taste.far_km, 1.0, 0.0)
    common = _bits(held["times"] & np.uint32(asked.times)) / max(asked.times.bit_count(), 1)
    common = np.minimum(2 * common, 1.0)
    age = np.maximum(on.toordinal() - held["said_on"], 0)
    pressing = PRESSING if taste.is_time_pressing else 1.0
    told = weights.near * nearness + weights.fresh * np.exp(-age / FRESH_FOR)
    return np.asarray(told + pressing * weights.times * common, np.float32)


def _bits(values: NDArray[np.uint32]) -> NDArray[np.intp]:
    """How many bits of each are set."""
    return np.bitwise_count(values).astype(np.intp)


def _closely(
    shelf: Shelf,
    asked: Features,
    question: Question,
    found: Places,
    *,
    taste: Taste,
    weights: Weights,
) -> Floats:
    """What is meant, and which listed words are the same."""
    meant = shelf.meanings(found).astype(np.float32)
    scores = weights.meant * (meant @ question.meant) / 2
    scores += weights.listed * _shared(shelf, asked, found)
    if taste.unlike:
        away = _apart(terms.meaning(["，".join(taste.unlike)])[0], question.meant)
        scores -= weights.unlike * np.maximum(meant @ away, 0)
    return np.asarray(scores, np.float32)


def _apart(direction: Floats, asked: Floats) -> Floats:
    """What is left of a direction without what is asked for, which all suggestions share."""
    along = asked / (np.linalg.norm(asked) + 1e-9)
    rest = direction - (direction @ along) * along
    return np.asarray(rest / (np.linalg.norm(rest) + 1e-9), np.float32)


def _shared(shelf: Shelf, asked: Features, found: Places) -> Floats:
    """The share of the listed words asked for that is listed, too."""
    wanted = np.array([terms.key_of(word) for word in asked.listed], np.uint64)
    if not len(wanted):
        return np.zeros(len(found), np.float32)
    owner, values = shelf.lists("listed", found)
    counts = np.bincount(owner[np.isin(values, wanted)], minlength=len(found))
    return np.asarray(np.minimum(counts / min(len(wanted), 3), 1.0), np.float32)
