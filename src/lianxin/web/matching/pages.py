from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.forms import Form

from lianxin.web.parts import Bar, Fact, Link


@dataclass(frozen=True)
class Row:
    """One suggestion. `key` is that of the deed one of its buttons may become."""

    ref: str
    url: str
    title: str
    text: str
    kind: str
    icon: str
    unit: str
    reasons: Sequence[str]
    key: UUID


@dataclass(frozen=True)
class Shelf:
    label: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Suggested:
    """What fits one asker; `asker` says which in forms."""

    asker: str
    shelves: Sequence[Shelf]
    whys: Sequence[tuple[str, str]]
    can_introduce: bool


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Home:
    askers: Sequence[tuple[str, Sequence[Choice]]]  # by kind
    heading: str
    suggested: Suggested | None
    invite_url: str  # for a need
    calls: Sequence[Link]
    offer_post_url: str  # for a post
    firms: Sequence[Link]
    figures: Sequence[Bar]  # for who coordinates


@dataclass(frozen=True)
class Beside:
    """What fits a case, beside it."""

    rows: Sequence[Row]


@dataclass(frozen=True)
class Profile:
    form: Form
    is_on: bool
    has_one: bool
    suggested: Suggested | None
    alerts: str  # ask, confirm, end; "": nothing to be told of
    rounds: Sequence[Link]


@dataclass(frozen=True)
class Firm:
    name: str
    form: Form
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Invite:
    """The form that begins a round, and who would be asked first."""

    title: str
    form: Form
    first: Sequence[Row]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Answered:
    unit: str
    reasons: Sequence[str]
    state: str
    level: str
    note: str
    reminders: int
    url: str
    introduce_ref: str  # of the listing to bring together with; "" while it is not interested
    key: UUID


@dataclass(frozen=True)
class Wave:
    number: int
    sent_at: datetime
    rows: Sequence[Answered]


@dataclass(frozen=True)
class Call:
    pk: UUID
    title: str
    asker: str
    state: str
    level: str
    facts: Sequence[Fact]
    waves: Sequence[Wave]
    is_open: bool
    key: UUID
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Invited:
    """What an organisation sees that was invited."""

    title: str
    text: str
    note: str
    unit: str
    name: str  # who is asked
    reasons: Sequence[str]
    facts: Sequence[Fact]
    until: datetime
    form: Form
    answer: str  # given before, in words
    is_over: bool
    here: str


@dataclass(frozen=True)
class Rounds:
    mine: Sequence[RoundRow]
    open_url: str


@dataclass(frozen=True)
class RoundRow:
    title: str
    url: str
    state: str
    closes_at: datetime


@dataclass(frozen=True)
class OpenRound:
    form: Form
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Placed:
    name: str
    place: str
    rank: str
    wishes: str
    note: str


@dataclass(frozen=True)
class Round:
    pk: UUID
    title: str
    state: str
    closes_at: datetime
    places: Sequence[Fact]
    form: Form | None  # for who may wish now
    mine: str  # what came out for oneself
    summary: Sequence[Bar]
    placed: Sequence[Placed]  # for who gives out
    can_publish: bool
    crumbs: Sequence[Link]
