from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import Form

from lianxin.web.incubation.forms import ListForm, TownForm
from lianxin.web.parts import Ball, Deed, Fact, Kpi, Link, Moment, Pager, Step, Tab


@dataclass(frozen=True)
class Row:
    url: str
    ref: str
    name: str
    place: str
    incubator: str
    state: str
    level: str
    since: date
    people: int


@dataclass(frozen=True)
class Home:
    filters: ListForm
    kpis: Sequence[Kpi]
    rows: Sequence[Row]
    pager: Pager
    new_url: str
    export_url: str


@dataclass(frozen=True)
class Needed:
    label: str
    is_done: bool
    note: str


@dataclass(frozen=True)
class Cycle:
    title: str
    plan: str
    state: str
    level: str
    facts: Sequence[Fact]
    report: str
    deeds: Sequence[Deed]


@dataclass(frozen=True)
class Group:
    ref: str
    name: str
    about: str
    state: str
    level: str
    ball: Ball
    steps: Sequence[Step]
    facts: Sequence[Fact]
    needed: Sequence[Needed]
    cycles: Sequence[Cycle]
    deeds: Sequence[Deed]
    moments: Sequence[Moment]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class New:
    form: Form
    url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Stage:
    """What a stage is called, and what has to be shown in it."""

    label: str
    needed: Sequence[str]


@dataclass(frozen=True)
class TownRow:
    url: str
    name: str
    about: str
    place: str
    state: str
    level: str


@dataclass(frozen=True)
class Town:
    """Everybody's list of groups, by stage and street, and how one is founded."""

    form: TownForm
    tabs: Sequence[Tab]
    rows: Sequence[TownRow]
    pager: Pager
    stages: Sequence[Stage]
    propose_url: str
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Known:
    """Everybody's page of one group."""

    ref: str
    name: str
    about: str
    state: str
    level: str
    steps: Sequence[Step]
    facts: Sequence[Fact]
    cycles: Sequence[Cycle]
    own_url: str  # "" for who does not look after it
    title: str
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Propose:
    form: Form
    answered_in: int  # days
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Followed:
    """The group for who put it forward, by her link."""

    ref: str
    name: str
    about: str
    state: str
    level: str
    ball: Ball
    steps: Sequence[Step]
    facts: Sequence[Fact]
    needed: Sequence[Needed]
    cycles: Sequence[Cycle]
    deeds: Sequence[Deed]
    title: str
    here: str
    crumbs: Sequence[Link]
