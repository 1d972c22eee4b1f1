"""Studies, one of them, and asking."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.network.models import Role
from lianxin.studies import actions, queries
from lianxin.studies.models import Document, Study
from lianxin.web import respond
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx
from lianxin.web.studies import build
from lianxin.web.studies.forms import ListForm, StudyForm

DOING = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)
MOST = 5_000


@require_safe
def home(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "studies/home", build.home(request))


@require_safe
def export(request: respond.StaffRequest) -> HttpResponse:
    """The studies of the list as .xlsx."""
    found = build.narrowed(build.visible_studies(request), ListForm(request.GET).asked)
    head = [
        _("编号"), _("题目"), pgettext("study", "领域"), _("提出单位"), _("状态"), _("报告期限"),
        _("答复时间"), _("主要结论和建议"), _("理由"), _("已公开"),
    ]  # fmt: skip
    rows = [build.cells(one) for one in found.whole().order_by("asked_at", "id")[:MOST]]
    name = f"lianxin-studies-{timezone.localdate():%Y%m%d}.xlsx"
    return xlsx(name, rows, title=_("调研"), head=head, wide=(1, 7, 8))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DOING)
def new(request: respond.StaffRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = StudyForm(request.POST if is_sent else None, units=build.units_of(request.user))
    done = form.attempt(
        lambda: actions.ask(
            request.district, form.told, by=request.user, at=timezone.now(),
            key=form.cleaned_data["key"],
        )
    )  # fmt: skip
    if done is None:
        return respond.page(request, "studies/new", build.new(form), status=form.status)
    respond.tell(request, _("题目已提出。接下来请人参加。"))
    return redirect("studies:study", done.made.ref)


@require_safe
def study(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return respond.page(request, "studies/study", build.study(request, visible(request, ref)))


@require_safe
def document(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponseBase:
    return sent(get_object_or_404(queries.documents_of(visible(request, ref)), pk=pk))


@require_safe
def seen(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return sheet_of(visible(request, ref))


def sheet_of(study: Study) -> HttpResponse:
    """All that was seen, as .xlsx."""
    head = [_("哪一天"), _("地点"), _("看到了什么")]
    seen = queries.observations_of(study)
    rows = ([one.seen_on.isoformat(), one.place.name, one.text] for one in seen.iterator())
    return xlsx(f"{study.ref}-seen.xlsx", rows, title=_("实地记录"), head=head, wide=(2,))


def sent(paper: Document) -> FileResponse:
    """As a file to keep: it is never shown by the browser."""
    return FileResponse(
        paper.file.open("rb"), as_attachment=True, filename=paper.name,
        content_type="application/octet-stream",
    )  # fmt: skip


def visible(request: respond.StaffRequest, ref: str) -> Study:
    found: Study = get_object_or_404(build.visible_studies(request).whole(), ref=ref)
    return found
