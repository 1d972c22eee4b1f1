from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.forms import Form

from lianxin.web.exchange.forms import CatalogueForm, FaultForm, RateForm, TakingForm
from lianxin.web.parts import Ball, Fact, Link, Moment, Pager, Step, Tab


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


@dataclass(frozen=True)
class Tile:
    label: str
    icon: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Catalogue:
    form: CatalogueForm
    tiles: Sequence[Tile]
    heading: str
    rows: Sequence[Row]
    pager: Pager
    all_url: str


@dataclass(frozen=True)
class Taking:
    """The form that takes a listing up."""

    label: str
    icon: str
    url: str
    form: TakingForm


@dataclass(frozen=True)
class Listing:
    row: Row
    ref: str
    text: str
    facts: Sequence[Fact]
    confirmed_on: date | None
    taking: Taking | None
    free: Sequence[str]  # other times, where the one that was asked for is taken
    why_not: str  # it cannot be taken up now
    stars: str
    fault_form: FaultForm
    fault_url: str
    people_url: str  # "" for who may not see them
    crumbs: Sequence[Link]


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
    can_attend: bool


@dataclass(frozen=True)
class People:
    """Who comes to a listing."""

    title: str
    rows: Sequence[Person]
    pager: Pager
    attend_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Receipt:
    """What whoever ordered sees."""

    ref: str
    code: str
    is_new: bool
    subject: str
    state: str
    level: str
    ball: Ball
    steps: Sequence[Step]
    facts: Sequence[Fact]
    moments: Sequence[Moment]
    number: int  # on the waiting list
    cancel_url: str
    cancel_form: Form
    rate_url: str
    rate_form: RateForm | None
    stars: int


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


@dataclass(frozen=True)
class Orders:
    tabs: Sequence[Tab]
    rows: Sequence[OrderRow]
    pager: Pager
    empty: str


@dataclass(frozen=True)
class Deed:
    """One form of the page of an order."""

    verb: str
    label: str
    icon: str
    url: str
    form: Form
    is_main: bool = False


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
    crumbs: Sequence[Link]
