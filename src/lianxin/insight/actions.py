"""Count anew what has changed. The only writes of this room are its own sums."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from lianxin.cases.models import Case, CaseClock, ClockName, Rating, Solved
from lianxin.cases.states import Outcome, State
from lianxin.insight.models import MEASURES, Axis, DayFigure, StaleDay
from lianxin.network.models import Place

Cell = tuple[UUID, str, str]  # area, axis, code


def count_stale_days(district_id: int, *, at: datetime, limit: int = 400) -> int:
    """Count the district's stale days anew. Returns how many; safe to repeat."""
    days = StaleDay.objects.filter(district_id=district_id).order_by("day")
    chosen = list(days.values_list("day", flat=True)[:limit])
    for day in chosen:
        count_day(district_id, day, at=at)
    return len(chosen)


@transaction.atomic
def count_day(district_id: int, day: date, *, at: datetime) -> None:
    """Make the figures of the cases that arrived on `day`. What changes while it counts marks
    the day again, and is counted next time."""
    StaleDay.objects.filter(district_id=district_id, day=day).delete()
    DayFigure.objects.filter(district_id=district_id, day=day).delete()
    sums: dict[Cell, Counter[str]] = defaultdict(Counter)
    areas = _areas(district_id)
    for row in _rows(district_id, day, at=at):
        for cell in _cells(row, areas[row["place"]]):
            sums[cell].update({name: row[name] for name in MEASURES})
    DayFigure.objects.bulk_create(
        DayFigure(district_id=district_id, day=day, area_id=area, axis=axis, code=code, **measures)
        for (area, axis, code), measures in sums.items()
    )


def _cells(row: Mapping[str, Any], area: UUID) -> Iterator[Cell]:
    yield area, Axis.ALL, ""
    yield area, Axis.UNIT, str(row["lead"])
    yield area, Axis.CLASS, row["class_code"]
    yield area, Axis.PLACE, str(row["place__parent"] or row["place"])


def _areas(district_id: int) -> dict[UUID, UUID]:
    """For each place, the place right below the district that it belongs to (the district itself
    belongs to itself)."""
    places = Place.objects.filter(district_id=district_id)
    by_path = dict(places.values_list("path", "pk"))
    return {pk: by_path["/".join(path.split("/")[:2])] for path, pk in by_path.items()}


def _rows(district_id: int, day: date, *, at: datetime) -> list[dict[str, Any]]:
    start = timezone.make_aware(datetime.combine(day, time()))
    arrived = Case.objects.filter(
        district_id=district_id, received_at__gte=start, received_at__lt=start + timedelta(days=1)
    )
    judged: Any = arrived.annotate(
        respond_owed=_owed(ClockName.RESPOND, at=at),
        respond_met=_met(ClockName.RESPOND),
        feedback_owed=_owed(ClockName.FEEDBACK, at=at),
        feedback_met=_met(ClockName.FEEDBACK),
        is_rated=_rated(),
        is_satisfied=_rated(solved__in=[Solved.YES, Solved.PARTLY]),
    )
    closed, good = Q(state=State.CLOSED), Q(outcome__in=[Outcome.SOLVED, Outcome.PARTLY])
    rows = judged.values("lead", "place", "place__parent", "class_code").annotate(
        received=Count("pk"),
        closed=Count("pk", filter=closed),
        solved=Count("pk", filter=closed & good),
        respond_due=Count("pk", filter=Q(respond_owed=True)),
        respond_kept=Count("pk", filter=Q(respond_met=True)),
        feedback_due=Count("pk", filter=Q(feedback_owed=True)),
        feedback_kept=Count("pk", filter=Q(feedback_met=True)),
        rated=Count("pk", filter=Q(is_rated=True)),
        satisfied=Count("pk", filter=Q(is_satisfied=True)),
        reopened=Count("pk", filter=Q(reopens__gt=0)),
    )
    return list(rows)


def _clocks(name: ClockName) -> Any:
    return CaseClock.objects.filter(
        district_id=OuterRef("district_id"),
        case_id=OuterRef("pk"),
        name=name,
        started_at=OuterRef("received_at"),
    )


def _owed(name: ClockName, *, at: datetime) -> Exists:
    """The promise has been judged: kept, broken, or its time has passed."""
    passed = Q(stopped_at__isnull=False) | Q(fair_due_at__lte=at, paused_at__isnull=True)
    return Exists(_clocks(name).filter(passed))


def _met(name: ClockName) -> Exists:
    return Exists(_clocks(name).filter(stopped_at__lte=F("fair_due_at")))


def _rated(**said: Any) -> Exists:
    last_round = Rating.objects.filter(
        district_id=OuterRef("district_id"), case_id=OuterRef("pk"), round=OuterRef("reopens")
    )
    return Exists(last_round.filter(**said))
