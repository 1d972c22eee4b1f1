from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.cases import exports, importing
from lianxin.cases import queries as cases
from lianxin.catalogue import sheets
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Role
from lianxin.papers import actions as papers
from lianxin.papers import lists as writing
from lianxin.papers import queries
from lianxin.papers.models import Job
from lianxin.web import listing, paging, respond
from lianxin.web.ledger import asking, build, exporting, lists, looking, pages, sheet, tasks
from lianxin.web.ledger.forms import ExportForm, UploadForm
from lianxin.web.parts import Link
from lianxin.web.seats import holding, holds
from lianxin.web.town.listing import all_published

DESK = (Role.DISPATCHER, Role.MANAGER, Role.AUDITOR)
ASKING = (*DESK, Role.HANDLER, Role.UNIT_LEAD)  # for files of their own
READS_LOG = (Role.AUDITOR, Role.OPERATOR)
LOGGED = (exporting.KIND, sheets.EXPORT)
LATEST = paging.Order("asked_at", is_descending=True)


@require_safe
@holding(*ASKING, *READS_LOG)
def jobs(request: respond.StaffRequest) -> HttpResponse:
    rows = queries.of(request.user, request.district.pk)[: queries.SHOWN]
    context = pages.Jobs(
        rows=[build.row(job) for job in rows.select_related("asked_by")],
        may_import=holds(request, Role.DISPATCHER),
        may_export=holds(request, *DESK),
        may_read_log=holds(request, *READS_LOG),
    )
    return respond.page(request, "ledger/jobs", context)


@require_safe
@holding(*READS_LOG)
def log(request: respond.StaffRequest) -> HttpResponse:
    """Who took lists out, when, how many rows and why. The files are not here."""
    found = queries.log(request.district.pk, *LOGGED)
    page = paging.page(found, request.GET, order=LATEST, here="ledger:log")
    rows = [build.row(job) for job in page.rows]
    context = pages.Log(rows=rows, pager=page.pager, crumbs=build.crumbs())
    return respond.page(request, "ledger/log", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DESK)
def export(request: respond.StaffRequest) -> HttpResponse:
    """A short list is written at once, a long one by the worker."""
    data = request.POST if request.method == "POST" else None
    asked = data or request.GET
    listed = asked.get("list", "desk")
    if listed not in lists.LISTS:
        raise Http404
    query = asked.get("query", "") if data else _query(request)
    form = ExportForm(data, listed=listed, query=query)
    found = lists.find(request.user, {"list": listed, "query": query}, at=timezone.now())
    count = cases.capped_counts(request.district.pk, {"n": found})["n"]
    if data and form.is_valid():
        return redirect("ledger:job", _export(request, form, count=count).pk)
    chosen = lists.LISTS[listed]
    back = reverse(chosen.page) + (f"?{query}" if query else "")
    context = pages.Export(
        form=form,
        label=str(chosen.label),
        count=listing.capped(count),
        crumbs=build.crumbs(Link(str(chosen.label), back)),
    )
    return respond.page(request, "ledger/export", context, status=422 if form.errors else 200)


def _query(request: respond.StaffRequest) -> str:
    """What the list was narrowed by, without where in it one was."""
    kept = request.GET.copy()
    for name in ("list", *paging.FRONT):
        kept.pop(name, None)
    return kept.urlencode()


