from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString

from lianxin.network.models import Place
from lianxin.web.parts import Fact, Kpi, Link, Pager
from lianxin.web.town.forms import CardForm, FindForm, PublishedForm, UnitsForm


@dataclass(frozen=True)
class PublishedRow:
    ref: str
    url: str
    subject: str
    text: str
    class_label: str
    street: str
    unit: str
    outcome: str
    published_on: date


@dataclass(frozen=True)
class Home:
    district: str
    promise: str
    kpis: Sequence[Kpi]
    since: date
    rows: Sequence[PublishedRow]
    hotlines: Sequence[Fact]
    own_screen: Link | None
    find_form: FindForm


@dataclass(frozen=True)
class Published:
    form: PublishedForm
    rows: Sequence[PublishedRow]
    pager: Pager


@dataclass(frozen=True)
class PublishedCase:
    row: PublishedRow
    facts: Sequence[Fact]
    received_at: datetime
    closed_at: datetime | None
    back: Link


@dataclass(frozen=True)
class UnitRow:
    name: str
    place: str
    duties: str
    hotline: str
    dial_url: str
    badges: str


@dataclass(frozen=True)
class UnitGroup:
    label: str
    units: Sequence[UnitRow]
    is_open: bool


@dataclass(frozen=True)
class Units:
    groups: Sequence[UnitGroup]
    count: int
    form: UnitsForm


@dataclass(frozen=True)
class Cards:
    form: CardForm
    places: Sequence[Place]


@dataclass(frozen=True)
class Card:
    place: Place
    above: str  # "海韵街道 · 学苑社区"
    address: str  # what the code says, for those who type
    qr: SafeString
    hotlines: Sequence[Fact]
    doors_url: str  # the cards of each household of a building
    back: Link


@dataclass(frozen=True)
class FoundRow:
    url: str
    title: str
    text: str


@dataclass(frozen=True)
class FoundGroup:
    """What one part of the town has to a question."""

    label: str
    icon: str
    rows: Sequence[FoundRow]
    count: str
    more_url: str  # "" where all are shown


@dataclass(frozen=True)
class Found:
    form: FindForm
    asked: str
    groups: Sequence[FoundGroup]
