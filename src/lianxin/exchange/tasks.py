"""What happens by itself: silence passes an order on, ratings lapse, people are forgotten."""

from __future__ import annotations

from lianxin.exchange.actions import orders, rating, retention
from lianxin.kernel import work
from lianxin.network import districts


@work.every(minutes=1)
@work.task()
def pass_on_silent() -> None:
    districts.in_each(orders.pass_on_silent)


@work.every(hours=1)
@work.task()
def lapse_ratings() -> None:
    districts.in_each(orders.lapse_ratings)


@work.every(hours=1)
@work.task()
def ask_ratings() -> None:
    districts.in_each(rating.ask)


@work.every(daily_at="02:50")
@work.task(queue=work.LONG)
def keep_retention_terms() -> None:
    districts.in_each(retention.keep_terms)
