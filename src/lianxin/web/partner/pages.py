"""What a unit's list shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lianxin.network.models import User
from lianxin.web.listing import Row
from lianxin.web.partner.forms import QueueForm
from lianxin.web.parts import Kpi, Pager, Tab


@dataclass(frozen=True)
class Work:
    """One case of the unit, and what this person may do with it from the list."""

    row: Row
    may_accept: bool
    people: Sequence[User]  # to whom it may be handed; empty: not from here
    hand_url: str
    key: UUID


@dataclass(frozen=True)
class Queue:
    units: str
    tabs: Sequence[Tab]
    rows: Sequence[Work]
    pager: Pager
    filters: QueueForm
    filters_used: int
    queue_url: str
    accept_url: str
    clear_url: str
    can_accept: bool  # some row waits to be signed for
    key: UUID
    figures: Sequence[Kpi]
    satisfaction: str
    days: int
    stale: int
