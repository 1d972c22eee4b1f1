"""What a lead asks: how much, how well, where, and what is late now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from lianxin.cases.models import CaseQuerySet
from lianxin.cases.states import State
from lianxin.insight.figures import Rate, Satisfaction
from lianxin.insight.models import MEASURES, Axis, DayFigure, StaleDay
from lianxin.network.models import Organisation

SOON = timedelta(hours=4)
AREA, COMMUNITY = 1, 2  # how many steps below the district


def above(path: str, depth: int) -> str:
    """The path of the place `depth` steps below the district that holds the place at `path`, or
    `path` itself where it lies higher."""
    return "/".join(path.split("/")[: depth + 1])


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

    def __add__(self, other: Totals) -> Totals:
        return Totals(**_added(self, other))


@dataclass(frozen=True)
class Now:
    """How the open cases stand at this moment."""

    open: int = 0
    waiting: int = 0
    late: int = 0
    soon: int = 0
    reopening: int = 0
    parked: int = 0

    def __add__(self, other: Now) -> Now:
        return Now(**_added(self, other))


def _added(one: Totals | Now, other: Totals | Now) -> dict[str, int]:
    return {f.name: getattr(one, f.name) + getattr(other, f.name) for f in fields(one)}


def figures(district_id: int, period: Period, *, areas: Sequence[UUID]) -> QuerySet[DayFigure]:
    """The counted days of `period` in `areas` (places right below the district); none: all."""
    rows = DayFigure.objects.filter(
        district_id=district_id, day__gte=period.since, day__lte=period.until
    )
    return rows.filter(area__in=areas) if areas else rows


def figures_at(district_id: int, period: Period, *, places: Iterable[UUID]) -> QuerySet[DayFigure]:
    """The counted days of `period` in `places` (communities), which are divided no further."""
    codes = [str(pk) for pk in places]
    return figures(district_id, period, areas=[]).filter(axis=Axis.PLACE, code__in=codes)


def figures_of(district_id: int, period: Period, *, units: Iterable[UUID]) -> QuerySet[DayFigure]:
    """The counted days of `period` of the cases that `units` lead."""
    codes = [str(pk) for pk in units]
    return figures(district_id, period, areas=[]).filter(axis=Axis.UNIT, code__in=codes)


def stale_days(district_id: int, period: Period) -> int:
    """How many days of `period` have changed since they were counted."""
    rows = StaleDay.objects.filter(district_id=district_id)
    return rows.filter(day__gte=period.since, day__lte=period.until).count()


def totals(rows: QuerySet[DayFigure], axis: Axis = Axis.ALL) -> Totals:
    sums = rows.filter(axis=axis).aggregate(**{name: Sum(name) for name in MEASURES})
    return Totals(**{name: value or 0 for name, value in sums.items()})


def sums(rows: QuerySet[DayFigure]) -> dict[tuple[str, str], Totals]:
    """The totals of every (axis, code) among `rows`, the most received first. One query."""
    wanted: Any = {f"sum_{name}": Sum(name) for name in MEASURES}
    by_code: Any = rows.order_by().values("axis", "code").annotate(**wanted)
    return {
        (row["axis"], row["code"]): Totals(**{name: row[f"sum_{name}"] for name in MEASURES})
        for row in by_code.order_by("-sum_received", "code")
    }


def unit_names(district_id: int) -> dict[str, str]:
    return {code: unit.name for code, unit in units(district_id).items()}


def units(district_id: int) -> dict[str, Organisation]:
    """Every organisation of the district, by its id as text."""
    return {str(unit.pk): unit for unit in Organisation.objects.filter(district_id=district_id)}


def trend(
    rows: QuerySet[DayFigure], period: Period, axis: Axis = Axis.ALL
) -> list[tuple[date, int, int]]:
    """(day, received, closed by now) for every day of `period`, empty days too."""
    found = (
        rows.filter(axis=axis)
        .values("day")
        .annotate(n=Sum("received"), done=Sum("closed"))
        .values_list("day", "n", "done")
    )
    by_day = {day: (n, done) for day, n, done in found}
    days = [
        period.since + timedelta(days=n) for n in range((period.until - period.since).days + 1)
    ]
    return [(day, *by_day.get(day, (0, 0))) for day in days]


def now_by(cases: CaseQuerySet, *columns: str, at: datetime) -> list[tuple[tuple[Any, ...], Now]]:
    """How the open ones among `cases` stand, for each combination of `columns`. One query over
    the open cases alone."""
    rows: Any = cases.open().order_by().values(*columns).annotate(**_standing(at))
    return [
        (tuple(row[name] for name in columns), Now(**{f.name: row[f"n_{f.name}"] for f in NOW}))
        for row in rows
    ]


def _standing(at: datetime) -> dict[str, Count]:
    soon = Q(next_due_at__gte=at, next_due_at__lt=at + SOON)
    return {
        "n_open": Count("pk"),
        "n_waiting": Count("pk", filter=Q(state=State.RECEIVED)),
        "n_late": Count("pk", filter=Q(next_due_at__lt=at)),
        "n_soon": Count("pk", filter=soon),
        "n_reopening": Count("pk", filter=Q(state=State.REOPENING)),
        "n_parked": Count("pk", filter=Q(meeting_on__isnull=False)),
    }


NOW = fields(Now)
