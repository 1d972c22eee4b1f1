"""What happens by itself: both sides are asked."""

from __future__ import annotations

from django.utils import timezone

from lianxin.introductions.actions import asking
from lianxin.kernel import work
from lianxin.network.models import District


@work.every(daily_at="09:10")
@work.task()
def ask_both_sides() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        while asking.ask_due(district_id, at=now):
            pass
