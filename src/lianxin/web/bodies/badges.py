"""Badges that units give one another in public: everybody reads them, units give and end them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.bodies import queries
from lianxin.bodies.actions import badges as actions
from lianxin.bodies.actions.badges import Recognition
from lianxin.bodies.models import Badge
from lianxin.network.models import Organisation, Role, User
from lianxin.web import acting, paging, respond
from lianxin.web.bodies import build, pages
from lianxin.web.bodies.forms import LastDayForm
from lianxin.web.me.forms import Keyed
from lianxin.web.paging import Dated
from lianxin.web.parts import Deed, Link
from lianxin.web.respond import Request, StaffRequest
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx
from lianxin.web.shell.forms import day_field, rows_of

NEWEST_FIRST: Final = Dated("given_on", is_descending=True)
MOST: Final = 5_000  # rows of a file


class BadgeForm(Keyed):
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("授给谁"), empty_label=_("请选择")
    )
    title = forms.CharField(
        label=_("牌子的名称"), max_length=60, help_text=_("例如：共建先锋单位、社会实践基地。")
    )
    reason = forms.CharField(
        label=_("因为什么"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("做成了什么，大家都能看到。"),
    )  # fmt: skip
    host = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("授牌单位"), empty_label=None
    )
    given_on = day_field(_("授牌日期"))
    ends_on = day_field(_("最后一天"), required=False)

    def __init__(self, data: Any = None, *, hosts: Any, units: Any) -> None:
        initial = {"given_on": timezone.localdate()}
        super().__init__(data, auto_id="id_badge_%s", initial=initial)
        rows_of(self, "host").queryset = hosts
        rows_of(self, "unit").queryset = units


@login_not_required
@require_safe
def badges(request: Request) -> HttpResponse:
    return respond.page(request, "bodies/badges", _page(request))


@login_not_required
@require_safe
def badges_xlsx(request: Request) -> HttpResponse:
    """Those that hold today."""
    head = [gettext("牌子的名称"), gettext("授给谁"), gettext("授牌单位"), gettext("因为什么"),
            gettext("授牌日期"), gettext("最后一天")]  # fmt: skip
    rows = (
        [one.title, one.unit.name, one.host.name, one.reason, one.given_on, one.ends_on]
        for one in _held(request).order_by("-given_on", "-pk")[:MOST]
    )
    return xlsx("lianxin-badges.xlsx", rows, title=gettext("授牌"), head=head, wide=(3,))


@require_POST
@holding(*Role)
def give_badge(request: StaffRequest) -> HttpResponse:
    def act(host: Any, unit: Any, key: UUID, **told: Any) -> None:
        actions.give(host, unit, Recognition(**told), by=request.user, at=timezone.now(), key=key)

    return acting.answer(
        request, _form(request, request.POST), act, template="bodies/badges",
        context=lambda again: _page(request, again), url=reverse("bodies:badges"),
        said=gettext("已授牌，大家都能看到。"),
    )  # fmt: skip


@require_POST
@holding(*Role)
def end_badge(request: StaffRequest, pk: UUID) -> HttpResponse:
    badge: Badge = get_object_or_404(_held(request), pk=pk)

    def act(ends_on: Any, **_rest: Any) -> None:
        actions.end(badge, ends_on=ends_on, by=request.user, at=timezone.now())

    return acting.answer(
        request, LastDayForm(request.POST), act, template="bodies/badges",
        context=lambda _again: _page(request), url=reverse("bodies:badges"),
        said=gettext("已记下最后一天。"),
    )  # fmt: skip


def _held(request: Request) -> QuerySet[Badge]:
    rows: QuerySet[Badge] = queries.badges(request.district.pk, on=timezone.localdate()).whole()
    return rows


def _page(request: Request, form: Keyed | None = None) -> pages.Badges:
    page = paging.page(_held(request), request.GET, order=NEWEST_FIRST, here="bodies:badges")
    signed_in = request.user if isinstance(request.user, User) else None
    may = set(build.hosts_of(signed_in).values_list("pk", flat=True)) if signed_in else set()
    deed = None
    if may:
        url = reverse("bodies:give_badge")
        deed = Deed("give_badge", gettext("给单位授牌"), "award", url, form or _form(request))
    return pages.Badges(
        rows=[_row(one, may=one.host_id in may) for one in page.rows],
        pager=page.pager,
        deed=deed,
        export_url=reverse("bodies:badges_xlsx"),
        crumbs=[
            Link(gettext("大厅"), reverse("town:home")),
            Link(gettext("机构和协会"), reverse("bodies:town")),
        ],
    )


def _form(request: Request, data: Any = None) -> BadgeForm:
    hosts = build.hosts_of(request.user)  # type: ignore[arg-type]  # signed in
    return BadgeForm(data, hosts=hosts, units=build.all_units(request.district.pk))


def _row(one: Badge, *, may: bool) -> pages.BadgeRow:
    deed = None
    if may:
        form = LastDayForm(
            auto_id=f"id_end_{one.pk}_%s", initial={"ends_on": timezone.localdate()}
        )
        url = reverse("bodies:end_badge", args=[one.pk])
        deed = Deed(f"end-{one.pk}", gettext("写最后一天"), "log-out", url, form)
    return pages.BadgeRow(
        title=one.title, unit=one.unit.name, host=one.host.name, reason=one.reason,
        since=one.given_on, until=one.ends_on, deed=deed,
    )  # fmt: skip
