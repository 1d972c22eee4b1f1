from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import Form

from lianxin.web.bodies.forms import ListForm
from lianxin.web.parts import Ball, Deed, Fact, Kpi, Link, Moment, Pager, Tab


@dataclass(frozen=True)
class Row:
    url: str
    ref: str
    name: str
    kind: str
    convener: str
    place: str
    chair: str
    note: str  # what is missing, "" for nothing
    since: date


@dataclass(frozen=True)
class Home:
    filters: ListForm
    kpis: Sequence[Kpi]
    rows: Sequence[Row]
    pager: Pager
    new_url: str
    points_url: str
    export_url: str


@dataclass(frozen=True)
class Pledge:
    title: str
    url: str
    state: str
    level: str


@dataclass(frozen=True)
class Term:
    """`is_missing`: the report should have been there."""

    unit: str
    starts_on: date
    ends_on: date
    state: str
    level: str
    is_missing: bool
    report: str
    pledges: Sequence[Pledge]
    kept: str  # "" without pledges, else so many of so many
    deeds: Sequence[Deed] = ()


@dataclass(frozen=True)
class Person:
    """`deeds` are for who runs the body."""

    name: str
    note: str
    deeds: Sequence[Deed] = ()


@dataclass(frozen=True)
class Poll:
    title: str
    state: str
    level: str
    days: str
    candidates: Sequence[tuple[str, str, str]]  # name, statement, votes once they are counted
    turnout: str
    deeds: Sequence[Deed] = ()


@dataclass(frozen=True)
class Known:
    """Everybody's page of a body."""

    ref: str
    name: str
    about: str
    state: str
    level: str
    ball: Ball | None
    facts: Sequence[Fact]
    officers: Sequence[Person]
    terms: Sequence[Term]
    units: Sequence[Person]
    people: Sequence[Person]
    unnamed: int
    polls: Sequence[Poll]
    parts: Sequence[Link]
    join_url: str
    mine_url: str
    own_url: str  # "" for who does not work in it
    title: str
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Body:
    """The page of a body for who works in it."""

    ref: str
    name: str
    about: str
    state: str
    level: str
    ball: Ball | None
    facts: Sequence[Fact]
    officers: Sequence[Person]
    terms: Sequence[Term]
    units: Sequence[Person]
    people: Sequence[Person]
    unnamed: int
    polls: Sequence[Poll]
    deeds: Sequence[Deed]
    public_url: str
    members_url: str
    roster_url: str
    bring_in_url: str
    moments: Sequence[Moment]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class New:
    form: Form
    url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class TownRow:
    url: str
    name: str
    kind: str
    about: str
    chair: str
    place: str


@dataclass(frozen=True)
class Node:
    """One of the drawn chart: where its box begins, and where the line from above comes in."""

    x: int
    y: int
    text: str
    from_x: int
    from_y: int
    is_root: bool

    @property
    def middle(self) -> int:
        return self.y + 13

    @property
    def width(self) -> int:
        return 352 - self.x

    @property
    def text_x(self) -> int:
        return self.x + 8

    @property
    def text_y(self) -> int:
        return self.y + 18


@dataclass(frozen=True)
class Town:
    tabs: Sequence[Tab]
    rows: Sequence[TownRow]
    pager: Pager
    nodes: Sequence[Node]
    height: int
    chart: Sequence[tuple[int, Link]]  # how deep, and which
    shapes_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Join:
    name: str
    about: str
    form: Form
    is_known: bool
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Sent:
    name: str
    until: date
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Confirm:
    name: str
    about: str
    who: str
    url: str
    decline_url: str
    form: Form
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Mine:
    """A body for one of its members, by her link."""

    name: str
    shown_as: str
    since: date
    leave: Deed | None
    groups: Sequence[tuple[str, str, bool, Deed]]  # name, about, is she in, out or in
    polls: Sequence[Poll]
    public_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class PointRow:
    name: str
    serves: str
    phone: str
    since: date
    until: date | None
    deed: Deed | None


@dataclass(frozen=True)
class Points:
    rows: Sequence[PointRow]
    pager: Pager
    deed: Deed | None
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class BadgeRow:
    title: str
    unit: str
    host: str
    reason: str
    since: date
    until: date | None
    deed: Deed | None


@dataclass(frozen=True)
class Badges:
    rows: Sequence[BadgeRow]
    pager: Pager
    deed: Deed | None
    export_url: str
    crumbs: Sequence[Link]
