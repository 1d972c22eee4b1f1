"""Does it still hold? Asked by a link in a message, answered with one tap and no account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianxin.catalogue import links
from lianxin.catalogue.links import Asked
from lianxin.exchange.actions import listings
from lianxin.kernel.refusals import NotAllowed, Refusal, Repeated
from lianxin.web import respond
from lianxin.web.exchange import listing_build, pages, rows
from lianxin.web.keyed import key_of
from lianxin.web.me.forms import Keyed


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirmed(request: respond.Request, token: str) -> HttpResponse:
    """Programs that look at letters open every link: only a POST confirms."""
    now = timezone.now()
    try:
        asked = links.read(token, request.district.pk, at=now)
    except NotAllowed as refusal:
        raise Http404 from refusal
    if request.method != "POST" or _standing(asked) != "OPEN":
        return respond.page(request, "exchange/confirmed", _page(request, asked))
    try:
        listings.confirm(asked.listing, by=None, is_by_link=True, at=now, key=key_of(request))
    except Repeated:
        pass
    except Refusal as refusal:
        return respond.refused(request, "exchange/confirmed", _page(request, asked), refusal)
    return redirect(request.path)


def _standing(asked: Asked) -> str:
    listing = asked.listing
    if listing.state != "PUBLISHED":
        return "GONE"
    if listing.confirmed_at and listing.confirmed_at >= asked.asked_at:
        return "DONE"
    return "OPEN" if asked.is_open else "LAPSED"


def _page(request: respond.Request, asked: Asked) -> pages.Confirmed:
    listing = asked.listing
    return pages.Confirmed(
        row=rows.row(listing, at=timezone.now()),
        text=listing.text,
        facts=listing_build.facts(listing),
        standing=_standing(asked),
        confirm_on=listing.confirm_on,
        form=Keyed(),
        here=request.path,
        own_url=reverse("exchange:own", args=[listing.ref]),
    )
