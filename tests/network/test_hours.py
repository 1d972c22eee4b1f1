"""When a unit is there."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.network import hours
from lianxin.network.hours import BadHours
from tests.make import SHANGHAI

OFFICE = "Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-12:00"
HOLIDAY, WORKED_SATURDAY = dt.date(2026, 10, 1), dt.date(2026, 10, 10)


def is_working(day: dt.date) -> bool:
    return day == WORKED_SATURDAY or (day != HOLIDAY and day.weekday() < 5)


def at(day: int, clock: str) -> dt.datetime:
    return dt.datetime.combine(dt.date(2026, 10, day), dt.time.fromisoformat(clock), SHANGHAI)


@pytest.mark.parametrize(
    ("text", "moment", "is_open"),
    [
        (OFFICE, at(12, "08:29:59"), False),  # a Monday
        (OFFICE, at(12, "08:30"), True),
        (OFFICE, at(12, "11:59:59"), True),
        (OFFICE, at(12, "12:00"), False),
        (OFFICE, at(12, "14:00"), True),
        (OFFICE, at(17, "10:00"), True),  # a Saturday
        (OFFICE, at(17, "15:00"), False),
        (OFFICE, at(10, "15:00"), True),  # a Saturday that is worked
        (OFFICE, at(18, "10:00"), False),
        (OFFICE, at(1, "10:00"), False),  # the National Day
        (f"{OFFICE}; PH 10:00-12:00", at(1, "10:00"), True),
        ("24/7", at(1, "00:00"), True),
        ("Mo-Su 18:00-24:00", at(12, "23:59:59"), True),
    ],
)
def test_a_unit_is_there_in_its_hours(
    text: str,
    moment: dt.datetime,
    is_open: bool,
) -> None:
    assert hours.is_open(text, moment, is_working=is_working) is is_open


def test_it_tells_when_it_opens_next() -> None:
    friday_evening = at(16, "18:00")

    assert hours.opens_at("Mo-Fr 08:30-12:00", friday_evening, is_working=is_working) == at(
        19, "08:30"
    )
    assert hours.opens_at(OFFICE, at(12, "12:30"), is_working=is_working) == at(12, "14:00")
    assert hours.opens_at(OFFICE, at(12, "15:00"), is_working=is_working) == at(12, "15:00")
    assert hours.opens_at("PH 10:00-12:00", at(12, "15:00"), is_working=lambda _: True) is None


@pytest.mark.parametrize(
    "text",
    ["", "morning", "Mo-Fr", "Mo-Fr 9-5", "Xx 09:00-10:00", "Mo 10:00-09:00", "Mo 9:00-10:00;"],
)
def test_what_is_no_hours_is_told(text: str) -> None:
    with pytest.raises(BadHours):
        hours.parse(text)
