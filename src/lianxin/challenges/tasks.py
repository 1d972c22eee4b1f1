"""What happens by itself: whoever has to decide is warned, and whoever has to deliver."""

from __future__ import annotations

from django.utils import timezone

from lianxin.challenges.actions import alarms, delivering
from lianxin.kernel import work
from lianxin.network import districts
from lianxin.network.models import District


@work.every(minutes=5)
@work.task()
def ring_clocks() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        alarms.ring_due(district_id, at=now)


@work.every(daily_at="09:10")
@work.task()
def remind_of_milestones() -> None:
    districts.in_each(delivering.remind)
