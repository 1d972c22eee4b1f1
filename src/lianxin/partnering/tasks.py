"""What happens by itself: both sides are asked how it goes on, and contacts are forgotten."""

from __future__ import annotations

from django.utils import timezone

from lianxin.kernel import work
from lianxin.network import districts
from lianxin.network.models import District
from lianxin.partnering.actions import reminding, retention


@work.every(daily_at="09:20")
@work.task()
def remind_of_ends() -> None:
    districts.in_each(reminding.remind_due)


@work.every(daily_at="03:40")
@work.task()
def forget_contacts() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        retention.keep_terms(district_id, at=now)
