"""Bodies one works in, one of them, founding one; stewards and contact points."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.bodies import importing
from lianxin.bodies.actions import founding, serving
from lianxin.bodies.models import Body, Point
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Role
from lianxin.web import acting, bringing, respond
from lianxin.web.bodies import build, listed
from lianxin.web.bodies.forms import LastDayForm, ListForm
from lianxin.web.parts import Link
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx

DOING = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)
WORKING = (*DOING, Role.AUDITOR)


@require_safe
@holding(*WORKING)
def home(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "bodies/home", build.home(request))


@require_safe
@holding(*WORKING)
def export(request: respond.StaffRequest) -> HttpResponse:
    """The bodies of the list as .xlsx."""
    on = timezone.localdate()
    found = build.narrowed(build.visible_bodies(request), ListForm(request.GET).asked, on=on)
    name = f"lianxin-bodies-{on:%Y%m%d}.xlsx"
    rows = listed.bodies(found, on=on)
    return xlsx(name, rows, title=_("机构和协会"), head=listed.body_head(), wide=(1, 3))


@require_safe
@holding(*WORKING)
def members(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Who belongs to it and belonged, as .xlsx; people only as they are named in public."""
    found = visible(request, ref)
    rows, name = listed.members(found), f"lianxin-{ref}-members.xlsx"
    return xlsx(name, rows, title=_("成员"), head=listed.member_head(), wide=(1,))


@require_safe
@holding(*WORKING)
def roster(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """The terms of the chair as .xlsx."""
    found = visible(request, ref)
    rows, name = listed.roster(found), f"lianxin-{ref}-roster.xlsx"
    return xlsx(name, rows, title=_("轮值任期"), head=listed.roster_head(), wide=(1, 5))


@require_safe
@holding(*DOING)
def template(_request: respond.StaffRequest) -> HttpResponse:
    """The empty table of members, with two rows that show how it is filled in."""
    head = list(importing.MemberReader.columns.values())
    return xlsx("lianxin-members.xlsx", importing.EXAMPLES, title=_("成员"), head=head, wide=(1,))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DOING)
def bring_in(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Seat the members of a table."""
    found = visible(request, ref)
    who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    return bringing.answer(
        request,
        look=partial(importing.look, found),
        file=lambda rows, key: importing.file(found, rows, key=key, **who),
        about=_("一行一个：写了姓名的是委员，没写的是成员单位。要有单位和加入日期。"),
        template_url=reverse("bodies:template"),
        crumbs=[*build.crumbs(), Link(found.name, reverse("bodies:body", args=[ref]))],
    )


@require_safe
def body(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return respond.page(request, "bodies/body", build.body(request, visible(request, ref)))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DOING)
def new(request: respond.StaffRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = build.body_form(request, request.POST if is_sent else None)
    if is_sent and form.is_valid():
        key, now = form.cleaned_data["key"], timezone.now()
        try:
            made = founding.found(request.district, form.told, by=request.user, at=now, key=key)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            respond.tell(request, _("已建立，公开页也有了。"))
            return redirect("bodies:body", made.ref)
    status = 422 if is_sent else 200
    return respond.page(request, "bodies/new", build.new(form), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*Role)
def points(request: respond.StaffRequest) -> HttpResponse:
    """Stewards of buildings and contact points of units, for who works there."""
    is_sent = request.method == "POST"
    form = build.point_form(request, request.POST if is_sent else None)

    def act(key: UUID, host: Any, starts_on: Any, ends_on: Any, **told: Any) -> None:
        serving.name_point(
            host, serving.Helper(**told), starts_on=starts_on, ends_on=ends_on, by=request.user,
            at=timezone.now(), key=key,
        )  # fmt: skip

    if not is_sent:
        return respond.page(request, "bodies/points", build.points(request))
    return acting.answer(
        request, form, act, template="bodies/points",
        context=lambda again: build.points(request, again),  # type: ignore[arg-type]  # the same form
        url=reverse("bodies:points"), said=_("已聘请。"),
    )  # fmt: skip


@require_POST
@holding(*Role)
def end_point(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    rows = Point.objects.filter(district_id=request.district.pk).select_related("host__place")
    point: Point = get_object_or_404(rows, pk=pk)

    def act(ends_on: Any, **_rest: Any) -> None:
        serving.end_point(point, ends_on=ends_on, by=request.user, at=timezone.now())

    return acting.answer(
        request, LastDayForm(request.POST), act, template="bodies/points",
        context=lambda _again: build.points(request), url=reverse("bodies:points"),
        said=_("已记下最后一天。"),
    )  # fmt: skip


def visible(request: respond.StaffRequest, ref: str) -> Body:
    found: Body = get_object_or_404(build.visible_bodies(request).whole(), ref=ref)
    return found
