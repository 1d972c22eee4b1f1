from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from lianxin.web.parts import Fact, Link
from lianxin.web.relay.forms import RelayForm


@dataclass(frozen=True)
class RelayedRow:
    ref: str
    url: str
    subject: str
    place: str
    stands: str
    received_at: datetime


@dataclass(frozen=True)
class Relay:
    form: RelayForm
    rows: Sequence[RelayedRow]


@dataclass(frozen=True)
class Slip:
    ref: str
    subject: str
    stands: str
    place: str
    received_at: datetime
    codes: Sequence[Fact]  # empty once the day of handing over is past
    qr: SafeString
    address: str
    was_sent: bool
    again: Link
