from __future__ import annotations

import datetime as dt

import pytest

from lianxin.kernel import throttle
from lianxin.kernel.models import Hit
from lianxin.kernel.refusals import TooMany
from tests.kernel.race import race

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


def post(at: dt.datetime, *, who: str = "203.0.113.7", limit: int = 60) -> bool:
    try:
        throttle.hit("intake", who, limit=limit, per=HOUR, at=at)
    except TooMany:
        return False
    return True


def test_the_61st_post_of_an_hour_is_refused(noon: dt.datetime) -> None:
    """C1."""
    answers = [post(noon + n * 30 * dt.timedelta(seconds=1)) for n in range(61)]
    assert answers == [True] * 60 + [False]


def test_the_refusal_says_when_to_try_again_and_that_is_true(noon: dt.datetime) -> None:
    post(noon, limit=1)
    with pytest.raises(TooMany) as refusal:
        throttle.hit("intake", "203.0.113.7", limit=1, per=HOUR, at=noon + MINUTE)
    again = noon + MINUTE + dt.timedelta(seconds=refusal.value.retry_after)
    assert HOUR <= again - noon <= HOUR + 5 * MINUTE
    assert "64 分钟" in refusal.value.message
    assert not post(again - dt.timedelta(seconds=1), limit=1)
    assert post(again, limit=1)


def test_no_hour_ever_sees_more_than_the_limit(noon: dt.datetime) -> None:
    moments = [noon + n * 7 * MINUTE for n in range(60)]
    passed = [at for at in moments if post(at, limit=3)]
    assert len(passed) > 10
    for at in moments:
        assert sum(at <= other < at + HOUR for other in passed) <= 3


def test_a_refused_try_does_not_count(noon: dt.datetime) -> None:
    post(noon, limit=1)
    assert not any(post(noon + n * MINUTE, limit=1) for n in range(1, 60))
    assert post(noon + HOUR + 5 * MINUTE, limit=1)


def test_people_and_scopes_do_not_share_a_count(noon: dt.datetime) -> None:
    assert post(noon, limit=1)
    assert post(noon, who="203.0.113.8", limit=1)
    throttle.hit("track", "203.0.113.7", limit=1, per=HOUR, at=noon)


def test_of_who_only_an_hmac_is_kept(noon: dt.datetime) -> None:
    post(noon)
    (row,) = Hit.objects.values_list("key", flat=True)
    assert len(row) == 64
    assert "203.0.113.7" not in row


def test_old_counts_are_forgotten(noon: dt.datetime) -> None:
    post(noon)
    assert throttle.prune(noon + HOUR) == 0
    assert throttle.prune(noon + dt.timedelta(days=3)) == 1
    assert not Hit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_over_connections(noon: dt.datetime) -> None:
    """C1, C3."""
    answers = race(lambda _n: [post(noon, limit=10) for _ in range(5)], runners=4)
    assert sum(passed for five in answers for passed in five) == 10
