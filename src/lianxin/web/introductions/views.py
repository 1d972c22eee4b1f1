"""The funnel, its rows, one introduction, and what each side says."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.exchange.models import Listing
from lianxin.introductions import actions, policy
from lianxin.introductions.actions import asking
from lianxin.introductions.models import Introduction, Side
from lianxin.kernel import privacy
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.network.models import Role
from lianxin.web import paging, respond
from lianxin.web.introductions import build, detail, pages
from lianxin.web.introductions.forms import IntroduceForm, OccasionForm, SayForm
from lianxin.web.private import private
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx

LEADING = (Role.MANAGER, Role.AUDITOR, Role.DISPATCHER)
RECORDING = (Role.MANAGER, Role.DISPATCHER)
WORKING = (*LEADING, Role.HANDLER, Role.UNIT_LEAD)
WIDE = (1, 2, 3, 4)


@require_safe
@holding(*LEADING)
def funnel(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "introductions/funnel", build.funnel(request))


@require_safe
@holding(*WORKING)
def rows(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "introductions/rows", build.rows(request))


@require_safe
@holding(*WORKING)
def export(request: respond.StaffRequest) -> HttpResponse:
    """The rows of the list, with their dates and amounts, as .xlsx."""
    name = f"lianxin-introductions-{timezone.localdate():%Y%m%d}.xlsx"
    told = build.table(request)
    return xlsx(name, told, title=_("对接成效"), head=build.heading(), wide=WIDE)


@require_safe
def introduction(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)
    return respond.page(request, "introductions/introduction", detail.introduction(request, found))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*RECORDING)
def new(request: respond.StaffRequest) -> HttpResponse:
    """Bring two together by hand, for a listing where one is named."""
    is_sent, listing = request.method == "POST", _listing(request)
    form = IntroduceForm(
        *([request.POST] if is_sent else ()), district=request.district, listing=listing
    )
    if is_sent and form.is_valid():
        key, now = form.cleaned_data["key"], timezone.now()
        try:
            made = actions.introduce(request.district, form.told, by=request.user, at=now, key=key)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            respond.tell(request, _("已登记，双方会收到消息。"))
            return redirect("introductions:introduction", made.ref)
    url = paging.address("introductions:new", **({"listing": listing.ref} if listing else {}))
    context = pages.New(form=form, url=url, crumbs=build.crumbs())
    return respond.page(request, "introductions/new", context, status=422 if is_sent else 200)


@require_safe
@holding(*LEADING)
def occasions(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "introductions/occasions", build.occasions(request))


@require_POST
@holding(*RECORDING)
def add_occasion(request: respond.StaffRequest) -> HttpResponse:
    form = OccasionForm(request.POST)
    if form.is_valid():
        told: dict[str, Any] = form.cleaned_data
        try:
            actions.add_occasion(request.district, **told, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            respond.tell(request, _("已加上这次活动。"))
            return redirect("introductions:occasions")
    context = build.occasions(request, form=form)
    return respond.page(request, "introductions/occasions", context, status=422)


@login_not_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def saying(request: respond.Request, ref: str, code: str) -> HttpResponse:
    """One side says what came of it, by its link and without an account."""
    found, side = side_of(request, ref, code)
    is_sent = request.method == "POST"
    form = SayForm(request.POST) if is_sent else None
    if form is not None and form.is_valid():
        key, now = form.cleaned_data["key"], timezone.now()
        try:
            asking.say(found, side, form.said, code=code, at=now, key=key)
        except Repeated:
            return redirect("introductions:saying", ref, code)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("introductions:saying", ref, code)
    context = detail.saying(found, side, code, form=form)
    return respond.page(request, "introductions/saying", context, status=422 if is_sent else 200)


def _listing(request: respond.StaffRequest) -> Listing | None:
    """The public one that the address names."""
    ref = request.GET.get("listing", "")
    if not ref:
        return None
    public = Listing.objects.filter(district_id=request.district.pk).public()
    found: Listing = get_object_or_404(public.whole(), ref=ref)
    return found


def visible(request: respond.StaffRequest, ref: str) -> Introduction:
    on = timezone.localdate()
    found: Introduction = get_object_or_404(
        policy.visible_to(request.user, request.district.pk, on=on).whole(), ref=ref
    )
    return found


def side_of(request: respond.Request, ref: str, code: str) -> tuple[Introduction, Side]:
    rows = Introduction.objects.filter(district_id=request.district.pk, ref=ref)
    found: Introduction | None = rows.whole().first()
    for side in found.sides.all() if found else ():
        if found and privacy.matches_code(side.pk, code):
            return found, side
    raise Http404
