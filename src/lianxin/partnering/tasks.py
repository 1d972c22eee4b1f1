"""What happens by itself: both sides hear that an agreement ends soon."""

from __future__ import annotations

from django.utils import timezone

from lianxin.kernel import work
from lianxin.network.models import District
from lianxin.partnering.actions import reminding


@work.every(daily_at="09:20")
@work.task()
def remind_of_ends() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        while reminding.remind_due(district_id, at=now):
            pass
