"""What each figure counts, once as a condition: the sums and the rows behind them use the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from lianxin.cases.models import CaseClock, CaseQuerySet, ClockName, Rating, Solved
from lianxin.cases.states import Outcome, State

CLOSED = Q(state=State.CLOSED)
SOLVED = CLOSED & Q(outcome__in=[Outcome.SOLVED, Outcome.PARTLY])
REOPENED = Q(reopens__gt=0)


def owed(name: ClockName, *, at: datetime) -> Exists:
    """The promise has been judged: kept, broken, or its time has passed."""
    passed = Q(stopped_at__isnull=False) | Q(fair_due_at__lte=at, paused_at__isnull=True)
    return Exists(_clocks(name).filter(passed))


def met(name: ClockName) -> Exists:
    return Exists(_clocks(name).filter(stopped_at__lte=F("fair_due_at")))


def rated() -> Exists:
    """In its last round. It counts once the case is closed: who asks for more is not yet done."""
    return Exists(_last_round())


def satisfied() -> Exists:
    return Exists(_last_round().filter(solved__in=[Solved.YES, Solved.PARTLY]))


def behind(cases: CaseQuerySet, figure: str, *, district_id: int, at: datetime) -> CaseQuerySet:
    """Those of `cases` that `figure` counts: a key of `CONDITIONS`, else all of them. Where it is
    few of very many, it is said twice, so that an index can lead to them."""
    found: CaseQuerySet = cases.filter(*CONDITIONS[figure](at)) if figure in CONDITIONS else cases
    if figure == "dissatisfied":
        unsolved = Rating.objects.filter(district_id=district_id, solved=Solved.NO)
        return found.filter(pk__in=unsolved.values("case"))
    return found


def _kept(name: ClockName) -> Callable[[datetime], list[Any]]:
    return lambda at: [owed(name, at=at), met(name)]


def _missed(name: ClockName) -> Callable[[datetime], list[Any]]:
    return lambda at: [owed(name, at=at), ~met(name)]


CONDITIONS: dict[str, Callable[[datetime], list[Any]]] = {
    "closed": lambda _at: [CLOSED],
    "solved": lambda _at: [SOLVED],
    "respond_due": lambda at: [owed(ClockName.RESPOND, at=at)],
    "respond_kept": _kept(ClockName.RESPOND),
    "respond_missed": _missed(ClockName.RESPOND),
    "feedback_due": lambda at: [owed(ClockName.FEEDBACK, at=at)],
    "feedback_kept": _kept(ClockName.FEEDBACK),
    "feedback_missed": _missed(ClockName.FEEDBACK),
    "rated": lambda _at: [CLOSED, rated()],
    "satisfied": lambda _at: [CLOSED, satisfied()],
    "dissatisfied": lambda _at: [CLOSED, Exists(_last_round().filter(solved=Solved.NO))],
    "reopened": lambda _at: [REOPENED],
}


def _clocks(name: ClockName) -> Any:
    return CaseClock.objects.filter(
        district_id=OuterRef("district_id"),
        case_id=OuterRef("pk"),
        name=name,
        started_at=OuterRef("received_at"),
    )


def _last_round() -> Any:
    return Rating.objects.filter(
        district_id=OuterRef("district_id"), case_id=OuterRef("pk"), round=OuterRef("reopens")
    )
