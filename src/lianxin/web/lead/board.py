"""Fill the board: a few sums over days counted in advance, and over the open cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lianxin.cases import queries
from lianxin.insight import queries as insight
from lianxin.insight.figures import Rate
from lianxin.insight.models import Axis
from lianxin.insight.queries import AREA, COMMUNITY, Now, Period, Totals, above
from lianxin.network.models import Place
from lianxin.web import paging
from lianxin.web.counted import counted
from lianxin.web.lead import pages
from lianxin.web.lead.forms import (
    LATE,
    NONE,
    OPEN,
    PARKED,
    PERIODS,
    SOON,
    BoardForm,
    days_of,
)
from lianxin.web.lead.scope import Scope
from lianxin.web.parts import Chart, Kpi, Level, Series, Tab
from lianxin.web.shell.words import district_name, is_english

AXES = (Axis.UNIT, Axis.CLASS, Axis.PLACE)
Standing = dict[str, dict[str, Now]]  # by axis and code
MOST_DAILY = 31
WEEK = 7


@dataclass(frozen=True)
class Figures:
    """All sums of one board, each asked once."""

    scope: Scope
    days: int
    at: datetime

    @cached_property
    def period(self) -> Period:
        return Period.last(self.days, on=timezone.localdate(self.at))

    @cached_property
    def sums(self) -> dict[tuple[str, str], Totals]:
        rows, _axis = self.scope.figures(self.period)
        return insight.sums(rows)

    @cached_property
    def totals(self) -> Totals:
        _rows, whole = self.scope.figures(self.period)
        found = (sums for (axis, _code), sums in self.sums.items() if axis == whole)
        return sum(found, start=Totals())

    @cached_property
    def _standing(self) -> Standing:
        """How it stands now, by unit, class and community; "" where a place lies outside."""
        tops = sorted(top.path for top in self.scope.tops)
        return counted(self.scope.district_id, "board", tops, at=self.at, count=self._count)

    def _count(self) -> Standing:
        known = {place.path: str(place.pk) for place in self.scope.below}
        rows = insight.now_by(
            self.scope.open_cases(), "lead", "class_code", "place__path", at=self.at
        )
        found: dict[str, defaultdict[str, Now]] = {axis: defaultdict(Now) for axis in AXES}
        for (lead, class_code, path), now in rows:
            codes = str(lead), class_code, known.get(above(path, COMMUNITY), "")
            for axis, code in zip(AXES, codes, strict=True):
                found[axis][code] += now
        return {axis: dict(counts) for axis, counts in found.items()}

    @cached_property
    def now(self) -> Now:
        return sum(self._standing[Axis.UNIT].values(), start=Now())

    def now_by(self, axis: Axis) -> dict[str, Now]:
        return self._standing[axis]


def board_page(scope: Scope, asked: QueryDict, *, at: datetime) -> pages.Board:
    figures = Figures(scope, days_of(asked), at)
    form = BoardForm(asked, scope=scope)
    query = {"area": scope.chosen.code if scope.chosen else ""}
    return pages.Board(
        where=where(scope),
        period=str(PERIODS[figures.days]),
        at=at,
        stale=insight.stale_days(scope.district_id, figures.period),
        has_figures=any(top.path.count("/") <= COMMUNITY for top in scope.tops),
        periods=[
            Tab(
                str(label),
                paging.address("lead:board", **query, days=str(days)),
                is_current=days == figures.days,
            )
            for days, label in PERIODS.items()
        ],
        filters=form,
        board_url=reverse("lead:board"),
        now_kpis=_now_kpis(figures.now, query),
        kpis=_kpis(figures.totals, query | {"days": str(figures.days)}),
        satisfaction=str(figures.totals.satisfaction),
        chart=_chart(figures),
        tables=tables(figures),
        late_url=paging.address("lead:late", **query),
        recurring_url=paging.address("lead:recurring", **query),
        waited_url=paging.address("lead:waited", **query),
        meeting_url=reverse("desk:meeting"),
        exchange_url=paging.address("lead:exchange", **query),
    )


def where(scope: Scope) -> str:
    return _("、").join(_called(top) for top in scope.tops)


def _called(place: Place) -> str:
    return district_name(place.district) if is_english() and not place.parent_id else place.name


def _now_kpis(now: Now, query: dict[str, str]) -> list[Kpi]:
    opened = query | {"state": OPEN}
    return [
        _now_kpi(_("未办结"), now.open, opened),
        _now_kpi(_("已超时"), now.late, opened | {"due": LATE}, Level.BAD),
        _now_kpi(_("4 小时内到期"), now.soon, opened | {"due": SOON}, Level.WARN),
        _now_kpi(_("待分派"), now.waiting, query | {"state": "RECEIVED"}),
        _now_kpi(_("要求重办"), now.reopening, query | {"state": "REOPENING"}, Level.WARN),
        _now_kpi(_("列入会议"), now.parked, opened | {"due": PARKED}),
    ]


def _now_kpi(label: str, count: int, query: dict[str, str], level: Level = Level.PLAIN) -> Kpi:
    url = paging.address("lead:cases", **query)
    return Kpi(label, f"{count:,}", url=url, level=level if count else Level.PLAIN)


def _kpis(totals: Totals, query: dict[str, str]) -> list[Kpi]:
    return [
        Kpi(_("受理"), f"{totals.received:,}", url=paging.address("lead:cases", **query)),
        _rate_kpi(_("按时响应率"), totals.responded, query | {"figure": "respond_due"}),
        _rate_kpi(_("按时反馈率"), totals.fed_back, query | {"figure": "feedback_due"}),
        _rate_kpi(_("解决率"), totals.resolved, query | {"figure": "closed"}),
        Kpi(
            _("满意率"),
            str(totals.satisfaction.rate),
            url=paging.address("lead:cases", **query, figure="rated"),
            note=totals.satisfaction.of,
        ),
    ]


def _rate_kpi(label: str, rate: Rate, query: dict[str, str]) -> Kpi:
    return Kpi(
        label,
        str(rate),
        url=paging.address("lead:cases", **query),
        note=_("%(whole)s 件中 %(part)s 件")
        % {"whole": f"{rate.whole:,}", "part": f"{rate.part:,}"},
    )


def _chart(figures: Figures) -> Chart:
    """By day; by week where days would be too many to tell apart."""
    rows, axis = figures.scope.figures(figures.period)
    days = insight.trend(rows, figures.period, axis)
    step = 1 if len(days) <= MOST_DAILY else WEEK
    parts = [days[n : n + step] for n in range(0, len(days), step)]
    return Chart(
        key="trend",
        title=_("每天受理多少，现在办结了多少")
        if step == 1
        else _("每周受理多少，现在办结了多少"),
        label_heading=_("受理日") if step == 1 else _("从这天起的一周"),
        labels=[_said(part[0][0]) for part in parts],
        series=[
            Series(_("受理"), [sum(row[1] for row in part) for part in parts]),
            Series(_("其中已办结"), [sum(row[2] for row in part) for part in parts]),
        ],
    )


def _said(day: date) -> str:
    return date_format(day, _("n月j日"))


def tables(figures: Figures) -> list[pages.Table[pages.Line]]:
    """By unit, class and community; below a street by community alone."""
    scope = figures.scope
    rules = queries.rules_of(scope.district_id)
    of_place = _table(figures, Axis.PLACE, scope.names)
    if scope.figures(figures.period)[1] == Axis.PLACE:
        return [of_place]
    classes = {code: rules.class_label(code) for code in rules.classes} | {"": _("未归类")}
    units = insight.unit_names(scope.district_id)
    return [
        _table(figures, Axis.UNIT, units),
        _table(figures, Axis.CLASS, classes),
        of_place,
    ]


def _table(figures: Figures, axis: Axis, names: dict[str, str]) -> pages.Table[pages.Line]:
    """Every code that received something or has something open; the most received first."""
    counted = {code: sums for (of, code), sums in figures.sums.items() if of == axis}
    standing = figures.now_by(axis)
    codes = list(dict.fromkeys([*counted, *standing]))
    area = figures.scope.chosen.code if figures.scope.chosen else ""
    days = str(figures.days)
    lines = []
    for code in codes:
        if code not in names:
            continue
        now, totals = standing.get(code, Now()), counted.get(code, Totals())
        query = {"area": area, "days": days} | _narrowing(figures.scope, axis, code)
        lines.append(pages.Line(names[code], now, totals, query, _cells))
    titles = {
        Axis.UNIT: (_("按单位"), _("主办单位")),
        Axis.CLASS: (_("按类别"), _("类别")),
        Axis.PLACE: (_("按社区"), _("社区")),
    }
    title, heading = titles[axis]
    return pages.Table(
        key=axis.lower(),
        title=title,
        heading=heading,
        lines=lines,
        export_url=paging.address("lead:export", area=area, days=days, table=axis),
        nothing=_("这段时间没有受理。"),
    )


def _narrowing(scope: Scope, axis: Axis, code: str) -> dict[str, str]:
    """The filters that lead to the rows of one line."""
    if axis == Axis.UNIT:
        return {"unit": code}
    if axis == Axis.CLASS:
        return {"class_code": code or NONE}
    place = next(place for place in scope.below if str(place.pk) == code)
    is_above = place.path.count("/") <= AREA  # what was reported at the street itself
    return {"area": place.code, "own": "1" if is_above else ""}


def _cells(now: Now, totals: Totals, query: Mapping[str, str]) -> list[pages.Cell]:
    content = totals.satisfaction
    query = dict(query)
    opened = query | {"state": OPEN, "days": ""}
    return [
        _count(_("受理"), totals.received, query),
        _count(_("未办结"), now.open, opened),
        _count(_("超时"), now.late, opened | {"due": LATE}, is_bad=bool(now.late)),
        _rate(_("按时响应"), totals.responded, query | {"figure": "respond_due"}),
        _rate(_("按时反馈"), totals.fed_back, query | {"figure": "feedback_due"}),
        _count(_("办结"), totals.closed, query | {"figure": "closed"}),
        _rate(_("解决"), totals.resolved, query | {"figure": "solved"}),
        _count(_("已评价"), totals.rated, query | {"figure": "rated"}),
        pages.Cell(_("参评率"), str(content.answered)),
        _rate(_("满意率"), content.rate, query | {"figure": "satisfied"}),
    ]


def _count(label: str, count: int, query: dict[str, str], *, is_bad: bool = False) -> pages.Cell:
    url = paging.address("lead:cases", **query) if count else ""
    return pages.Cell(label, f"{count:,}", url=url, is_bad=is_bad)


def _rate(label: str, rate: Rate, query: dict[str, str]) -> pages.Cell:
    """A rate with what it is a rate of; nothing beside one that is not printed."""
    if rate.percent is None:
        return pages.Cell(label, str(rate))
    note = f"{rate.part:,}/{rate.whole:,}"
    return pages.Cell(label, str(rate), url=paging.address("lead:cases", **query), note=note)
