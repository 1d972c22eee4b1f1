"""What the page of one case shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lianxin.cases.contacts import Contact
from lianxin.cases.models import Case
from lianxin.cases.rules import Text
from lianxin.web.casebook.pages import CaseBox
from lianxin.web.cases.checklist_part import Checklist
from lianxin.web.cases.forms import DeedForm
from lianxin.web.cases.kin_part import Kin
from lianxin.web.cases.mediation_part import Mediating
from lianxin.web.cases.outside_part import Outside
from lianxin.web.cases.understood import Understood
from lianxin.web.cases.verifying_part import Verified
from lianxin.web.parts import Ball, Fact, Level, Moment, Photo, Spot


@dataclass(frozen=True)
class Offer:
    """A deed this person may do now, with its form. `texts` are standard texts for its note."""

    name: str
    label: str
    icon: str
    url: str
    form: DeedForm
    is_warning: bool = False
    takes_files: bool = False
    is_open: bool = False  # it was sent and not accepted, or a standard text was chosen for it
    texts: Sequence[Text] = ()
    hint: str = ""
    key: str = ""  # on the keyboard of the desk


@dataclass(frozen=True)
class OfferGroup:
    label: str
    offers: Sequence[Offer]


@dataclass(frozen=True)
class ClockRow:
    """One promise. `first_due_at` is None unless the time was moved."""

    label: str
    due_at: datetime
    first_due_at: datetime | None
    paused: str
    is_provisional: bool
    is_paused: bool
    stopped_at: datetime | None
    verdict: str
    level: Level


@dataclass(frozen=True)
class CaseRow:
    """Another case, in a short list."""

    ref: str
    subject: str
    state: str
    level: str
    received_at: datetime
    url: str


@dataclass(frozen=True)
class Papers:
    """The dossier as a file; `form` (None: not for this person) adds the contact in full."""

    url: str
    form: DeedForm | None


@dataclass(frozen=True)
class Detail:
    case: Case
    state: str
    state_level: str
    tags: Sequence[str]
    where: str
    ball: Ball
    meeting: str  # "" unless it waits for a meeting
    main: Offer | None
    groups: Sequence[OfferGroup]
    lost: Offer | None  # a deed that was sent and does not exist any more; its words are kept
    clocks: Sequence[ClockRow]
    photos: Sequence[Photo]
    proofs: Sequence[Photo]
    photos_waiting: int
    contact: Contact | None
    is_revealed: bool
    reveal: Offer | None
    file: Sequence[Fact]
    near: Sequence[CaseRow]
    rating: Sequence[Fact]
    spot: Spot
    history: Sequence[Moment]
    papers: Papers
    understood: Understood | None  # None: nobody here needs it
    units: Sequence[str] = field(default=())  # what the unit inputs offer
    casebook: CaseBox = field(default_factory=CaseBox)
    answers: Sequence[Fact] = ()  # to the questions of its class
    checklist: Checklist | None = None
    outside: Outside | None = None
    verified: Sequence[Verified] = ()
    mediating: Mediating | None = None
    kin: Kin | None = None


@dataclass(frozen=True)
class CasePage:
    detail: Detail


@dataclass(frozen=True)
class Left:
    """The case has gone to others, and this person may not open it any more."""

    ref: str
    subject: str
    what: str  # the deed by which it went
    at: datetime
    written: str  # what was sent too late
