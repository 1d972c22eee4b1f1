"""What the worker does: tells people, and forgets who follows no more."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from lianxin.following import retention, telling
from lianxin.kernel import work
from lianxin.network.models import District


@work.task(priority=5)
def tell(district_id: int, news_id: str) -> None:
    telling.tell(district_id, UUID(news_id), at=timezone.now())


@work.every(daily_at="03:35")
@work.task()
def forget() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        retention.keep_terms(district_id, at=now)
