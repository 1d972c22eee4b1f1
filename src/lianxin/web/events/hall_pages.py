from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lianxin.web.parts import Ball, Deed, Fact, Link


@dataclass(frozen=True)
class StallRow:
    """One stall, on the plan and in the list."""

    number: int
    size: str
    name: str
    state: str
    level: str
    is_free: bool
    x: int
    y: int


@dataclass(frozen=True)
class LotRow:
    place: int
    ref: str
    rank: str
    came: str  # what came of it


@dataclass(frozen=True)
class Market:
    title: str
    facts: Sequence[Fact]
    ball: Ball | None  # None before there is a plan
    stalls: Sequence[StallRow]
    width: int
    height: int
    mark: str  # of the seed, "" before there is a plan
    seed: str  # "" before it is drawn
    lots: Sequence[LotRow]
    apply_url: str
    deeds: Sequence[Deed]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Tap:
    """A button for one row."""

    url: str
    label: str
    key: UUID
    about: str


@dataclass(frozen=True)
class PitchRow:
    time: str
    title: str
    who: str
    minutes: int
    url: str
    taps: Sequence[Tap]
    row: UUID


@dataclass(frozen=True)
class Session:
    """One session: when, where, and its programme."""

    label: str
    room: str
    ends: str
    pitches: Sequence[PitchRow]


@dataclass(frozen=True)
class ExhibitRow:
    title: str
    url: str
    unit: str
    kind: str
    taps: Sequence[Tap]
    row: UUID


@dataclass(frozen=True)
class TalkRow:
    when: str
    host: str
    unit: str
    shown: str
    about: str  # for the two and who gives the event; else ""
    state: str
    level: str
    note: str
    introduction: Link | None
    taps: Sequence[Tap]
    decline: Deed | None
    row: UUID


@dataclass(frozen=True)
class Hall:
    title: str
    url: str
    sessions: Sequence[Session]
    exhibits: Sequence[ExhibitRow]
    talks: Sequence[TalkRow]
    deeds: Sequence[Deed]
    crumbs: Sequence[Link]
