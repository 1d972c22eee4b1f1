"""Similarity: shared characters and pairs, and shared meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from lianxin.language.cold import meanings
from lianxin.language.features import Reading, Vocabulary
from lianxin.language.grams import Floats
from lianxin.language.values import Key, Like, Text

BEGINNING: Final = 200
MEANING: Final = 0.4


def among(text: Text, candidates: Sequence[tuple[Key, Text]]) -> list[Like[Key]]:
    if not candidates:
        return []
    titles = _cosines(text.title, [each.title for _, each in candidates])
    wholes = _cosines(_whole(text), [_whole(each) for _, each in candidates])
    scores = (titles + wholes) / 2
    order = np.argsort(-scores, kind="stable")
    return [Like(candidates[n][0], float(scores[n])) for n in order]


def rank(query: str, documents: Sequence[tuple[Key, str]]) -> list[Like[Key]]:
    if not documents:
        return []
    texts = [text for _, text in documents]
    shared = _cosines(query, texts)
    meaning = meanings([Reading.of(each) for each in texts]) @ Reading.of(query).meaning
    scores = _z(shared) + MEANING * _z(meaning)
    order = np.argsort(-scores, kind="stable")
    return [Like(documents[n][0], float(scores[n])) for n in order]


def _whole(text: Text) -> str:
    return f"{text.title} {text.body[:BEGINNING]}"


def _cosines(text: str, others: Sequence[str]) -> Floats:
    read = [Reading.of(each) for each in (text, *others)]
    vocabulary = Vocabulary.of(read)
    wanted = np.zeros(vocabulary.size, np.float32)
    places, values = vocabulary.weigh(read[0])
    wanted[places] = values
    found = []
    for each in read[1:]:
        places, values = vocabulary.weigh(each)
        found.append(float(values @ wanted[places]))
    return np.array(found, np.float32)


def _z(scores: Floats) -> Floats:
    spread = float(scores.std())
    made: Floats = (scores - scores.mean()) / spread if spread else scores * 0
    return made
