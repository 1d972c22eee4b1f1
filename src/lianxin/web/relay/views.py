from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.cases import policy, queries
from lianxin.cases.actions import intake
from lianxin.cases.models import CaseQuerySet, Source
from lianxin.cases.states import State
from lianxin.kernel import privacy
from lianxin.kernel.refusals import Refusal
from lianxin.network import queries as network
from lianxin.network.models import Place, User
from lianxin.web import qr, respond
from lianxin.web.parts import Fact, Link
from lianxin.web.private import private
from lianxin.web.relay import pages
from lianxin.web.relay.forms import RelayForm

HANDED_OVER_WITHIN = timedelta(hours=24)
NEWEST = 20


@require_http_methods(["GET", "HEAD", "POST"])
def relay(request: respond.StaffRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    if not policy.can_file(user, on=timezone.localdate(now)):
        raise PermissionDenied
    form = _form(request, request.POST if request.method == "POST" else None)
    if "ask" in request.POST:  # without scripts: the questions of the class, please
        form = _unjudged(request, form)
    elif form.is_valid():
        try:
            receipt = intake.open_case(
                request.district,
                form.report,
                key=form.cleaned_data["key"],
                source=Source.VOLUNTEER,
                by=user,
                at=now,
            )
            return redirect("relay:slip", receipt.case.ref)
        except Refusal as refusal:
            form.refuse(refusal)
    context = pages.Relay(form=form, rows=_rows(_relayed(user)))
    return respond.page(request, "relay/relay", context, status=422 if form.errors else 200)


@private
@require_safe
def slip(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """What the person takes home. Her code stands on it for a day only: who relayed a case is
    not to follow and rate it in her place."""
    case = get_object_or_404(_relayed(request.user), ref=ref)
    is_fresh = timezone.now() < case.received_at + HANDED_OVER_WITHIN
    code = privacy.tracking_code(case.pk)
    url = request.build_absolute_uri(reverse("me:case", args=[case.ref, code]))
    context = pages.Slip(
        ref=case.ref,
        subject=case.subject,
        stands=str(State(case.state).label),
        place=case.place.name,
        received_at=case.received_at,
        codes=[Fact(_("编号"), case.ref), Fact(_("查询码"), code)] if is_fresh else [],
        qr=qr.svg(url, title=_("扫码查进度")) if is_fresh else SafeString(),
        address=request.build_absolute_uri(reverse("me:track")).partition("://")[2],
        was_sent=bool(settings.SMS_GATEWAY and case.requester.phone),
        again=Link(_("再代报一件"), reverse("relay:relay")),
    )
    return respond.page(request, "relay/slip", context)


def _form(request: respond.StaffRequest, data: QueryDict | None, **asked: str) -> RelayForm:
    rules = queries.rules_of(request.district.pk)
    own_place = _own_place(request.user)
    return RelayForm(data, district=request.district, own_place=own_place, rules=rules, **asked)


def _unjudged(request: respond.StaffRequest, typed: RelayForm) -> RelayForm:
    """What was written so far, with the questions of the class that was chosen."""
    form = _form(request, None, class_code=str(typed.data.get("class_code", "")))
    form.initial = {name: typed[name].value() for name in form.fields if name in typed.fields}
    return form


def _own_place(user: User) -> Place | None:
    """Where somebody is at work: the place of the newest seat."""
    seat = network.live_seats(user, on=timezone.localdate()).first()
    return seat.place if seat else None


def _relayed(user: User) -> CaseQuerySet:
    found: CaseQuerySet = policy.visible_to(user, on=timezone.localdate())
    mine: CaseQuerySet = (
        found.filter(relayed_by=user).select_related("place", "requester").defer("place__shape")
    )
    return mine.order_by("-received_at", "-id")


def _rows(cases: CaseQuerySet) -> list[pages.RelayedRow]:
    return [
        pages.RelayedRow(
            ref=case.ref,
            url=reverse("relay:slip", args=[case.ref]),
            subject=case.subject,
            place=case.place.name,
            stands=str(State(case.state).label),
            received_at=case.received_at,
        )
        for case in cases[:NEWEST]
    ]
