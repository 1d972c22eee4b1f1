"""What a district's playbook decides about cases: kinds, grades, clocks, classes, reasons, texts.

A `Rules` value is read from the JSON document that `actions.put_rules` stores; the playbooks
write it and export it. Values in, values out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from lianxin.forms.words import Words
from lianxin.kernel.clock import Term

LEVELS = ("GRID", "COMMUNITY", "STREET", "DISTRICT")


@dataclass(frozen=True)
class Choice:
    """One entry of a list: a kind, a reason, a rating dimension."""

    code: str
    label: Words
    icon: str = ""


@dataclass(frozen=True)
class Grade(Choice):
    clocks: Mapping[str, Term] = field(default_factory=dict)
    is_urgent: bool = False  # its reminders do not wait for working hours


@dataclass(frozen=True)
class Check:
    """One line of the checklist that cases of a class begin with."""

    code: str
    label: Words
    is_required: bool = True


@dataclass(frozen=True)
class CaseClass(Choice):
    kind: str = "RESIDENT"
    parent: str = ""
    grade: str = ""  # proposed when a case is filed under this class
    clocks: Mapping[str, Term] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    form: str = ""  # the code of the questions that go with it
    verify: str = ""  # REMARK or PHOTO: what another pair of eyes owes before the answer leaves
    checks: tuple[Check, ...] = ()
    is_mediated: bool = False  # handled between the parties, and confidential


@dataclass(frozen=True)
class Part:
    """One case of a bundle."""

    class_code: str
    subject: Words


@dataclass(frozen=True)
class Bundle(Choice):
    """One event in the life of a person or firm that several units serve together (一件事)."""

    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Understanding:
    """What the machine may do by itself."""

    threshold: float = 0.9  # from this confidence on, a case is classed and routed by itself
    near_meters: int = 250  # FixMyStreet's radius
    near_weeks: int = 12  # Signalen's window
    cluster_hours: int = 48  # cases of one matter further apart are no mass event


@dataclass(frozen=True)
class Retention:
    """After how many days since closing a case loses what tells of a person, and is deleted
    (Signalen, ADR 0006)."""

    contacts: int = 365
    withdrawn: int = 365
    others: int = 1826


@dataclass(frozen=True)
class Text:
    """A standard text an answer can start from."""

    code: str
    title: Words
    body: str
    move: str = "answer"


@dataclass(frozen=True)
class Meeting:
    """When the monthly meeting is held: the n-th weekday (Monday is 0) of each month."""

    name: Words
    week: int = 4
    weekday: int = 4

    def next_on(self, day: date) -> date:
        """The first meeting day on or after `day`."""
        first = day.replace(day=1)
        held = self._in_month(first)
        return held if held >= day else self._in_month((first + timedelta(days=32)).replace(day=1))

    def after(self, day: date) -> date:
        """The first meeting day later than `day`."""
        return self.next_on(day + timedelta(days=1))

    def _in_month(self, first: date) -> date:
        offset = (self.weekday - first.weekday()) % 7
        return first + timedelta(days=offset + 7 * (self.week - 1))


@dataclass(frozen=True)
class Rules:
    version: int
    kinds: Mapping[str, Choice]
    grades: Mapping[str, Grade]
    classes: Mapping[str, CaseClass]
    bounce_reasons: Mapping[str, Choice]
    pause_reasons: Mapping[str, Choice]
    dimensions: Mapping[str, Choice]
    texts: Sequence[Text]
    meeting: Meeting
    clocks: Mapping[str, Term]
    default_grade: str
    default_kind: str
    extensions: int
    binding_after_bounces: int
    roles: Mapping[str, Words] = field(default_factory=dict)  # their local names, by `Role`
    bundles: Mapping[str, Bundle] = field(default_factory=dict)
    understanding: Understanding = Understanding()
    retention: Retention = Retention()
    routing: Sequence[Mapping[str, Any]] = ()  # as written; `routing.parse` reads it

    def clocks_for(self, *, grade: str, class_code: str) -> dict[str, Term]:
        """The terms of one case: the district's, the grade's over them, the class's over both."""
        own = self.classes[class_code].clocks if class_code in self.classes else {}
        of_grade = self.grades[grade].clocks if grade in self.grades else {}
        return {**self.clocks, **of_grade, **own}

    @property
    def urgent_grade(self) -> str:
        """What a danger gets; "" where the playbook has none."""
        return next((code for code, grade in self.grades.items() if grade.is_urgent), "")

    def is_urgent(self, grade: str) -> bool:
        return grade in self.grades and self.grades[grade].is_urgent

    def classes_of(self, kind: str) -> list[CaseClass]:
        return [found for found in self.classes.values() if found.kind == kind]

    def checks_of(self, code: str) -> Sequence[Check]:
        """The lines that the checklist of a case of class `code` begins with."""
        return self.classes[code].checks if code in self.classes else ()

    def verify_of(self, code: str) -> str:
        """REMARK or PHOTO, where an answer in class `code` waits for another pair of eyes."""
        return self.classes[code].verify if code in self.classes else ""

    def is_mediated(self, code: str) -> bool:
        return code in self.classes and self.classes[code].is_mediated

    def class_label(self, code: str) -> str:
        return str(self.classes[code].label) if code in self.classes else code


