from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.web.partnering.forms import AgreementForm, DisputeForm, ListForm
from lianxin.web.parts import Ball, Deed, Fact, Kpi, Link, Moment, Pager, Tab


@dataclass(frozen=True)
class Row:
    url: str
    ref: str
    title: str
    parties: str
    place: str
    kind: str
    state: str
    level: str
    ends_on: date
    note: str  # what waits: "2 笔待确认"
    is_late: bool


@dataclass(frozen=True)
class Home:
    filters: ListForm
    kpis: Sequence[Kpi]
    rows: Sequence[Row]
    pager: Pager
    new_url: str  # "" for who may not
    export_url: str
    town_url: str


@dataclass(frozen=True)
class Period:
    """One period of a term; amounts in words."""

    label: str
    promised: str
    given: str
    confirmed: str
    disputed: str
    open: str
    level: str


@dataclass(frozen=True)
class Account:
    """One term: what it says, its periods, and their sum."""

    number: int
    text: str
    giver: str
    promise: str  # "每月 12 小时，到 2026-12-31"
    periods: Sequence[Period]
    total: Period
    whole: str


@dataclass(frozen=True)
class SideAccounts:
    """What one of the two gives."""

    name: str
    role: str
    signed: str
    accounts: Sequence[Account]


@dataclass(frozen=True)
class Handover:
    when: date
    what: str
    teller: str
    note: str
    objection: str
    state: str
    level: str
    confirm_url: str  # "" for who may not
    withdraw_url: str
    dispute_url: str
    dispute_form: DisputeForm | None
    key: str


@dataclass(frozen=True)
class Agreement:
    ref: str
    title: str
    text: str
    state: str
    level: str
    ball: Ball
    facts: Sequence[Fact]
    sides: Sequence[SideAccounts]
    joiners: Sequence[Fact]  # who signs with the two
    is_settled: bool  # there is something to settle
    handovers: Sequence[Handover]
    deeds: Sequence[Deed]
    edit_url: str
    settlement_url: str
    public_url: str
    moments: Sequence[Moment]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Write:
    heading: str
    form: AgreementForm
    url: str
    submit: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class TownRow:
    url: str
    title: str
    parties: str
    place: str
    kind: str
    until: str
    gives: Sequence[str]


@dataclass(frozen=True)
class Town:
    """Everybody's list."""

    kinds: Sequence[Tab]  # those of which there are some, with how many
    rows: Sequence[TownRow]
    pager: Pager
    offers_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Kept:
    """Everybody's page of one agreement: what is promised, and what has been kept."""

    ref: str
    title: str
    text: str
    state: str
    level: str
    facts: Sequence[Fact]
    sides: Sequence[SideAccounts]
    joiners: Sequence[Fact]
    own_url: str  # "" for who is not of it
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class ByLink:
    """What a partner without an account is asked by a link: to sign, to confirm, for its word."""

    does: str
    standing: str  # OPEN, DONE, LAPSED or GONE
    ref: str
    title: str
    host: str
    partner: str
    name: str
    until: datetime
    text: str
    handed: Sequence[Fact]
    said: str
    facts: Sequence[Fact]
    sides: Sequence[SideAccounts]
    is_settled: bool
    deeds: Sequence[Deed]
    public_url: str  # "" before both have signed
