from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.forms import Form

from lianxin.web.challenges.forms import ApplyForm, AskForm, ScoreForm
from lianxin.web.challenges.put_forms import CourseForm, PutForm
from lianxin.web.parts import Ball, Deed, Fact, Link, Moment, Pager, Step, Tab


@dataclass(frozen=True)
class Card:
    """One challenge among others. `due_at`: until when one may apply."""

    url: str
    title: str
    goal: str
    unit: str
    reward: str
    state: str
    level: str
    due_at: datetime | None
    team: str


@dataclass(frozen=True)
class Home:
    tabs: Sequence[Tab]
    cards: Sequence[Card]
    pager: Pager
    empty: str
    new_url: str
    mine: Sequence[Link]
    to_set_up: Sequence[Link]  # of one's units, published elsewhere


@dataclass(frozen=True)
class Asked:
    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    url: str = ""  # where its answer is written
    form: Form | None = None


@dataclass(frozen=True)
class Stretch:
    """One milestone, with what may be done about it now."""

    title: str
    text: str
    due_on: str
    pay: str
    paid: str
    state: str
    level: str
    report: str
    papers: Sequence[Link]
    deeds: Sequence[Deed]
    who: str = ""  # where one of several does it
    waits_for: str = ""  # what comes before it, where nothing can be done about it yet


@dataclass(frozen=True)
class Head:
    """What every page of a challenge begins with."""

    ref: str
    title: str
    state: str
    level: str
    ball: Ball
    steps: Sequence[Step]
    url: str


@dataclass(frozen=True)
class Challenge:
    """For everybody."""

    head: Head
    text: str
    facts: Sequence[Fact]
    criteria: Sequence[Fact]
    questions: Sequence[Asked]
    waiting: int  # questions without an answer
    ask_form: AskForm | None
    ask_url: str
    apply_url: str
    own: Sequence[Link]  # to the pages of the publisher and the reviewer
    result: str
    stretches: Sequence[Stretch]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Apply:
    head: Head
    form: ApplyForm
    url: str
    lost_files: bool
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Application:
    """For the team, by its code."""

    head: Head
    ref: str
    is_new: bool
    team: str
    state: str
    level: str
    verdicts: Sequence[Moment]
    members: str
    plan: str
    papers: Sequence[Link]
    stretches: Sequence[Stretch]
    deeds: Sequence[Deed]


@dataclass(frozen=True)
class Given:
    """The scores of one reviewer."""

    who: str
    total: str
    points: Sequence[Fact]
    text: str


@dataclass(frozen=True)
class Judged:
    """One application in a reviewer's list."""

    team: str
    state: str
    level: str
    url: str  # "" while she may not open it
    declare_url: str  # "" once she has declared
    form: Form | None  # to say what the interest is


@dataclass(frozen=True)
class Review:
    head: Head
    note: str
    rows: Sequence[Judged]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Submission:
    head: Head
    team: str
    members: str
    plan: str
    papers: Sequence[Link]
    contact: Sequence[Fact]
    score_form: ScoreForm | None
    score_url: str
    withdraw_deed: Deed | None  # a reviewer declares an interest after all
    given: Sequence[Given]
    hidden: str  # why no scores are shown
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Line:
    """One application in the publisher's matrix: a cell for each reviewer."""

    team: str
    url: str
    state: str
    level: str
    cells: Sequence[Fact]  # the reviewer's name and what she gave
    average: str
    reviews: int


@dataclass(frozen=True)
class Run:
    """For who published it."""

    head: Head
    sealed: str  # how many have applied, while nobody may read them
    questions: Sequence[Asked]
    reviewers: Sequence[str]
    dismissals: Sequence[Deed]  # one a reviewer
    lines: Sequence[Line]
    decide: Deed | None
    others: Sequence[Deed]  # buttons beside the main one, with the same form
    stretches: Sequence[Stretch]
    deeds: Sequence[Deed]
    moments: Sequence[Moment]
    paper_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class SetUp:
    """How one that was published elsewhere will be decided."""

    title: str
    ref: str
    form: CourseForm
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Put:
    form: PutForm
    crumbs: Sequence[Link]
