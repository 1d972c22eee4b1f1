"""Fill the pages of campaigns. Tables are counted in a few queries, however long they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.kernel import timeline
from lianxin.network import geo
from lianxin.network.models import Place, PlaceKind, User
from lianxin.visits import policy, queries
from lianxin.visits.models import Call, CallQuerySet, Campaign
from lianxin.visits.queries import Coverage, Week
from lianxin.visits.states import CAMPAIGN, CallState, CampaignState
from lianxin.web import history, paging
from lianxin.web.due import end_of
from lianxin.web.me.forms import Keyed
from lianxin.web.paging import Numbered, Order
from lianxin.web.parts import Ball, Chart, Deed, Fact, Kpi, Level, Link, Series, Spot, Tab
from lianxin.web.respond import StaffRequest
from lianxin.web.visits import campaigns_pages as pages
from lianxin.web.visits import counted as words
from lianxin.web.visits.campaigns_forms import (
    SPARED,
    CallsForm,
    CampaignForm,
    CampaignsForm,
    EngageForm,
    HandOverForm,
)

NEWEST_FIRST: Final = Order("made_at", is_descending=True)
WALK: Final = Numbered("rank")
SHOWN: Final = 20  # rows of a table; the rest is folded
LEVELS: Final = {
    CampaignState.DRAFT: "wait", CampaignState.RUNNING: "good", CampaignState.ENDED: "quiet",
}  # fmt: skip
CALL_LEVELS: Final = {
    CallState.OPEN: "wait", CallState.DONE: "good", CallState.DECLINED: "quiet",
    CallState.GONE: "quiet",
}  # fmt: skip
ICONS: Final = {
    "plan": "clipboard-list", "engage": "user-plus", "deal": "footprints",
    "hand_over": "arrow-right", "start": "play", "end": "flag", "reopen": "play",
}  # fmt: skip
WEEK: Final = timedelta(days=7)
WEEKS: Final = "week"
Forms = Mapping[str, Any]


def crumbs(found: Campaign | None = None) -> list[Link]:
    above = [Link(pgettext("page", "走访活动"), reverse("visits:campaigns"))]
    return above if found is None else [*above, Link(found.title, _url(found))]


def visible(request: StaffRequest) -> Any:
    on = timezone.localdate()
    return policy.visible_to(request.user, request.district.pk, on=on)


def campaigns(request: StaffRequest) -> pages.Campaigns:
    filters = CampaignsForm(request.GET)
    page = paging.page(
        visible(request).filter(**filters.asked).whole(), request.GET, order=NEWEST_FIRST,
        here="visits:campaigns",
    )  # fmt: skip
    counted = queries.coverage_of(page.rows)
    may = policy.units_to_run(request.user, request.district.pk, on=timezone.localdate())
    return pages.Campaigns(
        filters=filters,
        rows=[_row(one, counted[one.pk]) for one in page.rows],
        pager=page.pager,
        new_url=reverse("visits:campaign_new") if may.exists() else "",
    )


def new(form: CampaignForm) -> pages.CampaignNew:
    return pages.CampaignNew(form, reverse("visits:campaign_new"), crumbs())


def campaign(request: StaffRequest, found: Campaign, forms: Forms) -> pages.CampaignPage:
    counted, by = queries.coverage(found), by_of(request, found)
    weeks = queries.weeks_of(found, counted, on=timezone.localdate())
    covered = (
        [] if by == WEEKS else sorted(table(found, by), key=lambda one: (-one.left, one.name))
    )
    state = CampaignState(found.state)
    return pages.CampaignPage(
        ref=found.ref,
        title=found.title,
        about=found.about,
        state=str(state.label),
        level=LEVELS[state],
        ball=_ball(found, counted),
        kpis=_kpis(found, counted),
        facts=_facts(found),
        chart=_chart(weeks),
        tabs=_tabs(found, by) if counted.whole else [],
        heading=str(words.BY.get(by, "")),
        covered=covered[:SHOWN],
        more=covered[SHOWN:],
        weeks=_weeks(found, weeks) if by == WEEKS else [],
        spot=_spot(found) if counted.whole else None,
        export_url=paging.address("visits:campaign_xlsx", found.ref, by=by)
        if counted.whole
        else "",
        deeds=list(_deeds(request, found, forms, counted)),
        moments=history.moments(timeline.of(found).order_by("-seq"), _verb, icons=ICONS),
        crumbs=crumbs(),
        here=found.ref,
    )


def table(found: Campaign, by: str) -> list[pages.Covered]:
    """The coverage by area, building or person, each with its name."""
    counted = queries.coverage_by(found, words.of(found.aim).columns[by])
    rows: Any = User.objects if by == "officer" else Place.objects.defer("shape")
    named = rows.filter(district_id=found.district_id).in_bulk([pk for pk in counted if pk])
    return [_covered(found, by, named.get(pk), one) for pk, one in counted.items()]


def shapes(found: Campaign) -> dict[str, Any]:
    """The areas as GeoJSON, shaded by how far they have come; each leads to its calls."""
    kind = words.of(found.aim)
    by = "area" if kind.drawn == kind.columns["area"] else "place"
    counted = queries.coverage_by(found, kind.drawn)
    rows = Place.objects.filter(district_id=found.district_id, pk__in=[pk for pk in counted if pk])
    drawn = geo.feature_collection(found.district, (PlaceKind.STREET,))["features"]
    streets = [
        {**one, "properties": {"name": one["properties"]["name"]}}
        for one in drawn
        if one["geometry"]
    ]
    areas = [
        {
            "type": "Feature",
            "geometry": one.shape,
            "properties": {
                "value": counted[one.pk].percent or 0, "url": _calls(found, **{by: one.pk}),
            },
        }
        for one in rows
        if one.shape
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": [*streets, *areas]}


def calls(
    request: StaffRequest, found: Campaign, hand: Keyed | None = None
) -> pages.CampaignCalls:
    officers = queries.officers_of(found)
    filters = CallsForm(request.GET, officers=officers)
    rows = narrowed(found, filters.asked)
    page = paging.page(
        rows.whole(), request.GET, order=WALK, here="visits:campaign_calls", args=[found.ref]
    )
    left = rows.left().count()
    open_doors = words.count(found.aim, left)
    may = _moves(request, found) and left and officers
    return pages.CampaignCalls(
        title=found.title,
        chosen=_chosen(found, filters.asked),
        filters=filters,
        rows=[_call(one) for one in page.rows],
        pager=page.pager,
        hand=(hand or HandOverForm(officers=officers, left=open_doors)) if may else None,
        hand_url=paging.url("visits:campaign_hand_over", request.GET, found.ref),
        checked=request.POST.getlist("calls"),
        left=open_doors,
        here_url=reverse("visits:campaign_calls", args=[found.ref]),
        export_url=paging.url("visits:campaign_calls_xlsx", request.GET, found.ref),
        crumbs=crumbs(found),
    )


def narrowed(found: Campaign, asked: Mapping[str, Any]) -> CallQuerySet:
    rows = queries.calls_of(found)
    state = asked.get("state")
    if state == SPARED:
        rows = rows.filter(state__in=[CallState.DECLINED, CallState.GONE])
    elif state:
        rows = rows.filter(state=state)
    if officer := asked.get("officer"):
        rows = rows.filter(officer=None if officer == "NOBODY" else officer)
    columns = {**words.of(found.aim).columns, "place": "place"}
    for name in ("building", "area", "place"):
        if name in asked and name in columns:
            rows = rows.filter((columns[name], asked[name]))
    if week := asked.get("week"):
        rows = rows.filter(done_at__date__gte=week, done_at__date__lt=week + WEEK)
    return rows


def known(typed: Sequence[str]) -> list[UUID]:
    """What was checked; what is no id is left out."""
    found = []
    for one in typed:
        with suppress(ValueError):
            found.append(UUID(one))
    return found


def cells(one: Call) -> list[Any]:
    """Of one row of Excel."""
    row = _call(one)
    return [
        row.area, row.where, row.officer, row.state, row.tries,
        row.done_on.isoformat() if row.done_on else "",
    ]  # fmt: skip


def _row(one: Campaign, counted: Coverage) -> pages.CampaignRow:
    state = CampaignState(one.state)
    return pages.CampaignRow(
        url=_url(one),
        ref=one.ref,
        title=one.title,
        unit=one.unit.name,
        period=f"{one.starts_on:%Y-%m-%d} – {one.ends_on:%Y-%m-%d}",
        state=str(state.label),
        level=LEVELS[state],
        done=counted.done,
        whole=counted.reachable,
        percent=counted.percent,
        wanted=queries.wanted_by(one, counted.reachable, on=timezone.localdate()),
    )


def by_of(request: StaffRequest, found: Campaign) -> str:
    """By what its coverage is asked for: area, building, officer or week."""
    asked = request.GET.get("by", "")
    return asked if asked in (*words.of(found.aim).columns, WEEKS) else "area"


def _tabs(found: Campaign, by: str) -> list[Tab]:
    told = {name: words.BY[name] for name in words.of(found.aim).columns} | {WEEKS: _("周")}
    return [
        Tab(str(label), paging.address("visits:campaign", found.ref, by=name),
            is_current=name == by)
        for name, label in told.items()
    ]  # fmt: skip


def _weeks(found: Campaign, weeks: Sequence[Week]) -> list[pages.Week]:
    return [
        pages.Week(one.begins_on, _calls(found, week=one.begins_on), one.done, one.so_far,
                   one.wanted)
        for one in reversed(weeks)
    ]  # fmt: skip


def _covered(found: Campaign, by: str, thing: Any, counted: Coverage) -> pages.Covered:
    pk = thing.pk if thing else "NOBODY"
    name = thing.name if thing else _("还没有人")
    return pages.Covered(
        name=name,
        url=_calls(found, **{by: pk}),
        done_url=_calls(found, **{by: pk, "state": CallState.DONE}),
        spared_url=_calls(found, **{by: pk, "state": SPARED}),
        left_url=_calls(found, **{by: pk, "state": CallState.OPEN}),
        whole=counted.reachable,
        done=counted.done,
        percent=counted.percent,
        left=counted.left,
        spared=counted.declined + counted.gone,
    )


def _ball(found: Campaign, counted: Coverage) -> Ball:
    state, unit = CampaignState(found.state), found.unit.name
    if state == CampaignState.ENDED:
        step = _("走访了 %(done)s，还有 %(left)s没走。")
        told = {
            "done": words.count(found.aim, counted.done),
            "left": words.count(found.aim, counted.left),
        }
        return Ball(_("已结束"), step % told, is_done=True)
    if state == CampaignState.DRAFT:
        step = _("写明谁去走访，再分配。") if not counted.whole else _("看看分配，开始走访。")
        return Ball(unit, step, due_at=end_of(found.starts_on))
    if not counted.left:
        return Ball(unit, _("都走完了，可以结束。"), due_at=end_of(found.ends_on))
    step = _("每天走 %s就赶得上。")
    pace = queries.pace(found, counted.left, on=timezone.localdate())
    return Ball(_("走访人员"), step % words.count(found.aim, pace), due_at=end_of(found.ends_on))


def _kpis(found: Campaign, counted: Coverage) -> list[Kpi]:
    if not counted.whole:
        return []
    wanted = queries.wanted_by(found, counted.reachable, on=timezone.localdate())
    nobody = queries.calls_of(found).left().filter(officer=None).count()
    unit = str(words.of(found.aim).unit)
    done = Kpi(
        _("已走访"), str(counted.done), _calls(found, state=CallState.DONE), unit,
        _("应走访 %(whole)s，%(percent)d%%")
        % {
            "whole": words.count(found.aim, counted.reachable),
            "percent": counted.percent or 0,
        },
        "footprints", Level.GOOD if counted.done >= wanted else Level.WARN,
    )  # fmt: skip
    spared = [
        Kpi(str(state.label), str(n), _calls(found, state=state), unit, icon=icon)
        for state, n, icon in (
            (CallState.DECLINED, counted.declined, "hand"),
            (CallState.GONE, counted.gone, "door-closed"),
        )
    ]
    return [
        done,
        Kpi(_("到今天应走访"), str(wanted), "", unit, _("按天数平均"), "calendar-days"),
        Kpi(
            _("还没走访"), str(counted.left), _calls(found, state=CallState.OPEN), unit,
            _("其中 %s还没有人") % words.count(found.aim, nobody) if nobody else "", "door-open",
            Level.WARN if nobody else Level.PLAIN,
        ),
        *spared,
    ]  # fmt: skip


def _facts(found: Campaign) -> list[Fact]:
    return [
        Fact(_("组织单位"), found.unit.name),
        Fact(_("范围"), found.place.name),
        Fact(_("走访对象"), found.get_aim_display()),
        Fact(_("期间"), f"{found.starts_on:%Y-%m-%d} – {found.ends_on:%Y-%m-%d}"),
        Fact(_("每人最多走访"), words.count(found.aim, found.quota)),
        Fact(_("走访人员"), _("%d 人") % len(queries.officers_of(found))),
    ]


def _chart(weeks: Sequence[Week]) -> Chart | None:
    """What had been done by the end of each week, beside what should have been."""
    if not weeks:
        return None
    done = [one.so_far for one in weeks]
    wanted = [one.wanted for one in weeks]
    return Chart(
        "weeks",
        _("一周一周的进度"),
        [f"{one.begins_on:%m-%d}" for one in weeks],
        [Series(_("累计走访"), done), Series(_("按天数应走访"), wanted, "line")],
        _("一周从这天开始"),
    )


def _spot(found: Campaign) -> Spot | None:
    drawn = queries.calls_of(found).values(words.of(found.aim).drawn)
    rows = Place.objects.filter(district_id=found.district_id, pk__in=drawn)
    if not rows.filter(shape__isnull=False).exists():
        return None
    told = _("颜色越深，走得越多；点一片看它的名单。")
    return Spot(told, shapes_url=reverse("visits:campaign_shapes", args=[found.ref]))


def _deeds(
    request: StaffRequest, found: Campaign, forms: Forms, counted: Coverage
) -> Iterator[Deed]:
    if not _moves(request, found, also_ended=True):
        return
    state = CampaignState(found.state)

    def deed(name: str, label: Any, note: str = "", *, is_main: bool = False) -> Deed:
        form = forms.get(name) or Keyed()
        url = reverse(f"visits:campaign_{name}", args=[found.ref])
        return Deed(name, str(label), ICONS[name], url, form, is_main, note)

    if state == CampaignState.ENDED:
        yield deed("reopen", CAMPAIGN.moves["reopen"].label)
        return
    is_dealt = counted.whole > 0
    engaged = EngageForm(district_id=found.district_id)
    adding = {"engage": forms.get("engage") or engaged}
    has_people = bool(queries.officers_of(found))
    if state == CampaignState.DRAFT and is_dealt:
        yield deed("start", CAMPAIGN.moves["start"].label, is_main=True)
    elif has_people and not is_dealt:
        yield deed("deal", _("分配"), _dealing(), is_main=True)
    yield Deed(
        "engage", _("加走访人员"), ICONS["engage"],
        reverse("visits:campaign_engage", args=[found.ref]), adding["engage"],
        is_main=not has_people,
    )  # fmt: skip
    if is_dealt:
        anew = state == CampaignState.DRAFT
        yield deed("deal", _("重新分配") if anew else _("分配还没有人的"), _dealing())
    if state == CampaignState.RUNNING:
        yield deed("end", CAMPAIGN.moves["end"].label, _("手机里没送出的，结束以后照样收下。"))


def _dealing() -> str:
    return _("按走的顺序一段一段分，各人最多差一个，不超过每人最多走访的数，离得近的先分。")


def _moves(request: StaffRequest, found: Campaign, *, also_ended: bool = False) -> bool:
    is_open = also_ended or found.state != CampaignState.ENDED
    return is_open and policy.runs(request.user, found.unit, on=timezone.localdate())


def _call(one: Call) -> pages.CallRow:
    state = CallState(one.state)
    inside = one.firm is None and one.spot.parent
    area = inside.name if inside else one.spot.name
    return pages.CallRow(
        pk=one.pk,
        where=one.where,
        area=area,
        officer=one.officer.name if one.officer else _("还没有人"),
        state=str(state.label),
        level=CALL_LEVELS[state],
        tries=one.tries,
        done_on=_day(one),
        is_left=state == CallState.OPEN,
    )


def _day(one: Call) -> date | None:
    return timezone.localdate(one.done_at) if one.done_at else None


def _chosen(found: Campaign, asked: Mapping[str, Any]) -> str:
    """The names of the building or area one came from."""
    wanted = [asked[name] for name in ("building", "area", "place") if name in asked]
    rows = Place.objects.filter(Q(pk__in=wanted), district_id=found.district_id).defer("shape")
    return _("、").join(one.name for one in rows) if wanted else ""


def _calls(found: Campaign, **query: Any) -> str:
    told = {name: str(value) for name, value in query.items()}
    return paging.address("visits:campaign_calls", found.ref, **told)


def _verb(name: str) -> str:
    told = {
        "plan": _("定下活动"), "engage": _("加走访人员"), "deal": _("分配"),
        "hand_over": pgettext("campaign", "移交"),
    }  # fmt: skip
    return str(CAMPAIGN.moves[name].label) if name in CAMPAIGN.moves else told.get(name, name)


def _url(found: Campaign) -> str:
    return reverse("visits:campaign", args=[found.ref])
