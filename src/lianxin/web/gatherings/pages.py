from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.forms import Form
from django.utils.safestring import SafeString

from lianxin.web.desk.pages import Meeting as Parked
from lianxin.web.following.chains import Chain
from lianxin.web.gatherings.forms import ActionsForm, AnswerForm
from lianxin.web.parts import Ball, Deed, Fact, Kpi, Link, Moment, Pager


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list or in a calendar."""

    url: str
    title: str
    series: str
    starts_at: datetime
    where: str
    state: str
    level: str
    note: str = ""


@dataclass(frozen=True)
class Day:
    on: date
    is_here: bool  # in the month that is shown
    is_today: bool
    rows: Sequence[MeetingRow]


@dataclass(frozen=True)
class SeriesRow:
    url: str
    name: str
    kind: str
    convener: str
    rhythm: str
    next_on: datetime | None
    open_actions: int


@dataclass(frozen=True)
class Home:
    month: date
    weeks: Sequence[Sequence[Day]]
    weekdays: Sequence[str]
    earlier_url: str
    later_url: str
    kpis: Sequence[Kpi]
    series: Sequence[SeriesRow]
    new_url: str
    here: str


@dataclass(frozen=True)
class New:
    form: Form
    url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Submitted:
    title: str
    text: str
    put_at: datetime
    who: str
    deeds: Sequence[Deed]


@dataclass(frozen=True)
class Series:
    name: str
    about: str
    facts: Sequence[Fact]
    coming: Sequence[MeetingRow]
    past: Sequence[MeetingRow]
    submitted: Sequence[Submitted]
    waiting: Sequence[str]
    deeds: Sequence[Deed]
    units: Sequence[str]
    crumbs: Sequence[Link]
    cases: Parked | None = None  # the hard cases that it takes


@dataclass(frozen=True)
class Propose:
    """Of what it comes; without a `form` one takes part in no meeting."""

    form: Form | None
    chain: Chain
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Line:
    """One line of an agenda."""

    number: int
    url: str
    title: str
    label: str
    heard: str
    level: str
    is_current: bool


@dataclass(frozen=True)
class Decided:
    text: str
    facts: Sequence[Fact]


@dataclass(frozen=True)
class Current:
    """The line that is talked about now."""

    number: int
    title: str
    text: str
    note: str
    facts: Sequence[Fact]
    decided: Sequence[Decided]
    deeds: Sequence[Deed]


@dataclass(frozen=True)
class Person:
    name: str
    part: str
    answer: str
    level: str
    here: str


@dataclass(frozen=True)
class TaskRow:
    url: str
    ref: str
    text: str
    owner: str
    series: str
    due_on: date
    state: str
    level: str


@dataclass(frozen=True)
class Meeting:
    ref: str
    title: str
    state: str
    level: str
    ball: Ball
    facts: Sequence[Fact]
    lines: Sequence[Line]
    current: Current | None
    people: Sequence[Person]
    quorum: str
    quorum_level: str
    papers: Sequence[Link]
    tasks: Sequence[TaskRow]
    papers_out: Sequence[Link]  # the minutes, as files
    deeds: Sequence[Deed]
    qr: SafeString | str
    units: Sequence[str]
    moments: Sequence[Moment]
    url: str
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Actions:
    filters: ActionsForm
    rows: Sequence[TaskRow]
    pager: Pager
    export_url: str
    decisions_url: str
    here: str


@dataclass(frozen=True)
class Action:
    ref: str
    title: str
    state: str
    level: str
    ball: Ball
    facts: Sequence[Fact]
    report: str
    papers: Sequence[Link]
    deeds: Sequence[Deed]
    promise_url: str
    moments: Sequence[Moment]
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Here:
    """Sign in by one's own account, from the code on the wall."""

    title: str
    name: str
    is_there: bool
    form: Form
    url: str


@dataclass(frozen=True)
class Invitation:
    """What who is invited reads by her link."""

    title: str
    name: str
    state: str
    level: str
    facts: Sequence[Fact]
    lines: Sequence[str]
    answered: str
    form: AnswerForm | None
    sign_in_url: str
    is_there: bool
    sign_form: Form
    url: str


@dataclass(frozen=True)
class TownRow:
    url: str
    name: str
    about: str
    kind: str
    next_on: datetime | None
    decided: int


@dataclass(frozen=True)
class Town:
    rows: Sequence[TownRow]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class TownSeries:
    name: str
    about: str
    facts: Sequence[Fact]
    coming: Sequence[MeetingRow]
    past: Sequence[MeetingRow]
    pager: Pager
    submit_url: str
    calendar_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class TownDecision:
    text: str
    owner: str
    due_on: date
    state: str
    level: str


@dataclass(frozen=True)
class TownLine:
    number: int
    title: str
    heard: str
    level: str
    decisions: Sequence[TownDecision]


@dataclass(frozen=True)
class TownMeeting:
    ref: str
    title: str
    state: str
    level: str
    facts: Sequence[Fact]
    lines: Sequence[TownLine]
    files: Sequence[Link]
    own_url: str
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Submit:
    name: str
    form: Form
    crumbs: Sequence[Link]
