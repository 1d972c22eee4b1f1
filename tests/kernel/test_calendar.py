from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import chinese_calendar
import holidays
import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel import calendar
from lianxin.kernel.calendar import SHANGHAI, Due, WorkingCalendar
from lianxin.kernel.models import CalendarDay
from lianxin.network.models import District
from lianxin.playbooks.holidays import seed_calendar

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
JANUARY, JUNE = dt.datetime(2024, 1, 1), dt.datetime(2026, 6, 30)  # noqa: DTZ001  days alone
DACHANG = 310113
BUREAU = holidays.country_holidays("CN", years=range(2023, 2028))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def official() -> WorkingCalendar:
    seed_calendar(range(2024, 2027))
    return calendar.load(DACHANG)


def nth_working_day(arrival: dt.date, n: int, is_working: Callable[[dt.date], bool]) -> dt.date:
    """The oracle: plain counting, sharing nothing with the product."""
    day = arrival
    while n:
        day += DAY
        n -= is_working(day)
    return day


@pytest.mark.parametrize("n", [1, 2, 5, 15])
@pytest.mark.parametrize(
    "is_working",
    [chinese_calendar.is_workday, BUREAU.is_working_day],
    ids=["chinese_calendar", "holidays"],
)
def test_due_dates_equal_those_of_two_foreign_calendars(
    official: WorkingCalendar, n: int, is_working: Callable[[dt.date], bool]
) -> None:
    """C5. An arrival on every day of 2024–2026, at both ends of the day in Shanghai."""
    day = dt.date(2024, 1, 1)
    while day < dt.date(2026, 12, 31):
        due = official.add_working_days(dt.datetime.combine(day, dt.time(0, 5), SHANGHAI), n)
        if not due.is_provisional:
            assert due.at.date() == nth_working_day(day, n, is_working), day
            assert due.at.time() == dt.time(17, 30)
        assert due.is_provisional == (due.at.year > 2026), day
        night = dt.datetime.combine(day, dt.time(23, 55), SHANGHAI).astimezone(dt.UTC)
        assert official.add_working_days(night, n) == due
        day += DAY


def test_both_foreign_calendars_know_the_same_days(official: WorkingCalendar) -> None:
    """C5."""
    for ordinal in range(dt.date(2024, 1, 1).toordinal(), dt.date(2027, 1, 1).toordinal()):
        day = dt.date.fromordinal(ordinal)
        answers = {official.is_working_day(day), BUREAU.is_working_day(day)}
        assert answers == {chinese_calendar.is_workday(day)}, day


def test_a_year_without_data_makes_the_due_date_provisional(official: WorkingCalendar) -> None:
    """C5."""
    assert not official.add_working_days(at("2026-12-29 10:00"), 2).is_provisional
    assert official.add_working_days(at("2026-12-29 10:00"), 3).is_provisional
    assert official.add_working_days(at("2026-12-31 10:00"), 1) == Due(
        at("2027-01-01 17:30"), is_provisional=True
    )
    assert official.add_working_time(at("2026-12-31 17:00"), HOUR).is_provisional
    assert official.add_days(at("2026-12-25 10:00"), 7).is_provisional


@pytest.mark.parametrize(
    ("arrival", "n", "due"),
    [
        ("2026-02-14 10:00", 1, "2026-02-24 17:30"),  # a make-up Saturday, then Spring Festival
        ("2026-02-13 10:00", 1, "2026-02-14 17:30"),  # Friday; its Saturday is worked
        ("2024-02-28 10:00", 1, "2024-02-29 17:30"),
        ("2024-02-29 23:59", 1, "2024-03-01 17:30"),
        ("2025-02-28 10:00", 1, "2025-03-03 17:30"),
    ],
)
def test_working_days(official: WorkingCalendar, arrival: str, n: int, due: str) -> None:
    """C5."""
    assert official.add_working_days(at(arrival), n) == Due(at(due))


