"""What happens by itself: both sides are asked, and reminded."""

from __future__ import annotations

from lianxin.introductions.actions import asking, reminding
from lianxin.kernel import work
from lianxin.network import districts


@work.every(daily_at="09:10")
@work.task()
def ask_both_sides() -> None:
    districts.in_each(asking.ask_due)


@work.every(daily_at="09:10")
@work.task()
def remind_sides() -> None:
    districts.in_each(reminding.remind)
