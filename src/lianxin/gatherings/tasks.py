"""What happens by itself: units and clerks are reminded, guests are forgotten."""

from __future__ import annotations

from django.utils import timezone

from lianxin.gatherings.actions import doing, retention
from lianxin.kernel import work
from lianxin.network import districts
from lianxin.network.models import District


@work.every(daily_at="07:50")
@work.task()
def remind_of_meetings() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        doing.remind(district_id, at=now)
        doing.remind_of_minutes(district_id, at=now)


@work.every(daily_at="03:05")
@work.task(queue=work.LONG)
def keep_retention_terms_of_meetings() -> None:
    districts.in_each(retention.keep_terms)
