"""Clocks: a promise with a time, that can be paused, extended and stopped, and warns on the way.

The functions change the row they are given and save nothing: the action that calls them saves,
in the transaction of its deed. A clock that runs in WORKING time counts everything (what is
left, what was paused, its alarms) in office hours, a NATURAL one in plain hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import NamedTuple, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.calendar import Due, WorkingCalendar
from lianxin.kernel.models import Clock, Runs
from lianxin.kernel.refusals import IllegalMove, Refusal

ClockT = TypeVar("ClockT", bound=Clock)

WARN_SHARE = 0.75
WARN_LEAST = timedelta(minutes=15)  # a warning comes at least so long before the due time
LATE_FACTOR = 3  # the last step is taken when the term has passed three times


class Unit(StrEnum):
    HOURS = "h"
    WORKING_HOURS = "wh"
    DAYS = "d"
    WORKING_DAYS = "wd"


class Step(StrEnum):
    """The ladder, in the order of climbing."""

    WARN = "WARN"
    DUE = "DUE"
    LATE = "LATE"


class Alarm(NamedTuple):
    step: Step
    at: datetime


@dataclass(frozen=True)
class Term:
    """How long is promised, e.g. 48 hours or 5 working days."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Term:
        """Read "24h", "16wh" (working hours), "7d" or "5wd" (working days)."""
        found = re.fullmatch(r"([1-9]\d{0,3})(h|wh|d|wd)", text.strip())
        if not found:
            raise ValueError(f"{text!r} is not a term; write e.g. 24h, 16wh, 7d or 5wd")
        return cls(int(found[1]), Unit(found[2]))

    @property
    def runs(self) -> Runs:
        return Runs.WORKING if self.unit.startswith("w") else Runs.NATURAL


def due(start: datetime, term: Term, calendar: WorkingCalendar) -> Due:
    """When `term` ends. Hours run from the minute; days as `calendar` counts them."""
    if term.unit == Unit.WORKING_DAYS:
        return calendar.add_working_days(start, term.amount)
    if term.unit == Unit.DAYS:
        return calendar.add_days(start, term.amount)
    hours = timedelta(hours=term.amount)
    if term.unit == Unit.WORKING_HOURS:
        return calendar.add_working_time(start, hours)
    return Due(start + hours)


def start(
    clock: ClockT,
    name: str,
    term: Term,
    *,
    at: datetime,
    calendar: WorkingCalendar,
    urgent: bool = False,
) -> ClockT:
    """Set a new clock going: `start(CaseClock(case=case, …), "RESPOND", term, at=at, …)`."""
    end = due(at, term, calendar)
    clock.name, clock.runs, clock.started_at = name, term.runs, at
    clock.due_at = clock.first_due_at = clock.fair_due_at = end.at
    clock.is_provisional = end.is_provisional
    return _arm(clock, calendar, urgent=urgent)


def pause(clock: Clock, *, at: datetime) -> None:
    if clock.stopped_at or clock.paused_at:
        raise IllegalMove(_("计时已经暂停或停止，不能再暂停。"))
    clock.paused_at, clock.next_alarm_at = at, None


def resume(clock: Clock, *, at: datetime, calendar: WorkingCalendar, urgent: bool = False) -> None:
    """Go on. What was left at the pause is left again; `first_due_at` stays."""
    if clock.stopped_at or not clock.paused_at:
        raise IllegalMove(_("计时没有暂停，不必恢复。"))
    seconds = max(0, ceil(_between(clock, clock.paused_at, at, calendar).total_seconds()))
    paused = timedelta(seconds=seconds)
    end = _after(clock, clock.due_at, paused, calendar)
    clock.due_at = end.at
    clock.fair_due_at = _after(clock, clock.fair_due_at, paused, calendar).at
    clock.is_provisional = clock.is_provisional or end.is_provisional
    clock.paused_seconds += seconds
    clock.paused_at = None
    _arm(clock, calendar, urgent=urgent)


