"""What happens by itself: shifts close, calls end, corrections go further."""

from __future__ import annotations

from lianxin.kernel import work
from lianxin.network import districts
from lianxin.volunteering.actions import calls, corrections, presence


@work.every(minutes=1)
@work.task()
def close_shifts() -> None:
    districts.in_each(presence.close_over)
    districts.in_each(calls.close_over)


@work.every(hours=1)
@work.task()
def mark_missed() -> None:
    districts.in_each(presence.mark_missed)


@work.every(hours=1)
@work.task()
def escalate_corrections() -> None:
    districts.in_each(corrections.escalate_late)
