"""Seats: who may give and end them, and when their rights begin and end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.network import actions, policy, queries
from lianxin.network.models import Role, Seat
from tests import make
from tests.make import NOON, SHANGHAI

TODAY = NOON.date()


def test_a_role_keeps_its_rights_to_the_end_of_its_last_day_in_shanghai() -> None:
    """X4"""
    unit = make.organisation()
    lead = make.unit_lead(unit, until=dt.date(2026, 3, 31))
    last_second = dt.datetime(2026, 3, 31, 23, 59, 59, tzinfo=SHANGHAI)
    midnight = last_second + dt.timedelta(seconds=1)

    for at, may in ((last_second, True), (midnight, False)):
        on = timezone.localdate(at.astimezone(dt.UTC))
        assert queries.live_seats(lead, on=on).exists() is may
        assert bool(policy.roles_to_give(lead, unit, on=on)) is may


def test_a_seat_that_begins_tomorrow_gives_nothing_today() -> None:
    unit = make.organisation()
    lead = make.unit_lead(unit, since=TODAY + dt.timedelta(days=1))
    assert not policy.roles_to_give(lead, unit, on=TODAY)


def test_the_same_seat_twice_is_one_and_takes_the_new_last_day() -> None:
    unit, person = make.organisation(), make.user()
    for ends_on in (None, dt.date(2026, 12, 31)):
        actions.seat_person(
            person,
            organisation=unit,
            role=Role.HANDLER,
            starts_on=TODAY,
            ends_on=ends_on,
            by=None,
            at=NOON,
        )
    seat = Seat.objects.get(district=unit.district, user=person)
    assert (seat.place, seat.ends_on) == (unit.place, dt.date(2026, 12, 31))


def test_the_same_key_is_one_seat() -> None:
    unit, person, key = make.organisation(), make.user(), new_id()
    first, second = (
        actions.seat_person(
            person,
            organisation=unit,
            role=Role.HANDLER,
            starts_on=starts_on,
            key=key,
            by=None,
            at=NOON,
        )
        for starts_on in (TODAY, TODAY + dt.timedelta(days=1))
    )
    assert first == second


def test_nobody_is_seated_across_districts() -> None:
    with pytest.raises(Refusal, match="同一个辖区"):
        actions.seat_person(
            make.user(of=make.district("other")),
            organisation=make.organisation(),
            role=Role.HANDLER,
            starts_on=TODAY,
            by=None,
            at=NOON,
        )


def seat_of(unit_role: Role = Role.HANDLER) -> Seat:
    person = make.seat(unit_role, make.organisation())
    return Seat.objects.get(district=make.district(), user=person)


def test_the_holder_leaves_and_keeps_the_rights_of_the_day() -> None:
    """X5"""
    seat = seat_of()
    actions.end_seat(seat, by=seat.user, at=NOON)

    assert queries.live_seats(seat.user, on=TODAY).exists()
    assert not queries.live_seats(seat.user, on=TODAY + dt.timedelta(days=1)).exists()


@pytest.mark.parametrize("who", ["lead", "manager", "operator", "system"])
def test_those_over_a_seat_may_end_it(who: str) -> None:
    seat = seat_of()
    by = {
        "lead": lambda: make.unit_lead(seat.organisation),
        "manager": make.manager,
        "operator": lambda: make.seat(Role.OPERATOR, make.desk()),
        "system": lambda: None,
    }[who]()
    actions.end_seat(seat, on=TODAY, by=by, at=NOON)
    assert seat.ends_on == TODAY


@pytest.mark.parametrize("who", ["colleague", "lead of another unit", "former lead", "dispatcher"])
def test_nobody_else_may_end_a_seat(who: str) -> None:
    seat = seat_of()
    by = {
        "colleague": lambda: make.handler(seat.organisation),
        "lead of another unit": lambda: make.unit_lead(make.organisation()),
        "former lead": lambda: make.unit_lead(seat.organisation, until=dt.date(2026, 2, 28)),
        "dispatcher": make.dispatcher,
    }[who]()
    with pytest.raises(NotAllowed):
        actions.end_seat(seat, by=by, at=NOON)


def test_a_lead_cannot_end_a_manager_of_the_unit() -> None:
    seat = seat_of(Role.MANAGER)
    with pytest.raises(NotAllowed):
        actions.end_seat(seat, by=make.unit_lead(seat.organisation), at=NOON)


def test_what_has_ended_does_not_end_again() -> None:
    seat = seat_of()
    actions.end_seat(seat, by=None, at=NOON)
    with pytest.raises(IllegalMove):
        actions.end_seat(seat, by=None, at=NOON + dt.timedelta(days=1))


def test_the_last_operator_stays_until_the_next_is_seated() -> None:
    seat = seat_of(Role.OPERATOR)
    with pytest.raises(Refusal, match="最后一位"):
        actions.end_seat(seat, by=seat.user, at=NOON)

    make.seat(Role.OPERATOR, make.desk())
    actions.end_seat(seat, by=seat.user, at=NOON)


def test_what_people_see_of_the_directory() -> None:
    street = make.place(kind="STREET")
    inside = make.organisation(at=make.place(under=street))
    outside = make.organisation()
    cast = {
        make.handler(inside): {inside},
        make.manager(street): {inside, make.desk()},
        make.seat(Role.OPERATOR, make.desk()): {inside, outside, make.desk()},
        make.user(): set(),
    }
    for user, units in cast.items():
        assert set(policy.units_visible_to(user, make.district(), on=TODAY)) == units
