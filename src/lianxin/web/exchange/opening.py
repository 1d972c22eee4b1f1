"""Opening hours as people say them, and whether it is open now."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language

from lianxin.kernel import calendar
from lianxin.network import hours
from lianxin.network.hours import in_words

__all__ = ["in_words", "is_open", "typed"]


def typed(text: str) -> str:
    """As `hours.read` reads it again: in words that Chinese people write, else as it is kept."""
    return in_words(text) if (get_language() or "").startswith("zh") else text


def is_open(text: str, district_id: int, *, at: datetime) -> bool:
    is_working = calendar.load(district_id).is_working_day
    return hours.is_open(text, at, is_working=is_working)
