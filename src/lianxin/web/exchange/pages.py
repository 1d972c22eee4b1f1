from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.forms import Form

from lianxin.web.exchange.forms import CatalogueForm, FaultForm, OrderForm, RateForm
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
class Listing:
    row: Row
    ref: str
    text: str
    facts: Sequence[Fact]
    confirmed_on: date | None
    order_form: OrderForm | None
    order_url: str
    why_not: str  # it cannot be taken up now
    stars: str
    fault_form: FaultForm
    fault_url: str
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
