"""What the worker counts without being asked."""

from __future__ import annotations

from django.utils import timezone

from lianxin.insight import actions
from lianxin.kernel import work
from lianxin.network.models import District

SLICE = 3.0  # seconds that messages may wait


@work.every(minutes=1)
@work.task()
def count_stale_days() -> None:
    """After a ledger has come in there are hundreds: the next minute goes on."""
    now = timezone.now()
    for district_id in District.objects.order_by("pk").values_list("pk", flat=True):
        actions.count_stale_days(district_id, at=now, seconds=SLICE)
