"""The figures of the orders: by kind, by unit, by community; each leads to its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.exchange import queries as exchange
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import ClaimQuerySet
from lianxin.insight import orders
from lianxin.insight.figures import Rate
from lianxin.insight.orders import OrderTotals, Stars, TurnTotals
from lianxin.insight.queries import COMMUNITY, Period, above
from lianxin.web import paging
from lianxin.web.lead import pages
from lianxin.web.lead.board import MOST_DAILY, WEEK, where
from lianxin.web.lead.forms import PERIODS, BoardForm, days_of
from lianxin.web.lead.pages import Figure, OrderLine
from lianxin.web.lead.rows import since
from lianxin.web.lead.scope import Scope, depth
from lianxin.web.parts import Chart, Kpi, Level, Link, Series, Tab
from lianxin.web.shell import times


@dataclass(frozen=True)
class Orders:
    """All sums of one page, each asked once."""

    scope: Scope
    days: int
    at: datetime

    @cached_property
    def every(self) -> ClaimQuerySet:
        return orders.orders(
            self.scope.district_id, () if self.scope.is_whole else self.scope.tops
        )

    @cached_property
    def asked(self) -> ClaimQuerySet:
        return self.every.filter(asked_at__gte=since(self.days, at=self.at))

    @cached_property
    def totals(self) -> dict[tuple[str, ...], OrderTotals]:
        return orders.totals(self.asked, "kind", "place__path")

    @cached_property
    def by_kind(self) -> dict[str, OrderTotals]:
        return _summed((kind, totals) for (kind, _path), totals in self.totals.items())

    @cached_property
    def by_path(self) -> dict[str, OrderTotals]:
        """By community; "" where none is said."""
        return _summed(
            (above(path, COMMUNITY), totals) for (_kind, path), totals in self.totals.items()
        )

    @cached_property
    def whole(self) -> OrderTotals:
        return sum(self.by_kind.values(), start=OrderTotals())

    @cached_property
    def query(self) -> dict[str, str]:
        area = self.scope.chosen.code if self.scope.chosen else ""
        return {"area": area, "days": str(self.days)}


def _summed(parts: Iterable[tuple[str, OrderTotals]]) -> dict[str, OrderTotals]:
    found: defaultdict[str, OrderTotals] = defaultdict(OrderTotals)
    for name, totals in parts:
        found[name] += totals
    return dict(found)


def page(scope: Scope, asked: QueryDict, *, at: datetime) -> pages.Exchange:
    found = Orders(scope, days_of(asked), at)
    area = found.query["area"]
    return pages.Exchange(
        where=where(scope),
        period=str(PERIODS[found.days]),
        at=at,
        periods=[
            Tab(
                str(label),
                paging.address("lead:exchange", area=area, days=str(days)),
                is_current=days == found.days,
            )
            for days, label in PERIODS.items()
        ],
        filters=BoardForm(asked, scope=scope),
        here_url=reverse("lead:exchange"),
        now_kpis=_now_kpis(found),
        kpis=_kpis(found),
        charts=[_speed(found.whole), _trend(found)],
        tables=tables(found),
        xlsx_url=paging.address("lead:exchange_xlsx", **found.query),
        crumbs=[Link(_("牵头"), paging.address("lead:board", **found.query))],
    )


def _now_kpis(found: Orders) -> list[Kpi]:
    counts, area = orders.now(found.every), found.query["area"]
    told = [
        ("to_dispatch", _("等派单台派单"), Level.WARN),
        ("nobody", _("没有单位接，退回派单台"), Level.BAD),
        ("offered", _("等单位接单"), Level.PLAIN),
        ("under_way", _("已接单，还没有完成"), Level.PLAIN),
        ("to_rate", _("已完成，等评单"), Level.PLAIN),
    ]
    return [
        Kpi(
            label,
            f"{counts[name]:,}",
            url=paging.address("lead:orders", area=area, figure=name),
            level=level if counts[name] else Level.PLAIN,
        )
        for name, label, level in told
    ]


def _kpis(found: Orders) -> list[Kpi]:
    whole = found.whole
    half = orders.half_taken_in(found.asked, whole.accepted)
    told = [
        (
            pgettext("page", "点单"),
            f"{whole.asked:,}",
            "",
            _("%s 单取消") % f"{whole.cancelled:,}",
        ),
        (_("有单位接单"), str(whole.taken), "accepted", _of(whole.taken)),
        (
            _("48 小时内接单"),
            str(whole.quick),
            "within_48h",
            _("一半在 %s内接单") % times.span(half) if half else _of(whole.quick),
        ),
        (_("已完成服务"), str(whole.given), "delivered", _of(whole.given)),
        (_("平均分"), str(whole.average), "rated", _rated(whole)),
    ]
    return [
        Kpi(label, value, url=_rows(found.query, figure), note=note)
        for label, value, figure, note in told
    ]


def _of(rate: Rate) -> str:
    told = {"whole": f"{rate.whole:,}", "part": f"{rate.part:,}"}
    return _("%(whole)s 单中 %(part)s 单") % told


def _rated(whole: OrderTotals) -> str:
    """What an average is an average of; why there is none (X8)."""
    told = {
        "rated": f"{whole.rated:,}", "given": f"{whole.delivered:,}", "answered": whole.answered,
    }  # fmt: skip
    said = _("%(given)s 单完成，%(rated)s 单评过，参评率 %(answered)s") % told
    if whole.average.average is None:
        return _("满 5 单评价才有平均分；%s") % said
    return said


def _speed(whole: OrderTotals) -> Chart:
    """How long it took until somebody took them."""
    steps = [
        (_("4 小时内"), whole.within_4h),
        (_("4–24 小时"), whole.within_24h - whole.within_4h),
        (_("24–48 小时"), whole.within_48h - whole.within_24h),
        (_("48 小时以后"), whole.after_48h),
        (_("没有单位接单"), whole.not_accepted),
    ]
    return Chart(
        key="speed",
        title=_("点单以后多久有单位接单"),
        label_heading=_("多久"),
        labels=[label for label, _count in steps],
        series=[Series(_("单数"), [count for _label, count in steps])],
    )


def _trend(found: Orders) -> Chart:
    """By day; by week where days would be too many to tell apart."""
    period = Period.last(found.days, on=timezone.localdate(found.at))
    days = orders.trend(found.asked, since=period.since, until=period.until)
    step = 1 if len(days) <= MOST_DAILY else WEEK
    parts = [days[n : n + step] for n in range(0, len(days), step)]
    return Chart(
        key="trend",
        title=_("每天点了多少单，现在完成了多少")
        if step == 1
        else _("每周点了多少单，现在完成了多少"),
        label_heading=_("点单日") if step == 1 else _("从这天起的一周"),
        labels=[date_format(part[0][0], _("n月j日")) for part in parts],
        series=[
            Series(pgettext("page", "点单"), [sum(row[1] for row in part) for part in parts]),
            Series(_("其中已完成"), [sum(row[2] for row in part) for part in parts]),
        ],
    )


def tables(found: Orders) -> list[pages.Table[OrderLine]]:
    return [
        _table(found, "kind", _("按种类"), _("种类"), _kinds(found)),
        _table(found, "unit", _("按单位"), _("单位"), _units(found)),
        _table(found, "place", _("按社区"), _("社区"), _places(found)),
    ]


def _table(
    found: Orders, key: str, title: str, heading: str, lines: Sequence[OrderLine]
) -> pages.Table[OrderLine]:
    return pages.Table(
        key=key,
        title=title,
        heading=heading,
        lines=lines,
        export_url=paging.address("lead:exchange_xlsx", **found.query, table=key),
        nothing=_("这段时间没有点单。"),
    )


def _kinds(found: Orders) -> list[OrderLine]:
    district = found.scope.district_id
    return [
        OrderLine(
            exchange.said(district, code, KINDS[code].label),
            _figures(totals, found.query | {"kind": code}),
            _cell,
        )
        for code, totals in sorted(found.by_kind.items(), key=lambda one: -one[1].asked)
        if code in KINDS
    ]


def _places(found: Orders) -> list[OrderLine]:
    """What was ordered for a street itself, or for the whole district, stands by itself."""
    known = {place.path: place for place in found.scope.below}
    lines = []
    for path, totals in sorted(found.by_path.items(), key=lambda one: -one[1].asked):
        if place := known.get(path):
            own = "1" if depth(place) < COMMUNITY else ""
            query = found.query | {"area": place.code, "own": own}
            lines.append(OrderLine(place.name, _figures(totals, query), _cell))
    return lines


def _figures(totals: OrderTotals, query: Mapping[str, str]) -> tuple[Figure, ...]:
    def figure(label: str, value: int | Rate | Stars, name: str = "") -> Figure:
        return Figure(label, value, {**query, "figure": name})

    return (
        figure(pgettext("page", "点单"), totals.asked),
        figure(_("接单"), totals.taken, "accepted"),
        figure(_("4 小时内"), totals.within_4h, "within_4h"),
        figure(_("24 小时内"), totals.within_24h, "within_24h"),
        figure(_("48 小时内"), totals.quick, "within_48h"),
        figure(_("完成"), totals.given, "delivered"),
        figure(_("取消"), totals.cancelled, "cancelled"),
        figure(_("参评"), totals.answered, "rated"),
        figure(_("平均分"), totals.average, "rated"),
    )


def _units(found: Orders) -> list[OrderLine]:
    """What became of the turns of each, the most first."""
    by_code = orders.turns(found.scope.district_id, found.asked)
    return [
        OrderLine(totals.name, _turned(totals, found.query | {"unit": code}), _cell)
        for code, totals in sorted(by_code.items(), key=lambda one: (-one[1].turns, one[0]))
    ]


def _turned(totals: TurnTotals, query: Mapping[str, str]) -> tuple[Figure, ...]:
    def figure(label: str, value: int | Rate, name: str, *, is_bad: bool = False) -> Figure:
        return Figure(label, value, {**query, "figure": name}, is_bad)

    return (
        figure(_("派给它"), totals.turns, "turns"),
        figure(_("接单"), totals.taken, "turns_accepted"),
        figure(_("婉拒"), totals.turns_declined, "turns_declined"),
        figure(_("超时未接"), totals.turns_silent, "turns_silent", is_bad=totals.turns_silent > 0),
        figure(_("不能履约"), totals.turns_dropped, "turns_dropped"),
    )


def _cell(figure: Figure) -> pages.Cell:
    value = figure.value
    if isinstance(value, int):
        url = _rows(figure.query, "") if value else ""
        return pages.Cell(figure.label, f"{value:,}", url=url, is_bad=figure.is_bad)
    whole = value.rated if isinstance(value, Stars) else value.whole
    if not whole:
        return pages.Cell(figure.label, "—")
    note = f"{value.part:,}/{value.whole:,}" if isinstance(value, Rate) else _rated_by(value)
    return pages.Cell(figure.label, str(value), url=_rows(figure.query, ""), note=note)


def _rated_by(stars: Stars) -> str:
    return _("%s 单评过") % f"{stars.rated:,}"


def _rows(query: Mapping[str, str], figure: str) -> str:
    return paging.address("lead:orders", **{**query, **({"figure": figure} if figure else {})})
