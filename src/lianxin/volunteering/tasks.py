"""What happens by itself: shifts close, calls end, corrections go further."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from lianxin.kernel import work
from lianxin.network.models import District
from lianxin.volunteering.actions import calls, corrections, presence

Round = Callable[..., int]


@work.every(minutes=1)
@work.task()
def close_shifts() -> None:
    _everywhere(presence.close_over)
    _everywhere(calls.close_over)


@work.every(hours=1)
@work.task()
def mark_missed() -> None:
    _everywhere(presence.mark_missed)


@work.every(hours=1)
@work.task()
def escalate_corrections() -> None:
    _everywhere(corrections.escalate_late)


def _everywhere(act: Round, *, at: datetime | None = None) -> None:
    moment = at or timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        while act(district_id, at=moment):
            pass
