"""Many at once: nobody is lost, nothing waits for ever, and what was told stays true."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.exchange import queries
from lianxin.exchange.actions import bookings, places, spaces
from lianxin.exchange.actions.bookings import Series, Span, Taken
from lianxin.exchange.models import Claim, Slot
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Repeated
from tests.exchange import shelf
from tests.kernel.race import race
from tests.make import NOON

HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR
TOMORROW = NOON + 22 * HOUR  # ten in the morning


def take(slot: Slot, **fields: Any) -> Claim:
    return places.take(slot, shelf.wish(**fields), key=new_id(), at=NOON).claim


def problems(answers: list[Any], *expected: type[Exception]) -> list[Any]:
    return [one for one in answers if isinstance(one, Exception) and not isinstance(one, expected)]


@pytest.mark.django_db(transaction=True)
def test_the_number_that_was_told_stays_her_number() -> None:
    """X16, X27: who comes at the same moment is told one number, and keeps it."""
    slot = shelf.slot(capacity=2)

    told = race(lambda _n: queries.line_number(take(slot)), runners=14)

    assert sorted(told) == [0, 0, *range(1, 13)]


@pytest.mark.django_db(transaction=True)
def test_seats_given_back_at_once_go_to_the_first_in_the_line() -> None:
    """X16."""
    slot = shelf.slot(capacity=4)
    held, line = [take(slot) for _ in range(4)], [take(slot) for _ in range(6)]

    def give_back(n: int) -> None:
        """The last runner is in the line herself, and may just be moving up."""
        claim = held[n] if n < 4 else line[0]
        places.cancel(claim, code=shelf.code(claim), at=NOON)

    assert problems(race(give_back, runners=5)) == []
    assert _states(*line) == ["CANCELLED", *["HELD"] * 4, "WAITING"]


def test_who_waits_behind_a_group_moves_up_when_it_leaves() -> None:
    slot = shelf.slot(capacity=4)
    take(slot, seats=3)
    group, single = take(slot, seats=2), take(slot)

    places.cancel(group, code=shelf.code(group), at=NOON)

    assert _states(single) == ["HELD"]
    slot.refresh_from_db()
    assert slot.taken == 4


@pytest.mark.django_db(transaction=True)
def test_sessions_are_added_while_people_sign_up() -> None:
    """Neither waits for the other: a claim refers to the listing whose history goes on."""
    slot = shelf.slot(capacity=2)

    def deed(n: int) -> object:
        return shelf.slot(slot.listing) if n % 2 else take(slot)

    assert problems(race(deed, runners=8)) == []
    assert Slot.objects.filter(district_id=slot.district_id).count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_room_is_closed_while_others_book_it() -> None:
    space = shelf.space()
    day = Span(TOMORROW, TOMORROW + 8 * HOUR)

    def deed(n: int) -> object:
        if n < 2:
            return bookings.close(space, day, why="刷漆", by=None, at=NOON, key=new_id())
        when = Span(TOMORROW + n * HOUR, TOMORROW + (n + 2) * HOUR)
        return bookings.book(space, when, shelf.wish(), key=new_id(), at=NOON)

    answers = race(deed, runners=6)

    assert problems(answers, Taken) == []
    assert 1 <= sum(not isinstance(one, Taken) for one in answers) < 6


@pytest.mark.django_db(transaction=True)
def test_series_told_in_opposite_orders_do_not_wait_for_each_other() -> None:
    """X30."""
    space = shelf.space(ahead=120)
    dates = [Span(TOMORROW + n * DAY, TOMORROW + n * DAY + 2 * HOUR) for n in range(5)]

    def book(n: int) -> Series:
        told = dates if n % 2 else dates[::-1]
        return bookings.book_series(
            space, told, shelf.wish(), key=new_id(), at=NOON, skip_conflicts=True
        )

    answers = race(book, runners=4)

    assert problems(answers) == []
    assert sum(len(done.booked) for done in answers) == len(dates)


def test_on_a_full_day_other_days_and_rooms_are_told() -> None:
    """X29: at least three, wherever there are three."""
    room = shelf.space(hours="Mo-Su 10:00-12:00; PH 10:00-12:00", ahead=2)
    other = shelf.space(room.listing, hours="Mo-Su 08:00-22:00; PH 08:00-22:00", ahead=2)
    for day in range(2):
        span = Span(TOMORROW + day * DAY, TOMORROW + day * DAY + 2 * HOUR)
        bookings.book(room, span, shelf.wish(), key=new_id(), at=NOON)
    bookings.book(other, Span(TOMORROW, TOMORROW + 2 * HOUR), shelf.wish(), key=new_id(), at=NOON)

    with pytest.raises(Taken) as refused:
        bookings.book(
            room, Span(TOMORROW, TOMORROW + 2 * HOUR), shelf.wish(), key=new_id(), at=NOON
        )

    assert len(refused.value.free) >= 3
    for where, when in refused.value.free[:3]:
        claim = bookings.book(where, when, shelf.wish(), key=new_id(), at=NOON).claim
        bookings.cancel(claim, code=shelf.code(claim), at=NOON)


def test_what_was_closed_and_opened_again_is_not_closed_by_an_old_key() -> None:
    space, key = shelf.space(), new_id()
    day = Span(TOMORROW, TOMORROW + 8 * HOUR)

    first = bookings.close(space, day, why="刷漆", by=None, at=NOON, key=key)
    assert bookings.close(space, day, why="刷漆", by=None, at=NOON, key=key) == first
    spaces.reopen(first, by=None, at=NOON)

    with pytest.raises(Repeated):
        bookings.close(space, day, why="刷漆", by=None, at=NOON, key=key)


def _states(*claims: Claim) -> list[str]:
    for claim in claims:
        claim.refresh_from_db()
    return [claim.state for claim in claims]
