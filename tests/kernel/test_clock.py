from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel import clock as clocks
from lianxin.kernel.calendar import SHANGHAI, WorkingCalendar
from lianxin.kernel.clock import Alarm, Step, Term
from lianxin.kernel.refusals import IllegalMove, Refusal

HOUR = dt.timedelta(hours=1)
CALENDAR = WorkingCalendar(
    exceptions={
        dt.date(2026, 2, 14): True,  # a make-up Saturday
        **{dt.date(2026, 2, 15) + dt.timedelta(days=n): False for n in range(9)},
    },
    known_years=frozenset({2024, 2025, 2026}),
)
TERMS = st.builds(Term, st.integers(1, 40), st.sampled_from(clocks.Unit))
JANUARY, JUNE = dt.datetime(2024, 1, 1), dt.datetime(2026, 6, 30)  # noqa: DTZ001  days alone
MOMENTS = st.datetimes(JANUARY, JUNE, timezones=st.just(SHANGHAI))
WHILES = st.timedeltas(dt.timedelta(), dt.timedelta(days=20))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def started(term: str | Term, when: dt.datetime, *, urgent: bool = False) -> Any:
    row: Any = SimpleNamespace(
        paused_at=None, paused_seconds=0, stopped_at=None, alarms=0, next_alarm_at=None
    )
    rule = Term.parse(term) if isinstance(term, str) else term
    return clocks.start(row, "RESPOND", rule, at=when, calendar=CALENDAR, urgent=urgent)


def left(clock: Any, when: dt.datetime) -> dt.timedelta:
    return clocks.remaining(clock, at=when, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("term", "start", "due"),
    [
        ("24h", "2026-03-06 23:30", "2026-03-07 23:30"),
        ("48h", "2024-02-28 08:00", "2024-03-01 08:00"),  # over 29 February
        ("2h", "2026-03-06 23:30", "2026-03-07 01:30"),  # over midnight
        ("16wh", "2026-03-06 10:00", "2026-03-10 12:00"),
        ("1wh", "2026-02-13 17:00", "2026-02-14 09:30"),  # into the make-up Saturday
        ("5wd", "2026-03-02 00:10", "2026-03-09 17:30"),
        ("1wd", "2026-02-14 09:00", "2026-02-24 17:30"),
        ("1wd", "2024-02-28 23:59", "2024-02-29 17:30"),
        ("7d", "2026-03-07 12:00", "2026-03-16 17:30"),
    ],
)
def test_when_a_term_ends(term: str, start: str, due: str) -> None:
    """C4, C5."""
    assert clocks.due(at(start), Term.parse(term), CALENDAR).at == at(due)


@pytest.mark.parametrize("text", ["", "24", "h", "0h", "-1d", "1.5h", "2w", "24 h", "5WD"])
def test_what_is_not_a_term(text: str) -> None:
    with pytest.raises(ValueError, match="not a term"):
        Term.parse(text)


@given(MOMENTS, WHILES, TERMS)
def test_who_comes_later_is_not_due_earlier(
    start: dt.datetime, later: dt.timedelta, term: Term
) -> None:
    first, second = (clocks.due(moment, term, CALENDAR).at for moment in (start, start + later))
    assert start < first <= second


@given(TERMS, MOMENTS, st.lists(st.tuples(WHILES, WHILES), min_size=1, max_size=4))
def test_a_pause_never_costs_time(
    term: Term, start: dt.datetime, pauses: list[tuple[dt.timedelta, dt.timedelta]]
) -> None:
    """C6. Whatever was left when the clock stood still is left when it goes on."""
    clock, now = started(term, start), start
    promised = clock.first_due_at
    for running, standing in pauses:
        now += running
        before, due_before = left(clock, now), clock.due_at
        clocks.pause(clock, at=now)
        now += standing
        assert left(clock, now) == before
        clocks.resume(clock, at=now, calendar=CALENDAR)
        assert before <= left(clock, now) < before + dt.timedelta(seconds=1)
        assert clock.due_at >= due_before
    assert clock.first_due_at == promised


@given(MOMENTS, st.lists(WHILES, max_size=4), WHILES)
def test_the_total_pause_survives_what_happens_to_the_clock(
    start: dt.datetime, pauses: list[dt.timedelta], further: dt.timedelta
) -> None:
    """C6."""
    clock, now = started("24h", start), start + HOUR
    for standing in pauses:
        clocks.pause(clock, at=now)
        now += standing
        clocks.resume(clock, at=now, calendar=CALENDAR)
    to = clock.due_at + HOUR
    clocks.extend(clock, to=to, at=now, calendar=CALENDAR)
    clocks.pause(clock, at=now)
    clocks.stop(clock, at=now + further)
    total = clocks.total_paused(clock, at=now + 9 * further, calendar=CALENDAR)
    exact = sum(pauses, further)
    assert exact <= total < exact + dt.timedelta(seconds=1) * (len(pauses) + 1)


def test_a_working_clock_does_not_count_a_pause_at_night() -> None:
    """C6."""
    clock = started("2wh", at("2026-03-02 17:00"))
    clocks.pause(clock, at=at("2026-03-02 18:00"))
    clocks.resume(clock, at=at("2026-03-03 08:00"), calendar=CALENDAR)
    assert clock.due_at == clock.first_due_at == at("2026-03-03 10:30")
    clocks.pause(clock, at=at("2026-03-03 09:30"))
    clocks.resume(clock, at=at("2026-03-03 11:30"), calendar=CALENDAR)
    assert clock.due_at == at("2026-03-03 14:00")
    assert clock.paused_seconds == 7200


