"""A year after a topic is over nothing says how who raised or supports it was reached; nor is
there what people wrote in surveys."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from lianxin.deliberation.models import Author, Support, Survey, Topic
from lianxin.deliberation.states import TopicState

YEAR: Final = timedelta(days=365)
UNCONFIRMED: Final = timedelta(days=14)
OVER: Final = (
    TopicState.HIDDEN, TopicState.WITHDRAWN, TopicState.MERGED, TopicState.ANSWERED,
    TopicState.DONE,
)  # fmt: skip


def forget_written(district_id: int, *, at: datetime) -> int:
    """A year after a survey was closed only its counts are left. Returns how many surveys."""
    old = Survey.objects.filter(district_id=district_id, closes_at__lt=at - YEAR)
    rows = [one for one in old.exclude(tally={}) if one.tally.get("texts")]
    for one in rows:
        left = {**one.tally, "texts": {}}
        Survey.objects.filter(district_id=district_id, pk=one.pk).update(tally=left)
    return len(rows)


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
