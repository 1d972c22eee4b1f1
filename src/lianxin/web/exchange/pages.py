from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.forms import Form
from django.utils.safestring import SafeString

from lianxin.web.claims import Paper
from lianxin.web.exchange.finding_forms import CatalogueForm, SaveForm
from lianxin.web.exchange.forms import AskForm, FaultForm, RateForm
from lianxin.web.exchange.kin import Kin
from lianxin.web.exchange.taking_forms import TakingForm
from lianxin.web.matching.connecting import Connect
from lianxin.web.parts import Ball, Fact, Link, Moment, Pager, Step, Tab, Tile


@dataclass(frozen=True)
class Row:
    url: str
    title: str
    text: str
    kind: str
    icon: str
    unit: str
    area: str
    mode: str
    price: str
    is_unconfirmed: bool
    is_full: bool
    is_open: bool | None  # None: no hours are told
    filled: str  # what to say when it is full
    away: str = ""  # "350 米", where one asks for what is near
    fit: str = ""  # that it is not quite what was asked: called otherwise, a part of it, a mention


@dataclass(frozen=True)
class Facet:
    """What narrows the list further, and how much it leaves."""

    label: str
    url: str
    count: str
    group: str


@dataclass(frozen=True)
class Catalogue:
    title: str
    form: CatalogueForm
    tiles: Sequence[Tile]
    facets: Sequence[Facet]
    chosen: Sequence[Link]  # narrowed by these, each leading to the list without
    heading: str
    note: str
    rows: Sequence[Row]
    pager: Pager
    all_url: str
    shapes_url: str  # "" where no map helps
    saving_url: str  # "" where nothing is asked
    collections_url: str  # "" where there are none
    mentions: Link | None  # to what merely mentions what was asked
    ways_out: Sequence[Link]  # where nothing is found


@dataclass(frozen=True)
class Fair:
    """When and where a theme with a time is."""

    state: str
    level: str
    when: str
    address: str
    live_url: str  # "" once it is over
    is_over: bool


@dataclass(frozen=True)
class CollectionRow:
    url: str
    title: str
    unit: str
    text: str
    fair: Fair | None


@dataclass(frozen=True)
class Collections:
    """The themes that units have put together, fairs to come first, and their lists by year."""

    fairs: Sequence[CollectionRow]
    rows: Sequence[CollectionRow]
    lists: Sequence[Fact]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Shelf:
    """What of a collection is of one kind: the first of it, and the way to all."""

    label: str
    icon: str
    rows: Sequence[Row]
    more: Link | None


@dataclass(frozen=True)
class Collection:
    title: str
    unit: str
    text: str
    shelves: Sequence[Shelf]
    note: str
    find_url: str
    follow_url: str
    xlsx_url: str
    fair: Fair | None
    linked: str  # JSON-LD
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class SavedRow:
    title: str
    url: str
    end_url: str
    saved_at: datetime


@dataclass(frozen=True)
class Saved:
    """One's saved searches, and the form to keep another."""

    form: SaveForm | None  # None: nothing is asked
    url: str
    rows: Sequence[SavedRow]


@dataclass(frozen=True)
class SavedLetter:
    """One saved search, for the holder of its link."""

    title: str
    url: str
    is_confirmed: bool
    is_ended: bool
    here: str


@dataclass(frozen=True)
class Taking:
    """The form that takes a listing up."""

    label: str
    icon: str
    url: str
    form: TakingForm


@dataclass(frozen=True)
class Free:
    """Hours that are free; `value` books them with all that has been typed."""

    label: str
    value: str


@dataclass(frozen=True)
class Stop:
    """Where a tour of experts comes, or has been."""

    day: str
    time: str
    host: str
    place: str
    topic: str


@dataclass(frozen=True)
class Tour:
    figures: str
    coming: Sequence[Stop]
    been: Sequence[Stop]
    form: Form | None  # to choose a host; None for everybody but those who give it
    url: str


@dataclass(frozen=True)
class Listing:
    row: Row
    ref: str
    text: str
    facts: Sequence[Fact]
    confirmed_on: date | None
    taking: Taking | None
    free: Sequence[Free]  # other times, where the one that was asked for is taken
    why_not: str  # it cannot be taken up now
    stars: str
    fault_form: FaultForm
    fault_url: str
    people_url: str  # "" for who may not see them
    own_url: str  # "" for who does not look after it
    series_url: str  # "" where no room is to be had
    week_url: str  # "" where no room is to be had
    calendar_url: str  # "" where nothing has a time
    connect: Sequence[Connect]  # one's own organisations that may be brought together with it
    introduce_url: str  # where the desk chooses both sides
    linked: str  # JSON-LD
    crumbs: Sequence[Link]
    kin: Kin | None = None  # what it came from, what came of it
    convert_url: str = ""  # for who may make more of it
    tour: Tour | None = None
    event: Any = None  # web.events.pages.Part, of an event


@dataclass(frozen=True)
class Person:
    """Somebody who signed up or booked, for the provider."""

    ref: str
    name: str
    phone: str
    seats: int
    subject: str
    when: str
    state: str
    level: str
    number: int  # on the waiting list, else 0
    can_attend: bool
    can_miss: bool
    can_correct: bool
    can_certify: bool
    paper: Link | None  # the certificate that she has
    child: str
    leaves: str  # how the child goes, as its guardian said; or with whom it went
    leave_with: Sequence[tuple[str, str]]  # with whom it may go now


