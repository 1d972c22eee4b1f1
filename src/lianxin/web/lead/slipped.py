"""Where the same thing recurs, and where time was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from lianxin.cases import queries
from lianxin.insight import queries as insight
from lianxin.insight import recurring as found
from lianxin.insight.figures import Rate
from lianxin.insight.queries import AREA, Now
from lianxin.insight.recurring import DAYS, Recurring, Turns
from lianxin.network.models import OrganisationKind, Place
from lianxin.web import paging
from lianxin.web.lead.board import where
from lianxin.web.lead.forms import BoardForm
from lianxin.web.lead.rows import since
from lianxin.web.lead.scope import Scope
from lianxin.web.parts import Bar, Link
from lianxin.web.shell import times

MOST = 50
FIRST = 12  # seen at once; the rest can be opened


@dataclass(frozen=True)
class RecurringRow:
    label: str
    place: str
    total: int
    weeks_with: int
    weeks: Sequence[int]
    last: int  # in the last seven days
    url: str


@dataclass(frozen=True)
class RecurringPage:
    where: str
    at: datetime
    days: int
    weeks: int
    first: Sequence[RecurringRow]
    rest: Sequence[RecurringRow]
    more: int
    filters: BoardForm
    here_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class UnitRow:
    name: str
    open: int
    late: int
    taken: int
    bounced: int
    bounce_rate: str
    to_sign: str
    lost: str  # of the slipped cases, with this unit
    open_url: str
    late_url: str


@dataclass(frozen=True)
class WaitedPage:
    where: str
    at: datetime
    days: int
    cases: int
    is_cut: bool
    cases_url: str
    bars: Sequence[Bar]
    first: Sequence[UnitRow]
    rest: Sequence[UnitRow]
    filters: BoardForm
    here_url: str
    crumbs: Sequence[Link]


def recurring_page(scope: Scope, asked: QueryDict, *, at: datetime) -> RecurringPage:
    rules = queries.rules_of(scope.district_id)
    rows = found.recurring(scope.cases(), since=since(DAYS, at=at), until=at)
    places = {place.path: place for place in scope.below}
    known = [row for row in rows if row.path in places]
    shown = [
        _row(row, places[row.path], rules.class_label(row.class_code)) for row in known[:MOST]
    ]
    return RecurringPage(
        where=where(scope),
        at=at,
        days=DAYS,
        weeks=len(known[0].weeks) if known else 0,
        first=shown[:FIRST],
        rest=shown[FIRST:],
        more=max(0, len(known) - MOST),
        filters=BoardForm(asked, scope=scope),
        here_url=reverse("lead:recurring"),
        crumbs=_crumbs(asked),
    )


def _row(row: Recurring, place: Place, label: str) -> RecurringRow:
    is_above = place.path.count("/") <= AREA
    query = {
        "area": place.code,
        "class_code": row.class_code,
        "days": str(DAYS),
        "own": "1" if is_above else "",
    }
    return RecurringRow(
        label=label,
        place=place.name,
        total=row.total,
        weeks_with=row.weeks_with,
        weeks=row.weeks,
        last=row.weeks[-1],
        url=paging.address("lead:cases", **query),
    )


def waited_page(scope: Scope, asked: QueryDict, *, at: datetime) -> WaitedPage:
    start = since(DAYS, at=at)
    cases = scope.cases().filter(received_at__gte=start)
    lost = found.waited(cases, district_id=scope.district_id, at=at)
    query = {"area": scope.chosen.code if scope.chosen else ""}
    units = list(_units(scope, lost, query, start=start, at=at))
    missed = query | {"days": str(DAYS), "figure": "feedback_missed"}
    return WaitedPage(
        where=where(scope),
        at=at,
        days=DAYS,
        cases=lost.cases,
        is_cut=lost.cases == found.MOST_FOLLOWED,
        cases_url=paging.address("lead:cases", **missed),
        bars=_bars(lost) if lost.cases else [],
        first=units[:FIRST],
        rest=units[FIRST:],
        filters=BoardForm(asked, scope=scope),
        here_url=reverse("lead:waited"),
        crumbs=_crumbs(asked),
    )


def _bars(lost: found.Waited) -> list[Bar]:
    """For each holder: how long a slipped case waited there, on average."""
    holders = {
        "DESK": _("在调度中心"),
        "SIGNING": _("等单位签收"),
        "UNIT": _("单位办理"),
        "VERIFYING": _("等核查"),
        "REQUESTER": _("等诉求人补充"),
        "PAUSED": _("暂缓"),
    }
    each = {name: timedelta(seconds=lost.by_holder[name] / lost.cases) for name in holders}
    return Bar.lengths(
        [
            (label, times.span(each[name]), each[name].total_seconds())
            for name, label in holders.items()
            if each[name]
        ]
    )


def _units(
    scope: Scope, lost: found.Waited, query: dict[str, str], *, start: datetime, at: datetime
) -> Iterator[UnitRow]:
    """Every unit that has something open or has lost time, the most open first."""
    units = insight.units(scope.district_id)
    standing = {
        str(unit): now
        for (unit,), now in insight.now_by(scope.open_cases(), "lead", at=at)
        if units.get(str(unit)) and units[str(unit)].kind != OrganisationKind.DISPATCH_CENTRE
    }
    codes = [code for code in units if code in standing or lost.by_unit[code]]
    turns = found.turns(scope.district_id, [units[code].pk for code in codes], since=start)
    for code in sorted(codes, key=lambda code: -standing.get(code, Now()).open):
        now, unit = standing.get(code, Now()), units[code]
        had = turns.get(unit.pk, Turns(0, 0, None))
        opened = query | {"unit": code, "state": "OPEN"}
        yield UnitRow(
            name=unit.name,
            open=now.open,
            late=now.late,
            taken=had.taken,
            bounced=had.bounced,
            bounce_rate=str(Rate(had.bounced, had.taken)),
            to_sign=times.span(had.to_sign) if had.to_sign else "",
            lost=times.span(timedelta(seconds=lost.by_unit[code])) if lost.by_unit[code] else "",
            open_url=paging.address("lead:cases", **opened),
            late_url=paging.address("lead:cases", **opened, due="LATE"),
        )


def _crumbs(asked: QueryDict) -> list[Link]:
    kept = {name: asked.get(name, "") for name in ("area", "days")}
    return [Link(_("牵头"), paging.address("lead:board", **kept))]
