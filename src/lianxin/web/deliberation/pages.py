from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.forms import Form

from lianxin.web.deliberation.forms import ListForm
from lianxin.web.following.chains import Chain
from lianxin.web.parts import Ball, Bar, Deed, Fact, Kpi, Link, Moment, Pager, Tab


@dataclass(frozen=True)
class HallRow:
    url: str
    name: str
    place: str
    shown: int
    answered: int
    late: int


@dataclass(frozen=True)
class Town:
    rows: Sequence[HallRow]
    overdue_url: str
    late: int
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Row:
    url: str
    ref: str
    title: str
    kind: str
    state: str
    level: str
    hall: str
    unit: str
    supports: int
    due_at: datetime | None
    is_late: bool


@dataclass(frozen=True)
class Hall:
    name: str
    about: str
    policy: str
    reasons: Sequence[str]
    unit: str
    place: str
    raise_url: str
    surveys_url: str
    feed_url: str
    tabs: Sequence[Tab]
    rows: Sequence[Row]
    pager: Pager
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Overdue:
    rows: Sequence[Row]
    pager: Pager
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Sheet:
    """One form with its button."""

    title: str
    lede: str
    form: Form
    label: str
    icon: str
    similar: Sequence[Row]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Remark:
    id: str
    text: str
    who: str
    at: datetime
    is_official: bool
    hidden: str
    flag_url: str
    deeds: Sequence[Deed]
    replies: Sequence[Remark]


@dataclass(frozen=True)
class BallotRow:
    url: str
    question: str
    state: str
    level: str
    closes_at: datetime
    facts: Sequence[Fact]
    deeds: Sequence[Deed]


@dataclass(frozen=True)
class Answer:
    outcome: str
    level: str
    text: str
    unit: str
    at: datetime


@dataclass(frozen=True)
class Topic:
    ref: str
    title: str
    text: str
    state: str
    level: str
    late: str
    merged: Link | None
    ball: Ball
    facts: Sequence[Fact]
    answer: Answer | None
    supports: int
    is_supporting: bool
    support: Deed | None
    drop_url: str
    members: int
    is_member: bool
    group_url: str
    ballots: Sequence[BallotRow]
    remarks: Sequence[Remark]
    say: Deed | None
    follow_url: str
    own_url: str
    chain: Chain | None
    moments: Sequence[Moment]
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Mine:
    ref: str
    title: str
    text: str
    state: str
    level: str
    ball: Ball
    answer: Answer | None
    why: str
    facts: Sequence[Fact]
    deeds: Sequence[Deed]
    public_url: str
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Supported:
    title: str
    url: str
    is_confirmed: bool
    is_gone: bool
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Line:
    receipt: str
    chosen: str
    who: str


@dataclass(frozen=True)
class Ballot:
    ref: str
    title: str
    state: str
    level: str
    ball: Ball
    facts: Sequence[Fact]
    form: Form | None
    receipt: str
    why: str
    bars: Sequence[Bar]
    verdict: str
    lines: Sequence[Line]
    digest: str
    votes_url: str
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Home:
    filters: ListForm
    kpis: Sequence[Kpi]
    rows: Sequence[Row]
    pager: Pager
    new_url: str
    export_url: str


@dataclass(frozen=True)
class Handled:
    ref: str
    title: str
    text: str
    state: str
    level: str
    flagged: Sequence[str]
    ball: Ball
    facts: Sequence[Fact]
    deeds: Sequence[Deed]
    onward: Sequence[Link]
    ballots: Sequence[BallotRow]
    remarks: Sequence[Remark]
    chain: Chain | None
    moments: Sequence[Moment]
    here: str
    crumbs: Sequence[Link]
