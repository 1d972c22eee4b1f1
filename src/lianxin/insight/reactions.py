"""What the figures do when a case changes: the day of its arrival must be counted anew."""

from __future__ import annotations

from django.utils import timezone

from lianxin.cases.facts import CaseChanged
from lianxin.insight.models import StaleDay
from lianxin.kernel.database import rows
from lianxin.kernel.reactions import reacts_to


@reacts_to(CaseChanged)
def mark_the_day(fact: CaseChanged) -> None:
    day = timezone.localdate(fact.received_at)
    rows.insert(StaleDay(district_id=fact.district_id, day=day), once=True)
