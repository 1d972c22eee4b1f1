"""What happens by itself: whoever has to decide is warned."""

from __future__ import annotations

from django.utils import timezone

from lianxin.challenges.actions import alarms
from lianxin.kernel import work
from lianxin.network.models import District


@work.every(minutes=5)
@work.task()
def ring_clocks() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        alarms.ring_due(district_id, at=now)
