"""A year after a comment was made, the number of who made it is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from lianxin.commitments.models import Comment

YEAR: Final = timedelta(days=365)


def keep_terms(district_id: int, *, at: datetime) -> int:
    """Safe to repeat. Returns how many were forgotten."""
    rows = Comment.objects.filter(district_id=district_id, said_at__lt=at - YEAR)
    done: int = rows.exclude(phone=None).update(phone=None)
    return done
