from __future__ import annotations

import hashlib
from datetime import datetime
from urllib.parse import quote
from uuid import UUID, uuid5

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    condition,
    require_http_methods,
    require_POST,
    require_safe,
)

from lianxin.cases import policy, queries
from lianxin.cases.actions import intake, joining
from lianxin.cases.models import Case
from lianxin.gatherings.policy import series_visible_to
from lianxin.kernel.refusals import Refusal
from lianxin.network import geo
from lianxin.network.models import Organisation, PlaceKind, Role
from lianxin.web import respond
from lianxin.web.cases import latest
from lianxin.web.cases.deeds import DEEDS
from lianxin.web.cases.detail import case_detail
from lianxin.web.cases.fields import Places
from lianxin.web.cases.ground import Ground
from lianxin.web.desk.forms import RegisterForm, RowAssign
from lianxin.web.desk.intake import hints, register_page, registered_page
from lianxin.web.desk.lists import DESK, extensions_page, meeting_page
from lianxin.web.desk.queue import queue_page
from lianxin.web.keyed import key_of
from lianxin.web.seats import holding

OPEN_CASE, MOVED = "Lianxin-Open", "Lianxin-Moved"
LOOKED = 2  # the case that is open, the current row


def _stamp(request: respond.StaffRequest) -> str:
    """Another one when anything has happened in the district, and each minute."""
    user = request.user
    parts = (
        queries.stamp(user.district_id or 0),
        user.pk,
        request.get_full_path(),
        get_language(),
        f"{timezone.now():%H%M}",
        request.headers.get(OPEN_CASE, ""),
    )
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


@require_safe
@holding(*DESK)
def queue(request: respond.StaffRequest) -> HttpResponse:
    context = queue_page(request.user, request.GET, at=timezone.now())
    return respond.page(request, "desk/queue", context)


@require_safe
@holding(*DESK)
@condition(etag_func=_stamp)
def rows(request: respond.StaffRequest) -> HttpResponse:
    """The queue alone, asked every few seconds; 304 while nothing has happened. A header says
    which cases are looked at, and one of the answer which of them somebody has moved."""
    at = timezone.now()
    answer = respond.page(request, "desk/rows", queue_page(request.user, request.GET, at=at))
    if moved := _moved(request, at=at):
        answer[MOVED] = moved
    return answer


def _moved(request: respond.StaffRequest, *, at: datetime) -> str:
    """Which of the cases that are looked at have moved, how far they are, who did what to them."""
    looked = request.headers.get(OPEN_CASE, "").split(",")[:LOOKED]
    pairs = [one.partition(" ") for one in looked]
    seen = {ref: int(seq) for ref, _space, seq in pairs if seq.isdecimal()}
    if not seen:
        return ""
    visible = policy.visible_to(request.user, on=timezone.localdate(at))
    moved = [row for row in visible.filter(ref__in=seen) if row.seq > seen[row.ref]]
    return ",".join(f"{row.ref} {row.seq} {_last(request, row, at=at)}" for row in moved)


def _last(request: respond.StaffRequest, case: Case, *, at: datetime) -> str:
    entry = latest.latest(case)
    return quote(latest.said(entry, at=at, to=request.user)) if entry else ""


