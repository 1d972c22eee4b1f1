"""What happens by itself: owners are reminded, and numbers forgotten in time."""

from __future__ import annotations

from django.utils import timezone

from lianxin.commitments.actions import alarms, retention
from lianxin.kernel import work
from lianxin.network import districts
from lianxin.network.models import District


@work.every(daily_at="09:20")
@work.task()
def remind_of_promises() -> None:
    districts.in_each(alarms.remind)


@work.every(daily_at="03:50")
@work.task()
def forget_who_commented() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        retention.keep_terms(district_id, at=now)