@pytest.mark.parametrize(
    ("arrival", "n", "due"),
    [
        ("2026-03-02 10:00", 7, "2026-03-09 17:30"),
        ("2026-03-07 10:00", 7, "2026-03-16 17:30"),  # ends on a Saturday
        ("2026-02-10 10:00", 7, "2026-02-24 17:30"),  # ends in Spring Festival
    ],
)
def test_plain_days_end_on_a_working_day(
    official: WorkingCalendar, arrival: str, n: int, due: str
) -> None:
    assert official.add_days(at(arrival), n) == Due(at(due))


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-02 09:00", 3, "2026-03-02 12:00"),
        ("2026-03-02 11:00", 2, "2026-03-02 14:30"),  # over lunch
        ("2026-03-02 17:30", 1, "2026-03-03 10:00"),
        ("2026-03-06 17:00", 1, "2026-03-09 09:30"),  # over the weekend
        ("2026-03-07 03:00", 7, "2026-03-09 17:30"),
        ("2026-03-07 03:00", 0, "2026-03-07 03:00"),
    ],
)
def test_working_hours(official: WorkingCalendar, start: str, hours: int, due: str) -> None:
    assert official.add_working_time(at(start), hours * HOUR) == Due(at(due))


def test_working_time_between_two_moments(official: WorkingCalendar) -> None:
    friday, monday = at("2026-03-06 11:00"), at("2026-03-09 10:00")
    assert official.working_time_between(friday, monday) == 6 * HOUR
    assert official.working_time_between(monday, friday) == -6 * HOUR


@given(
    st.datetimes(JANUARY, JUNE),
    st.timedeltas(dt.timedelta(seconds=1), dt.timedelta(hours=200)),
)
def test_adding_and_measuring_agree(start: dt.datetime, amount: dt.timedelta) -> None:
    plain = WorkingCalendar()
    begin = start.replace(tzinfo=SHANGHAI)
    due = plain.add_working_time(begin, amount)
    assert plain.working_time_between(begin, due.at) == amount
    assert plain.next_working_moment(due.at) == due.at


@pytest.mark.parametrize(
    ("moment", "following"),
    [
        ("2026-03-02 10:00", "2026-03-02 10:00"),
        ("2026-03-02 12:10", "2026-03-02 13:30"),
        ("2026-03-02 17:30", "2026-03-02 17:30"),
        ("2026-03-02 17:31", "2026-03-03 09:00"),
        ("2026-02-14 20:00", "2026-02-24 09:00"),
    ],
)
def test_the_next_working_moment(official: WorkingCalendar, moment: str, following: str) -> None:
    assert official.next_working_moment(at(moment)) == at(following)


def test_office_hours_must_make_sense() -> None:
    with pytest.raises(ValueError, match="office hours"):
        WorkingCalendar(hours=())
    with pytest.raises(ValueError, match="office hours"):
        WorkingCalendar(hours=((dt.time(13), dt.time(12)),))


def test_a_district_may_differ_from_the_rest() -> None:
    district = District.objects.create(id=DACHANG, slug="dachang", name="大场镇")
    monday = dt.date(2026, 3, 2)
    CalendarDay.objects.create(district=district, day=monday, is_working=False, name="停电")
    CalendarDay.objects.create(day=monday, is_working=True)
    assert not calendar.load(DACHANG).is_working_day(monday)
    assert calendar.load(DACHANG + 1).is_working_day(monday)


def test_an_edited_day_counts_at_once_and_costs_one_query(
    official: WorkingCalendar, django_assert_num_queries
) -> None:
    District.objects.create(id=DACHANG, slug="dachang", name="大场镇")
    assert calendar.load(DACHANG) == official
    with django_assert_num_queries(1):
        assert calendar.load(DACHANG) == official
    row = CalendarDay.objects.get(day=dt.date(2026, 2, 14))
    row.is_working = False
    row.save()
    assert not calendar.load(DACHANG).is_working_day(row.day)


def test_seeding_again_keeps_what_people_edited(capsys) -> None:
    call_command("seed_calendar", "2026")
    CalendarDay.objects.filter(day="2026-02-14").update(is_working=False, is_edited=True)
    CalendarDay.objects.filter(day="2026-02-28").update(is_working=False)  # an older notice

    call_command("seed_calendar")

    days = dict(CalendarDay.objects.values_list("day", "is_working"))
    assert days[dt.date(2026, 2, 14)] is False
    assert days[dt.date(2026, 2, 28)] is True
    assert CalendarDay.objects.get(day="2026-10-01").name == "国庆节"
    count = CalendarDay.objects.count()
    assert seed_calendar() == 0
    assert count == CalendarDay.objects.count()
    assert "days written" in capsys.readouterr().out


def test_a_month_later_is_the_same_day_or_the_last() -> None:
    assert calendar.months_on(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert calendar.months_on(dt.date(2026, 12, 5), 12) == dt.date(2027, 12, 5)
