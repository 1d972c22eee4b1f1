"""What happens by itself: after 24 months nothing is left of a visit but the count."""

from __future__ import annotations

from lianxin.kernel import work
from lianxin.network import districts
from lianxin.visits.actions import log


@work.every(daily_at="03:50")
@work.task()
def forget_old_visits() -> None:
    districts.in_each(log.forget_old)
