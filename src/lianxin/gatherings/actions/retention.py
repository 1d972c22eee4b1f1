"""A year after a meeting nothing says how a guest was reached, nor who she was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from lianxin.gatherings.models import Attendee

YEAR: Final = timedelta(days=365)
NOBODY: Final = "—"


def keep_terms(district_id: int, *, at: datetime) -> int:
    """Guests by name and address, and whom a unit sent instead. What the minutes say of who was
    there is units and parts. Safe to repeat. Returns how many were forgotten."""
    old = Attendee.objects.filter(district_id=district_id, meeting__starts_at__lt=at - YEAR)
    guests = old.filter(unit=None, user=None).exclude(name=NOBODY, email=None)
    forgotten = guests.update(name=NOBODY, email=None, note="", deputy="")
    sent = old.filter(answer=Attendee.Answer.DEPUTY).exclude(deputy=NOBODY)
    return int(forgotten + sent.exclude(unit=None, user=None).update(deputy=NOBODY, note=""))
