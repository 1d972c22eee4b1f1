from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import Form

from lianxin.exchange.models import Fault
from lianxin.web.exchange.mine.forms import FindForm, ListingForm, ReturnForm
from lianxin.web.parts import Fact, Link, Moment, Pager, Tab, Tile


@dataclass(frozen=True)
class Row:
    """One listing of mine."""

    url: str
    ref: str
    title: str
    kind: str
    icon: str
    unit: str
    state: str
    level: str
    lacks: int  # what is missing to publish it
    faults: int
    confirm_on: date | None
    is_unconfirmed: bool
    confirm_url: str  # "" where there is nothing to confirm


@dataclass(frozen=True)
class Deed:
    """A button that needs no words."""

    label: str
    icon: str
    url: str
    style: str = ""


@dataclass(frozen=True)
class Mine:
    tabs: Sequence[Tab]
    form: FindForm
    rows: Sequence[Row]
    pager: Pager
    empty: str
    new_url: str
    excel_url: str
    is_long: bool  # so many that one looks for them
    links: Sequence[Deed]


@dataclass(frozen=True)
class New:
    """What shall it be?"""

    tiles: Sequence[Tile]
    templates: Sequence[Link]
    excel_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Write:
    """A new listing, not kept yet."""

    heading: str
    form: ListingForm
    here: str
    submit: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Own:
    """A listing, for those who look after it."""

    row: Row
    form: ListingForm
    here: str
    submit: str  # "" where it is published already
    save: str
    is_kept: bool  # what was typed well has been kept as a draft
    lacks: Sequence[Link]  # each leads to its field
    returned: str  # why it came back
    faults: Sequence[Fault]
    settle_url: str
    public_url: str
    deeds: Sequence[Deed]
    links: Sequence[Deed]
    return_form: ReturnForm | None
    return_url: str
    moments: Sequence[Moment]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Session:
    when: str
    title: str
    taken: int
    capacity: int
    change_form: Form
    change_url: str
    call_off_form: Form
    call_off_url: str
    is_sent: bool  # one of its forms came back


@dataclass(frozen=True)
class Sessions:
    title: str
    ref: str
    rows: Sequence[Session]
    form: Form
    table_url: str  # in and out of Excel; "" where it is no event
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Closure:
    when: str
    why: str
    reopen_url: str


@dataclass(frozen=True)
class Space:
    name: str
    facts: Sequence[Fact]
    closures: Sequence[Closure]
    change_form: Form
    change_url: str
    close_form: Form
    close_url: str
    is_changed: bool  # its form came back
    is_closed: bool


@dataclass(frozen=True)
class Spaces:
    title: str
    ref: str
    rows: Sequence[Space]
    form: Form
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Excel:
    """Tables in and out."""

    form: Form
    blanks: Sequence[Link]
    out_form: Form
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Listed:
    title: str
    drop_url: str


@dataclass(frozen=True)
class YearList:
    year: int
    count: int
    url: str
    items: Sequence[Listed]  # none of years that are over


@dataclass(frozen=True)
class UnitLists:
    unit: str
    take_url: str
    lists: Sequence[YearList]


@dataclass(frozen=True)
class Lists:
    years: Sequence[int]  # that can be made now
    rows: Sequence[UnitLists]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class CollectingRow:
    url: str
    title: str
    unit: str
    state: str


@dataclass(frozen=True)
class Collecting:
    """The collections of one's units, and the form to begin another; None: one has no unit."""

    form: Form | None
    rows: Sequence[CollectingRow]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class CollectingOne:
    """One collection, to fill. `refused` is why a listing could not be picked, or it published."""

    title: str
    state: str
    is_public: bool
    url: str
    here: str
    form: Form
    ref: str
    refused: str
    items: Sequence[Listed]
    crumbs: Sequence[Link]
