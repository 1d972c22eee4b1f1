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
class Seen:
    """What was seen at a place on a day."""

    seen_on: date
    place: str
    text: str


@dataclass(frozen=True)
class Observed:
    """`rows` are the last ones, for who may read them; `count` is of all."""

    ethics: str
    rows: Sequence[Seen]
    count: int
    last_on: date | None
    export_url: str


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
    observed: Observed
    deeds: Sequence[Deed]
    place_names: Sequence[str]
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
    observing: Sequence[Link]
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
    observed: Observed
    chain: Chain | None
    follow: Follow
    own_url: str
    here: str
    crumbs: Sequence[Link]