def _export(request: respond.StaffRequest, form: ExportForm, *, count: int) -> Job:
    now, typed = timezone.now(), form.cleaned_data
    job = papers.draft(
        exporting.KIND,
        title=str(lists.LISTS[typed["list"]].label),
        by=request.user,
        district_id=request.district.pk,
        key=typed["key"],
        at=now,
        asked=form.asked(),
        reason=typed["reason"],
        total=count,
    )
    asking.begin(job, tasks.export_cases, exporting.make, at=now)
    return job


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Role.DISPATCHER)
def upload(request: respond.StaffRequest) -> HttpResponse:
    """Keep the file and look at it; nothing is registered before somebody has seen what it is."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and form.is_valid():
        job = _drafted(request, form)
        try:
            looking.first(job, at=timezone.now())
        except Refusal as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("ledger:job", job.pk)
    context = pages.Upload(form=form, crumbs=build.crumbs())
    return respond.page(request, "ledger/upload", context, status=422 if form.errors else 200)


def _drafted(request: respond.StaffRequest, form: UploadForm) -> Job:
    file = form.cleaned_data["file"]
    return papers.draft(
        importing.KIND,
        title=str(file.name)[:200],
        by=request.user,
        district_id=request.district.pk,
        key=form.cleaned_data["key"],
        at=timezone.now(),
        source=file,
        source_name=f"ledger.{str(file.name).rsplit('.', 1)[-1].lower()}",
    )


@require_safe
@holding(Role.DISPATCHER)
def template(request: respond.StaffRequest) -> HttpResponse:  # noqa: ARG001  the same for all
    """An empty ledger with the headings that are understood."""
    answer = HttpResponse(sheet.empty_ledger(), content_type=writing.XLSX_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="lianxin-ledger.xlsx"'
    return answer


@never_cache
@require_safe
@holding(*ASKING)
def job(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    context = build.job_page(_job(request, pk), at=timezone.now())
    return respond.page(request, "ledger/job", context)


@never_cache
@require_safe
@holding(*ASKING)
def progress(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """How far it has come, asked every few seconds."""
    context = build.job_page(_job(request, pk), at=timezone.now())
    return respond.page(request, "ledger/progress", context)


@require_POST
@holding(Role.DISPATCHER)
def match(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """Look at the file again, as somebody says it is to be read."""
    found = _job(request, pk, importing.KIND)
    form = build.match_form(found, request.POST)
    if form.is_valid():
        try:
            looking.again(found, asked=form.asked(), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return _shown(request, found)
    context = build.job_page(found, at=timezone.now(), form=form)
    return respond.page(request, "ledger/job", context, status=422)


@require_POST
@holding(*ASKING)
def start(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    found = _job(request, pk)
    if found.total and found.kind in tasks.STARTED:
        papers.start(found, tasks.STARTED[found.kind], at=timezone.now())
    return _shown(request, found)


@require_POST
@holding(*ASKING)
def stop(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    found, now = _job(request, pk), timezone.now()
    return respond.deed(
        request,
        lambda: papers.stop(found, at=now),
        template="ledger/job",
        context=lambda: build.job_page(_job(request, pk), at=now),
        url=reverse("ledger:job", args=[pk]),
        said=_("已停下。做完的不受影响。"),
    )


@never_cache
@require_safe
def download(request: respond.StaffRequest, pk: UUID) -> HttpResponseBase:
    if not holds(request, *ASKING):
        raise PermissionDenied
    found = _job(request, pk)
    if not queries.has_file(found, at=timezone.now()):
        raise Http404
    name = str(found.file.name).rsplit("/", 1)[-1]
    content_type = writing.XLSX_TYPE if name.endswith(".xlsx") else writing.CSV_TYPE
    answer = FileResponse(found.file.open("rb"), as_attachment=True, filename=name)
    answer["Content-Type"] = content_type
    return answer


@login_not_required
@require_safe
def published(request: respond.Request) -> HttpResponseBase:
    """The published cases as open data, in the columns of GeoReport Bulk."""
    district_id = request.district.pk
    listed = exports.Listed(all_published(district_id), district_id, cases.rules_of(district_id))
    has_bom = request.GET.get("bom") == "1"
    lines = writing.csv_lines(exports.BULK, listed.published(), has_bom=has_bom)
    answer = StreamingHttpResponse(lines, content_type=writing.CSV_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="service_requests.csv"'
    return answer


def _shown(request: respond.StaffRequest, found: Job) -> HttpResponse:
    url = reverse("ledger:job", args=[found.pk])
    context = build.job_page(_job(request, found.pk), at=timezone.now())
    return respond.done(request, "ledger/job", context, url=url)


def _job(request: respond.StaffRequest, pk: UUID, kind: str = "") -> Job:
    """A job of one's own; another's is none."""
    own = queries.of(request.user, request.district.pk).select_related("district", "asked_by")
    return get_object_or_404(own.filter(kind=kind) if kind else own, pk=pk)
