"""What the pages of the dispatch centre show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from lianxin.cases.models import Case, Extension, Parking
from lianxin.web.cases.forms import DeedForm
from lianxin.web.cases.pages import CaseRow, Detail
from lianxin.web.desk.forms import QueueForm, RegisterForm
from lianxin.web.parts import Fact, Kpi, Pager


@dataclass(frozen=True)
class Proposal:
    """The unit whose duty the case is, and the form that assigns it at once."""

    unit: str
    reason: str
    unit_id: UUID
    url: str


@dataclass(frozen=True)
class Matter:
    """What else stands behind a row. An empty `merge_url`: there is nothing to merge."""

    alike: int  # with the case of the row itself
    joined: int
    merge_url: str
    members_url: str


@dataclass(frozen=True)
class Row:
    """What one row shows."""

    case: Case
    class_label: str
    state: str
    level: str
    unit: str  # "" while the desk has it
    due_at: datetime | None  # None: nothing is promised at the moment
    is_urgent: bool
    is_current: bool
    url: str
    proposal: Proposal | None
    matter: Matter | None


@dataclass(frozen=True)
class Drawn:
    """A row that is drawn anew only when `of` changes, which decides all that it shows."""

    of: str
    row: Callable[[], Row]


@dataclass(frozen=True)
class Queue:
    kpis: Sequence[Kpi]
    rows: Sequence[Drawn]
    key: UUID  # of the deed that one of the rows may become
    pager: Pager
    filters: QueueForm
    filters_used: int
    queue_url: str
    back_url: str  # the queue as it is narrowed and paged
    rows_url: str
    clear_url: str
    units: Sequence[str]
    detail: Detail | None  # the case that is open beside the queue


@dataclass(frozen=True)
class AlikeRow:
    """A case that tells of the same, as the desk may know it."""

    case: CaseRow
    where: str
    is_open: bool


@dataclass(frozen=True)
class Hints:
    """What is known while the form is filled in."""

    of_caller: Sequence[CaseRow]
    here: Sequence[CaseRow]  # what came in lately from the place; nothing once there are words
    alike: Sequence[AlikeRow]
    chosen: str  # the number of the one that the caller means
    has_looked: bool
    is_swapped: bool = False


@dataclass(frozen=True)
class Register(Hints):
    form: RegisterForm = field(kw_only=True)
    places: Sequence[str] = field(kw_only=True)


@dataclass(frozen=True)
class Registered:
    ref: str
    codes: Sequence[Fact]
    due_at: datetime
    case_url: str


@dataclass(frozen=True)
class Item:
    """A case on the meeting's list."""

    parking: Parking
    decide: DeedForm
    carry_over: DeedForm
    may_decide: bool


@dataclass(frozen=True)
class Sitting:
    held_on: date
    items: Sequence[Item]


@dataclass(frozen=True)
class Meeting:
    name: str
    next_on: date
    sittings: Sequence[Sitting]
    decided: Sequence[Parking]
    units: Sequence[str]
    here: str


@dataclass(frozen=True)
class ExtensionRow:
    extension: Extension
    due_at: datetime | None
    grant: DeedForm
    refuse: DeedForm
    may_decide: bool


@dataclass(frozen=True)
class Extensions:
    rows: Sequence[ExtensionRow]
    here: str
