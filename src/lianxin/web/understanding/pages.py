"""What the pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms

from lianxin.cases.models import Classifier
from lianxin.playbooks.document import Problem
from lianxin.web.cases.pages import CaseRow
from lianxin.web.cases.understood import Tried
from lianxin.web.parts import Bar, Fact, Kpi, Tab
from lianxin.web.understanding.forms import RulesForm


@dataclass(frozen=True)
class ClassRow:
    """How one class is recognised; shares in percent."""

    label: str
    n: int
    precision: int
    recall: int


@dataclass(frozen=True)
class Version:
    row: Classifier
    accuracy: int
    accuracy_before: int


@dataclass(frozen=True)
class Model:
    """`used` is None while the words that ship serve."""

    tabs: Sequence[Tab]
    kpis: Sequence[Kpi]
    used: Version | None
    versions: Sequence[Version]
    weakest: Sequence[ClassRow]
    others: Sequence[ClassRow]
    held_out: int
    coverage: int
    suggested: int  # the threshold from which on 95 % were right, in percent; 0: none
    threshold: int
    confirmed: str
    fewest: int
    may_train: bool
    bars: Sequence[Bar]


@dataclass(frozen=True)
class RuleRow:
    number: int
    code: str
    label: str
    conditions: Sequence[str]
    to: str
    held: int  # cases of the last 30 days
    fault: str


@dataclass(frozen=True)
class MovedRow:
    ref: str
    subject: str
    url: str
    received_at: datetime
    before: str
    after: str
    rule: str


@dataclass(frozen=True)
class Outcome:
    """What the rules that were tried would have done."""

    tried: int
    moved: int
    rows: Sequence[MovedRow]
    held: Sequence[tuple[str, int]]
    faults: Sequence[tuple[str, int]]
    is_cut: bool  # there were more cases than are tried here


@dataclass(frozen=True)
class RulesPage:
    tabs: Sequence[Tab]
    rows: Sequence[RuleRow]
    version: int
    days: int
    form: RulesForm
    problems: Sequence[Problem]
    outcome: Outcome | None


@dataclass(frozen=True)
class Answer:
    """What would become of the text. `redacted` is empty when nothing had to be taken out."""

    facts: Sequence[Fact]
    guesses: Sequence[Bar]
    trail: Sequence[Tried]
    likes: Sequence[CaseRow]
    redacted: str


@dataclass(frozen=True)
class TrialPage:
    tabs: Sequence[Tab]
    form: forms.Form
    answer: Answer | None
