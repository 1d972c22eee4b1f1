"""The page of who calls at doors: kept by the phone, so that it opens without a network; what is
written then waits there and is sent to the same addresses later."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.network.models import Role
from lianxin.visits import policy, queries
from lianxin.visits.actions import visiting
from lianxin.visits.actions.visiting import Received
from lianxin.visits.models import Call
from lianxin.web import respond
from lianxin.web.me.forms import Keyed
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding
from lianxin.web.visits import round_build as build
from lianxin.web.visits import shown
from lianxin.web.visits.round_forms import PhotoForm, VisitForm


@require_safe
@holding(*Role)
def round(request: StaffRequest) -> HttpResponse:  # noqa: A001  what it is called
    """Where I call today, in walking order."""
    page = build.round_page(request.user, at=timezone.now())
    return respond.keep_offline(respond.page(request, "visits/round", page))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*Role)
def call(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One door: what was done there, and what comes of this visit."""
    one = _call(request, pk)
    if request.method != "POST":
        return respond.page(request, "visits/call", build.call_page(one))
    form = _sent(request, one)
    done = form.attempt(lambda: _record(request, one, form))
    if done is None:
        return _refused(request, one, form)
    notice = build.took_in(one.where, done.made.cases, done.made.now_of)
    if _wants_json(request):
        return JsonResponse({"notice": notice}, status=HTTPStatus.CREATED)
    respond.tell(request, notice or _("“%s”已记下。") % one.where)
    return _see_other(reverse("visits:round"))


@require_safe
def photo(request: StaffRequest, pk: UUID, photo: UUID) -> HttpResponseBase:
    """One picture that was taken there."""
    visits = queries.visits_of([_call(request, pk)]).get(pk, [])
    return shown.served(request, [own for one in visits for own in one.photos.all()], photo)


@require_POST
@holding(*Role)
def photos(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Pictures that follow a visit on a slow line; `key` is the visit's."""
    one, form = _call(request, pk), PhotoForm(request.POST, request.FILES)
    done = form.attempt(
        lambda: visiting.add_photos(
            one, form.cleaned_data["key"], form.cleaned_data["photos"], by=request.user,
            at=timezone.now(),
        )
    )  # fmt: skip
    if done is None:
        return _says_why(form)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _record(request: StaffRequest, one: Call, form: VisitForm) -> Received:
    now = timezone.now()
    key = form.cleaned_data["key"]
    return visiting.record(one, form.told(at=now), by=request.user, at=now, key=key)


def _sent(request: StaffRequest, one: Call) -> VisitForm:
    """With the questions as they were when they were answered."""
    version = request.POST.get("form_version", "")
    known = int(version) if version.isdecimal() and len(version) < 6 else None  # noqa: PLR2004  digits
    asked = build.questions_of(one.campaign, known)
    is_read = one.household is not None
    return VisitForm(request.POST, request.FILES, asked=asked, is_read=is_read)


def _refused(request: StaffRequest, one: Call, form: VisitForm) -> HttpResponse:
    if _wants_json(request):
        return _says_why(form)
    page = build.call_page(one, form=form, lost_photos=bool(request.FILES))
    return respond.page(request, "visits/call", page, status=form.status)


def _says_why(form: Keyed) -> HttpResponse:
    said = [str(why) for errors in form.errors.values() for why in errors]
    return JsonResponse({"message": " ".join(dict.fromkeys(said))}, status=form.status)


def _call(request: StaffRequest, pk: UUID) -> Call:
    """Of a campaign one takes part in or runs; also where somebody else calls by now."""
    on = timezone.localdate()
    seen = policy.visible_to(request.user, request.district.pk, on=on)
    rows = Call.objects.filter(district_id=request.district.pk, campaign__in=seen.values("pk"))
    found: Call = get_object_or_404(rows.whole(), pk=pk)
    return found


def _wants_json(request: StaffRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _see_other(url: str) -> HttpResponse:
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": url})
