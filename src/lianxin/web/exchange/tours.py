"""The way of a tour of experts: where it has been, where it is expected, and who is chosen."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.exchange import policy
from lianxin.exchange.models import Listing
from lianxin.fulfilment.actions import touring
from lianxin.web import acting, respond
from lianxin.web.exchange import listing_build
from lianxin.web.exchange.tour_forms import StopForm
from lianxin.web.exchange.views import WORKING
from lianxin.web.seats import holding


@require_POST
@holding(*WORKING)
def choose_stop(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Those who give the tour put a host on its way."""
    on = timezone.localdate()
    visible = policy.listings_visible_to(request.user, request.district.pk, on=on)
    found: Listing = get_object_or_404(visible.whole(), ref=ref, kind=touring.TOUR)
    if not policy.can_edit(request.user, found, on=on):
        raise Http404

    def act(*, key: Any, **told: Any) -> None:
        now = timezone.now()
        touring.choose(found, touring.Stop(**told), by=request.user, at=now, key=key)

    return acting.answer(
        request,
        StopForm(request.POST, listing=found),
        act,
        template="exchange/listing",
        context=lambda again: listing_build.listing(request, found, stop=again),
        url=reverse("exchange:listing", args=[ref]),
        said=_("已列进行程，对方会收到消息。"),
    )
