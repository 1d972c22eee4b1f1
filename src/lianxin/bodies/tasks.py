"""What happens by itself: terms and polls are spoken of, and people are forgotten in time."""

from __future__ import annotations

from django.utils import timezone

from lianxin.bodies.actions import electing, joining, retention, terms
from lianxin.kernel import work
from lianxin.network import districts


@work.every(daily_at="09:10")
@work.task()
def remind_of_terms_and_polls() -> None:
    now = timezone.now()
    for district in districts.everyone():
        terms.remind(district.pk, at=now)
        electing.remind(district.pk, at=now)


@work.every(daily_at="03:20")
@work.task()
def forget_who_is_gone() -> None:
    now = timezone.now()
    joining.delete_unanswered(at=now)
    for district in districts.everyone():
        retention.keep_terms(district.pk, at=now)
