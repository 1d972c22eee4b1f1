"""A topic for a meeting that comes of something: `?of=deliberation.topic:<id>`, any row that is a
step of what came of what. Whoever raised or follows that row hears what the meeting decides."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianxin.gatherings import policy, queries
from lianxin.gatherings.actions import agenda
from lianxin.gatherings.models import Topic
from lianxin.lineage.models import Thing
from lianxin.web import respond
from lianxin.web.following import sources
from lianxin.web.gatherings import build, pages
from lianxin.web.gatherings.forms import ProposeForm
from lianxin.web.gatherings.views import WORKING
from lianxin.web.respond import Request, StaffRequest
from lianxin.web.seats import holding, holds

MOST = 120


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*WORKING)
def propose(request: StaffRequest) -> HttpResponse:
    source = sources.asked(request)
    rows = policy.series_visible_to(request.user, request.district.pk, on=timezone.localdate())
    form = ProposeForm(
        request.POST if request.method == "POST" else None,
        of=rows.filter(is_active=True).select_related("convener__place").order_by("name"),
        initial={"title": source.title[:MOST]},
    )
    done = form.attempt(lambda: _put(request, form, source.thing))
    if done is None:
        page = pages.Propose(
            form=form if rows.filter(is_active=True).exists() else None, chain=source.chain,
            crumbs=build.crumbs(),
        )  # fmt: skip
        return respond.page(request, "gatherings/propose", page, status=form.status)
    topic = done.made
    if topic.meeting is not None:
        respond.tell(request, _("已列入下次会议的议程。"))
        return redirect("gatherings:meeting", topic.meeting.ref)
    respond.tell(request, _("已交给会务，列入议程时会通知您。"))
    return redirect("gatherings:series", topic.series.code)


def url_for(request: Request, kind: str, pk: UUID) -> str:
    """Where whoever works here puts it to a meeting; else nothing."""
    if not request.user.is_authenticated or not holds(request, *WORKING):
        return ""
    return sources.url("gatherings:propose", kind, pk)


def _put(request: StaffRequest, form: ProposeForm, source: Thing) -> Topic:
    """Whoever runs the series puts it on the next agenda; from others the clerk takes it."""
    user, at = request.user, timezone.now()
    series, key = form.cleaned_data["series"], form.cleaned_data["key"]
    if policy.runs(user, series, on=timezone.localdate(at)):
        for meeting in queries.coming(series)[:1]:
            return agenda.add(meeting, form.told, by=user, at=at, key=key, source=source)
    return agenda.submit(series, form.told, user=user, at=at, key=key, source=source)
