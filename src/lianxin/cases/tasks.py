"""What the worker does for cases without being asked."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.utils import timezone

from lianxin.cases import findable
from lianxin.cases.actions import learning, outside, retention, upkeep
from lianxin.kernel import work
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District


@work.every(minutes=1)
@work.task()
def ring_clocks() -> None:
    """Raise the alarms that have come in every district."""
    now = timezone.now()
    for district_id in District.objects.order_by("pk").values_list("pk", flat=True):
        ring_some_clocks.func(district_id)
        outside.lapse_due(district_id, at=now)


@work.task()
def ring_some_clocks(district_id: int) -> None:
    """One slice; then the next is queued, and messages go in between."""
    if upkeep.ring_some(district_id, at=timezone.now()):
        work.enqueue(ring_some_clocks, district_id)


@work.every(minutes=1)
@work.task(lease=findable.LEASE)
def index_cases_due() -> None:
    """What the deeds' own tasks came too early for, and districts that were never indexed."""
    for district_id in District.objects.order_by("pk").values_list("pk", flat=True):
        findable.keep_up(district_id)


@work.every(daily_at="08:30")
@work.task()
def tell_of_missing_days() -> None:
    now = timezone.now()
    for district_id in District.objects.order_by("pk").values_list("pk", flat=True):
        upkeep.tell_of_missing_days(district_id, at=now)


@work.task(lease=timedelta(minutes=30), attempts=1, queue=work.LONG)
def train(district_id: int) -> None:
    with suppress(Refusal):  # too little to learn from: the page says so
        learning.learn(district_id, at=timezone.now())


@work.every(daily_at="02:10")
@work.task()
def train_where_there_is_news() -> None:
    for district_id in District.objects.order_by("pk").values_list("pk", flat=True):
        if learning.has_news(district_id):
            work.enqueue(train, district_id)


@work.every(daily_at="02:40")
@work.task()
def keep_retention_terms() -> None:
    for district_id in District.objects.order_by("pk").values_list("pk", flat=True):
        work.enqueue(keep_some_retention_terms, district_id)


@work.task(priority=-10, queue=work.LONG)
def keep_some_retention_terms(district_id: int) -> None:
    """One slice; then the next is queued. After years of use many thousand cases may be due in
    one night, and what somebody waits for goes first."""
    if retention.keep_some_terms(district_id, at=timezone.now()):
        work.enqueue(keep_some_retention_terms, district_id)
