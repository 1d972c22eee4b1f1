"""The scenarios and phrases of the town's files, and how their blanks are filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from ruamel.yaml import YAML

from lianxin.playbooks.document import FOLDER

TOWNS = FOLDER / "towns"
BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Comment:
    """What a requester writes with a rating; `reopen` is why it should be done again."""

    text: str
    reopen: str = ""


@dataclass(frozen=True)
class Bounce:
    reason: str
    text: str
    proposed: str


@dataclass(frozen=True)
class Scenario:
    """One kind of trouble, in the words of those who have it and of those who mend it."""

    id: str
    kind: str
    class_code: str
    grade: str
    setting: str
    units: tuple[str, ...]
    accept_h: tuple[float, float]
    answer_h: tuple[float, float]
    subjects: Sequence[str]
    descriptions: Sequence[str]
    notes: Sequence[str]
    answers: Mapping[str, Sequence[str]]
    comments: Mapping[str, Sequence[Comment]]
    season: frozenset[int]
    time_of_day: str
    question: str
    replies: Sequence[str]
    bounce: Bounce | None
    park_reason: str
    decision: str


def load(name: str) -> Any:
    """One of the town's files, by its name without ending."""
    return YAML(typ="safe").load((TOWNS / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def scenarios() -> tuple[Scenario, ...]:
    return tuple(_scenarios())


@cache
def phrases() -> dict[str, Any]:
    return dict(load("phrases"))


def _scenarios() -> Iterator[Scenario]:
    for path in sorted((TOWNS / "scenarios").glob("*.yaml")):
        for row in load(f"scenarios/{path.stem}"):
            yield _scenario(row)


def _scenario(row: Mapping[str, Any]) -> Scenario:
    units = row["unit"]
    bounce = row.get("bounce")
    return Scenario(
        id=row["id"],
        kind=row["kind"],
        class_code=row["class"],
        grade=row["grade"],
        setting=row["setting"],
        units=tuple(units if isinstance(units, list) else [units]),
        accept_h=(row["accept_h"][0], row["accept_h"][1]),
        answer_h=(row["answer_h"][0], row["answer_h"][1]),
        subjects=row["subjects"],
        descriptions=row["descriptions"],
        notes=row["worker_notes"],
        answers=row["answers"],
        comments={
            mark: [_comment(c) for c in said] for mark, said in row["rating_comments"].items()
        },
        season=frozenset(row.get("season", ())),
        time_of_day=row.get("time_of_day", ""),
        question=row.get("question", ""),
        replies=row.get("replies", ()),
        bounce=Bounce(bounce["reason"], bounce["text"], bounce["proposed_unit"])
        if bounce
        else None,
        park_reason=row.get("park_reason", ""),
        decision=row.get("decision", ""),
    )


def _comment(said: str | Mapping[str, str]) -> Comment:
    return Comment(said) if isinstance(said, str) else Comment(said["comment"], said["reopen"])


def fill(text: str, blanks: Mapping[str, str]) -> str:
    """`text` with its {blanks} filled; one that nobody knows is an error of the file."""
    return BLANK.sub(lambda found: blanks[found[1]], text)


def day(on: date) -> str:
    return f"{on.month}月{on.day}日"


def some_days_before(on: date, rng: Random) -> str:
    return day(on - timedelta(days=rng.randint(1, 4)))


def closest(text: str, subjects: Sequence[str], rng: Random) -> str:
    """The subject that speaks most like `text`, by the pairs of characters they share."""
    said = _pairs(text)
    shuffled = rng.sample(list(subjects), len(subjects))
    return max(shuffled, key=lambda subject: len(_pairs(subject) & said) / len(subject))


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}
