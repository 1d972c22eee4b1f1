"""What happens by itself: who put a group forward is forgotten in time."""

from __future__ import annotations

from django.utils import timezone

from lianxin.incubation.actions import retention
from lianxin.kernel import work
from lianxin.network.models import District


@work.every(daily_at="03:45")
@work.task()
def forget_proposers() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        retention.keep_terms(district_id, at=now)