@dataclass(frozen=True)
class People:
    """Who comes to a listing."""

    title: str
    tabs: Sequence[Tab]
    rows: Sequence[Person]
    pager: Pager
    week_url: str  # "" for what has no rooms
    here: str  # what the deeds add to their address, to lead back to this tab
    urls: Mapping[str, str]  # of each deed
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class OrderRow:
    url: str
    ref: str
    subject: str
    state: str
    level: str
    unit: str
    place: str
    due_at: datetime | None
    losses: int  # how many have not taken it
    asked_at: datetime


@dataclass(frozen=True)
class Time:
    """One of the orders of a recurring one."""

    url: str
    ref: str
    starts_at: datetime | None
    state: str
    level: str


@dataclass(frozen=True)
class Recurring:
    """The order comes again. `times` are its others, the newest first."""

    in_words: str
    next_at: datetime | None  # of the one that is not yet ordered
    times: Sequence[Time]
    stop_url: str  # "" once it has ended
    stop_form: Form


@dataclass(frozen=True)
class VisitLine:
    """What was done for somebody on one day."""

    visited_on: date
    came: str
    minutes: int
    note: str


@dataclass(frozen=True)
class HandOn:
    """A link that is somebody's own, to be sent to her, read out or scanned."""

    name: str  # whose it is, as she was called in the order; "" for one's own
    address: str
    words: str  # what a short message says
    sms_url: str
    qr: SafeString


@dataclass(frozen=True)
class Receipt:
    """What whoever ordered sees, or, where it is for another, each of both by her own code."""

    ref: str
    is_new: bool
    is_helper: bool
    is_helped: bool  # it is hers, and somebody else ordered it
    subject: str
    state: str
    level: str
    ball: Ball
    steps: Sequence[Step]
    facts: Sequence[Fact]
    moments: Sequence[Moment]
    number: int  # on the waiting list
    calendar_url: str  # "" without a time
    cancel_url: str
    cancel_label: str
    cancel_form: Form
    is_event: bool
    rate_url: str
    rate_form: RateForm | None
    stars: int
    has_lapsed: bool  # nobody rated in time
    recurring: Recurring | None
    visits: Sequence[VisitLine]
    papers: Sequence[Paper]
    hand_on: HandOn | None
    codes: Sequence[Fact]
    ticket: str = ""  # a QR code for the door of an event, as SVG


@dataclass(frozen=True)
class Orders:
    title: str
    tabs: Sequence[Tab]
    rows: Sequence[OrderRow]
    pager: Pager
    empty: str
    ask_url: str


@dataclass(frozen=True)
class Ask:
    """An order that says what is needed, and names no offer."""

    form: AskForm
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Deed:
    """One form of the page of an order."""

    verb: str
    label: str
    icon: str
    url: str
    form: Form
    is_main: bool = False

    @property
    def is_one_tap(self) -> bool:
        """Nothing must be written."""
        return not any(field.required for name, field in self.form.fields.items() if name != "key")


@dataclass(frozen=True)
class Claim:
    ref: str
    subject: str
    state: str
    level: str
    ball: Ball
    steps: Sequence[Step]
    text: str
    facts: Sequence[Fact]
    moments: Sequence[Moment]
    deeds: Sequence[Deed]
    visits: Sequence[VisitLine]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Confirmed:
    """Does a listing still hold? `standing` is OPEN, DONE, LAPSED or GONE."""

    row: Row
    text: str
    facts: Sequence[Fact]
    standing: str
    confirm_on: date | None
    form: Form
    here: str
    own_url: str


@dataclass(frozen=True)
class Series:
    """A room week after week."""

    title: str
    form: Form | None
    here: str
    taken: Sequence[str]  # the dates that somebody has
    booked: Sequence[Link]  # to each receipt
    can_skip: bool
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Item:
    """A line of a yearly list."""

    url: str  # "" when it is not offered any more
    title: str
    kind: str
    area: str
    hours: str
    contact: str
    sessions: int  # how often it was given that year


@dataclass(frozen=True)
class Edition:
    """What a unit offers in a year."""

    title: str
    unit: str
    year: int
    summary: str
    rows: Sequence[Item]
    docx_url: str
    xlsx_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class WeekBlock:
    """Hours of one day that are alike. `rows` of the table high."""

    kind: str
    when: str
    label: str
    url: str  # to book it; "" where that cannot be
    rows: int


@dataclass(frozen=True)
class WeekRow:
    time: str
    is_hour: bool
    cells: Sequence[WeekBlock]


@dataclass(frozen=True)
class Day:
    date: date
    name: str
    said: str
    is_today: bool
    blocks: Sequence[WeekBlock]


@dataclass(frozen=True)
class Week:
    """A week of a space: as a table on wide screens, day by day on a phone."""

    title: str
    when: str
    hours: str  # "" where there is no space
    is_ours: bool
    tabs: Sequence[Tab]
    earlier_url: str
    this_url: str
    later_url: str
    days: Sequence[Day]
    rows: Sequence[WeekRow]
    people_url: str
    crumbs: Sequence[Link]
