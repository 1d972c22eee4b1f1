from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.exchange.models import Listing
from lianxin.introductions.actions import introducing
from lianxin.introductions.actions.introducing import Party, Told
from lianxin.introductions.models import Source
from lianxin.kernel.ids import new_id
from lianxin.matching.actions import feedback, profiles
from lianxin.matching.policy import ORGANISATION
from lianxin.web import respond
from lianxin.web.keyed import key_of
from lianxin.web.matching import asking, build, connecting
from lianxin.web.matching.backs import back
from lianxin.web.seats import holding

UNIT = "unit-"


@require_safe
@holding(*ORGANISATION)
def home(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "matching/home", build.home(request))


@require_safe
def for_case(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """What the catalogue has for a case; asked for by its page when somebody looks there."""
    found = asking.case_of(request, ref)
    return respond.page(request, "matching/beside", build.beside(found, at=timezone.now()))


@require_POST
def hide(request: respond.StaffRequest) -> HttpResponse:
    """ "Not relevant, because …"."""
    at, told = timezone.now(), request.POST.get("asker", "")
    asker, listing = asking.asker_of(request, told, at=at), _listing(request)
    key, why = key_of(request) or new_id(), request.POST.get("why", "")
    query = urlencode({"asker": told, "listing": listing.ref})
    return back(
        request,
        told,
        lambda: feedback.hide(asker, listing, why=why, by=request.user, at=at, key=key),
        said=_("“%s”不再推荐给您。") % listing.title,
        undo=f"{reverse('matching:restore')}?{query}",
    )


@require_POST
def restore(request: respond.StaffRequest) -> HttpResponse:
    at, told = timezone.now(), request.GET.get("asker", "")
    asker, listing = asking.asker_of(request, told, at=at), _listing(request)
    return back(
        request,
        told,
        lambda: feedback.take_back(asker, listing, by=request.user, at=at),
        said=_("又会推荐“%s”了。") % listing.title,
    )


@require_POST
@holding(*ORGANISATION)
def introduce(request: respond.StaffRequest) -> HttpResponse:
    """Bring the two sides together; what follows is the introduction's."""
    at, told = timezone.now(), request.POST.get("asker", "")
    if told.startswith(UNIT):
        unit = asking.unit_of(request, told.removeprefix(UNIT))
        return connecting.connect(request, _listing(request), unit)
    mine = asking.own_listing(request, told.removeprefix("listing-"))
    other, key = _listing(request), key_of(request) or new_id()
    about = Told(
        subject=f"{other.title} × {mine.title}",
        first=Party(listing=other),
        second=Party(listing=mine),
        source=Source.SUGGESTION,
    )
    return back(
        request,
        told,
        lambda: introducing.introduce(request.district, about, by=request.user, at=at, key=key),
        said=_("已对接，两边都会收到消息。"),
    )


@require_POST
@holding(*ORGANISATION)
def offer_post(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Let those know whom a post might suit."""
    listing, at = asking.own_listing(request, ref), timezone.now()
    return back(
        request,
        "",
        lambda: profiles.offer_post(listing, by=request.user, at=at),
        said=_("合适的人会收到消息。对方申请了，您才看得到是谁。"),
    )


def _listing(request: respond.StaffRequest) -> Listing:
    ref = request.POST.get("listing", "") or request.GET.get("listing", "")
    public = Listing.objects.filter(district_id=request.district.pk).public()
    found: Listing = get_object_or_404(public.whole(), ref=ref)
    return found
