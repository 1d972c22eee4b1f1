"""What happens by itself: orders that come again are placed in time, and holders are told before
their certificate ends."""

from __future__ import annotations

from lianxin.fulfilment.actions import certifying, recurring
from lianxin.kernel import work
from lianxin.network import districts


@work.every(hours=1)
@work.task()
def place_recurring_orders() -> None:
    districts.in_each(recurring.place_due)


@work.every(daily_at="09:10")
@work.task()
def remind_of_certificates() -> None:
    districts.in_each(certifying.remind_ending)
