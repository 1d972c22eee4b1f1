"""Rooms: nobody has one twice."""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise

import pytest

from lianxin.exchange.actions import bookings
from lianxin.exchange.actions.bookings import SeriesTaken, Span, Taken
from lianxin.exchange.models import Cell, Claim
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from tests.exchange import shelf
from tests.kernel.race import race
from tests.make import NOON

HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR
TOMORROW = NOON + 22 * HOUR  # ten in the morning


def span(start: dt.datetime = TOMORROW, *, hours: float = 2) -> Span:
    return Span(start, start + hours * HOUR)


def book(space, when, **fields):
    return bookings.book(space, when, shelf.wish(), key=fields.pop("key", new_id()), at=NOON)


def test_who_is_too_late_is_offered_at_least_three_free_times():
    """X29: losers get at least 3 free alternatives, which are free."""
    space = shelf.space()
    book(space, span())

    with pytest.raises(Taken) as refused:
        book(space, span(TOMORROW + HOUR))

    assert len(refused.value.free) >= 3
    for _where, when in refused.value.free[:3]:
        assert when.ends_at - when.starts_at == 2 * HOUR
    where, when = refused.value.free[0]
    book(where, when)


@pytest.mark.django_db(transaction=True)
def test_overlapping_bookings_at_once_never_both_win_and_somebody_always_does():
    """X29: 8 at a time × 25 attempts, 0 overlapping pairs, each contested time has one winner."""
    space = shelf.space()
    tried: list[Span] = []

    def attempts(n: int) -> list[object]:
        chance = random.Random(n)
        done: list[object] = []
        for _ in range(25):
            start = TOMORROW + chance.randrange(0, 40) * HOUR / 4
            when = Span(start, start + chance.choice([2, 4, 6]) * HOUR / 4)
            tried.append(when)
            try:
                done.append(book(space, when))
            except Taken as taken:
                done.append(taken)
        return done

    answers = [answer for some in race(attempts, runners=8) for answer in some]

    assert len(answers) == 200
    held = Claim.objects.filter(district_id=space.district_id, space=space, state="HELD")
    times = held.values_list("starts_at", "ends_at")
    booked = sorted((start, end) for start, end in times if start and end)
    assert all(a[1] <= b[0] for a, b in pairwise(booked))
    assert len(booked) == sum(not isinstance(answer, Taken) for answer in answers)
    for when in tried:  # who lost, lost to somebody
        assert any(a < when.ends_at and when.starts_at < b for a, b in booked)


@pytest.mark.django_db(transaction=True)
def test_of_many_for_the_same_hour_exactly_one_wins():
    """X29."""
    space = shelf.space()

    answers = race(lambda _n: book(space, span()), runners=8)

    assert sum(isinstance(answer, Taken) for answer in answers) == 7
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1


def test_a_series_with_conflicts_is_refused_with_the_list_or_books_the_rest():
    """X30: 12 dates, 2 taken."""
    space = shelf.space(ahead=120)
    dates = [span(TOMORROW + n * 7 * DAY) for n in range(12)]
    book(space, dates[3])
    book(space, dates[8])
    claims = Claim.objects.filter(district_id=space.district_id, space=space)

    with pytest.raises(SeriesTaken) as refused:
        bookings.book_series(space, dates, shelf.wish(), key=new_id(), at=NOON)
    assert list(refused.value.conflicts) == [dates[3], dates[8]]
    assert claims.count() == 2

    done = bookings.book_series(
        space, dates, shelf.wish(), key=new_id(), at=NOON, skip_conflicts=True
    )
    assert (len(done.booked), list(done.skipped)) == (10, [dates[3], dates[8]])
    assert claims.count() == 12


def test_half_a_hall_blocks_the_hall_and_leaves_the_other_half():
    hall, left, right = (shelf.space(code=code) for code in ("hall", "left", "right"))
    hall.parts.add(left, right)
    book(left, span())

    with pytest.raises(Taken):
        book(hall, span())
    book(right, span())


def test_the_room_stays_empty_between_two():
    space = shelf.space(buffer=30)
    book(space, span())

    with pytest.raises(Taken):
        book(space, span(TOMORROW + 2 * HOUR))
    book(space, span(TOMORROW + 2.5 * HOUR))


def test_what_is_given_back_is_free_at_once():
    space = shelf.space()
    claim = book(space, span()).claim

    bookings.cancel(claim, code=shelf.code(claim), at=NOON)

    assert not Cell.objects.filter(district_id=space.district_id, space=space).exists()
    book(space, span())


def test_the_same_key_is_one_booking():
    space, key = shelf.space(), new_id()

    assert book(space, span(), key=key).claim == book(space, span(), key=key).claim


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (span(TOMORROW - 4 * HOUR), "不开放"),
        (span(hours=0.25), "30 到 240 分钟"),
        (span(hours=5), "30 到 240 分钟"),
        (span(TOMORROW + dt.timedelta(minutes=7)), "整刻钟"),
        (span(NOON - HOUR), "已经过去"),
        (span(TOMORROW + 90 * DAY), "最多提前 60 天"),
    ],
)
def test_what_cannot_be_says_why(when, why):
    with pytest.raises(Refusal, match=why):
        book(shelf.space(), when)


def test_a_closed_room_cannot_be_booked_and_a_booked_one_not_closed():
    space = shelf.space()
    bookings.close(space, span(), why="刷漆", by=None, at=NOON, key=new_id())
    with pytest.raises(Taken):
        book(space, span())

    book(space, span(TOMORROW + 3 * HOUR))
    with pytest.raises(Taken, match="先联系"):
        bookings.close(
            space, span(TOMORROW + 4 * HOUR), why="刷漆", by=None, at=NOON, key=new_id()
        )
