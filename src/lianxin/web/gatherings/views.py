"""The month, a series, a meeting's screen, what units have to do; minutes and tables as files."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.gatherings import minutes as written
from lianxin.gatherings import policy, queries
from lianxin.gatherings.actions import calling, coming, telling
from lianxin.gatherings.models import Action, Meeting, Paper, Resolution, Series
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Role
from lianxin.papers.document import TIME, Document
from lianxin.papers.pdf import pdf
from lianxin.papers.word import docx
from lianxin.web import respond
from lianxin.web.gatherings import build, screen, task_build
from lianxin.web.gatherings.forms import ActionsForm, SeriesForm
from lianxin.web.gatherings.pages import Here
from lianxin.web.me.forms import Keyed
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx

WORKING = tuple(Role)
DOING = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER, Role.MEDIATOR)
MOST = 5_000
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@require_safe
@holding(*WORKING)
def home(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "gatherings/home", build.home(request))


@require_safe
@holding(*WORKING)
def series(request: respond.StaffRequest, code: str) -> HttpResponse:
    context = build.series(request, visible_series(request, code))
    return respond.page(request, "gatherings/series", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DOING)
def new(request: respond.StaffRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = SeriesForm(request.POST if is_sent else None, conveners=build.conveners(request.user))
    if is_sent and form.is_valid():
        key, code = form.cleaned_data["key"], form.cleaned_data["code"]
        try:
            calling.put_series(
                request.district, code, form.told(request.user), by=request.user,
                at=timezone.now(), key=key,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            respond.tell(request, _("系列会议已建好，可以排下一次会了。"))
            return redirect("gatherings:series", code)
    status = 422 if is_sent else 200
    return respond.page(request, "gatherings/new", build.new(form), status=status)


@require_safe
@holding(*WORKING)
def meeting(request: respond.StaffRequest, ref: str) -> HttpResponse:
    context = screen.meeting(request, visible(request, ref))
    return respond.page(request, "gatherings/meeting", context)


@require_safe
@holding(*WORKING)
def minutes(request: respond.StaffRequest, ref: str, form: str) -> HttpResponse:
    """From what was written in the room, at once."""
    if form not in TYPES:
        raise Http404
    one, now = visible(request, ref), timezone.now()
    made = _("%(who)s 制作于 %(at)s") % {
        "who": request.user, "at": f"{timezone.localtime(now):{TIME}}",
    }  # fmt: skip
    return as_file(written.of(one, made=made, at=now), one, form)


def as_file(document: Document, one: Meeting, form: str) -> HttpResponse:
    content = docx(document) if form == "docx" else pdf(document)
    answer = HttpResponse(content, content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="minutes-{one.ref}.{form}"'
    return answer


@require_safe
@holding(*WORKING)
def paper(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    """Of a meeting that one may see; the proof of a task goes with the task."""
    papers = Paper.objects.filter(district_id=request.district.pk, meeting__ref=ref)
    found: Paper = get_object_or_404(papers.select_related("meeting", "action"), pk=pk)
    if not build.visible(request).filter(pk=found.meeting_id).exists():
        tasks = task_build.visible(request)
        if found.action is None or not tasks.filter(pk=found.action.pk).exists():
            raise Http404
    answer: Any = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
    return cast("HttpResponse", answer)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*WORKING)
def here(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """From the code on the wall: she signs in by her own account."""
    one, now = visible(request, ref), timezone.now()
    seat = coming.own_place(one, request.user, at=now)
    if seat is None:
        raise Http404
    seat.meeting = one
    form = Keyed(request.POST if request.method == "POST" else None)
    done = form.attempt(lambda: coming.sign_in(seat, by=request.user, at=now))
    if done is not None:
        respond.tell(request, _("已签到。"))
        return redirect("gatherings:here", ref)
    context = Here(
        title=telling.title_of(one), name=queries.who(seat),
        is_there=seat.here_at is not None, form=form, url=request.path,
    )  # fmt: skip
    return respond.page(request, "gatherings/here", context, status=form.status)


@require_safe
@holding(*WORKING)
def actions(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "gatherings/actions", task_build.home(request))


@require_safe
@holding(*WORKING)
def action(request: respond.StaffRequest, ref: str) -> HttpResponse:
    context = task_build.action(request, visible_action(request, ref))
    return respond.page(request, "gatherings/action", context)


@require_safe
@holding(*WORKING)
def actions_table(request: respond.StaffRequest) -> HttpResponse:
    found = task_build.narrowed(task_build.visible(request), ActionsForm(request.GET).asked)
    head = [
        _("编号"), _("系列会议"), _("事项"), _("责任单位"), _("完成期限"), _("状态"),
        _("完成情况"), _("销号日期"),
    ]  # fmt: skip
    rows = [task_build.cells(one) for one in found.whole().order_by("due_on", "id")[:MOST]]
    name = f"lianxin-actions-{timezone.localdate():%Y%m%d}.xlsx"
    return xlsx(name, rows, title=_("会议交办"), head=head, wide=(2, 6))


@require_safe
@holding(*WORKING)
def resolutions_table(request: respond.StaffRequest) -> HttpResponse:
    found = Resolution.objects.filter(
        district_id=request.district.pk, meeting__in=build.visible(request).values("pk")
    )
    rows = found.select_related("meeting__series", "topic", "owner").order_by("-made_at", "id")
    head = [
        _("会议"), _("系列会议"), _("议题"), _("决议"), _("责任单位"), _("完成期限"), _("表决"),
    ]  # fmt: skip
    name = f"lianxin-resolutions-{timezone.localdate():%Y%m%d}.xlsx"
    cells = [task_build.decision_cells(one) for one in rows[:MOST]]
    return xlsx(name, cells, title=_("会议决议"), head=head, wide=(2, 3))


def visible(request: respond.StaffRequest, ref: str) -> Meeting:
    found: Meeting = get_object_or_404(build.visible(request).whole(), ref=ref)
    return found


def visible_series(request: respond.StaffRequest, code: str) -> Series:
    on = timezone.localdate()
    rows = policy.series_visible_to(request.user, request.district.pk, on=on)
    found: Series = get_object_or_404(rows.select_related(*queries.SERIES), code=code)
    return found


def visible_action(request: respond.StaffRequest, ref: str) -> Action:
    found: Action = get_object_or_404(task_build.visible(request).whole(), ref=ref)
    return found
