"""Who signed up for something or booked it, for those who give it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.exchange import policy
from lianxin.exchange.actions import places
from lianxin.exchange.models import Claim, Listing
from lianxin.exchange.states import ClaimState
from lianxin.web import paging, respond
from lianxin.web.exchange import pages, words
from lianxin.web.exchange.views import WORKING
from lianxin.web.keyed import key_of
from lianxin.web.paging import Order
from lianxin.web.parts import Link
from lianxin.web.seats import holding

SOONEST_FIRST = Order("starts_at")


@require_safe
@holding(*WORKING)
def people(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return respond.page(request, "exchange/people", _page(request, _listing(request, ref)))


@require_POST
@holding(*WORKING)
def attend(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Somebody is there (签到)."""
    found = _listing(request, ref)
    claims = Claim.objects.filter(district_id=found.district_id, listing=found)
    claim: Claim = get_object_or_404(claims.whole(), ref=request.POST.get("claim", ""))
    return respond.deed(
        request,
        lambda: places.attend(claim, by=request.user, at=timezone.now(), key=key_of(request)),
        template="exchange/people",
        context=lambda: _page(request, found),
        url=reverse("exchange:people", args=[ref]),
        said=_("%s 已签到。") % claim.ref,
    )


def _listing(request: respond.StaffRequest, ref: str) -> Listing:
    """One that the person gives: nobody else learns who comes."""
    on = timezone.localdate()
    visible = policy.listings_visible_to(request.user, request.district.pk, on=on)
    units = policy.units_of(request.user, on=on)
    found: Listing = get_object_or_404(visible.whole(), ref=ref, provider__in=units)
    return found


def _page(request: respond.StaffRequest, listing: Listing) -> pages.People:
    claims = Claim.objects.filter(
        district_id=listing.district_id, listing=listing, starts_at__isnull=False
    )
    found = paging.page(
        claims.select_related("slot", "space", "claimant"),
        request.GET,
        order=SOONEST_FIRST,
        here="exchange:people",
        args=(listing.ref,),
    )
    return pages.People(
        title=listing.title,
        rows=[_row(claim) for claim in found.rows],
        pager=found.pager,
        attend_url=reverse("exchange:attend", args=[listing.ref]),
        crumbs=[Link(listing.title, reverse("exchange:listing", args=[listing.ref]))],
    )


def _row(claim: Claim) -> pages.Person:
    state, local = ClaimState(claim.state), timezone.localtime
    assert claim.starts_at is not None  # asked for above
    return pages.Person(
        ref=claim.ref,
        name=claim.claimant.name or "",
        phone=claim.claimant.phone or "",
        seats=claim.seats,
        subject=claim.space.name if claim.space else "",
        when=f"{local(claim.starts_at):%Y-%m-%d %H:%M}",
        state=str(state.label),
        level=words.LEVELS.get(state, ""),
        can_attend=state == ClaimState.HELD,
    )
