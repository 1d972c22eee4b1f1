"""Warn those who have to decide, then those who lead."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from lianxin.challenges.actions import telling
from lianxin.challenges.models import ChallengeClock
from lianxin.kernel import calendar, clock
from lianxin.kernel.clock import Step
from lianxin.kernel.ids import new_id

KIND: Final = {Step.WARN: "challenge_warn", Step.DUE: "challenge_due", Step.LATE: "challenge_late"}
BATCH: Final = 200


def ring_due(district_id: int, *, at: datetime) -> int:
    """Raise the alarms that have come by `at`; of two workers one tells. Returns how many."""
    due = ChallengeClock.objects.filter(district_id=district_id, next_alarm_at__lte=at)
    rows = due.select_related("challenge__listing__provider").order_by("next_alarm_at")[:BATCH]
    return sum(_ring(row, at=at) for row in rows)


@transaction.atomic
def _ring(row: ChallengeClock, *, at: datetime) -> bool:
    before, step = row.alarms, list(Step)[row.alarms]
    clock.ring(row, calendar=calendar.load(row.district_id))
    mine = ChallengeClock.objects.filter(
        district_id=row.district_id, pk=row.pk, alarms=before, stopped_at=None
    )
    if not mine.update(alarms=row.alarms, next_alarm_at=row.next_alarm_at):
        return False
    about, when = new_id(), row.due_at.isoformat()
    telling.tell_publisher(KIND[step], row.challenge, about=about, at=at, when=when)
    if step != Step.WARN:
        telling.tell_leads(KIND[step], row.challenge, about=about, at=at, when=when)
    return True