@require_safe
@holding(*DESK)
def case(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """The queue with one case open beside it."""
    user, at = request.user, timezone.now()
    ground = Ground(_case(request, ref), user, at)
    context = queue_page(user, request.GET, at=at, detail=case_detail(ground))
    return respond.page(request, "desk/case", context)


@require_POST
@holding(Role.DISPATCHER)
def assign(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Assign from the list, and stay in it."""
    user, at, found = request.user, timezone.now(), _case(request, ref)
    form = RowAssign(request.POST)
    form.is_valid()
    unit = get_object_or_404(
        Organisation, district_id=found.district_id, pk=form.cleaned_data.get("to")
    )
    key = _key_of_row(form.cleaned_data.get("key"), found)
    query = request.GET.urlencode()
    return respond.deed(
        request,
        lambda: latest.telling(
            found,
            lambda: DEEDS["assign"].do(Ground(found, user, at), key=key, to=unit),
            at=at,
            to=user,
        ),
        template="desk/queue",
        context=lambda: queue_page(user, request.GET, at=at),
        url=reverse("desk:queue") + (f"?{query}" if query else ""),
        said=_("%(ref)s 已分派给“%(unit)s”。") % {"ref": found.ref, "unit": unit.name},
        undo=reverse("cases:unassign", args=[found.ref]),
    )


@require_POST
@holding(Role.DISPATCHER)
def merge(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Join all that seem to be the same matter, from the list, and stay in it."""
    user, at, found = request.user, timezone.now(), _case(request, ref)
    key = _key_of_row(key_of(request), found)
    count = joining.matter(found).count() + 1
    query = request.GET.urlencode()
    return respond.deed(
        request,
        lambda: latest.telling(
            found, lambda: DEEDS["merge"].do(Ground(found, user, at), key=key), at=at, to=user
        ),
        template="desk/queue",
        context=lambda: queue_page(user, request.GET, at=at),
        url=reverse("desk:queue") + (f"?{query}" if query else ""),
        said=_("已把 %(n)d 件并成一件（%(ref)s），各位诉求人会收到通知。")
        % {"n": count, "ref": found.ref},
        undo=reverse("cases:unmerge", args=[found.ref]),
    )


def _key_of_row(key: UUID | None, case: Case) -> UUID | None:
    """All rows are sent by one form: its key and the case are the key of the deed."""
    return uuid5(key, case.ref) if key else None


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Role.DISPATCHER)
def register(request: respond.StaffRequest) -> HttpResponse:
    """Sent twice, the form files one case and shows the same number again."""
    user, at = request.user, timezone.now()
    form = _register_form(request)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            receipt = intake.open_case(
                request.district,
                form.report(),
                key=typed["key"],
                source=typed["source"],
                at=at,
                by=user,
            )
        except Refusal as refusal:
            form.add_error(
                refusal.field if refusal.field in form.fields else None, refusal.message
            )
        else:
            return respond.page(request, "desk/registered", registered_page(receipt))
    status = 422 if form.errors else 200
    context = register_page(form, user=user, at=at)
    return respond.page(request, "desk/register", context, status=status)


@require_POST
@holding(Role.DISPATCHER)
def look_up(request: respond.StaffRequest) -> HttpResponse:
    """What is known of the caller and the place. Reads only; it is a POST so that a telephone
    number never stands in an address."""
    user, at = request.user, timezone.now()
    typed = _register_form(request)
    if request.htmx:
        return respond.page(request, "desk/hints", hints(typed, user=user, at=at, is_swapped=True))
    chosen = str(request.POST.get("class_code", ""))
    form = RegisterForm(rules=typed.rules, places=typed.places, class_code=chosen)
    form.initial = {name: typed[name].value() for name in typed.fields}
    context = register_page(form, user=user, at=at, has_looked=True)
    return respond.page(request, "desk/register", context)


@require_safe
@holding(*DESK)
def meeting(request: respond.StaffRequest) -> HttpResponse:
    """Where a series of meetings takes the hard cases, they are on its page."""
    at = timezone.now()
    rows = series_visible_to(request.user, request.district.pk, on=timezone.localdate(at))
    taking = rows.filter(has_cases=True, is_active=True).first()
    if taking is not None:
        return redirect("gatherings:series", taking.code)
    return respond.page(request, "desk/meeting", meeting_page(request.user, at=at))


@require_safe
@holding(*DESK)
def extensions(request: respond.StaffRequest) -> HttpResponse:
    context = extensions_page(request.user, at=timezone.now())
    return respond.page(request, "desk/extensions", context)


def _places_version(request: respond.StaffRequest) -> str:
    return f'"{request.district.places_version.hex}"'


@require_safe
@condition(etag_func=_places_version)
def shapes(request: respond.StaffRequest) -> HttpResponse:
    """The district's streets and communities as GeoJSON, for the maps of signed-in people.
    Only streets are named, so that names do not cover each other."""
    found = geo.feature_collection(request.district, (PlaceKind.STREET, PlaceKind.COMMUNITY))
    drawn = [feature for feature in found["features"] if feature["geometry"]]
    for feature in drawn:
        kind, name = feature["properties"]["kind"], feature["properties"]["name"]
        feature["properties"] = {"name": name if kind == PlaceKind.STREET else ""}
    answer = JsonResponse(
        {"type": "FeatureCollection", "features": drawn}, content_type="application/geo+json"
    )
    answer["Cache-Control"] = "private, max-age=300"
    return answer


def _register_form(request: respond.StaffRequest) -> RegisterForm:
    data = request.POST if request.method == "POST" else None
    rules = queries.rules_of(request.district.pk)
    return RegisterForm(data, rules=rules, places=Places(request.district.pk))


def _case(request: respond.StaffRequest, ref: str) -> Case:
    """The case, or 404: a case one may not see does not exist."""
    visible = policy.visible_to(request.user, on=timezone.localdate())
    found: Case = get_object_or_404(
        visible.whole().select_related("handler", "relayed_by"),
        ref=ref,
    )
    return found
