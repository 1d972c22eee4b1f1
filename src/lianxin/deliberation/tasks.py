"""What happens by itself: ballots are counted, late answers told, people forgotten."""

from __future__ import annotations

from django.utils import timezone

from lianxin.deliberation.actions import answering, retention, surveying, voting
from lianxin.kernel import work
from lianxin.network.models import District


@work.every(minutes=1)
@work.task()
def count_ballots() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        voting.count_due(district_id, at=now)


@work.every(minutes=1)
@work.task()
def close_surveys() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        surveying.close_due(district_id, at=now)


@work.every(hours=1)
@work.task()
def warn_of_late_answers() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        answering.warn(district_id, at=now)


@work.every(daily_at="03:55")
@work.task()
def forget_authors() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        retention.keep_terms(district_id, at=now)
        retention.forget_written(district_id, at=now)
