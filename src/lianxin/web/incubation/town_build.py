"""Fill the pages of groups for everybody, and that of one for who put it forward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.incubation import needs, policy, queries
from lianxin.incubation.actions import proposing
from lianxin.incubation.models import Cycle, Group, GroupQuerySet
from lianxin.incubation.states import LINE, CycleState, GroupStage
from lianxin.network import queries as network
from lianxin.network.models import Place, PlaceKind
from lianxin.web import paging
from lianxin.web.incubation import build, pages
from lianxin.web.incubation.forms import PlanForm, ProposeForm, ReportForm, TownForm
from lianxin.web.paging import Order
from lianxin.web.parts import Deed, Fact, Link, Tab
from lianxin.web.respond import Request

NEWEST_FIRST: Final = Order("begun_at", is_descending=True)
SIZE: Final = 20
SHOWN: Final = (GroupStage.TRIAL, GroupStage.REGISTERED, GroupStage.ACTIVE)
Forms = Mapping[str, Any]


def town(request: Request) -> pages.Town:
    district_id = request.district.pk
    streets = Place.objects.filter(
        district_id=district_id, is_active=True, kind=PlaceKind.STREET
    ).defer("shape")
    form = TownForm(request.GET or None, streets=list(streets.order_by("path")))
    place = form.asked if form.is_bound else ""
    groups = policy.public(district_id)
    if place:
        groups = queries.within(groups, network.place_coded(district_id, place))
    stage = request.GET.get("stage", "")
    shown = groups.filter(state=stage) if stage in SHOWN else groups
    page = paging.page(
        shown.whole(), request.GET, order=NEWEST_FIRST, here="incubation:town", size=SIZE
    )
    return pages.Town(
        form=form,
        tabs=_tabs(groups, stage, place),
        rows=[_row(one) for one in page.rows],
        pager=page.pager,
        stages=[_stage(one) for one in LINE],
        propose_url=reverse("incubation:propose"),
        here=reverse("incubation:town"),
        crumbs=[Link(_("大厅"), reverse("town:home"))],
    )


def known(request: Request, found: Group) -> pages.Known:
    """Without who speaks for it, and without plans that are not agreed on."""
    on = timezone.localdate()
    own = policy.visible_to(request.user, found.district_id, on=on).filter(pk=found.pk)
    stage = GroupStage(found.state)
    return pages.Known(
        ref=found.ref,
        name=found.name,
        about=found.about,
        state=str(stage.label),
        level=build.LEVELS[stage],
        steps=build.steps(stage),
        facts=build.facts(found),
        cycles=[
            build.cycle(one, ()) for one in queries.cycles_of(found) if one.state in queries.TOLD
        ],
        own_url=reverse("incubation:group", args=[found.ref]) if own.exists() else "",
        title=found.name,
        here=found.name,
        crumbs=_crumbs(),
    )


def propose(form: ProposeForm) -> pages.Propose:
    return pages.Propose(form=form, answered_in=proposing.ANSWERED.days, crumbs=_crumbs())


def followed(found: Group, code: str, forms: Forms) -> pages.Followed:
    shown, cycles = queries.shown_of(found), queries.cycles_of(found)
    lacking = queries.lacking(found, shown, cycles)
    stage = GroupStage(found.state)
    hotline = Fact(_("孵化平台电话"), found.incubator.hotline, f"tel:{found.incubator.hotline}")
    return pages.Followed(
        ref=found.ref,
        name=found.name,
        about=found.about,
        state=str(stage.label),
        level=build.LEVELS[stage],
        ball=build.ball(found, lacking, cycles),
        steps=build.steps(stage),
        facts=[*build.facts(found), *([hotline] if found.incubator.hotline else [])],
        needed=build.needed(found, shown, lacking),
        cycles=[build.cycle(one, _reporting(found, one, code, forms)) for one in cycles],
        deeds=_planning(found, code, forms),
        title=found.name,
        here=found.ref,
        crumbs=_crumbs(),
    )


def _planning(found: Group, code: str, forms: Forms) -> list[Deed]:
    if found.state not in SHOWN:
        return []
    url = reverse("incubation:plan_by_code", args=[found.ref, code])
    form = forms.get("plan") or PlanForm(auto_id="id_plan_%s")
    return [Deed("plan", _("立一个项目"), "clipboard-list", url, form)]


def _reporting(found: Group, one: Cycle, code: str, forms: Forms) -> list[Deed]:
    if one.state != CycleState.RUNNING:
        return []
    url = reverse("incubation:report_by_code", args=[found.ref, code, one.pk])
    form = forms.get(f"report_{one.pk}") or ReportForm(auto_id=f"id_report_{one.pk}_%s")
    return [Deed(f"report-{one.pk}", _("交总结"), "file-text", url, form, is_main=True)]


def _tabs(groups: GroupQuerySet, stage: str, place: str) -> list[Tab]:
    told = dict(groups.order_by().values_list("state").annotate(n=Count("pk")))

    def tab(code: str, label: str, count: int) -> Tab:
        url = paging.address("incubation:town", stage=code, place=place)
        return Tab(label, url, is_current=code == (stage if stage in SHOWN else ""), count=count)

    return [
        tab("", _("全部阶段"), sum(told.values())),
        *(tab(one.value, str(one.label), told.get(one.value, 0)) for one in SHOWN),
    ]


def _row(one: Group) -> pages.TownRow:
    stage = GroupStage(one.state)
    return pages.TownRow(
        url=reverse("incubation:known", args=[one.ref]),
        name=one.name,
        about=one.about,
        place=one.place.name,
        state=str(stage.label),
        level=build.LEVELS[stage],
    )


def _stage(stage: GroupStage) -> pages.Stage:
    return pages.Stage(str(stage.label), [str(item.label) for item in needs.NEEDED[stage]])


def _crumbs() -> list[Link]:
    return [
        Link(_("大厅"), reverse("town:home")), Link(_("社区团队"), reverse("incubation:town")),
    ]  # fmt: skip