def extend(
    clock: Clock, *, to: datetime, at: datetime, calendar: WorkingCalendar, urgent: bool = False
) -> None:
    """Promise a later time, before the present one has passed. The ladder begins anew."""
    if clock.stopped_at or is_overdue(clock, at=at):
        raise IllegalMove(_("时限已过或计时已停止，不能延期。"))
    if to <= clock.due_at:
        now_due = timezone.localtime(clock.due_at)
        raise Refusal(_("新时限须晚于现时限 %(due)s。") % {"due": f"{now_due:%Y-%m-%d %H:%M}"})
    clock.due_at, clock.alarms = to, 0
    _arm(clock, calendar, urgent=urgent)


def stop(clock: Clock, *, at: datetime) -> None:
    """The promise is kept or void. Stopping again changes nothing: the first stop counts."""
    clock.stopped_at = clock.stopped_at or at
    clock.next_alarm_at = None


def total_paused(clock: Clock, *, at: datetime, calendar: WorkingCalendar) -> timedelta:
    """In the clock's own time, the pause that is going on included."""
    paused = timedelta(seconds=clock.paused_seconds)
    if clock.paused_at:
        paused += _between(clock, clock.paused_at, clock.stopped_at or at, calendar)
    return paused


def remaining(clock: Clock, *, at: datetime, calendar: WorkingCalendar) -> timedelta:
    """In the clock's own time; negative once overdue. Stands still while paused or stopped."""
    return _between(clock, clock.paused_at or clock.stopped_at or at, clock.due_at, calendar)


def is_overdue(clock: Clock, *, at: datetime) -> bool:
    return (clock.paused_at or clock.stopped_at or at) > clock.due_at


def next_alarm(clock: Clock, *, calendar: WorkingCalendar, urgent: bool = False) -> Alarm | None:
    """The next step of the ladder and its moment: WARN at 75 % of the term and no later than 15
    minutes before its end, DUE at its end, LATE when it has passed three times.

    Unless `urgent`, a moment outside office hours moves to the next within. None when the
    ladder is climbed, or the clock does not run.
    """
    if clock.stopped_at or clock.paused_at or clock.alarms >= len(Step):
        return None
    step = list(Step)[clock.alarms]
    at = _moment(clock, step, calendar)
    return Alarm(step, at if urgent else calendar.next_working_moment(at))


def ring(clock: Clock, *, calendar: WorkingCalendar, urgent: bool = False) -> None:
    """Count the alarm that is due as raised. Save by compare-and-set on `alarms`, so that of
    two workers only one tells people."""
    clock.alarms += 1
    _arm(clock, calendar, urgent=urgent)


def _arm(clock: ClockT, calendar: WorkingCalendar, *, urgent: bool) -> ClockT:
    alarm = next_alarm(clock, calendar=calendar, urgent=urgent)
    clock.next_alarm_at = alarm.at if alarm else None
    return clock


def _moment(clock: Clock, step: Step, calendar: WorkingCalendar) -> datetime:
    length = _length(clock, calendar)
    if step == Step.LATE:
        return _after(clock, clock.due_at, length * (LATE_FACTOR - 1), calendar).at
    if step == Step.DUE:
        return clock.due_at
    passed = length * WARN_SHARE + timedelta(seconds=clock.paused_seconds)
    three_quarters = _after(clock, clock.started_at, passed, calendar).at
    return max(clock.started_at, min(three_quarters, clock.due_at - WARN_LEAST))


def _length(clock: Clock, calendar: WorkingCalendar) -> timedelta:
    whole = _between(clock, clock.started_at, clock.due_at, calendar)
    length = whole - timedelta(seconds=clock.paused_seconds)
    return max(length, timedelta(seconds=1))  # its days may have been made holidays meanwhile


def _between(clock: Clock, a: datetime, b: datetime, calendar: WorkingCalendar) -> timedelta:
    return calendar.working_time_between(a, b) if clock.runs == Runs.WORKING else b - a


def _after(clock: Clock, at: datetime, amount: timedelta, calendar: WorkingCalendar) -> Due:
    if clock.runs == Runs.WORKING:
        return calendar.add_working_time(at, amount)
    return Due(at + amount)
