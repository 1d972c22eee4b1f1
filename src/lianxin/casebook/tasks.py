"""What the worker does for answers without being asked."""

from __future__ import annotations

from django.utils import timezone

from lianxin.casebook.actions import proposing
from lianxin.kernel import work
from lianxin.network.models import District


@work.every(daily_at="04:20")
@work.task(queue=work.LONG)
def propose_answers() -> None:
    now = timezone.now()
    for district_id in District.objects.order_by("pk").values_list("pk", flat=True):
        proposing.propose(district_id, at=now)


@work.every(daily_at="08:40")
@work.task()
def remind_of_reviews() -> None:
    now = timezone.now()
    for district_id in District.objects.order_by("pk").values_list("pk", flat=True):
        proposing.remind(district_id, at=now)
