from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import Form

from lianxin.web.challenges.pages import Stretch
from lianxin.web.introductions.forms import FunnelForm, ListForm, SayForm
from lianxin.web.parts import Ball, Chart, Deed, Fact, Kpi, Link, Moment, Pager, Step


@dataclass(frozen=True)
class Line:
    """One stage of the funnel. `count_url` leads to those that came so far, `here_url` to those
    that stand there now."""

    label: str
    count: int
    count_url: str
    share: str
    amount: str
    here: int
    here_url: str
    oldest: str
    typical: str


@dataclass(frozen=True)
class Funnel:
    filters: FunnelForm
    kpis: Sequence[Kpi]
    lines: Sequence[Line]
    chart: Chart
    occasions_url: str
    new_url: str  # "" for who only looks
    export_url: str
    how: str


@dataclass(frozen=True)
class Row:
    url: str
    ref: str
    subject: str
    sides: str
    source: str
    state: str
    level: str
    is_disputed: bool
    introduced_on: date
    age: str
    amount: str


@dataclass(frozen=True)
class Rows:
    filters: ListForm
    filters_used: int
    count: int
    rows: Sequence[Row]
    pager: Pager
    export_url: str
    funnel_url: str  # "" for a unit
    new_url: str


@dataclass(frozen=True)
class Said:
    """What one side says."""

    name: str
    stage: str
    level: str
    facts: Sequence[Fact]
    text: str
    note: str  # when it was said, or asked


@dataclass(frozen=True)
class Project:
    """What both do together; `told` says how much of it is done, `plan` adds to it."""

    stretches: Sequence[Stretch]
    told: str
    is_done: bool
    plan: Deed | None


@dataclass(frozen=True)
class Introduction:
    ref: str
    subject: str
    text: str
    state: str
    level: str
    dispute: str
    ball: Ball
    steps: Sequence[Step]
    facts: Sequence[Fact]
    said: Sequence[Said]
    payments: Sequence[Fact]
    project: Project
    deeds: Sequence[Deed]
    moments: Sequence[Moment]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Saying:
    """By its link, without an account."""

    ref: str
    subject: str
    name: str
    other: str
    since: date
    is_said: bool
    dispute: str
    project: Project
    form: SayForm
    url: str


@dataclass(frozen=True)
class New:
    form: Form
    url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class OccasionRow:
    title: str
    kind: str
    held_on: date
    host: str
    people: int | None
    introductions: int
    intents: int
    url: str


@dataclass(frozen=True)
class Occasions:
    rows: Sequence[OccasionRow]
    pager: Pager
    form: Form | None
    url: str
    crumbs: Sequence[Link]
