"""What is wanted, for everybody; and to come."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.exchange.actions.claiming import Receipt
from lianxin.exchange.models import Claimant
from lianxin.exchange.states import ClaimState
from lianxin.kernel.refusals import Refusal
from lianxin.volunteering import queries
from lianxin.volunteering.actions import signing
from lianxin.web import respond
from lianxin.web.pacing import pace
from lianxin.web.volunteering import build, who, words
from lianxin.web.volunteering.forms import SignUpForm


@login_not_required
@require_safe
def home(request: respond.Request) -> HttpResponse:
    return respond.page(request, "volunteering/home", build.home(request))


@login_not_required
@require_safe
def shift(request: respond.Request, ref: str) -> HttpResponse:
    found = build.listing_of(request, ref)
    return respond.page(request, "volunteering/shift", build.shift(request, found))


@login_not_required
@require_POST
def sign_up(request: respond.Request, ref: str) -> HttpResponse:
    """One tap for whom this browser knows; a name and a number for the others."""
    found, now = build.listing_of(request, ref), timezone.now()
    slots = build.dates_of(found, at=now)
    if not slots:
        raise Http404
    form = SignUpForm(request.POST, slots=slots, is_known=who.is_known(request))
    if not form.is_valid():
        context = build.shift(request, found, form=form)
        return respond.page(request, "volunteering/shift", context, status=422)
    key = form.cleaned_data["key"]
    slot = next(one for one in slots if one.pk == form.cleaned_data["slot"])
    try:
        pace(request, form.cleaned_data.get("phone", ""), scope="sign_up", at=now)
        volunteer = who.settle(request, form.profile, key=key, at=now)
        receipt = signing.sign_up(slot, volunteer, at=now, key=key)
    except Refusal as refusal:
        context = build.shift(request, found, form=form)
        return respond.refused(request, "volunteering/shift", context, refusal)
    _say(request, receipt)
    return who.remember(redirect("volunteering:mine"), volunteer)


def _say(request: respond.Request, receipt: Receipt) -> None:
    """That it is sure, or in line; and which other shift is too near in time."""
    claim = receipt.claim
    is_sure = claim.state == ClaimState.HELD
    said = _("已报名“%s”。来不了请取消，好让给别人。") if is_sure else _("“%s”已满，您在排队。")
    respond.tell(request, said % claim.subject)
    claimant = Claimant.objects.get(district_id=claim.district_id, claim=claim)
    for other in queries.tight(claim, claimant):
        messages.warning(request, words.tight(claim, other))
