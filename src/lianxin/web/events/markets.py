"""The plan of a market: everybody sees who has which stall; who gives it lays it out and draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.events import markets as rules
from lianxin.events.actions import markets as actions
from lianxin.events.models import Market
from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Listing
from lianxin.web import acting, respond
from lianxin.web.events import market_build as build
from lianxin.web.events.hall_forms import picked
from lianxin.web.events.views import DOING
from lianxin.web.respond import Request, StaffRequest
from lianxin.web.seats import holding


@login_not_required
@require_safe
def market(request: Request, ref: str) -> HttpResponse:
    return respond.page(
        request, "events/market", build.page(request, _listing(request, ref), forms={})
    )


@require_POST
@holding(*DOING)
def market_deed(request: StaffRequest, ref: str, verb: str) -> HttpResponse:
    if verb not in DEEDS:
        raise Http404
    listing = _listing(request, ref)
    act, said = DEEDS[verb]
    who = {"by": request.user, "at": timezone.now()}
    return acting.answer(
        request, build.form_of(listing, verb, request.POST),
        lambda **told: act(listing, **told, **who),
        template="events/market",
        context=lambda again: build.page(request, listing, forms={verb: again} if again else {}),
        url=reverse("events:market", args=[listing.ref]),
        said=str(said),
    )  # fmt: skip


def _open(listing: Listing, *, event: str, **who: Any) -> None:
    chosen = picked(build.events_of(listing), event) if event else None
    actions.open_market(listing, event=chosen, **who)


def _give(listing: Listing, *, stall: str, claim: str, **who: Any) -> None:
    plan = _plan(listing)
    actions.give(_stall(plan, stall), picked(rules.line(plan), claim), **who)


def _name(listing: Listing, *, stall: str, **who: Any) -> None:
    actions.name_stall(_stall(_plan(listing), stall), **who)


DEEDS: dict[str, tuple[Callable[..., object], Any]] = {
    "open": (_open, _("摊位图开始了，加几排摊位吧。")),
    "add_row": (lambda listing, **told: actions.add_row(_plan(listing), **told), _("加好了。")),
    "draw": (lambda listing, **told: actions.draw(_plan(listing), **told), _("抽好了，见下面。")),
    "give": (_give, _("摊位给好了，已告诉对方。")),
    "name_stall": (_name, _("摊名改好了。")),
}  # fmt: skip


def _stall(plan: Market, pk: str) -> Any:
    found = picked(rules.stalls(plan), pk)
    found.market = plan
    return found


def _plan(listing: Listing) -> Market:
    found = build.plan_of(listing)
    if found is None:
        raise Http404
    return found


def _listing(request: Request, ref: str) -> Listing:
    on = timezone.localdate()
    visible = exchange.listings_visible_to(request.user, request.district.pk, on=on)
    found: Listing = get_object_or_404(visible.whole(), ref=ref, kind=rules.STALL)
    return found
