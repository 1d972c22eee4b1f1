from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.forms import Form
from django.utils.safestring import SafeString

from lianxin.web.parts import Fact, Link, Moment, Pager, Tab


@dataclass(frozen=True)
class ShiftRow:
    url: str
    title: str
    when: str
    place: str
    unit: str
    free: int
    is_surge: bool


@dataclass(frozen=True)
class TeamRow:
    url: str
    name: str
    about: str
    skills: Sequence[str]
    place: str


@dataclass(frozen=True)
class Home:
    form: Form
    calls: Sequence[ShiftRow]
    rows: Sequence[ShiftRow]
    pager: Pager
    links: Sequence[Link]


@dataclass(frozen=True)
class Shift:
    """What is wanted, and when; the form to come."""

    title: str
    ref: str
    tasks: str
    is_surge: bool
    facts: Sequence[Fact]
    rows: Sequence[ShiftRow]
    form: Form | None
    why_not: str
    take_url: str
    poster_url: str
    qr: SafeString
    linked: SafeString  # in the words of schema.org
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Teams:
    form: Form
    rows: Sequence[TeamRow]
    new_url: str  # "" for who enters no teams
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Found:
    """A new team."""

    form: Form
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class MemberRow:
    pk: UUID
    name: str
    phone: str
    state: str
    level: str
    is_asked: bool


@dataclass(frozen=True)
class NeedRow:
    ref: str
    title: str
    url: str
    unit: str


@dataclass(frozen=True)
class Team:
    row: TeamRow
    lead: str
    phone: str
    areas: Sequence[str]
    shifts: Sequence[ShiftRow]
    ask_url: str  # "" where one cannot ask
    standing: str  # how the visitor stands to it
    members: Sequence[MemberRow]
    needs: Sequence[NeedRow]
    edit_form: Form | None  # None for who does not lead it
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class ServiceRow:
    """One of my shifts."""

    url: str
    title: str
    when: str
    where: str
    unit: str
    state: str
    level: str
    minutes: str
    warning: str  # too little time between two places


@dataclass(frozen=True)
class MembershipRow:
    name: str
    url: str
    state: str
    is_invited: bool
    join_url: str
    leave_url: str


@dataclass(frozen=True)
class CertificateRow:
    ref: str
    issuer: str
    issued_at: datetime
    url: str
    pdf_url: str


@dataclass(frozen=True)
class Mine:
    name: str
    ref: str
    own_url: str  # the address of this page, for who has no account
    is_open: bool
    hide_url: str
    coming: Sequence[ServiceRow]
    past: Sequence[ServiceRow]
    recorded: str
    manual: str
    teams: Sequence[MembershipRow]
    certificates: Sequence[CertificateRow]
    certificate_form: Form | None
    certificate_url: str
    key_form: Form


@dataclass(frozen=True)
class Profile:
    form: Form
    url: str
    is_new: bool
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class CorrectionRow:
    text: str
    state: str
    answer: str
    due_at: datetime | None


@dataclass(frozen=True)
class Service:
    """One of my shifts, alone."""

    row: ServiceRow
    facts: Sequence[Fact]
    tasks: str
    code_form: Form | None
    code_verb: str
    code_label: str
    code_url: str
    give_up_url: str
    corrections: Sequence[CorrectionRow]
    correct_form: Form | None
    correct_url: str
    moments: Sequence[Moment]
    key_form: Form
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Here:
    """What the code on the spot opens."""

    title: str
    when: str
    where: str
    name: str
    state: str
    level: str
    verb: str  # "" where nothing is to be done
    label: str
    form: Form
    url: str
    opened: str  # the moment, sealed: no tap counts from before it
    walk_form: Form | None  # for who is at the door without having signed up
    walk_url: str
    note: str
    mine_url: str


@dataclass(frozen=True)
class RunRow:
    url: str
    title: str
    when: str
    place: str
    taken: str
    state: str
    level: str


@dataclass(frozen=True)
class Runs:
    tabs: Sequence[Tab]
    rows: Sequence[RunRow]
    pager: Pager
    links: Sequence[Link]


@dataclass(frozen=True)
class Person:
    """Somebody on the organiser's list."""

    pk: UUID
    name: str
    phone: str
    state: str
    level: str
    minutes: str
    is_auto_closed: bool
    verb: str
    label: str
    manual: str
    manual_why: str
    can_agree: bool
    form: Form | None  # to add what was not recorded
    correction: str


@dataclass(frozen=True)
class Run:
    title: str
    when: str
    where: str
    rows: Sequence[Person]
    counts: str
    screen_url: str
    roll_url: str
    add_url: str
    agree_url: str
    call_off_url: str
    call_off_form: Form | None
    is_over: bool
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Screen:
    """To be shown on the spot, or printed."""

    title: str
    when: str
    qr: SafeString
    address: str
    code: str
    until: str
    url: str  # of this page, which asks for itself anew
    back: Link


@dataclass(frozen=True)
class New:
    form: Form
    plans: Sequence[Link]  # what the district calls for again and again
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class HelperRow:
    ref: str
    name: str
    place: str
    skills: Sequence[str]
    spare: Sequence[str]
    about: str
    phone: str


@dataclass(frozen=True)
class Helpers:
    rows: Sequence[HelperRow]
    teams: Sequence[tuple[str, str]]  # code and name of those one leads
    pager: Pager
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class AnswerRow:
    pk: UUID
    name: str
    subject: str
    when: str
    text: str
    state: str
    level: str
    due_at: datetime | None
    answer: str
    form: Form | None
    url: str
    run_url: str


@dataclass(frozen=True)
class Corrections:
    rows: Sequence[AnswerRow]
    pager: Pager
    crumbs: Sequence[Link]
