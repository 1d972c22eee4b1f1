from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import Form

from lianxin.web.incubation.forms import ListForm
from lianxin.web.parts import Ball, Deed, Fact, Kpi, Link, Moment, Pager, Step


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
