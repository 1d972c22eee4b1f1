from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.forms import Form

from lianxin.web.events.forms import FindForm
from lianxin.web.parts import Bar, Deed, Fact, Kpi, Link, Pager, Tab


@dataclass(frozen=True)
class Row:
    """One session of an event."""

    url: str
    title: str
    format: str
    day: str
    time: str
    unit: str
    place: str
    state: str
    level: str


@dataclass(frozen=True)
class Day:
    """The sessions of one day, under its date."""

    label: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Home:
    form: FindForm
    tabs: Sequence[Tab]
    days: Sequence[Day]
    pager: Pager
    series: Sequence[Link]
    series_url: str
    month_url: str
    figures_url: str
    feed_url: str
    calendar_url: str
    here: str
    none: str  # what to say where there is nothing
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class MonthDay:
    """One day of a month's table; `number` is "" for those of the months beside it."""

    number: str
    said: str
    is_today: bool
    rows: Sequence[Row]


@dataclass(frozen=True)
class Month:
    label: str
    weekdays: Sequence[str]
    weeks: Sequence[Sequence[MonthDay]]
    is_empty: bool
    earlier_url: str
    later_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class FormatRow:
    """What was held in one format; each figure leads to the sessions it counts."""

    format: str
    sessions: int
    people: int
    units: int
    url: str


@dataclass(frozen=True)
class FiguresPage:
    year: int
    kpis: Sequence[Kpi]
    rows: Sequence[FormatRow]
    years: Sequence[Tab]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class SeriesRow:
    url: str
    name: str
    about: str
    unit: str
    figures: str
    is_over: bool


@dataclass(frozen=True)
class AllSeries:
    rows: Sequence[SeriesRow]
    new_url: str  # "" for who may begin none
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Told:
    """What was said of an event that is over."""

    title: str
    url: str
    text: str
    figures: str


@dataclass(frozen=True)
class Series:
    name: str
    about: str
    facts: Sequence[Fact]
    kpis: Sequence[Kpi]
    coming: Sequence[Row]
    past: Sequence[Row]
    reports: Sequence[Told]
    calendar_url: str
    deeds: Sequence[Deed]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class New:
    form: Form
    url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class SeenRow:
    """A ticket that the organiser should know of."""

    ticket: str
    time: str
    seen: str
    device: str
    first: str  # when and on which phone it had been seen before; "" for others


@dataclass(frozen=True)
class Door:
    """One session at its door."""

    title: str
    when: str
    present: int
    expected: int
    form: Form
    url: str
    slot: str
    tickets_url: str
    sync_url: str
    words: Mapping[str, str]
    people_url: str
    to_look_at: Sequence[SeenRow]
    last: str  # what the last ticket turned out to be
    level: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Part:
    """On the page of an event: its series, its hall, its doors, and what came of it."""

    halls: Sequence[Link]
    series: Link | None
    tickets: Link | None  # where one signs up elsewhere
    live: Link | None  # without an address: not yet
    report: Told | None
    doors: Sequence[Link]
    tables: Sequence[Link]  # in and out of Excel, for who gives it
    report_label: str
    report_url: str  # "" for who gives it not, and before it is over


@dataclass(frozen=True)
class SessionRated:
    """One of several sessions; `by_stars` is empty while too few have rated it."""

    session: str
    people: int
    count: int
    by_stars: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class WriteReport:
    title: str
    figures: str
    rated: str
    bars: Sequence[Bar]  # how many gave each number of stars
    sessions: Sequence[SessionRated]
    fewest: int
    notes: Sequence[str]
    form: Form
    url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class RowFault:
    column: str
    what: str
    remedy: str


@dataclass(frozen=True)
class TableRow:
    """One row of a table that was handed in, and what it would do."""

    line: int
    day: str
    times: str
    capacity: str
    title: str
    state: str
    level: str
    faults: Sequence[RowFault]


@dataclass(frozen=True)
class SessionsIn:
    title: str
    form: Form
    problem: str
    sheet_url: str
    url: str
    rows: Sequence[TableRow]
    said: str  # of all rows together; "" before a table was handed in
    level: str
    sure: Form | None  # puts in what was looked at
    crumbs: Sequence[Link]
