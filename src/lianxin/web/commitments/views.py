"""Lists of promises for who works on them: draw one up, look at it, bring a table in."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.commitments import actions, importing
from lianxin.commitments.models import Commitment, Programme
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Role
from lianxin.web import bringing, respond
from lianxin.web.commitments import sheets, staff_build
from lianxin.web.commitments.forms import ListForm, ProgrammeForm
from lianxin.web.parts import Link
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding

DOING = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)
WORKING = (*DOING, Role.AUDITOR)
DRAWING = (Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)


@require_safe
@holding(*WORKING)
def home(request: StaffRequest) -> HttpResponse:
    return respond.page(request, "commitments/home", staff_build.home(request))


@require_safe
@holding(*WORKING)
def rows(request: StaffRequest) -> HttpResponse:
    return respond.page(request, "commitments/rows", staff_build.rows(request))


@require_safe
@holding(*WORKING)
def export(request: StaffRequest) -> HttpResponse:
    """The promises of the list as .xlsx."""
    found = staff_build.asked_rows(request, ListForm(request.GET))
    name = f"lianxin-promises-{timezone.localdate():%Y%m%d}"
    return sheets.written(found, name=name, title=_("公开承诺"), form="xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DRAWING)
def new(request: StaffRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = ProgrammeForm(
        request.POST if is_sent else None,
        district=request.district,
        units=staff_build.units_of(request.user),
    )
    if is_sent and form.is_valid():
        key, now = form.cleaned_data["key"], timezone.now()
        try:
            made = actions.draw_up(request.district, form.draft, by=request.user, at=now, key=key)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("commitments:managed", made.ref)
    status = 422 if is_sent else 200
    return respond.page(request, "commitments/new", staff_build.new(form), status=status)


@require_safe
@holding(*WORKING)
def managed(request: StaffRequest, ref: str) -> HttpResponse:
    context = staff_build.managed(request, visible_list(request, ref))
    return respond.page(request, "commitments/managed", context)


@require_safe
@holding(*WORKING)
def own(request: StaffRequest, ref: str) -> HttpResponse:
    context = staff_build.own(request, visible_promise(request, ref))
    return respond.page(request, "commitments/own", context)


@require_safe
@holding(*DOING)
def comments(request: StaffRequest) -> HttpResponse:
    return respond.page(request, "commitments/comments", staff_build.comments(request))


@require_safe
@holding(*DRAWING)
def template(_request: StaffRequest) -> HttpResponse:
    return sheets.template()


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DRAWING)
def bring_in(request: StaffRequest, ref: str) -> HttpResponse:
    """Put the rows of a table on the list."""
    one = visible_list(request, ref)
    who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    return bringing.answer(
        request,
        look=partial(importing.look, one),
        file=lambda found, key: importing.file(one, found, key=key, **who),
        about=_("一行一件，至少要有承诺内容、责任单位、完成时限。"),
        template_url=reverse("commitments:template"),
        crumbs=[
            *staff_build.crumbs(), Link(one.title, reverse("commitments:managed", args=[ref])),
        ],
    )  # fmt: skip


def visible_list(request: StaffRequest, ref: str) -> Programme:
    rows = staff_build.visible_lists(request).whole()
    found: Programme = get_object_or_404(rows, ref=ref)
    return found


def visible_promise(request: StaffRequest, ref: str) -> Commitment:
    found: Commitment = get_object_or_404(staff_build.visible(request).whole(), ref=ref)
    return found
