"""Lists of promises for who works on them: draw one up, look at it, bring a table in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.commitments import actions, importing
from lianxin.commitments.models import Commitment, Programme
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Role
from lianxin.papers.filing import Fault
from lianxin.web import respond
from lianxin.web.commitments import pages, sheets, staff_build
from lianxin.web.commitments.forms import FileForm, ListForm, ProgrammeForm
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
    """Put the rows of a table on the list: all of them, or none and what is wrong with which."""
    one, faults = visible_list(request, ref), list[Fault]()
    is_sent = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if is_sent else FileForm()
    if is_sent and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        try:
            looked = importing.look(one, given["file"].name, given["file"])
            faults = list(looked.faults)
            if not faults:
                count = importing.file(
                    one, looked.promised, by=request.user, at=now, key=given["key"]
                )
                said = ngettext("已添加 %d 件。", "已添加 %d 件。", count) % count
                respond.tell(request, said)
                return redirect("commitments:managed", one.ref)
        except Refusal as refusal:
            form.refuse(refusal)
    context = _import(one, form, faults)
    return respond.page(request, "commitments/bring_in", context, status=422 if is_sent else 200)


def _import(one: Programme, form: FileForm, faults: list[Fault]) -> pages.Import:
    back = reverse("commitments:managed", args=[one.ref])
    return pages.Import(
        form=form,
        faults=[pages.Faulty(f.line, f.column, f.what, f.remedy) for f in faults],
        template_url=reverse("commitments:template"),
        url=reverse("commitments:bring_in", args=[one.ref]),
        title=one.title,
        crumbs=[*staff_build.crumbs(), Link(one.title, back)],
    )


def visible_list(request: StaffRequest, ref: str) -> Programme:
    rows = staff_build.visible_lists(request).whole()
    found: Programme = get_object_or_404(rows, ref=ref)
    return found


def visible_promise(request: StaffRequest, ref: str) -> Commitment:
    found: Commitment = get_object_or_404(staff_build.visible(request).whole(), ref=ref)
    return found
