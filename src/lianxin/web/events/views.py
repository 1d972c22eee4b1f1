"""The calendar of events, series, and what is said of an event."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.events import actions, queries
from lianxin.events.models import EventSeries
from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Role
from lianxin.web import acting, respond
from lianxin.web.events import build
from lianxin.web.events.forms import PutInForm, ReportForm, SeriesForm
from lianxin.web.respond import Request, StaffRequest
from lianxin.web.seats import holding

DOING = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)


@login_not_required
@require_safe
def home(request: Request) -> HttpResponse:
    return respond.page(request, "events/home", build.home(request))


@login_not_required
@require_safe
def all_series(request: Request) -> HttpResponse:
    return respond.page(request, "events/all_series", build.all_series(request))


@login_not_required
@require_safe
def series(request: Request, code: str) -> HttpResponse:
    context = build.series(request, _series(request, code), forms={})
    return respond.page(request, "events/series", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DOING)
def new(request: StaffRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = SeriesForm(request.POST if is_sent else None, units=build.units_of(request))
    if is_sent and form.is_valid():
        told = dict(form.cleaned_data)
        key, unit = told.pop("key"), told.pop("unit")
        try:
            made = actions.begin_series(unit, **told, by=request.user, at=timezone.now(), key=key)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            respond.tell(request, _("系列已建好，把活动放进来吧。"))
            return redirect("events:series", made.code)
    status = 422 if is_sent else 200
    return respond.page(request, "events/new", build.new(form), status=status)


@require_POST
@holding(*DOING)
def put_in(request: StaffRequest, code: str) -> HttpResponse:
    """One of the unit's own events becomes a part of the series."""
    found = _series(request, code)
    form = PutInForm(request.POST, listings=build.addable(found), auto_id="id_put_in_%s")

    def act(*, listing: Listing, key: Any) -> None:
        actions.put_in(found, listing, by=request.user, at=timezone.now(), key=key)

    return acting.answer(
        request, form, act,
        template="events/series",
        context=lambda again: build.series(request, found, forms={"put_in": again}),
        url=f"/events/series/{found.code}/",
        said=_("已放进系列。"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DOING)
def report(request: StaffRequest, ref: str) -> HttpResponse:
    """What came of an event, by its unit."""
    on = timezone.localdate()
    visible = exchange.listings_visible_to(request.user, request.district.pk, on=on)
    own = visible.filter(kind=queries.EVENT, provider__in=exchange.units_of(request.user, on=on))
    found: Listing = get_object_or_404(own.whole(), ref=ref)
    there = queries.report_of(found)
    form = ReportForm(request.POST or None, initial={"text": there.text if there else ""})

    def act() -> None:
        told = form.cleaned_data
        actions.report(
            found, text=told["text"], by=request.user, at=timezone.now(), key=told["key"]
        )

    if form.attempt(act) is None:
        return respond.page(
            request, "events/report", build.report(found, form), status=form.status
        )
    respond.tell(request, _("小结已发布。"))
    return redirect("exchange:listing", found.ref)


def _series(request: Request, code: str) -> EventSeries:
    rows = EventSeries.objects.filter(district_id=request.district.pk).select_related(
        "unit__place"
    )
    found: EventSeries = get_object_or_404(rows, code=code)
    return found
