"""What happens by itself: both sides are asked how it goes on and told what is owed soon, and
contacts are forgotten."""

from __future__ import annotations

from django.utils import timezone

from lianxin.kernel import work
from lianxin.network import districts
from lianxin.network.models import District
from lianxin.partnering.actions import owing, reminding, retention


@work.every(daily_at="09:20")
@work.task()
def remind_of_ends() -> None:
    districts.in_each(reminding.remind_due)


@work.every(daily_at="09:30")
@work.task()
def remind_of_owed() -> None:
    districts.in_each(owing.remind_owed)


@work.every(daily_at="03:40")
@work.task()
def forget_contacts() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        retention.keep_terms(district_id, at=now)
