"""Fill the pages of introductions: the funnel, its rows, and the occasions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.introductions import policy, queries
from lianxin.introductions.models import Introduction, IntroductionQuerySet, Occasion, Source
from lianxin.introductions.queries import Funnel, Level
from lianxin.introductions.states import LINE, OPEN, Stage
from lianxin.web import paging
from lianxin.web.introductions import pages, words
from lianxin.web.introductions.forms import FunnelForm, ListForm, OccasionForm
from lianxin.web.money import in_short, yuan
from lianxin.web.parts import Chart, Kpi, Link, Series
from lianxin.web.parts import Level as Shade
from lianxin.web.respond import StaffRequest


def funnel(request: StaffRequest) -> pages.Funnel:
    on = timezone.localdate()
    filters = FunnelForm(request.GET, today=on)
    asked = filters.asked
    found = narrowed(_all(request), asked)
    since, until = _span(asked)
    held = queries.occasions_of(request.district.pk, since=since, until=until)
    told = queries.funnel(found, held, on=on)
    kept = {name: str(value) for name, value in asked.items()}
    return pages.Funnel(
        filters=filters,
        kpis=_kpis(told, kept),
        lines=[_line(told, level, kept) for level in told.levels],
        chart=_chart(told),
        occasions_url=reverse("introductions:occasions"),
        new_url=_new_url(request),
        export_url=paging.address("introductions:export", **kept),
        how=_(
            "按介绍日期统计。走到后面一步的，前面各步都算走到；没有谈成的，算到它走到的那一步。"
        ),
    )


def narrowed(found: IntroductionQuerySet, asked: dict[str, Any]) -> IntroductionQuerySet:
    since, until = _span(asked)
    if since:
        found = found.filter(introduced_on__range=(since, until))
    if stage := asked.get("reached"):
        found = found.reached(Stage(stage))
    for name in ("source", "state", "is_disputed", "occasion"):
        if value := asked.get(name):
            found = found.filter(**{name: value})
    return found


def _span(asked: dict[str, Any]) -> tuple[date | None, date | None]:
    if not (year := asked.get("year")):
        return None, None
    return date(int(year), 1, 1), date(int(year), 12, 31)


def _all(request: StaffRequest) -> IntroductionQuerySet:
    return policy.visible_to(request.user, request.district.pk, on=timezone.localdate())


def _new_url(request: StaffRequest) -> str:
    may = policy.records(request.user, on=timezone.localdate())
    return reverse("introductions:new") if may else ""


def _rows(kept: dict[str, str], **more: str) -> str:
    return paging.address("introductions:rows", **(kept | more))


def _kpis(told: Funnel, kept: dict[str, str]) -> list[Kpi]:
    level = told.level
    contract, received = level(Stage.CONTRACTED), level(Stage.RECEIVED)
    contract_sum = in_short(contract.amount_fen)
    received_sum = in_short(received.amount_fen)
    return [
        Kpi(
            _("对接活动"), str(told.occasions), reverse("introductions:occasions"), _("场"),
            icon="calendar-days",
        ),
        Kpi(
            _("已介绍"), str(level(Stage.INTRODUCED).count), _rows(kept), _("对"),
            icon="handshake",
        ),
        Kpi(
            _("达成意向"), str(level(Stage.INTENT).count), _rows(kept, reached="INTENT"), _("项"),
            icon="lightbulb",
        ),
        Kpi(
            _("合同金额"), contract_sum[0], _rows(kept, reached="CONTRACTED"), contract_sum[1],
            note=_("%d 份合同") % contract.count, icon="file-pen-line",
        ),
        Kpi(
            _("到账"), received_sum[0], _rows(kept, reached="RECEIVED"), received_sum[1],
            note=_("%d 项到账") % received.count, icon="banknote",
        ),
        Kpi(
            _("说法不一"), str(told.disputed), _rows(kept, is_disputed="on"), _("项"),
            icon="message-circle-question-mark",
            level=Shade.WARN if told.disputed else Shade.PLAIN,
        ),
    ]  # fmt: skip


def _line(told: Funnel, level: Level, kept: dict[str, str]) -> pages.Line:
    rank = LINE.index(level.stage)
    before = told.levels[rank - 1].count if rank else 0
    return pages.Line(
        label=str(level.stage.label),
        count=level.count,
        count_url=_rows(kept, reached=level.stage.value),
        share=f"{100 * level.count / before:.0f}%" if before else "",
        amount=yuan(level.amount_fen) if level.amount_fen else "",
        here=level.here,
        here_url=_rows(kept, state=level.stage.value),
        oldest=words.days(level.oldest),
        typical=words.days(level.typical),
    )


def _chart(told: Funnel) -> Chart:
    return Chart(
        key="funnel",
        title=_("从介绍到到账"),
        labels=[str(level.stage.label) for level in told.levels],
        series=[
            Series(_("走到这一步"), [level.count for level in told.levels]),
            Series(_("现在停在这一步"), [level.here for level in told.levels]),
        ],
        label_heading=_("进展"),
    )


def rows(request: StaffRequest) -> pages.Rows:
    on, user = timezone.localdate(), request.user
    filters = ListForm(request.GET, today=on)
    asked = filters.asked
    found = narrowed(_all(request), asked)
    page = paging.page(
        found.whole(), request.GET, order=words.NEWEST_FIRST, here="introductions:rows"
    )
    is_overseeing = policy.oversees(user, on=on)
    kept = {name: str(value) for name, value in asked.items()}
    return pages.Rows(
        filters=filters,
        filters_used=len(asked),
        count=found.count(),
        rows=[row(one, on=on) for one in page.rows],
        pager=page.pager,
        export_url=paging.address("introductions:export", **kept),
        funnel_url=reverse("introductions:funnel") if is_overseeing else "",
        new_url=_new_url(request),
    )


def row(one: Introduction, *, on: date) -> pages.Row:
    state = Stage(one.state)
    age = (on - queries.stands_since(one)).days
    return pages.Row(
        url=reverse("introductions:introduction", args=[one.ref]),
        ref=one.ref,
        subject=one.subject,
        sides=words.sides(one),
        source=words.source(one),
        state=str(state.label),
        level=words.LEVELS[state],
        is_disputed=one.is_disputed,
        introduced_on=one.introduced_on,
        age=words.days(age) if state in OPEN else "",
        amount=yuan(words.amount(one)),
    )


def table(request: StaffRequest) -> Iterator[list[Any]]:
    """The rows as cells, for Excel."""
    asked = ListForm(request.GET, today=timezone.localdate()).asked
    found = narrowed(_all(request), asked).whole().order_by("introduced_on", "id")
    for one in found:
        names = [side.name for side in sorted(one.sides.all(), key=lambda side: side.number)]
        yield [
            one.ref, one.subject, *names, words.source(one), str(Stage(one.state).label),
            *(words.cell(one, stage) for stage in LINE),
            *(words.money(one, stage) for stage in LINE[2:]),
            one.reason, _("是") if one.is_disputed else "",
        ]  # fmt: skip


def heading() -> list[str]:
    return [
        _("编号"), _("为了什么"), _("一方"), _("另一方"), _("来源"), _("状态"),
        *(_("%s日期") % stage.label for stage in LINE),
        *(_("%s金额（元）") % stage.label for stage in LINE[2:]),
        _("没有谈成的原因"), _("双方说法不一"),
    ]  # fmt: skip


def occasions(request: StaffRequest, *, form: OccasionForm | None = None) -> pages.Occasions:
    far = Q(introductions__reached__in=LINE[LINE.index(Stage.INTENT) :])
    held = Occasion.objects.filter(district_id=request.district.pk).select_related("host")
    counted = held.annotate(
        introduced=Count("introductions"), intents=Count("introductions", filter=far)
    )
    page: Any = paging.page(
        counted, request.GET, order=words.LATEST_HELD, here="introductions:occasions"
    )
    may = policy.records(request.user, on=timezone.localdate())
    return pages.Occasions(
        rows=[
            pages.OccasionRow(
                title=one.title,
                kind=str(Source(one.kind).label),
                held_on=one.held_on,
                host=one.host.name if one.host else "",
                people=one.people,
                introductions=one.introduced,
                intents=one.intents,
                url=paging.address("introductions:rows", occasion=str(one.pk)),
            )
            for one in page.rows
        ],
        pager=page.pager,
        form=(form or OccasionForm()) if may else None,
        url=reverse("introductions:add_occasion"),
        crumbs=crumbs(),
    )


def crumbs(*more: Link) -> list[Link]:
    return [Link(_("对接成效"), reverse("introductions:rows")), *more]
