"""What happens by itself: rounds of invitations go on, and end; the shelves are written down."""

from __future__ import annotations

from django.utils import timezone

from lianxin.kernel import work
from lianxin.matching import stock
from lianxin.matching.actions import alerts, waves
from lianxin.network import districts
from lianxin.network.models import District


@work.every(minutes=1)
@work.task()
def advance_waves() -> None:
    districts.in_each(waves.advance)


@work.every(minutes=1)
@work.task(queue=work.LONG)
def keep_shelves() -> None:
    """What a process that starts begins with."""
    at = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        stock.keep(district_id, at=at)


@work.every(daily_at="08:20")
@work.task(queue=work.LONG)
def tell_of_new_fits() -> None:
    districts.in_each(alerts.tell)
