"""What whoever ordered does with her number and code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.exchange.actions import applications, bookings, orders, places, rating
from lianxin.exchange.models import Claim
from lianxin.exchange.states import Shape
from lianxin.fulfilment.actions import recurring
from lianxin.web import claims, respond
from lianxin.web.exchange import receipt_build, taking
from lianxin.web.exchange.forms import RateForm
from lianxin.web.keyed import key_of
from lianxin.web.me import views as track
from lianxin.web.me.forms import TrackForm
from lianxin.web.private import private

CANCEL = {
    Shape.ORDER: orders.cancel,
    Shape.PLACE: places.cancel,
    Shape.BOOKING: bookings.cancel,
    Shape.APPLICATION: applications.withdraw,
    Shape.INTEREST: applications.withdraw,
}


@login_not_required
@private
@require_safe
def receipt(request: respond.Request, ref: str, code: str) -> HttpResponse:
    found = claims.claim_by_code(request.district.pk, ref, code)
    if found is None:
        return track.unknown(request, TrackForm({"ref": ref, "code": code}), status=404)
    context = receipt_build.receipt(request, found, code, is_new="new" in request.GET)
    return respond.page(request, "exchange/receipt", context)


@login_not_required
@private
@require_POST
def cancel(request: respond.Request, ref: str, code: str) -> HttpResponse:
    found = _claim(request, ref, code)
    if found.kind in taking.ELSEWHERE:
        raise Http404
    act = CANCEL[Shape(found.shape)]
    return respond.deed(
        request,
        lambda: act(found, code=code, at=timezone.now(), key=key_of(request)),
        template="exchange/receipt",
        context=lambda: _again(request, ref, code),
        url=reverse("exchange:receipt", args=[ref, code]),
        said=_("已取消。"),
    )


@login_not_required
@private
@require_POST
def rate(request: respond.Request, ref: str, code: str) -> HttpResponse:
    found, form = _claim(request, ref, code), RateForm(request.POST)
    if not form.is_valid():
        context = receipt_build.receipt(request, found, code, form=form)
        return respond.page(request, "exchange/receipt", context, status=422)
    told: dict[str, Any] = form.cleaned_data
    return respond.deed(
        request,
        lambda: _rate(found)(found, **told, code=code, at=timezone.now()),
        template="exchange/receipt",
        context=lambda: _again(request, ref, code),
        url=reverse("exchange:receipt", args=[ref, code]),
        said=_("谢谢您的评价。"),
    )


def _rate(found: Claim) -> Callable[..., object]:
    return rating.rate_event if found.kind == rating.EVENT else orders.rate


@login_not_required
@private
@require_POST
def stop(request: respond.Request, ref: str, code: str) -> HttpResponse:
    """It shall not come again."""
    found = _claim(request, ref, code)
    return respond.deed(
        request,
        lambda: recurring.stop(found, code=code, at=timezone.now(), key=key_of(request)),
        template="exchange/receipt",
        context=lambda: _again(request, ref, code),
        url=reverse("exchange:receipt", args=[ref, code]),
        said=_("停了，以后不再替您下单。已经约好的这一次照常。"),
    )


@login_not_required
@private
@require_POST
def forget(request: respond.Request) -> HttpResponse:
    """This browser is somebody else's, too."""
    respond.tell(request, _("这台手机不再记得点过的单。"))
    return claims.forget(redirect("me:track"))


def _again(request: respond.Request, ref: str, code: str) -> Any:
    return receipt_build.receipt(request, _claim(request, ref, code), code)


def _claim(request: respond.Request, ref: str, code: str) -> Claim:
    found = claims.claim_by_code(request.district.pk, ref, code)
    if found is None:
        raise Http404
    return found
