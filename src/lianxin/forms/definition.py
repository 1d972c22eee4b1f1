"""What a form asks: questions in their order, choices, conditions. Values in, values out.

A `Definition` is read from a plain document, which playbooks hold as YAML, the table as JSON and
`xlsform.py` makes of a spreadsheet. `document()` gives it back in the shortest way to write it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from lianxin.forms.expressions import Tree, parse
from lianxin.forms.words import Words


class Kind(StrEnum):
    """The types of XLSForm that are understood, under XLSForm's own names."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "dateTime"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    NOTE = "note"
    GEOPOINT = "geopoint"


NO_WORDS = Words()
SELECTS = (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE)
DATATYPES: dict[Kind, str] = {  # of Open311 GeoReport v2
    Kind.TEXT: "text",
    Kind.INTEGER: "number",
    Kind.DECIMAL: "number",
    Kind.DATE: "datetime",
    Kind.DATETIME: "datetime",
    Kind.SELECT_ONE: "singlevaluelist",
    Kind.SELECT_MULTIPLE: "multivaluelist",
}


@dataclass(frozen=True)
class Choice:
    code: str
    label: Words


@dataclass(frozen=True)
class Question:
    name: str
    kind: Kind
    label: Words
    hint: Words = NO_WORDS
    is_required: bool = False
    required_message: Words = NO_WORDS
    relevant: str = ""
    constraint: str = ""
    constraint_message: Words = NO_WORDS
    list_name: str = ""  # the same for questions that share their choices
    choices: tuple[Choice, ...] = ()
    appearance: str = ""

    @cached_property
    def relevant_tree(self) -> Tree | None:
        return parse(self.relevant) if self.relevant else None

    @cached_property
    def constraint_tree(self) -> Tree | None:
        return parse(self.constraint) if self.constraint else None

    @property
    def is_answered(self) -> bool:
        """Whether it takes an answer at all."""
        return self.kind is not Kind.NOTE

    def label_of(self, code: str) -> str:
        return next((str(one.label) for one in self.choices if one.code == code), code)


@dataclass(frozen=True)
class Attribute:
    """A question as a service definition of Open311 GeoReport v2 tells it."""

    variable: bool
    code: str
    datatype: str
    required: bool
    order: int
    description: str
    datatype_description: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Definition:
    code: str
    title: Words
    questions: tuple[Question, ...] = field(default=())

    @cached_property
    def by_name(self) -> Mapping[str, Question]:
        return {question.name: question for question in self.questions}

    def attributes(self) -> list[Attribute]:
        """For Open311, in the language of the moment. A question that only some are asked is
        required of nobody there: clients do not know its condition."""
        return [_attribute(one, order) for order, one in enumerate(self.questions, 1)]

    def document(self) -> dict[str, Any]:
        """What `read` reads, without what goes without saying."""
        asked = {one.name: one for one in self.questions if one.choices}
        lists = {
            one.list_name: [_choice(choice) for choice in one.choices]
            for one in asked.values()
            if not _is_inline(asked.get(one.list_name))
        }
        plain: dict[str, Any] = {"code": self.code, "title": self.title.plain()}
        if lists:
            plain["lists"] = lists
        return {**plain, "questions": [_written(one) for one in self.questions]}


def read(document: Mapping[str, Any]) -> Definition:
    """The form in a document that `checks` found nothing wrong with."""
    rows: Sequence[Mapping[str, Any]] = document["questions"]
    lists = {row["name"]: row["choices"] for row in rows if "choices" in row}
    lists |= document.get("lists", {})
    choices = {
        name: tuple(Choice(one["code"], Words.of(one["label"])) for one in found)
        for name, found in lists.items()
    }
    questions = tuple(_question(row, choices) for row in rows)
    return Definition(document["code"], Words.of(document["title"]), questions)


def _question(row: Mapping[str, Any], choices: Mapping[str, tuple[Choice, ...]]) -> Question:
    kind = Kind(row["type"])
    name_of_list = str(row.get("list", row["name"])) if kind in SELECTS else ""
    return Question(
        name=row["name"],
        kind=kind,
        label=Words.of(row["label"]),
        hint=Words.of(row.get("hint", "")),
        is_required=row.get("required", False),
        required_message=Words.of(row.get("required_message", "")),
        relevant=row.get("relevant", ""),
        constraint=row.get("constraint", ""),
        constraint_message=Words.of(row.get("constraint_message", "")),
        list_name=name_of_list,
        choices=choices[name_of_list] if name_of_list else (),
        appearance=row.get("appearance", ""),
    )


def _written(question: Question) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": question.name,
        "type": question.kind.value,
        "label": question.label.plain(),
    }
    if question.list_name == question.name:
        row["choices"] = [_choice(one) for one in question.choices]
    elif question.list_name:
        row["list"] = question.list_name
    if question.is_required:
        row["required"] = True
    for name in ("hint", "required_message", "constraint_message"):
        if words := getattr(question, name):
            row[name] = words.plain()
    for name in ("relevant", "constraint", "appearance"):
        if text := getattr(question, name):
            row[name] = text
    return row


def _choice(choice: Choice) -> dict[str, Any]:
    return {"code": choice.code, "label": choice.label.plain()}


def _is_inline(question: Question | None) -> bool:
    """Whether its choices stand with the question itself."""
    return question is not None and question.list_name == question.name


def _attribute(question: Question, order: int) -> Attribute:
    return Attribute(
        variable=question.is_answered,
        code=question.name,
        datatype=DATATYPES.get(question.kind, "string"),
        required=question.is_required and not question.relevant,
        order=order,
        description=str(question.label),
        datatype_description=str(question.hint),
        values=tuple((one.code, str(one.label)) for one in question.choices),
    )
