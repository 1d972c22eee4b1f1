from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Deed, Fact, Photo


@dataclass(frozen=True)
class Entry:
    """One visit. `note` is "" where nothing was written down; `cases` are the numbers of what was
    asked for."""

    name: str
    at: datetime
    outcome: str
    campaign: str
    unit: str
    note: str
    is_corrected: bool
    photos: Sequence[Photo]
    cases: Sequence[str]
    correct: Deed
    forget: Deed


@dataclass(frozen=True)
class Lost:
    """Why it could not be put in, and the words, to be copied."""

    why: str
    words: str


@dataclass(frozen=True)
class Log:
    """`declined_until` is None while one may call."""

    address: str
    lost: Lost | None
    declined_until: date | None
    entries: Sequence[Entry]
    ask: Deed
    decline: Deed
    welcome_url: str
    welcome_form: Keyed
    report_url: str
    track_url: str
    vcard_url: str
    servers: Sequence[Fact]
    hotlines: Sequence[Fact]
