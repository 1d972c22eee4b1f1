"""Until when, where a day is promised and not an hour."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def end_of(day: date) -> datetime:
    """The last minute of that day, here."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))
