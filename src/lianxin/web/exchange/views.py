from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.catalogue.actions import upkeep
from lianxin.challenges.models import Challenge
from lianxin.exchange import policy
from lianxin.exchange.actions.bookings import Taken
from lianxin.exchange.models import Claim, Listing
from lianxin.kernel import throttle
from lianxin.kernel.refusals import Refusal, TooMany
from lianxin.network.models import Role, User
from lianxin.web import claims, respond
from lianxin.web.address import client_address
from lianxin.web.exchange import catalogue as finding
from lianxin.web.exchange import claim_build, listing_build, mapped, taking
from lianxin.web.exchange.forms import FaultForm
from lianxin.web.pacing import pace
from lianxin.web.seats import holding

MOST, HOUR = 60, timedelta(hours=1)
WORKING = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)


@login_not_required
@require_safe
def catalogue(request: respond.Request) -> HttpResponse:
    return respond.page(request, "exchange/catalogue", finding.page(request))


@login_not_required
@require_safe
def shapes(request: respond.Request) -> HttpResponse:
    """The district, and what is found in it, for the map."""
    answer = JsonResponse(
        mapped.collection(request.district, request.GET, at=timezone.now()),
        content_type="application/geo+json",
    )
    answer["Cache-Control"] = "public, max-age=60"
    return answer


@login_not_required
@require_safe
def listing(request: respond.Request, ref: str) -> HttpResponse:
    """A shift has a page of its own, where volunteers are known, and so has a challenge."""
    found = _listing(request, ref)
    if found.kind == "CHALLENGE" and Challenge.objects.filter(listing_id=found.pk).exists():
        return redirect("challenges:challenge", ref)
    if found.kind == "SHIFT" and found.published_at:
        return redirect("volunteering:shift", ref)
    return respond.page(request, "exchange/listing", listing_build.listing(request, found))


@login_not_required
@require_POST
def take(request: respond.Request, ref: str) -> HttpResponse:
    """Order it, sign up for it, book it."""
    found, now = _listing(request, ref), timezone.now()
    form = taking.form_of(found, request.POST, at=now)
    if form is None:
        raise Http404
    if not form.is_valid():
        context = listing_build.listing(request, found, form=form)
        return respond.page(request, "exchange/listing", context, status=422)
    try:
        pace(request, form.cleaned_data["phone"], scope="take", at=now)
        receipt = taking.take(found, form, by=_own(request), at=now)
    except TooMany as refusal:
        context = listing_build.listing(request, found, form=form)
        return respond.refused(request, "exchange/listing", context, refusal)
    except Refusal as refusal:
        form.refuse(refusal)
        free = taking.free_times(refusal.free) if isinstance(refusal, Taken) else ()
        context = listing_build.listing(request, found, form=form, free=free)
        status = respond.status_of(refusal)
        return respond.page(request, "exchange/listing", context, status=status)
    address = reverse("exchange:receipt", args=[receipt.claim.ref, receipt.code])
    return claims.remember(redirect(f"{address}?new=1"), request, receipt)


@login_not_required
@require_POST
def fault(request: respond.Request, ref: str) -> HttpResponse:
    found, form = _listing(request, ref), FaultForm(request.POST)
    if not form.is_valid():
        context = listing_build.listing(request, found, fault=form)
        return respond.page(request, "exchange/listing", context, status=422)
    told = form.cleaned_data
    now = timezone.now()
    try:
        throttle.hit("fault", client_address(request), limit=MOST, per=HOUR, at=now)
        upkeep.report_fault(found, told["text"], at=now, key=told["key"])
    except Refusal as refusal:
        context = listing_build.listing(request, found, fault=form)
        return respond.refused(request, "exchange/listing", context, refusal)
    return respond.done(
        request,
        "exchange/listing",
        listing_build.listing(request, found),
        url=reverse("exchange:listing", args=[found.ref]),
        said=_("谢谢，已告诉发布的单位。"),
    )


@require_safe
@holding(*WORKING)
def orders(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "exchange/orders", claim_build.orders(request))


@require_safe
@holding(*WORKING)
def claim(request: respond.StaffRequest, ref: str) -> HttpResponse:
    visible = policy.claims_visible_to(request.user, on=timezone.localdate())
    found: Claim = get_object_or_404(visible.whole(), ref=ref)
    return respond.page(request, "exchange/claim", claim_build.claim(request, found))


def _own(request: respond.Request) -> User | None:
    user = request.user
    if isinstance(user, User) and user.district_id == request.district.pk:
        return user
    return None


def _listing(request: respond.Request, ref: str) -> Listing:
    on = timezone.localdate()
    visible = policy.listings_visible_to(request.user, request.district.pk, on=on)
    found: Listing = get_object_or_404(visible.whole(), ref=ref)
    return found
