"""Reads with joins, counts or several steps: what both sides say, and the funnel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from django.utils.translation import gettext as _

from lianxin.exchange.milestones import MilestoneState
from lianxin.exchange.models import Listing
from lianxin.introductions.models import (
    COLUMNS,
    Introduction,
    IntroductionQuerySet,
    Milestone,
    Occasion,
    Side,
    Word,
)
from lianxin.introductions.states import LINE, Stage
from lianxin.network.models import Organisation

FIRST_ROUND, YEAR = 30, 365  # days after the introduction, and between the questions after it
FEN: Final = 100


@dataclass(frozen=True)
class Level:
    """One stage of the funnel: `count` came at least so far; `here` stand there now, the oldest
    of them for `oldest` days; from the stage before it took `typical` days (median)."""

    stage: Stage
    count: int
    amount_fen: int
    here: int
    oldest: int | None
    typical: int | None


@dataclass(frozen=True)
class Funnel:
    occasions: int
    levels: Sequence[Level]
    fallen: int
    disputed: int

    def level(self, stage: Stage) -> Level:
        return self.levels[LINE.index(stage)]


def between(listing: Listing, unit: Organisation) -> Introduction | None:
    """The one that is still open between an organisation and what a listing offers or wants."""
    theirs = Side.objects.filter(district_id=listing.district_id, listing=listing)
    mine = Side.objects.filter(district_id=listing.district_id, organisation=unit)
    found = Introduction.objects.filter(
        district_id=listing.district_id,
        pk__in=theirs.values("introduction"),
    ).filter(pk__in=mine.values("introduction"))
    last: Introduction | None = found.exclude(state=Stage.FELL_THROUGH).order_by("-id").first()
    return last


def round_of(introduction: Introduction, *, on: date) -> int:
    """0 in the first year, then one more each year after the first question."""
    return max(0, ((on - introduction.introduced_on).days - FIRST_ROUND) // YEAR)


def sides_of(introduction: Introduction) -> list[Side]:
    """Both, the first first."""
    rows = Side.objects.filter(district_id=introduction.district_id, introduction=introduction)
    return list(rows.select_related("organisation", "user").order_by("number"))


def milestones_of(introduction: Introduction) -> list[Milestone]:
    """The plan of both, by its days; the final report last."""
    rows = Milestone.objects.filter(
        district_id=introduction.district_id, introduction=introduction
    )
    return list(rows.select_related("side").order_by("is_final", "due_on", "id"))


def final_of(introduction: Introduction) -> Milestone | None:
    rows = Milestone.objects.filter(
        district_id=introduction.district_id, introduction=introduction, is_final=True
    )
    found: Milestone | None = rows.first()
    return found


def is_open_before(final: Milestone) -> bool:
    """Whether something else of the plan has not been accepted."""
    rows = Milestone.objects.filter(
        district_id=final.district_id, introduction=final.introduction_id, is_final=False
    )
    return bool(rows.exclude(state=MilestoneState.ACCEPTED).exists())


def last_words(introduction: Introduction) -> Mapping[int, Word]:
    """What each side said last, by its number."""
    said = Word.objects.filter(
        district_id=introduction.district_id, introduction=introduction, said_at__isnull=False
    )
    return {word.side.number: word for word in said.select_related("side").order_by("round")}


def differing(words: Mapping[int, Word]) -> str:
    """In what the two say different things; "" while one is silent or both say the same."""
    if len(words) < len((1, 2)):
        return ""
    first, second = words[1], words[2]
    if first.stage != second.stage:
        return _("一方说“%(first)s”，另一方说“%(second)s”") % {
            "first": Stage(first.stage).label,
            "second": Stage(second.stage).label,
        }
    for label, ours, theirs in (
        (_("金额"), first.amount_fen, second.amount_fen),
        (_("到账"), first.received_fen, second.received_fen),
    ):
        if ours is not None and theirs is not None and ours != theirs:
            return _("%(what)s：一方说 %(first)s 元，另一方说 %(second)s 元") % {
                "what": label,
                "first": f"{ours / FEN:,.2f}",
                "second": f"{theirs / FEN:,.2f}",
            }
    return ""


def funnel(found: IntroductionQuerySet, occasions: int, *, on: date) -> Funnel:
    """What came of `found`, from its rows."""
    rows = list(
        found.order_by().only(
            "state",
            "reached",
            "is_disputed",
            *(name for pair in COLUMNS.values() for name in pair if name),
        )
    )
    return Funnel(
        occasions=occasions,
        levels=[_level(rows, stage, on=on) for stage in LINE],
        fallen=sum(row.state == Stage.FELL_THROUGH for row in rows),
        disputed=sum(row.is_disputed for row in rows),
    )


def occasions_of(district_id: int, *, since: date | None, until: date | None) -> int:
    held = Occasion.objects.filter(district_id=district_id)
    if since:
        held = held.filter(held_on__gte=since)
    if until:
        held = held.filter(held_on__lte=until)
    return held.count()


def stands_since(row: Introduction) -> date:
    """The day it came to where it is."""
    stages = LINE[: LINE.index(Stage(row.reached)) + 1]
    days: list[date] = [day for stage in stages if (day := getattr(row, COLUMNS[stage][0]))]
    return max(days)


def _level(rows: Sequence[Introduction], stage: Stage, *, on: date) -> Level:
    day, amount = COLUMNS[stage]
    rank = LINE.index(stage)
    came = [row for row in rows if LINE.index(Stage(row.reached)) >= rank]
    here = [row for row in came if row.state == stage]
    ages = [(on - stands_since(row)).days for row in here]
    took = [
        (reached - begun).days
        for row in came
        if rank and (reached := getattr(row, day)) and (begun := _before(row, rank))
    ]
    return Level(
        stage=stage,
        count=len(came),
        amount_fen=sum(getattr(row, amount) or 0 for row in came) if amount else 0,
        here=len(here),
        oldest=max(ages, default=None) if stage != Stage.RECEIVED else None,
        typical=round(median(took)) if took else None,
    )


def _before(row: Introduction, rank: int) -> date | None:
    """The day of the last stage before `rank` that it went through."""
    days = [getattr(row, COLUMNS[stage][0]) for stage in LINE[:rank]]
    return next((day for day in reversed(days) if day), None)
