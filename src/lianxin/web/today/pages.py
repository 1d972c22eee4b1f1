"""What the page of the day shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lianxin.web.listing import Row
from lianxin.web.parts import Pager


@dataclass(frozen=True)
class Waiting:
    """A case to sign for, and the key that makes two taps one deed."""

    row: Row
    key: UUID


@dataclass(frozen=True)
class Shift:
    """Where this person helps next. `verb`: what she can do now; "" before its time."""

    url: str
    title: str
    when: str
    place: str
    state: str
    level: str
    verb: str
    label: str
    check_url: str
    queued_url: str  # where the tap goes that waited for the network
    key: UUID


@dataclass(frozen=True)
class Order:
    """What my unit is to take or to give, and the one tap that does it."""

    url: str
    ref: str
    subject: str
    where: str
    when: str  # agreed with whoever ordered
    due_at: datetime | None
    label: str
    icon: str
    act_url: str
    key: UUID


@dataclass(frozen=True)
class Stop:
    """Where I go today. `when` is the hour that is fixed, "" where it is not."""

    title: str
    url: str
    where: str
    when: str
    due_at: datetime | None


@dataclass(frozen=True)
class Home:
    day: date
    way: Sequence[Stop]  # by time and way
    orders: Sequence[Order]
    waiting: Sequence[Waiting]  # to sign for
    working: Sequence[Row]  # in hand, the nearest deadline first
    resting: Sequence[Row]  # waits for the requester, or for a reason
    pager: Pager
    nearby: Sequence[Row] | None  # open cases of the places walked; None: walks none
    verifying: Sequence[Row]  # waits for another pair of eyes in the places walked
    mediation_url: str  # "" for people who settle no disputes
    relayed: Sequence[Row]
    relay_url: str  # "" where this person relays nothing
    queue_url: str  # "" for people without a unit's work
    shifts: Sequence[Shift]
    unread: int
    inbox_url: str
    handles: bool
