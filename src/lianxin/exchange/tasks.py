"""What happens by itself: silence passes an order on, ratings lapse, people are forgotten."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from lianxin.exchange.actions import orders, retention
from lianxin.kernel import work
from lianxin.network.models import District


@work.every(minutes=1)
@work.task()
def pass_on_silent() -> None:
    _everywhere(orders.pass_on_silent)


@work.every(hours=1)
@work.task()
def lapse_ratings() -> None:
    _everywhere(orders.lapse_ratings)


@work.every(daily_at="02:50")
@work.task(queue=work.LONG)
def keep_retention_terms() -> None:
    _everywhere(retention.keep_terms)


def _everywhere(act: Callable[..., int]) -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        while act(district_id, at=now):
            pass
