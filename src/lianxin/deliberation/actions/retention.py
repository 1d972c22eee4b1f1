"""A year after a topic is over nothing says how who raised or supports it was reached."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from lianxin.deliberation.models import Author, Support, Topic
from lianxin.deliberation.states import TopicState

YEAR: Final = timedelta(days=365)
UNCONFIRMED: Final = timedelta(days=14)
OVER: Final = (
    TopicState.HIDDEN, TopicState.WITHDRAWN, TopicState.MERGED, TopicState.ANSWERED,
    TopicState.DONE,
)  # fmt: skip


def keep_terms(district_id: int, *, at: datetime) -> int:
    """Safe to repeat. Returns how many were forgotten."""
    old = Topic.objects.filter(district_id=district_id, state__in=OVER).filter(
        Q(answered_at__lt=at - YEAR) | Q(answered_at=None, raised_at__lt=at - YEAR)
    )
    over = {"district_id": district_id, "topic__in": old.values("pk")}
    authors, _each = Author.objects.filter(**over).delete()
    reachable = Support.objects.filter(**over).exclude(phone=None, email=None)
    supports = reachable.update(phone=None, email=None)
    unsaid = Support.objects.filter(
        district_id=district_id, confirmed_at=None, at__lt=at - UNCONFIRMED
    )
    dropped, _each = unsaid.delete()
    return authors + supports + dropped
