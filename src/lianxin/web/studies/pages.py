from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import Form

from lianxin.web.following.chains import Chain
from lianxin.web.following.part import Follow
from lianxin.web.parts import Ball, Deed, Fact, Kpi, Link, Moment, Pager, Step
from lianxin.web.studies.forms import LibraryForm, ListForm


@dataclass(frozen=True)
class Row:
    url: str
    ref: str
    title: str
    area: str
    unit: str
    state: str
    level: str
    due_on: date
    is_late: bool


@dataclass(frozen=True)
class Home:
    filters: ListForm
    kpis: Sequence[Kpi]
    rows: Sequence[Row]
    pager: Pager
    new_url: str
    export_url: str


@dataclass(frozen=True)
class New:
    form: Form
    url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Member:
    name: str
    part: str
    state: str
    level: str
    deeds: Sequence[Deed]


@dataclass(frozen=True)
class Study:
    ref: str
    title: str
    question: str
    state: str
    level: str
    ball: Ball
    steps: Sequence[Step]
    facts: Sequence[Fact]
    members: Sequence[Member]
    plan: str
    summary: str
    reason: str
    papers: Sequence[Link]
    deeds: Sequence[Deed]
    unit_names: Sequence[str]
    moments: Sequence[Moment]
    chain: Chain | None
    public_url: str
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class TownRow:
    url: str
    title: str
    summary: str
    area: str
    unit: str
    state: str
    level: str
    on: date


@dataclass(frozen=True)
class Library:
    form: LibraryForm
    rows: Sequence[TownRow]
    pager: Pager
    here: str
    feed_url: str
    is_narrowed: bool
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Known:
    """What everybody reads of a published study."""

    ref: str
    title: str
    question: str
    state: str
    level: str
    facts: Sequence[Fact]
    plan: str
    summary: str
    reason: str
    papers: Sequence[Link]
    chain: Chain | None
    follow: Follow
    own_url: str
    here: str
    crumbs: Sequence[Link]
