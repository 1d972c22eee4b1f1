"""What each page about people and seats shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lianxin.network.models import Invitation, Organisation, Seat
from lianxin.web.network.forms import AcceptForm, InviteForm
from lianxin.web.parts import Fact


@dataclass(frozen=True)
class SeatRow:
    seat: Seat
    can_end: bool


@dataclass(frozen=True)
class People:
    unit: Organisation | None  # None: this person has no seat and sees no unit
    units: Sequence[Organisation]
    rows: Sequence[SeatRow]
    invitations: Sequence[Invitation]
    can_invite: bool


@dataclass(frozen=True)
class Invite:
    form: InviteForm


@dataclass(frozen=True)
class Answer:
    """An invitation, for the person who got it."""

    unit: str
    inviter: str
    facts: Sequence[Fact]
    expires_at: datetime
    form: AcceptForm | None  # None: somebody is signed in, whose account takes the seat
    accept_url: str
    decline_url: str


@dataclass(frozen=True)
class Gone:
    """The link of an invitation that was answered, withdrawn or is too old. Nothing to tell."""


@dataclass(frozen=True)
class District:
    name: str
    url: str


@dataclass(frozen=True)
class Districts:
    districts: Sequence[District]
