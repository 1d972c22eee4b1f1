"""What a lead asks: how much, how well, where, and what is late now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from lianxin.cases.models import CaseQuerySet
from lianxin.cases.states import State
from lianxin.insight.figures import Rate, Satisfaction
from lianxin.insight.models import MEASURES, Axis, DayFigure
from lianxin.network.models import Organisation, Place


@dataclass(frozen=True)
class Period:
    """Days, both included."""

    since: date
    until: date

    @classmethod
    def last(cls, days: int, *, on: date) -> Period:
        return cls(on - timedelta(days=days - 1), on)


@dataclass(frozen=True)
class Totals:
    """The cases that arrived in a period, and what has become of them since."""

    received: int = 0
    closed: int = 0
    solved: int = 0
    respond_due: int = 0
    respond_kept: int = 0
    feedback_due: int = 0
    feedback_kept: int = 0
    rated: int = 0
    satisfied: int = 0
    reopened: int = 0

    @property
    def responded(self) -> Rate:
        return Rate(self.respond_kept, self.respond_due)

    @property
    def fed_back(self) -> Rate:
        return Rate(self.feedback_kept, self.feedback_due)

    @property
    def resolved(self) -> Rate:
        return Rate(self.solved, self.closed)

    @property
    def satisfaction(self) -> Satisfaction:
        return Satisfaction(self.satisfied, self.rated, self.closed)


@dataclass(frozen=True)
class Line:
    """One row of a table by unit, class or place. `code` leads to its rows."""

    code: str
    name: str
    totals: Totals


@dataclass(frozen=True)
class Now:
    """How it stands at this moment.."""

    open: int
    waiting: int
    late: int
    soon: int
    reopening: int
    parked: int


def figures(district_id: int, period: Period, *, areas: Sequence[UUID]) -> QuerySet[DayFigure]:
    """The counted days of `period` in `areas` (places right below the district); none: all."""
    rows = DayFigure.objects.filter(
        district_id=district_id, day__gte=period.since, day__lte=period.until
    )
    return rows.filter(area__in=areas) if areas else rows


def totals(rows: QuerySet[DayFigure]) -> Totals:
    sums = rows.filter(axis=Axis.ALL).aggregate(**{name: Sum(name) for name in MEASURES})
    return Totals(**{name: value or 0 for name, value in sums.items()})


def lines(rows: QuerySet[DayFigure], axis: Axis, names: dict[str, str]) -> list[Line]:
    """One line for each code of `axis`, the most received first. One query."""
    sums: Any = {f"sum_{name}": Sum(name) for name in MEASURES}
    by_code: Any = rows.filter(axis=axis).values("code").annotate(**sums)
    found = by_code.order_by("-sum_received", "code")
    return [
        Line(
            code=row["code"],
            name=names.get(row["code"], row["code"]),
            totals=Totals(**{name: row[f"sum_{name}"] for name in MEASURES}),
        )
        for row in found
    ]


def unit_names(district_id: int) -> dict[str, str]:
    rows = Organisation.objects.filter(district_id=district_id).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}


def place_names(district_id: int) -> dict[str, str]:
    rows = Place.objects.filter(district_id=district_id).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}


def trend(rows: QuerySet[DayFigure], period: Period) -> list[tuple[date, int, int]]:
    """(day, received, closed by now) for every day of `period`, empty days too."""
    found = (
        rows.filter(axis=Axis.ALL)
        .values("day")
        .annotate(n=Sum("received"), done=Sum("closed"))
        .values_list("day", "n", "done")
    )
    by_day = {day: (n, done) for day, n, done in found}
    days = [
        period.since + timedelta(days=n) for n in range((period.until - period.since).days + 1)
    ]
    return [(day, *by_day.get(day, (0, 0))) for day in days]


def now(cases: CaseQuerySet, *, at: datetime) -> Now:
    """How the open ones among `cases` stand. One query over the open cases alone."""
    counts = cases.open().aggregate(
        open=Count("pk"),
        waiting=Count("pk", filter=Q(state=State.RECEIVED)),
        late=Count("pk", filter=Q(next_due_at__lt=at)),
        soon=Count("pk", filter=Q(next_due_at__gte=at, next_due_at__lt=at + timedelta(hours=4))),
        reopening=Count("pk", filter=Q(state=State.REOPENING)),
        parked=Count("pk", filter=Q(meeting_on__isnull=False)),
    )
    return Now(**counts)


def load_by_unit(cases: CaseQuerySet, *, at: datetime) -> list[tuple[UUID, str, int, int]]:
    """(unit, name, open, late) among `cases`, the busiest first. One query."""
    rows = (
        cases.open()
        .values("lead", "lead__name")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(next_due_at__lt=at)))
        .order_by("-open", "lead__name")
    )
    return [(row["lead"], row["lead__name"], row["open"], row["late"]) for row in rows]


def latest_first(cases: CaseQuerySet, *, at: datetime) -> CaseQuerySet:
    """The late ones among `cases`, the longest overdue first."""
    found: CaseQuerySet = cases.overdue(at=at).soonest_first()
    return found
