"""What providers and the coordinating desk do to an order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.exchange import policy, queries
from lianxin.exchange.actions import applications, orders
from lianxin.exchange.models import Claim
from lianxin.web import respond
from lianxin.web.exchange import claim_build
from lianxin.web.exchange.forms import AcceptForm, DeclineForm, NoteForm
from lianxin.web.exchange.views import WORKING
from lianxin.web.seats import holding


@require_POST
@holding(*WORKING)
def dispatch(request: respond.StaffRequest, ref: str) -> HttpResponse:
    form = claim_build.dispatching(_claim(request, ref), request.POST, at=timezone.now())
    return _deed(request, ref, "dispatch", form, said=_("已派单，对方会收到消息。"))


@require_POST
@holding(*WORKING)
def accept(request: respond.StaffRequest, ref: str) -> HttpResponse:
    said = _("已接单，点单的人会收到消息。")
    return _deed(request, ref, "accept", AcceptForm(request.POST), said=said)


@require_POST
@holding(*WORKING)
def decline(request: respond.StaffRequest, ref: str) -> HttpResponse:
    form = DeclineForm(request.POST, terms=queries.terms_of(request.district.pk))
    return _deed(request, ref, "decline", form, said=_("已婉拒，转给下一家。"))


@require_POST
@holding(*WORKING)
def deliver(request: respond.StaffRequest, ref: str) -> HttpResponse:
    said = _("已完成，请对方评单。")
    return _deed(request, ref, "deliver", NoteForm(request.POST), said=said)


@require_POST
@holding(*WORKING)
def drop(request: respond.StaffRequest, ref: str) -> HttpResponse:
    said = _("已退回派单台。")
    return _deed(request, ref, "drop", NoteForm(request.POST), said=said)


@require_POST
@holding(*WORKING)
def shortlist(request: respond.StaffRequest, ref: str) -> HttpResponse:
    said = _("已入围，申请的人会收到消息。")
    return _deed(request, ref, "shortlist", NoteForm(request.POST), said=said)


@require_POST
@holding(*WORKING)
def award(request: respond.StaffRequest, ref: str) -> HttpResponse:
    said = _("已通过，申请的人会收到消息。")
    return _deed(request, ref, "award", NoteForm(request.POST), said=said)


@require_POST
@holding(*WORKING)
def refuse(request: respond.StaffRequest, ref: str) -> HttpResponse:
    said = _("已答复，申请的人会看到原因。")
    return _deed(request, ref, "refuse", NoteForm(request.POST), said=said)


def _deed(
    request: respond.StaffRequest,
    ref: str,
    verb: str,
    form: Any,
    *,
    said: str,
) -> HttpResponse:
    room = applications if hasattr(applications, verb) else orders
    act: Callable[..., object] = getattr(room, verb)
    found = _claim(request, ref)
    url = reverse("exchange:claim", args=[ref])
    if not form.is_valid():
        context = claim_build.claim(request, found, forms={verb: form})
        return respond.page(request, "exchange/claim", context, status=422)
    told = {name: value for name, value in form.cleaned_data.items() if name != "listing"}
    about = [form.cleaned_data["listing"]] if "listing" in form.cleaned_data else []

    def again() -> Any:
        same = Claim.objects.filter(district_id=found.district_id).whole().get(pk=found.pk)
        return claim_build.claim(request, same)

    return respond.deed(
        request,
        lambda: act(found, *about, **told, by=request.user, at=timezone.now()),
        template="exchange/claim",
        context=again,
        url=url,
        said=said,
    )


def _claim(request: respond.StaffRequest, ref: str) -> Claim:
    visible = policy.claims_visible_to(request.user, on=timezone.localdate())
    found: Claim = get_object_or_404(visible.whole(), ref=ref)
    return found
