"""Reads with joins, counts or several steps: how each promise stands, and what is lacking."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from lianxin.commitments import progress
from lianxin.commitments.models import (
    Comment,
    Commitment,
    CommitmentQuerySet,
    Evidence,
    Milestone,
    Programme,
    Rating,
    Site,
)
from lianxin.commitments.progress import Light, Standing, Step
from lianxin.commitments.states import CommentState, CommitmentState

FEWEST: Final = 5  # ratings that a rate is printed of
CONTENT: Final = 4  # stars and more


@dataclass(frozen=True)
class Known:
    """A promise, how far it has come, and how it stands on a day."""

    row: Commitment
    standing: Standing
    percent: int
    light: Light
    quiet: int

    @property
    def done(self) -> int:
        """How many there are, of what is counted."""
        return self.standing.built if self.row.measure == "SITES" else self.row.value or 0

    @property
    def is_changed(self) -> bool:
        row = self.row
        return (row.title, row.target, row.due_on) != (
            row.first_title, row.first_target, row.first_due_on,
        )  # fmt: skip


@dataclass(frozen=True)
class Rated:
    """How many rated, and how many of them were content."""

    count: int
    content: int

    @property
    def share(self) -> float | None:
        """None for fewer than five."""
        return self.content * 100 / self.count if self.count >= FEWEST else None


def of_programme(programme: Programme) -> CommitmentQuerySet:
    rows: CommitmentQuerySet = Commitment.objects.filter(
        district_id=programme.district_id, programme=programme
    )
    return rows.order_by("number")


def known(district_id: int, rows: Iterable[Commitment], *, on: date) -> list[Known]:
    """How each of `rows` stands, in two questions whatever their number."""
    listed = list(rows)
    pks = [row.pk for row in listed]
    steps: defaultdict[UUID, list[Step]] = defaultdict(list)
    found = Milestone.objects.filter(district_id=district_id, commitment__in=pks)
    for pk, weight, due_on, reached in found.values_list(
        "commitment_id", "weight", "due_on", "reached_on"
    ):
        steps[pk].append(Step(weight, due_on, reached is not None))
    sites = Site.objects.filter(district_id=district_id, commitment__in=pks, done_on__isnull=False)
    built = dict(
        sites.order_by().values_list("commitment_id").annotate(Sum("count")).values_list(
            "commitment_id", "count__sum"
        )
    )  # fmt: skip
    return [_known(row, steps[row.pk], built.get(row.pk, 0), on=on) for row in listed]


def one_known(commitment: Commitment, *, on: date) -> Known:
    return known(commitment.district_id, [commitment], on=on)[0]


def _known(row: Commitment, steps: Sequence[Step], built: int, *, on: date) -> Known:
    standing = Standing(
        state=row.state, measure=row.measure, due_on=row.due_on, updated_on=row.updated_on,
        steps=tuple(steps), target=row.target, baseline=row.baseline, built=built,
        value=row.value, outcome=row.outcome,
    )  # fmt: skip
    quiet = 0
    if row.published_on is not None:
        quiet = progress.quiet_days(row.state, row.updated_on, row.published_on, on=on)
    return Known(row, standing, progress.percent(standing), progress.light(standing, on=on), quiet)


def lights(found: Iterable[Known]) -> dict[Light, int]:
    """How many of each colour, all colours named."""
    counted = Counter(one.light for one in found)
    return {light: counted[light] for light in Light}


def lacking(programme: Programme) -> list[Commitment]:
    """Those of its promises that have no outcome yet, or nothing that shows it: a term or a
    list cannot be ended while there is one."""
    settled = Q(state=CommitmentState.SETTLED) & ~Q(outcome="") & Q(proof__isnull=False)
    return list(of_programme(programme).exclude(settled))


def milestones_of(commitment: Commitment) -> list[Milestone]:
    rows = Milestone.objects.filter(district_id=commitment.district_id, commitment=commitment)
    return list(rows.select_related("evidence").order_by("due_on", "pk"))


def sites_of(commitment: Commitment) -> list[Site]:
    rows = Site.objects.filter(district_id=commitment.district_id, commitment=commitment)
    return list(
        rows.select_related("evidence", "place")
        .defer("place__shape")
        .order_by(F("done_on").asc(nulls_last=True), "pk")
    )


def sites_in(programme: Programme) -> QuerySet[Site]:
    """All sites of what is public in it."""
    return (
        Site.objects.filter(
            district_id=programme.district_id, commitment__programme=programme,
        )
        .exclude(commitment__state=CommitmentState.PLANNED)
        .select_related("commitment", "place", "evidence")
        .defer("place__shape")
        .order_by("commitment__number", "pk")
    )  # fmt: skip


def evidence_of(commitment: Commitment) -> list[Evidence]:
    """The newest first."""
    rows = Evidence.objects.filter(district_id=commitment.district_id, commitment=commitment)
    return list(rows.order_by("-added_at", "-pk"))


def comments_of(commitment: Commitment) -> list[Comment]:
    """Those that everybody reads, the newest first."""
    rows = Comment.objects.filter(district_id=commitment.district_id, commitment=commitment)
    return list(rows.filter(state=CommentState.SHOWN).order_by("-said_at"))


def rated(district_id: int, rows: Iterable[Commitment]) -> dict[UUID, Rated]:
    """Of each that was rated at all."""
    found = Rating.objects.filter(district_id=district_id, commitment__in=[r.pk for r in rows])
    counted = (
        found.order_by()
        .values("commitment_id")
        .annotate(count=Count("pk"), content=Count("pk", filter=Q(stars__gte=CONTENT)))
    )
    return {one["commitment_id"]: Rated(one["count"], one["content"]) for one in counted}


def silent(district_id: int, *, on: date) -> CommitmentQuerySet:
    """Running promises of which nothing was reported for so long that their owners are reminded,
    or whose day is near or over; each at most once a week."""
    running: CommitmentQuerySet = Commitment.objects.filter(
        district_id=district_id, state=CommitmentState.RUNNING
    )
    old = on - progress.REMINDED_AFTER
    quiet = Q(updated_on__lte=old) | Q(updated_on__isnull=True, published_on__lte=old)
    week = on - timedelta(days=7)
    fresh = Q(reminded_on__isnull=True) | Q(reminded_on__lte=week)
    return running.filter(quiet | Q(due_on__lte=on + timedelta(days=14))).filter(fresh)
