"""What happens by itself: orders that come again are placed in time, and holders are told before
their certificate ends."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from lianxin.fulfilment.actions import certifying, recurring
from lianxin.kernel import work
from lianxin.network.models import District


@work.every(hours=1)
@work.task()
def place_recurring_orders() -> None:
    _everywhere(recurring.place_due)


@work.every(daily_at="09:10")
@work.task()
def remind_of_certificates() -> None:
    _everywhere(certifying.remind_ending)


def _everywhere(act: Callable[..., int]) -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        while act(district_id, at=now):
            pass
