"""What the page of who calls at doors shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from lianxin.web.parts import Link, Photo
from lianxin.web.visits.round_forms import VisitForm


@dataclass(frozen=True)
class Door:
    """One call. `before` is what was asked and done there last."""

    pk: UUID
    campaign: str
    where: str  # the whole address
    short: str  # below the name of its building
    tries: int
    state: str  # "" where it is still to do
    level: str
    before: str
    url: str
    photos_url: str
    card_url: str  # what the code of its contact card says; "" for what is no household


@dataclass(frozen=True)
class Building:
    """One after the other on the walk."""

    name: str
    left: int
    doors: Sequence[Door]


@dataclass(frozen=True)
class Running:
    """A campaign one takes part in, with how many are `left` and `done`; `today` is how many would
    keep the pace."""

    ref: str
    title: str
    left: str
    done: str
    today: str
    ends_on: date
    form: VisitForm


@dataclass(frozen=True)
class Round:
    buildings: Sequence[Building]
    done: Sequence[Door]  # of the last days
    campaigns: Sequence[Running]
    words: Mapping[str, Any]
    left: int


@dataclass(frozen=True)
class Said:
    """What was noted on a day, and what was taken."""

    text: str
    photos: Sequence[Photo]


@dataclass(frozen=True)
class Call:
    door: Door
    campaign: str
    about: str
    form: VisitForm
    log: Sequence[Said]
    lost_photos: bool
    crumbs: Sequence[Link]
