"""The clocks of one case, gathered for one deed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from lianxin.cases.models import IN_QUEUE, NEVER, PROMISES, Case, CaseClock, ClockName
from lianxin.cases.queries import rules_of
from lianxin.cases.rules import Rules
from lianxin.cases.states import State
from lianxin.kernel import calendar, clock
from lianxin.kernel.calendar import WorkingCalendar
from lianxin.kernel.clock import Term
from lianxin.kernel.database import rows
from lianxin.kernel.database.composed import composed

PAUSABLE = frozenset({ClockName.FEEDBACK, ClockName.RESOLVE})


class Clocks:
    """The running clocks of `case`. Change them, take `next_due_at` for the case's own column,
    then `save` in the same transaction. A new case has none to load."""

    def __init__(self, case: Case, *, at: datetime) -> None:
        self.case, self.at = case, at
        self.are_quiet = case.state == State.JOINED
        self._new: list[CaseClock] = []
        self._changed: dict[str, CaseClock] = {}
        self._forgotten: list[CaseClock] = []

    @cached_property
    def running(self) -> dict[str, CaseClock]:
        if not self.case.seq:  # no entry yet: the case is being opened
            return {}
        return {row.name: row for row in _running(self.case.district_id, self.case.pk)}

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return calendar.load(self.case.district_id)

    @cached_property
    def rules(self) -> Rules:
        return rules_of(self.case.district_id)

    @property
    def is_urgent(self) -> bool:
        return self.rules.is_urgent(self.case.grade)

    def terms(self) -> dict[str, Term]:
        return self.rules.clocks_for(grade=self.case.grade, class_code=self.case.class_code)

    def start(self, *names: str) -> None:
        """Start those of `names` for which the rules have a term; a running one starts anew."""
        terms = self.terms()
        for name in names:
            self.stop(name)
            if name in terms:
                row = CaseClock(district_id=self.case.district_id, case=self.case)
                clock.start(
                    row,
                    name,
                    terms[name],
                    at=self.at,
                    calendar=self.calendar,
                    urgent=self.is_urgent,
                )
                if name not in IN_QUEUE:
                    row.next_alarm_at = row.due_at  # acts by itself; there is nobody to warn
                self._new.append(row)
                self.running[name] = row

    def stop(self, *names: str) -> None:
        for name in names:
            if row := self.running.pop(name, None):
                clock.stop(row, at=self.at)
                self._touch(row)

    def forget(self, name: str) -> None:
        """As if it had not been started: nothing was kept by it, and nothing missed."""
        if row := self.running.pop(name, None):
            self._forgotten.append(row)

    def stop_all(self) -> None:
        self.stop(*list(self.running))

    def pause(self) -> None:
        for row in self._pausable():
            if not row.paused_at:
                clock.pause(row, at=self.at)
                self._touch(row)

    def resume(self) -> None:
        for row in self._pausable():
            if row.paused_at:
                clock.resume(row, at=self.at, calendar=self.calendar, urgent=self.is_urgent)
                self._touch(row)

    def extend(self, names: Iterable[str], *, to: datetime) -> None:
        for name in names:
            row = self.running[name]
            clock.extend(row, to=to, at=self.at, calendar=self.calendar, urgent=self.is_urgent)
            self._touch(row)

    def hasten(self, *, grade: str, class_code: str) -> None:
        """What becomes urgent is promised sooner, counted from now. What was promised at the start
        stays beside it; nothing else about a class or grade moves a clock."""
        rules = self.rules
        if self.are_quiet or self.is_urgent or not rules.is_urgent(grade):
            return
        terms = rules.clocks_for(grade=grade, class_code=class_code)
        for name in [name for name in PROMISES if name in self.running and name in terms]:
            row, end = self.running[name], clock.due(self.at, terms[name], self.calendar)
            if row.paused_at or end.at >= row.due_at:
                continue
            row.due_at = row.fair_due_at = end.at
            row.runs, row.is_provisional, row.alarms = terms[name].runs, end.is_provisional, 0
            alarm = clock.next_alarm(row, calendar=self.calendar, urgent=True)
            row.next_alarm_at = alarm.at if alarm else None
            self._touch(row)

    def ring(self, row: CaseClock) -> None:
        self.running[row.name] = row
        clock.ring(row, calendar=self.calendar, urgent=self.is_urgent)
        self._touch(row)

    def hush(self) -> None:
        """Let the promises run on without warning anybody: what is done for another case keeps or
        breaks them. Whatever kept the work moving is as if it had not been."""
        self.resume()
        self.stop(ClockName.WAIT)
        for name in set(self.running) - {*PROMISES}:
            self.forget(name)
        for row in self.running.values():
            row.next_alarm_at = None
            self._touch(row)
        self.are_quiet = True

    def wake(self) -> None:
        """The promises are the case's own again, due when they always were."""
        for row in self.running.values():
            alarm = clock.next_alarm(row, calendar=self.calendar, urgent=self.is_urgent)
            row.next_alarm_at = alarm.at if alarm else None
            self._touch(row)
        self.are_quiet = False

    def next_due_at(self, *, parked: bool | None = None) -> datetime:
        """The earliest due time that staff must keep; NEVER while the case is joined to another.
        A case on a meeting's list owes its solution to the meeting, so that clock is left out
        while it is parked."""
        if self.are_quiet:
            return NEVER
        is_parked = bool(self.case.meeting_on) if parked is None else parked
        names = IN_QUEUE - {ClockName.RESOLVE} if is_parked else IN_QUEUE
        rows = [row for row in self.running.values() if row.name in names and not row.paused_at]
        return min((row.due_at for row in rows), default=NEVER)

    def is_provisional(self) -> bool:
        return any(row.is_provisional for row in self.running.values())

    def save(self) -> None:
        for row in self._changed.values():  # a few; `bulk_update` costs more than its round trips
            own = {"district_id": row.district_id, "id": row.pk}
            rows.update(CaseClock, own, {name: getattr(row, name) for name in CHANGING})
        for row in self._forgotten:
            row.delete()
        if self._new:
            rows.insert(*self._new)
        self._new, self._changed, self._forgotten = [], {}, []

    def _pausable(self) -> list[CaseClock]:
        return [row for row in self.running.values() if row.name in PAUSABLE]

    def _touch(self, row: CaseClock) -> None:
        if row not in self._new:
            self._changed[row.name] = row


@composed
def _running(district_id: int, case_id: UUID) -> QuerySet[CaseClock]:
    return CaseClock.objects.filter(
        district_id=district_id, case_id=case_id, stopped_at__isnull=True
    )


CHANGING = [
    "runs",
    "due_at",
    "fair_due_at",
    "is_provisional",
    "paused_at",
    "paused_seconds",
    "stopped_at",
    "alarms",
    "next_alarm_at",
]