def test_a_stopped_clock_stands_still() -> None:
    clock = started("24h", at("2026-03-02 09:00"))
    clocks.stop(clock, at=at("2026-03-02 10:00"))
    clocks.stop(clock, at=at("2026-03-09 10:00"))
    assert left(clock, at("2026-03-09 12:00")) == 23 * HOUR
    assert not clocks.is_overdue(clock, at=at("2026-03-09 12:00"))
    assert clock.next_alarm_at is None
    with pytest.raises(IllegalMove):
        clocks.pause(clock, at=at("2026-03-09 12:00"))


def test_pause_and_resume_take_turns() -> None:
    clock = started("24h", at("2026-03-02 09:00"))
    with pytest.raises(IllegalMove):
        clocks.resume(clock, at=at("2026-03-02 10:00"), calendar=CALENDAR)
    clocks.pause(clock, at=at("2026-03-02 10:00"))
    with pytest.raises(IllegalMove):
        clocks.pause(clock, at=at("2026-03-02 11:00"))


def test_an_extension_comes_before_the_due_time_and_keeps_the_first_promise() -> None:
    """C14."""
    clock = started("24h", at("2026-03-02 09:00"))
    with pytest.raises(Refusal, match="2026-03-03 09:00"):
        clocks.extend(
            clock, to=at("2026-03-03 09:00"), at=at("2026-03-02 10:00"), calendar=CALENDAR
        )
    clocks.extend(clock, to=at("2026-03-06 17:30"), at=at("2026-03-03 09:00"), calendar=CALENDAR)
    assert clock.first_due_at == at("2026-03-03 09:00")
    assert clock.due_at == at("2026-03-06 17:30")
    with pytest.raises(IllegalMove):
        clocks.extend(
            clock, to=at("2026-03-10 09:00"), at=at("2026-03-06 17:31"), calendar=CALENDAR
        )


def climb(clock: Any, *, urgent: bool) -> list[Alarm]:
    steps = []
    while alarm := clocks.next_alarm(clock, calendar=CALENDAR, urgent=urgent):
        assert clock.next_alarm_at == alarm.at
        steps.append(alarm)
        clocks.ring(clock, calendar=CALENDAR, urgent=urgent)
    assert clock.next_alarm_at is None
    return steps


def test_an_urgent_clock_climbs_the_ladder_by_the_minute() -> None:
    """C13."""
    assert climb(started("24h", at("2026-03-06 20:00"), urgent=True), urgent=True) == [
        Alarm(Step.WARN, at("2026-03-07 14:00")),
        Alarm(Step.DUE, at("2026-03-07 20:00")),
        Alarm(Step.LATE, at("2026-03-09 20:00")),
    ]


def test_other_clocks_wait_for_the_office_to_open() -> None:
    """C13."""
    assert climb(started("24h", at("2026-03-06 20:00")), urgent=False) == [
        Alarm(Step.WARN, at("2026-03-09 09:00")),
        Alarm(Step.DUE, at("2026-03-09 09:00")),
        Alarm(Step.LATE, at("2026-03-10 09:00")),
    ]


def test_a_working_clock_climbs_in_working_time() -> None:
    """C13."""
    assert climb(started("8wh", at("2026-03-02 09:00")), urgent=False) == [
        Alarm(Step.WARN, at("2026-03-02 16:30")),
        Alarm(Step.DUE, at("2026-03-03 10:00")),
        Alarm(Step.LATE, at("2026-03-05 12:00")),
    ]


def test_a_warning_comes_a_quarter_of_an_hour_before_at_the_latest() -> None:
    """C13."""
    clock = started("1wh", at("2026-03-02 16:30"))
    clock.due_at = clock.started_at + HOUR / 2
    alarm = clocks.next_alarm(clock, calendar=CALENDAR)
    assert alarm == Alarm(Step.WARN, at("2026-03-02 16:45"))


def test_a_paused_clock_is_silent_and_warns_later_afterwards() -> None:
    """C6, C13."""
    clock = started("8h", at("2026-03-02 09:00"))
    clocks.pause(clock, at=at("2026-03-02 10:00"))
    assert clock.next_alarm_at is None
    assert clocks.next_alarm(clock, calendar=CALENDAR) is None
    clocks.resume(clock, at=at("2026-03-03 10:00"), calendar=CALENDAR)
    assert clock.next_alarm_at == at("2026-03-03 15:00")


def test_an_extension_begins_the_ladder_anew() -> None:
    """C13, C14."""
    clock = started("8h", at("2026-03-02 09:00"))
    clocks.ring(clock, calendar=CALENDAR)
    clocks.extend(clock, to=at("2026-03-04 09:00"), at=at("2026-03-02 16:00"), calendar=CALENDAR)
    alarm = clocks.next_alarm(clock, calendar=CALENDAR)
    assert alarm == Alarm(Step.WARN, at("2026-03-04 09:00"))


@given(TERMS, MOMENTS)
def test_alarms_come_in_order_and_in_office_hours(term: Term, start: dt.datetime) -> None:
    """C13."""
    alarms = climb(started(term, start), urgent=False)
    assert [alarm.step for alarm in alarms] == list(Step)
    moments = [alarm.at for alarm in alarms]
    assert moments == sorted(moments)
    assert all(CALENDAR.next_working_moment(moment) == moment for moment in moments)
