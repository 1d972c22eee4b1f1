"""Calendars, each at an address of its own. Nobody is asked to sign in: a calendar cannot."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from lianxin.api.ical import events, writing
from lianxin.api.ical.writing import Event
from lianxin.events import queries as occasions
from lianxin.events.models import EventSeries
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Claim, Claimant, Listing
from lianxin.exchange.states import Shape
from lianxin.gatherings import queries as gatherings
from lianxin.gatherings.policy import attended, public
from lianxin.kernel import privacy
from lianxin.network import queries as network
from lianxin.network import tokens
from lianxin.network.models import Scope, User
from lianxin.network.request import DistrictRequest

TYPE = "text/calendar; charset=utf-8"
FRESH = 300  # seconds


@login_not_required
@require_safe
def own(request: DistrictRequest, secret: str) -> HttpResponse:
    """What the person whose link this is has ordered, booked and signed up for."""
    now, district_id = timezone.now(), request.district.pk
    token = tokens.find(secret, request.district, at=now)
    if token is None or Scope.CALENDAR not in token.scopes:
        raise Http404
    mine = Claimant.objects.filter(district_id=district_id, user=token.user_id).values("claim")
    claims = Claim.objects.filter(district_id=district_id, pk__in=mine).whole()
    rows = events.near(events.with_change(claims, district_id), at=now)
    told = [events.of_claim(claim, link=_link(claim)) for claim in rows]
    called = attended(User.objects.get(pk=token.user_id), district_id, on=timezone.localdate(now))
    told += [
        events.of_meeting(one, link=f"/gatherings/{one.ref}/")
        for one in events.near(events.with_change(called.whole(), district_id), at=now)
    ]
    return _private(_("我的日程"), told)


@login_not_required
@require_safe
def order(request: DistrictRequest, ref: str, code: str) -> HttpResponse:
    """The one event of a receipt."""
    claims = Claim.objects.filter(district_id=request.district.pk, ref=ref).whole()
    found = events.with_change(claims, request.district.pk).first()
    if found is None or not privacy.matches_code(found.pk, code) or found.starts_at is None:
        raise Http404
    link = reverse("exchange:receipt", args=[ref, code])
    return _private(found.subject, [events.of_claim(found, link=link)])


@login_not_required
@require_safe
def listing(request: DistrictRequest, ref: str) -> HttpResponse:
    """The sessions of a listing, or when the rooms of a venue are had: without names."""
    now = timezone.now()
    public = Listing.objects.filter(district_id=request.district.pk).public()
    found: Listing = get_object_or_404(public, ref=ref)
    if KINDS[found.kind].shape == Shape.BOOKING:
        return _public(found.title, events.busy(found, at=now))
    return _public(found.title, events.slots(request.district.pk, at=now, listing=found))


@login_not_required
@require_safe
def all_events(request: DistrictRequest) -> HttpResponse:
    """All events that everybody may come to."""
    told = events.slots(request.district.pk, at=timezone.now(), listing__kind=occasions.EVENT)
    return _public(pgettext("page", "活动"), told)


@login_not_required
@require_safe
def event_series(request: DistrictRequest, code: str) -> HttpResponse:
    rows = EventSeries.objects.filter(district_id=request.district.pk)
    found: EventSeries = get_object_or_404(rows, code=code)
    inside = occasions.listings_of(found).values("pk")
    told = events.slots(request.district.pk, at=timezone.now(), listing__in=inside)
    return _public(found.name, told)


@login_not_required
@require_safe
def meetings(request: DistrictRequest, code: str) -> HttpResponse:
    """The meetings of a public series, from when they are called."""
    district_id = request.district.pk
    found = gatherings.series_coded(district_id, code)
    if found is None or not found.is_public:
        raise Http404
    rows = public(district_id).filter(series=found).whole()
    told = events.near(events.with_change(rows, district_id), at=timezone.now())
    link = f"/gatherings/town/{code}/"
    return _public(found.name, [events.of_meeting(one, link=f"{link}{one.ref}/") for one in told])


@login_not_required
@require_safe
def place(request: DistrictRequest, code: str) -> HttpResponse:
    """The sessions at a place and all below it."""
    district_id = request.district.pk
    found = network.place_coded(district_id, code)
    if found is None:
        raise Http404
    below = network.places_below(district_id, [found.path]).values("pk")
    told = events.slots(district_id, at=timezone.now(), listing__place__in=below)
    return _public(found.name, told)


def _link(claim: Claim) -> str:
    """To what was ordered: a calendar is shown to others, and a receipt's code is hers alone."""
    if claim.listing is None:
        return reverse("exchange:catalogue")
    return reverse("exchange:listing", args=[claim.listing.ref])


def _private(name: str, told: Iterable[Event]) -> HttpResponse:
    answer = HttpResponse(writing.calendar(name, told), content_type=TYPE)
    add_never_cache_headers(answer)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _public(name: str, told: Iterable[Event]) -> HttpResponse:
    answer = HttpResponse(writing.calendar(name, told), content_type=TYPE)
    patch_cache_control(answer, public=True, max_age=FRESH)
    return answer
