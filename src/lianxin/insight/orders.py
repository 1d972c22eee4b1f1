"""How orders went: taken in time, delivered, rated; and what became of the turns of each unit.

A figure and the rows behind it are one condition (`BEHIND`, `TURNS`), so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
)
from django.db.models.functions import TruncDate

from lianxin.exchange.models import Claim, ClaimQuerySet, Turn, TurnEnd
from lianxin.exchange.queries import FEWEST_RATINGS
from lianxin.exchange.states import ClaimState, Shape
from lianxin.insight.figures import Rate
from lianxin.kernel.models import Entry
from lianxin.network.models import Place


def _within(hours: int) -> Q:
    return Q(accepted_at__lte=F("asked_at") + timedelta(hours=hours))


BEHIND: Final[Mapping[str, Q]] = {
    "accepted": Q(accepted_at__isnull=False),
    "within_4h": _within(4),
    "within_24h": _within(24),
    "within_48h": _within(48),
    "after_48h": Q(accepted_at__gt=F("asked_at") + timedelta(hours=48)),
    "not_accepted": Q(accepted_at__isnull=True),
    "delivered": Q(delivered_at__isnull=False),
    "cancelled": Q(state=ClaimState.CANCELLED),
    "rated": Q(rating__isnull=False),
}
NOW: Final[Mapping[str, Q]] = {
    "to_dispatch": Q(state=ClaimState.ASKED),
    "nobody": Q(state=ClaimState.ASKED, losses__gte=1),
    "offered": Q(state=ClaimState.OFFERED),
    "under_way": Q(state=ClaimState.ACCEPTED),
    "to_rate": Q(state=ClaimState.DELIVERED),
}
TURNS: Final[Mapping[str, Q]] = {
    "turns": Q(),
    "turns_accepted": Q(end__in=[TurnEnd.ACCEPTED, TurnEnd.DROPPED]),
    "turns_declined": Q(end=TurnEnd.DECLINED),
    "turns_silent": Q(end=TurnEnd.SILENT),
    "turns_dropped": Q(end=TurnEnd.DROPPED),
}


@dataclass(frozen=True)
class Stars:
    """`total` stars of `rated` ratings. No average is told of fewer than five."""

    total: int
    rated: int

    @property
    def average(self) -> float | None:
        return self.total / self.rated if self.rated >= FEWEST_RATINGS else None

    def __str__(self) -> str:
        return f"{self.average:.1f}" if self.average is not None else "—"


@dataclass(frozen=True)
class OrderTotals:
    """The orders that were asked for in a period, and what has become of them since."""

    asked: int = 0
    accepted: int = 0
    within_4h: int = 0
    within_24h: int = 0
    within_48h: int = 0
    after_48h: int = 0
    not_accepted: int = 0
    delivered: int = 0
    cancelled: int = 0
    rated: int = 0
    stars: int = 0

    def __add__(self, other: OrderTotals) -> OrderTotals:
        names = [each.name for each in fields(self)]
        return OrderTotals(**{n: getattr(self, n) + getattr(other, n) for n in names})

    @property
    def taken(self) -> Rate:
        return Rate(self.accepted, self.asked)

    @property
    def quick(self) -> Rate:
        return Rate(self.within_48h, self.accepted)

    @property
    def given(self) -> Rate:
        return Rate(self.delivered, self.accepted)

    @property
    def answered(self) -> Rate:
        return Rate(self.rated, self.delivered)

    @property
    def average(self) -> Stars:
        return Stars(self.stars, self.rated)


@dataclass(frozen=True)
class TurnTotals:
    """What became of the turns that a unit had. Those still open are in `turns` alone."""

    name: str
    turns: int = 0
    turns_accepted: int = 0
    turns_declined: int = 0
    turns_silent: int = 0
    turns_dropped: int = 0

    @property
    def taken(self) -> Rate:
        return Rate(self.turns_accepted, self.turns)


def orders(district_id: int, tops: Sequence[Place] = ()) -> ClaimQuerySet:
    """The orders for `tops` and all below them; none: those of the whole district. Each knows
    when it was first taken (`accepted_at`)."""
    first = Entry.objects.filter(
        district_id=OuterRef("district_id"), subject_id=OuterRef("pk"), verb="accept"
    )
    inside = Q()
    for top in tops:
        inside |= Q(place__path=top.path) | Q(place__path__startswith=f"{top.path}/")
    found: ClaimQuerySet = Claim.objects.filter(
        inside, district_id=district_id, shape=Shape.ORDER
    ).annotate(
        accepted_at=Subquery(
            first.order_by("seq").values("at")[:1], output_field=DateTimeField(null=True)
        )
    )
    return found


def totals(found: ClaimQuerySet, *by: str) -> dict[tuple[str, ...], OrderTotals]:
    """The sums for each combination of values of the columns `by`. One query."""
    counts: dict[str, Any] = {name: Count("pk", filter=test) for name, test in BEHIND.items()}
    rows = (
        found.order_by()
        .values(*by)
        .annotate(asked=Count("pk"), stars=Sum("rating__stars", default=0), **counts)
    )
    return {tuple(row.pop(name) or "" for name in by): OrderTotals(**row) for row in rows}


def now(found: ClaimQuerySet) -> dict[str, int]:
    """How many stand where at this moment. One query."""
    live = found.live().order_by()
    counts: dict[str, Any] = {name: Count("pk", filter=test) for name, test in NOW.items()}
    return live.aggregate(**counts)


def turns(district_id: int, found: ClaimQuerySet) -> dict[str, TurnTotals]:
    """What became of the turns at the orders `found`, by unit. One query."""
    counts: dict[str, Any] = {name: Count("pk", filter=test) for name, test in TURNS.items()}
    rows = (
        Turn.objects.filter(district_id=district_id, claim__in=found.order_by().values("pk"))
        .values("unit__code", name=F("unit__name"))
        .annotate(**counts)
    )
    told: list[dict[str, Any]] = [dict(row) for row in rows]
    return {row.pop("unit__code"): TurnTotals(**row) for row in told}


def behind(found: ClaimQuerySet, figure: str, *, unit: str = "") -> ClaimQuerySet:
    """The rows of one figure; those at which the unit `unit` (a code) had such a turn. What is no
    figure narrows nothing."""
    if figure in TURNS or unit:
        test = TURNS.get(figure, Q())
        had = Turn.objects.filter(test, district_id=OuterRef("district_id"), claim=OuterRef("pk"))
        found = found.filter(Exists(had.filter(unit__code=unit) if unit else had))
    return found.filter({**BEHIND, **NOW}.get(figure, Q()))


def half_taken_in(found: ClaimQuerySet, taken: int) -> timedelta | None:
    """Half of the `taken` among them were taken in this time. One query."""
    if not taken:
        return None
    wait = ExpressionWrapper(F("accepted_at") - F("asked_at"), output_field=DurationField())
    waits = found.filter(BEHIND["accepted"]).annotate(wait=wait)
    middle = (taken - 1) // 2
    half: timedelta | None = (
        waits.order_by("wait").values_list("wait", flat=True)[middle : middle + 1].first()
    )
    return half


def trend(found: ClaimQuerySet, *, since: date, until: date) -> list[tuple[date, int, int]]:
    """For each day: how many were asked for, and how many of those have been delivered."""
    rows = (
        found.order_by()
        .annotate(day=TruncDate("asked_at"))
        .values_list("day")
        .annotate(asked=Count("pk"), given=Count("pk", filter=BEHIND["delivered"]))
    )
    counts = {day: (asked, given) for day, asked, given in rows}
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    return [(day, *counts.get(day, (0, 0))) for day in days]
