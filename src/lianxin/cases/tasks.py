"""What the worker does for cases without being asked."""

from __future__ import annotations

from django.utils import timezone

from lianxin.cases import findable
from lianxin.cases.actions import outside, upkeep
from lianxin.kernel import work
from lianxin.network.models import District


@work.every(minutes=1)
@work.task()
def ring_clocks() -> None:
    """Raise the alarms that have come in every district."""
    now = timezone.now()
    for district_id in District.objects.order_by("pk").values_list("pk", flat=True):
        upkeep.ring_due(district_id, at=now)
        outside.lapse_due(district_id, at=now)


@work.every(minutes=1)
@work.task(lease=findable.LEASE)
def index_cases_due() -> None:
    """What the deeds' own tasks came too early for, and districts that were never indexed."""
    for district_id in District.objects.order_by("pk").values_list("pk", flat=True):
        findable.catch_up(district_id)


@work.every(daily_at="08:30")
@work.task()
def tell_of_missing_days() -> None:
    now = timezone.now()
    for district_id in District.objects.order_by("pk").values_list("pk", flat=True):
        upkeep.tell_of_missing_days(district_id, at=now)