def parse(document: Mapping[str, Any], *, version: int) -> Rules:
    """The rules in a document that the playbook schema has checked. Raises KeyError, ValueError
    on one it has not."""
    return Rules(
        version=version,
        kinds=_choices(document["kinds"]),
        grades={row["code"]: _grade(row) for row in document["grades"]},
        classes={row["code"]: _class(row) for row in document["classes"]},
        bounce_reasons=_choices(document["bounce_reasons"]),
        pause_reasons=_choices(document["pause_reasons"]),
        dimensions=_choices(document["dimensions"]),
        texts=[_text(row) for row in document.get("texts", [])],
        meeting=_meeting(document["meeting"]),
        clocks=_terms(document["clocks"]),
        default_grade=document["default_grade"],
        default_kind=document["default_kind"],
        extensions=document.get("extensions", 1),
        binding_after_bounces=document.get("binding_after_bounces", 2),
        roles={role: Words.of(name) for role, name in document.get("roles", {}).items()},
        bundles={row["code"]: _bundle(row) for row in document.get("bundles", [])},
        understanding=Understanding(**document.get("understanding", {})),
        retention=Retention(**document.get("retention", {})),
        routing=document.get("routing", []),
    )


def _choices(rows: Sequence[Mapping[str, Any]]) -> dict[str, Choice]:
    return {
        row["code"]: Choice(row["code"], Words.of(row["label"]), row.get("icon", ""))
        for row in rows
    }


def _terms(rows: Mapping[str, str]) -> dict[str, Term]:
    return {name: Term.parse(text) for name, text in rows.items()}


def _grade(row: Mapping[str, Any]) -> Grade:
    return Grade(
        code=row["code"],
        label=Words.of(row["label"]),
        clocks=_terms(row.get("clocks", {})),
        is_urgent=row.get("is_urgent", False),
    )


def _class(row: Mapping[str, Any]) -> CaseClass:
    return CaseClass(
        code=row["code"],
        label=Words.of(row["label"]),
        icon=row.get("icon", ""),
        kind=row.get("kind", "RESIDENT"),
        parent=row.get("parent", ""),
        grade=row.get("grade", ""),
        clocks=_terms(row.get("clocks", {})),
        examples=tuple(row.get("examples", ())),
        form=row.get("form", ""),
        verify=row.get("verify", ""),
        checks=tuple(_check(check) for check in row.get("checks", ())),
        is_mediated=row.get("is_mediated", False),
    )


def _check(row: Mapping[str, Any]) -> Check:
    return Check(row["code"], Words.of(row["label"]), row.get("is_required", True))


def _bundle(row: Mapping[str, Any]) -> Bundle:
    parts = tuple(Part(part["class"], Words.of(part["subject"])) for part in row["parts"])
    return Bundle(row["code"], Words.of(row["label"]), row.get("icon", ""), parts)


def _text(row: Mapping[str, Any]) -> Text:
    return Text(row["code"], Words.of(row["title"]), row["body"], row.get("move", "answer"))


def _meeting(row: Mapping[str, Any]) -> Meeting:
    return Meeting(Words.of(row["name"]), row.get("week", 4), row.get("weekday", 4))
