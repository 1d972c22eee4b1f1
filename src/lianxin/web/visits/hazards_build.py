"""Fill the pages of hazards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.exchange import policy as exchange
from lianxin.kernel import timeline
from lianxin.visits import policy, queries
from lianxin.visits.models import Hazard, HazardQuerySet
from lianxin.visits.models.photo import Taken
from lianxin.visits.states import HAZARD, LEFT, HazardState, Thing
from lianxin.web import history, paging
from lianxin.web.cases.fields import Places, Units
from lianxin.web.due import end_of
from lianxin.web.paging import Order
from lianxin.web.parts import Ball, Deed, Fact, Kpi, Level, Link, Photo
from lianxin.web.respond import StaffRequest
from lianxin.web.visits import hazards_pages as pages
from lianxin.web.visits.hazards_forms import (
    AgainForm,
    CheckForm,
    DismissForm,
    FixForm,
    HazardForm,
    HazardsForm,
    SafeForm,
)

NEWEST_FIRST: Final = Order("reported_at", is_descending=True)
LEVELS: Final = {
    HazardState.REPORTED: "wait", HazardState.CONFIRMED: "warn", HazardState.FIXED: "wait",
    HazardState.CLEARED: "good", HazardState.DISMISSED: "quiet",
}  # fmt: skip
ICONS: Final = {
    "report": "triangle-alert", "check": "clipboard-check", "dismiss": "circle-x",
    "fix": "wrench", "recheck": "circle-check", "reopen": "rotate-ccw",
}  # fmt: skip
Forms = Mapping[str, Any]


def visible(request: StaffRequest) -> HazardQuerySet:
    on = timezone.localdate()
    return policy.hazards_visible_to(request.user, request.district.pk, on=on)


def narrowed(found: HazardQuerySet, asked: Mapping[str, Any]) -> HazardQuerySet:
    told = {name: asked[name] for name in ("state", "thing") if name in asked}
    rows: HazardQuerySet = found.filter(**told)
    return rows.filter(_late(timezone.localdate())) if "late" in asked else rows


def hazards(request: StaffRequest) -> pages.Hazards:
    filters, found = HazardsForm(request.GET), visible(request)
    page = paging.page(
        narrowed(found, filters.asked).whole(), request.GET, order=NEWEST_FIRST,
        here="visits:hazards",
    )  # fmt: skip
    on = timezone.localdate()
    return pages.Hazards(
        filters=filters,
        kpis=_kpis(found, on=on),
        rows=[_row(one, on=on) for one in page.rows],
        pager=page.pager,
        new_url=reverse("visits:hazard_new"),
        export_url=paging.url("visits:hazards_xlsx", request.GET),
    )


def new(form: HazardForm, *, district_id: int) -> pages.HazardNew:
    names = Places(district_id).labels
    return pages.HazardNew(form, reverse("visits:hazard_new"), _crumbs(), names)


def hazard(request: StaffRequest, found: Hazard, forms: Forms) -> pages.HazardPage:
    row = _row(found, on=timezone.localdate())
    names = Units(found.district_id).labels if found.state == HazardState.REPORTED else []
    return pages.HazardPage(
        ref=found.ref,
        title=found.text,
        state=row.state,
        level=row.level,
        ball=_ball(found),
        facts=_facts(found, row),
        photos=[_photo(found, one) for one in queries.pictures_of(found)],
        deeds=list(_deeds(request, found, forms)),
        unit_names=names,
        moments=history.moments(timeline.of(found).order_by("-seq"), _verb, icons=ICONS),
        crumbs=_crumbs(),
        here=found.ref,
    )


def _photo(found: Hazard, one: Taken) -> Photo:
    told = {
        "fix": _("整改以后的照片"), "recheck": _("复查时的照片"), "reopen": _("复查时的照片"),
    }  # fmt: skip
    url = reverse("visits:hazard_photo", args=[found.ref, one.pk])
    alt = told.get(getattr(one, "verb", ""), _("发现时的照片"))
    return Photo(url, alt, f"{url}?size=small")


def cells(one: Hazard) -> list[Any]:
    """Of one row of Excel."""
    row = _row(one, on=timezone.localdate())
    return [
        row.ref, row.where, row.thing, row.text, row.state,
        f"{timezone.localtime(row.reported_at):%Y-%m-%d}", row.unit,
        row.due_on.isoformat() if row.due_on else "", one.result,
    ]  # fmt: skip


def _crumbs() -> list[Link]:
    return [Link(pgettext("page", "隐患"), reverse("visits:hazards"))]


def _late(on: date) -> Q:
    return Q(state__in=LEFT, due_on__lt=on) & ~Q(state=HazardState.FIXED)


def _kpis(found: HazardQuerySet, *, on: date) -> list[Kpi]:
    told = found.aggregate(
        late=Count("pk", filter=_late(on)),
        **{state.value: Count("pk", filter=Q(state=state)) for state in HazardState},
    )
    late = Kpi(
        _("逾期没整改"), str(told["late"]), paging.address("visits:hazards", late="on"),
        icon="alarm-clock", level=Level.BAD if told["late"] else Level.PLAIN,
    )  # fmt: skip
    stages = [
        Kpi(
            str(state.label), str(told[state.value]),
            paging.address("visits:hazards", state=state.value), icon=icon,
        )
        for state, icon in (
            (HazardState.REPORTED, "triangle-alert"), (HazardState.CONFIRMED, "wrench"),
            (HazardState.FIXED, "clipboard-check"), (HazardState.CLEARED, "circle-check"),
        )
    ]  # fmt: skip
    return [late, *stages]


def _row(one: Hazard, *, on: date) -> pages.HazardRow:
    state = HazardState(one.state)
    is_late = state == HazardState.CONFIRMED and one.due_on is not None and one.due_on < on
    return pages.HazardRow(
        url=_url(one),
        ref=one.ref,
        text=one.text,
        thing=str(Thing(one.thing).label),
        where=" · ".join(part for part in (one.place.name, one.spot) if part),
        state=str(state.label),
        level="bad" if is_late else LEVELS[state],
        unit=one.unit.name if one.unit else "",
        due_on=one.due_on,
        is_late=is_late,
        reported_at=one.reported_at,
    )


def _ball(one: Hazard) -> Ball:
    state, here = HazardState(one.state), _("负责“%s”的工作人员") % one.place.name
    if state == HazardState.REPORTED:
        step = _("到现场看，定谁来整改、哪天前；不是隐患的写明为什么。")
        return Ball(here, step, open_end=_("看过为止"))
    if state == HazardState.CONFIRMED and one.unit and one.due_on:
        return Ball(one.unit.name, _("整改，写明怎么改的。"), due_at=end_of(one.due_on))
    if state == HazardState.FIXED and one.recheck_on:
        return Ball(here, _("到现场复查。"), due_at=end_of(one.recheck_on))
    return Ball(str(state.label), one.result, is_done=True)


def _facts(one: Hazard, row: pages.HazardRow) -> list[Fact]:
    told = [
        Fact(_("在哪里"), row.where),
        Fact(_("哪一类设施"), row.thing),
        Fact(_("上报时间"), f"{timezone.localtime(one.reported_at):%Y-%m-%d %H:%M}"),
    ]
    if one.unit and one.due_on:
        told.append(Fact(_("谁来整改"), one.unit.name))
        told.append(Fact(_("整改期限"), one.due_on.isoformat()))
    if one.result:
        told.append(Fact(_("怎么整改的"), one.result))
    return told


def _deeds(request: StaffRequest, one: Hazard, forms: Forms) -> Iterator[Deed]:
    on, state = timezone.localdate(), HazardState(one.state)

    def deed(name: str, label: Any, form: Any, *, is_main: bool = False) -> Deed:
        url = reverse(f"visits:hazard_{name}", args=[one.ref])
        return Deed(name, str(label), ICONS[name], url, forms.get(name) or form, is_main)

    moves = HAZARD.moves
    if state == HazardState.CONFIRMED and one.unit_id in exchange.units_of(request.user, on=on):
        yield deed("fix", moves["fix"].label, FixForm(), is_main=True)
    if not policy.checks(request.user, one, on=on):
        return
    if state == HazardState.REPORTED:
        form = CheckForm(district_id=one.district_id)
        yield deed("check", moves["check"].label, form, is_main=True)
        yield deed("dismiss", moves["dismiss"].label, DismissForm(auto_id="id_dismiss_%s"))
    if state == HazardState.FIXED:
        yield deed("recheck", moves["recheck"].label, SafeForm(), is_main=True)
        yield deed("reopen", moves["reopen"].label, AgainForm())


def _verb(name: str) -> str:
    return str(HAZARD.moves[name].label) if name in HAZARD.moves else _("上报隐患")


def _url(one: Hazard) -> str:
    return reverse("visits:hazard", args=[one.ref])
