"""What happens by itself: orders that come again are placed in time."""

from __future__ import annotations

from django.utils import timezone

from lianxin.fulfilment.actions import recurring
from lianxin.kernel import work
from lianxin.network.models import District


@work.every(hours=1)
@work.task()
def place_recurring_orders() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        while recurring.place_due(district_id, at=now):
            pass
