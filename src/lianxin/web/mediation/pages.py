"""What the pages of mediation show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lianxin.web.mediation.forms import PartyForm
from lianxin.web.parts import Fact, Step


@dataclass(frozen=True)
class Row:
    """One mediation of the person's own."""

    ref: str
    subject: str
    place: str
    stands: str
    level: str
    sides: str
    held_at: datetime | None
    opened_at: datetime
    url: str
    paper_url: str  # "" until an agreement is written


@dataclass(frozen=True)
class Home:
    open: Sequence[Row]
    ended: Sequence[Row]


@dataclass(frozen=True)
class Party:
    """What one side reads. Of the others it sees the side and a masked name."""

    side: str
    name: str
    ref: str
    unit: str
    mediator: str
    standing: str  # ASKED, CONSENTED, TO_SIGN, SIGNED, AGREED, FAILED or DECLINED
    steps: Sequence[Step]
    others: Sequence[Fact]
    held_at: datetime | None
    agreement: str
    form: PartyForm
    here: str
