from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.forms import Form
from django.utils.safestring import SafeString

from lianxin.network.own import Stayed
from lianxin.web.casebook.pages import Offers, Row
from lianxin.web.claims import Kept, Paper
from lianxin.web.following.chains import Chain
from lianxin.web.me.cautions import Caution
from lianxin.web.me.forms import (
    ForbidForm,
    RateForm,
    ReportForm,
    SupplyForm,
    TrackForm,
    WithdrawForm,
)
from lianxin.web.parts import Ball, Fact, Link, Moment, Photo, Step, Tab


@dataclass(frozen=True)
class SimilarRow:
    """A matter that is known already, in words that anybody may read."""

    ref: str
    what: str
    where: str
    received_at: datetime
    stands: str
    is_open: bool
    published_title: str
    published_url: str


@dataclass(frozen=True)
class Similar:
    """`chosen` is the number of the one that she wants to follow."""

    rows: Sequence[SimilarRow]
    chosen: str


@dataclass(frozen=True)
class BundleTile:
    code: str
    label: str
    icon: str
    url: str
    parts: Sequence[str]
    is_current: bool


@dataclass(frozen=True)
class Report:
    form: ReportForm
    kinds: Sequence[Tab]
    action_url: str
    other_place_url: str  # where the card's place is not the right one
    card_place: str
    is_old_card: bool
    draft_key: str
    promise: str
    lost_photos: bool
    answers: Offers
    cautions: Sequence[Caution]
    answers_url: str
    similar: Similar
    similar_url: str
    bundles: Sequence[BundleTile]
    bundle: BundleTile | None  # the one that is being asked for


@dataclass(frozen=True)
class Answers:
    """What fits `text`, on a page of its own."""

    offers: Offers
    cautions: Sequence[Caution]
    text: str


@dataclass(frozen=True)
class Thanks:
    """An answer has helped."""

    row: Row
    report_url: str


@dataclass(frozen=True)
class DataRow:
    label: str
    count: str
    keeps: str  # what stays when the rest is erased
    url: str = ""  # where she puts it right


@dataclass(frozen=True)
class Data:
    """What is kept of her. `stayed`: what an erasure has just left, and why."""

    rows: Sequence[DataRow]
    form: Form
    stayed: Sequence[Stayed]
    is_erased: bool
    is_empty: bool


@dataclass(frozen=True)
class Track:
    form: TrackForm
    orders: Sequence[Kept]  # those this browser remembers
    papers: Sequence[Paper]


@dataclass(frozen=True)
class Promise:
    """One of the times promised at the start. `first_due_at` is set where it was moved later."""

    label: str
    due_at: datetime
    kept_at: datetime | None
    is_late: bool
    is_paused: bool
    is_provisional: bool
    first_due_at: datetime | None


@dataclass(frozen=True)
class Answer:
    outcome: str
    text: str
    unit: str
    at: datetime


@dataclass(frozen=True)
class Shown:
    """What is to be shown to the public, or is, and what she can say to it."""

    subject: str
    text: str
    until: date | None  # None: it is public
    public_url: str  # "" until then
    form: ForbidForm
    agree_url: str
    forbid_url: str


@dataclass(frozen=True)
class Receipt:
    """What the person keeps: shown large right after filing, folded away later."""

    codes: Sequence[Fact]
    qr: SafeString
    is_new: bool


@dataclass(frozen=True)
class Moves:
    """What she can do now. An empty address or missing form: not now."""

    rate_url: str
    urge_url: str
    urge_key: UUID
    urged_at: datetime | None
    supply_form: SupplyForm | None
    add_form: SupplyForm | None  # to tell more, unasked
    kept: str  # words that came too late
    supply_url: str
    withdraw_form: WithdrawForm | None
    withdraw_url: str


@dataclass(frozen=True)
class Part:
    """What one of several units does for her."""

    subject: str
    holder: str
    stands: str
    is_done: bool


@dataclass(frozen=True)
class Hearing:
    """Whether she hears of what becomes of it."""

    url: str
    is_on: bool


@dataclass(frozen=True)
class Case:
    ref: str
    subject: str
    text: str
    stands: str
    level: str
    cautions: Sequence[Caution]
    facts: Sequence[Fact]
    ball: Ball
    parts: Sequence[Part]
    steps: Sequence[Step]
    promises: Sequence[Promise]
    moments: Sequence[Moment]
    answers: Sequence[Fact]
    photos: Sequence[Photo]
    proofs: Sequence[Photo]
    photos_waiting: int
    question: str
    answer: Answer | None
    verdict: str
    mediation: str  # how far it is being settled; "" when it is not
    meeting_on: date | None
    shown: Shown | None
    chain: Chain | None
    hearing: Hearing | None
    anonymised_on: date | None
    receipt: Receipt
    moves: Moves


@dataclass(frozen=True)
class Gone:
    """A case whose time to be kept has ended."""

    ref: str
    received_on: date
    deleted_on: date
    outcome: str
    report_url: str


@dataclass(frozen=True)
class Rate:
    ref: str
    subject: str
    answer: Answer | None
    form: RateForm | None  # None when there is nothing to rate
    reason: str  # why not
    here: str
    back: Link
