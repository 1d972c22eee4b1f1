"""The way of a tour of experts: who is chosen for it, and what a host does about its visit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.exchange import policy
from lianxin.exchange.actions import orders
from lianxin.exchange.models import Claim, Listing
from lianxin.fulfilment.actions import touring
from lianxin.web import acting, respond
from lianxin.web.exchange import claim_build, listing_build
from lianxin.web.exchange.forms import NoteForm, RateForm
from lianxin.web.exchange.tour_forms import StopForm
from lianxin.web.exchange.views import WORKING
from lianxin.web.me.forms import Keyed
from lianxin.web.seats import holding

Act = Callable[..., object]


@require_POST
@holding(*WORKING)
def choose_stop(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Those who give the tour put a host on its way."""
    on = timezone.localdate()
    visible = policy.listings_visible_to(request.user, request.district.pk, on=on)
    found: Listing = get_object_or_404(visible.whole(), ref=ref, kind=touring.TOUR)
    if not policy.can_edit(request.user, found, on=on):
        raise Http404

    form = StopForm(request.POST, listing=found)

    def act(*, key: Any, **_told: Any) -> None:
        touring.choose(found, form.stop(), by=request.user, at=timezone.now(), key=key)

    return acting.answer(
        request,
        form,
        act,
        template="exchange/listing",
        context=lambda again: listing_build.listing(request, found, stop=again),
        url=reverse("exchange:listing", args=[ref]),
        said=_("已列进行程，对方会收到消息。"),
    )


@require_POST
@holding(*WORKING)
def call_off_stop(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """The host does not need it any more."""
    said = _("已取消，对方会收到消息。")
    return _by_host(request, ref, orders.cancel, "call_off_stop", NoteForm, said=said)


@require_POST
@holding(*WORKING)
def rate_stop(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """The host says how it was."""
    return _by_host(request, ref, orders.rate, "rate_stop", RateForm, said=_("谢谢您的评价。"))


def _by_host(
    request: respond.StaffRequest, ref: str, act: Act, verb: str, made: type[Keyed], *, said: str
) -> HttpResponse:
    on = timezone.localdate()
    visible = policy.claims_visible_to(request.user, on=on)
    found: Claim = get_object_or_404(visible.whole(), ref=ref)
    if not policy.hosts(request.user, found, on=on):
        raise Http404
    return acting.answer(
        request,
        made(request.POST),
        lambda **told: act(found, **told, by=request.user, at=timezone.now()),
        template="exchange/claim",
        context=lambda again: claim_build.claim(
            request, get_object_or_404(visible.whole(), ref=ref), forms={verb: again}
        ),
        url=reverse("exchange:claim", args=[ref]),
        said=said,
    )
