from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.forms import Form

from lianxin.web.commitments.forms import ListForm, UnitsForm
from lianxin.web.following.chains import Chain
from lianxin.web.following.part import Follow
from lianxin.web.parts import Ball, Deed, Fact, Kpi, Link, Moment, Pager, Photo, Spot


@dataclass(frozen=True)
class Row:
    """One promise in a list: `count` is "45 / 90 部" or "", `original` what it first said."""

    url: str
    number: int
    title: str
    ref: str
    owner: str
    programme: str
    word: str
    level: str
    icon: str
    percent: int
    count: str
    due_on: date
    quiet: int
    original: str


@dataclass(frozen=True)
class ListRow:
    """One list of promises among others."""

    url: str
    title: str
    kind: str
    unit: str
    place: str
    state: str
    level: str
    count: int
    done: int
    late: int
    percent: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class YearOf:
    year: int
    rows: Sequence[ListRow]


@dataclass(frozen=True)
class Town:
    years: Sequence[YearOf]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Chapter:
    """Promises under one heading; "" where a list has none."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class SitesOf:
    """What stands on the map for one promise."""

    label: str
    url: str


@dataclass(frozen=True)
class Base:
    name: str
    unit: str
    note: str
    link: str


@dataclass(frozen=True)
class Programme:
    """Everybody's page of one list."""

    ref: str
    title: str
    about: str
    kind: str
    lede: str
    state: str
    level: str
    facts: Sequence[Fact]
    kpis: Sequence[Kpi]
    form: UnitsForm
    url: str
    narrowed: str
    chapters: Sequence[Chapter]
    bases: Sequence[Base]
    spot: Spot | None
    sites: Sequence[SitesOf]
    photos: Sequence[Photo]
    own_url: str
    xlsx_url: str
    csv_url: str
    feed_url: str
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Step:
    title: str
    weight: int
    share: int
    due_on: date
    reached_on: date | None
    is_late: bool
    evidence: str
    evidence_url: str


@dataclass(frozen=True)
class Site:
    name: str
    place: str
    count: str
    done_on: date | None
    evidence: str
    evidence_url: str


@dataclass(frozen=True)
class Paper:
    """A document or a place that shows it."""

    kind: str
    title: str
    link: str
    at: datetime


@dataclass(frozen=True)
class Comment:
    name: str
    text: str
    at: datetime
    answer: str
    answered_on: date | None
    owner: str


@dataclass(frozen=True)
class Known:
    """What everybody may read of one promise; `original` is what it first said, where that is not
    what it says now."""

    ref: str
    title: str
    about: str
    state: str
    level: str
    icon: str
    percent: int
    count: str
    quiet: int
    original: Sequence[Fact]
    ball: Ball
    facts: Sequence[Fact]
    outcome: str
    steps: Sequence[Step]
    sites: Sequence[Site]
    photos: Sequence[Photo]
    papers: Sequence[Paper]
    moments: Sequence[Moment]
    rating: str
    comments: Sequence[Comment]


@dataclass(frozen=True)
class Promise(Known):
    """With what a visitor may do."""

    spot: Spot | None
    deeds: Sequence[Deed]
    follow: Follow
    chain: Chain | None
    own_url: str
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class SaidComment:
    """A comment for who wrote it, by her link."""

    subject: str
    url: str
    text: str
    state: str
    level: str
    reason: str
    answer: str
    title: str
    here: str
    ref: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Home:
    """Lists of promises, and how all that is promised stands."""

    kpis: Sequence[Kpi]
    rows: Sequence[ListRow]
    waiting: int
    new_url: str


@dataclass(frozen=True)
class Rows:
    """Promises of all lists, narrowed."""

    filters: ListForm
    url: str
    rows: Sequence[Row]
    export_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class New:
    form: Form
    heading: str
    note: str
    label: str
    icon: str
    names: Sequence[str]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Give:
    """What is to be promised, of what it comes; without a `form` there is no list to put it on."""

    form: Form | None
    chain: Chain
    new_url: str
    unit_names: Sequence[str]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Managed:
    """One list, for who looks after it."""

    ref: str
    title: str
    about: str
    state: str
    level: str
    ball: Ball
    facts: Sequence[Fact]
    kpis: Sequence[Kpi]
    chapters: Sequence[Chapter]
    bases: Sequence[Base]
    deeds: Sequence[Deed]
    links: Sequence[Link]
    unit_names: Sequence[str]
    moments: Sequence[Moment]
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Own(Known):
    """One promise, for who works on it or looks after it."""

    deeds: Sequence[Deed]
    onward: Sequence[Link]
    public_url: str
    chain: Chain | None
    place_names: Sequence[str]
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Waiting:
    subject: str
    url: str
    name: str
    text: str
    at: datetime
    found: str
    """What looks like personal data in it, in words."""
    deeds: Sequence[Deed]


@dataclass(frozen=True)
class Comments:
    rows: Sequence[Waiting]
    pager: Pager
    crumbs: Sequence[Link]
