"""Count anew what has changed. The only writes of this room are its own sums."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from lianxin.cases.models import Case, ClockName
from lianxin.insight import judging
from lianxin.insight.models import MEASURES, Axis, DayFigure, StaleDay
from lianxin.insight.queries import AREA, COMMUNITY, above
from lianxin.network.models import Place

Cell = tuple[UUID, str, str]  # area, axis, code


def count_stale_days(
    district_id: int, *, at: datetime, limit: int = 400, seconds: float = float("inf")
) -> int:
    """Count the district's stale days anew, the newest first. Returns how many; safe to repeat."""
    days = StaleDay.objects.filter(district_id=district_id).order_by("-day")
    until, done = monotonic() + seconds, 0
    for day in list(days.values_list("day", flat=True)[:limit]):
        count_day(district_id, day, at=at)
        done += 1
        if monotonic() >= until:
            break
    return done


@transaction.atomic
def count_day(district_id: int, day: date, *, at: datetime) -> None:
    """Make the figures of the cases that arrived on `day`. What changes while it counts marks
    the day again, and is counted next time."""
    StaleDay.objects.filter(district_id=district_id, day=day).delete()
    DayFigure.objects.filter(district_id=district_id, day=day).delete()
    sums: dict[Cell, Counter[str]] = defaultdict(Counter)
    by_path = _places(district_id)
    for row in _rows(district_id, day, at=at):
        for cell in _cells(row, by_path):
            sums[cell].update({name: row[name] for name in MEASURES})
    DayFigure.objects.bulk_create(
        DayFigure(district_id=district_id, day=day, area_id=area, axis=axis, code=code, **measures)
        for (area, axis, code), measures in sums.items()
    )


def _cells(row: Mapping[str, Any], by_path: Mapping[str, UUID]) -> Iterator[Cell]:
    area = by_path[above(row["place__path"], AREA)]
    yield area, Axis.ALL, ""
    yield area, Axis.UNIT, str(row["lead"])
    yield area, Axis.CLASS, row["class_code"]
    yield area, Axis.PLACE, str(by_path[above(row["place__path"], COMMUNITY)])


def _places(district_id: int) -> dict[str, UUID]:
    return dict(Place.objects.filter(district_id=district_id).values_list("path", "pk"))


def _rows(district_id: int, day: date, *, at: datetime) -> list[dict[str, Any]]:
    start = timezone.make_aware(datetime.combine(day, time()))
    arrived = Case.objects.filter(
        district_id=district_id, received_at__gte=start, received_at__lt=start + timedelta(days=1)
    )
    judged: Any = arrived.annotate(
        respond_owed=judging.owed(ClockName.RESPOND, at=at),
        respond_met=judging.met(ClockName.RESPOND),
        feedback_owed=judging.owed(ClockName.FEEDBACK, at=at),
        feedback_met=judging.met(ClockName.FEEDBACK),
        is_rated=judging.rated(),
        is_satisfied=judging.satisfied(),
    )
    rows = judged.values("lead", "place__path", "class_code").annotate(
        received=Count("pk"),
        closed=Count("pk", filter=judging.CLOSED),
        solved=Count("pk", filter=judging.SOLVED),
        respond_due=Count("pk", filter=Q(respond_owed=True)),
        respond_kept=Count("pk", filter=Q(respond_met=True)),
        feedback_due=Count("pk", filter=Q(feedback_owed=True)),
        feedback_kept=Count("pk", filter=Q(feedback_met=True)),
        rated=Count("pk", filter=judging.CLOSED & Q(is_rated=True)),
        satisfied=Count("pk", filter=judging.CLOSED & Q(is_satisfied=True)),
        reopened=Count("pk", filter=judging.REOPENED),
    )
    return list(rows)
