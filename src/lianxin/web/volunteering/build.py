"""Fill the public pages of volunteering."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianxin.exchange.actions.claiming import require_listing
from lianxin.exchange.models import Listing, Slot
from lianxin.exchange.states import ListingState, Shape
from lianxin.kernel.refusals import Refusal
from lianxin.network import queries as network
from lianxin.network.models import Role
from lianxin.volunteering import queries
from lianxin.volunteering.queries import SHIFT
from lianxin.web import paging, qr
from lianxin.web.exchange import linked
from lianxin.web.paging import Order
from lianxin.web.parts import Fact, Link
from lianxin.web.respond import Request
from lianxin.web.seats import holds
from lianxin.web.volunteering import pages, who, words
from lianxin.web.volunteering.forms import PlaceForm, SignUpForm

SOONEST: Final = Order("starts_at")
SIZE: Final = 24
MOST_DATES: Final = 30
ORGANISING: Final = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)


def home(request: Request) -> pages.Home:
    now, district = timezone.now(), request.district
    form = PlaceForm(request.GET, district=district)
    found = queries.open_slots(district, at=now)
    if place := form.chosen:
        around = Q(listing__place__path__startswith=f"{place.path}/") | Q(
            listing__place__in=[one.pk for one in network.ancestors(place)]
        )
        found = found.filter(around)
    page = paging.page(found, request.GET, order=SOONEST, here="volunteering:home", size=SIZE)
    return pages.Home(
        form=form,
        calls=[shift_row(slot) for slot in queries.calls(district, at=now)],
        rows=[shift_row(slot) for slot in page.rows],
        pager=page.pager,
        links=list(_links(request)),
    )


def _links(request: Request) -> Sequence[Link]:
    links = [
        Link(_("志愿队"), reverse("volunteering:teams")),
        Link(_("我愿意帮忙"), reverse("volunteering:profile")),
    ]
    if who.is_known(request):
        links.insert(0, Link(_("我的志愿服务"), reverse("volunteering:mine")))
    if holds(request, *ORGANISING):
        links.append(Link(_("我组织的"), reverse("volunteering:runs")))
    return links


def shift_row(slot: Slot) -> pages.ShiftRow:
    listing = slot.listing
    return pages.ShiftRow(
        url=reverse("volunteering:shift", args=[listing.ref]),
        title=listing.title,
        when=words.span(slot.starts_at, slot.ends_at),
        place=where(listing),
        unit=listing.provider.name if listing.provider else "",
        free=max(slot.free, 0),
        is_surge=bool(listing.details.get("is_surge")),
    )


def where(listing: Listing) -> str:
    return " · ".join(
        part for part in (listing.place.name if listing.place else "", listing.address) if part
    )


def listing_of(request: Request, ref: str) -> Listing:
    """One that was public once; its organiser's drafts are elsewhere."""
    found: Listing | None = (
        Listing.objects.filter(district_id=request.district.pk, kind=SHIFT, ref=ref)
        .exclude(state__in=(ListingState.DRAFT, ListingState.REVIEWING))
        .select_related("district")
        .whole()
        .first()
    )
    if found is None:
        raise Http404
    return found


def dates_of(listing: Listing, *, at: datetime) -> list[Slot]:
    """Those one can still sign up for."""
    begins = Q(ends_at__gt=at) if listing.details.get("is_surge") else Q(starts_at__gt=at)
    found = Slot.objects.filter(
        begins, district_id=listing.district_id, listing=listing, cancelled_at=None
    )
    slots = list(found.order_by("starts_at", "pk")[:MOST_DATES])
    for slot in slots:
        slot.listing = listing
    return slots


def shift(request: Request, listing: Listing, *, form: Any = None) -> pages.Shift:
    now = timezone.now()
    slots = dates_of(listing, at=now)
    why_not = _why_not(listing, slots, at=now)
    if form is None and not why_not:
        form = SignUpForm(slots=slots, is_known=who.is_known(request))
    is_surge = bool(listing.details.get("is_surge"))
    address = request.build_absolute_uri(reverse("volunteering:shift", args=[listing.ref]))
    return pages.Shift(
        title=listing.title,
        ref=listing.ref,
        tasks=listing.details.get("tasks", ""),
        is_surge=is_surge,
        facts=_facts(listing),
        rows=[shift_row(slot) for slot in slots],
        form=None if why_not else form,
        why_not=why_not,
        take_url=reverse("volunteering:sign_up", args=[listing.ref]),
        poster_url=reverse("volunteering:poster", args=[listing.ref]),
        qr=qr.svg(address, title=_("扫码报名")) if is_surge else SafeString(),
        linked=linked.of(listing, slots, at=now),
        crumbs=[Link(_("志愿服务"), reverse("volunteering:home"))],
    )


def _why_not(listing: Listing, slots: Sequence[Slot], *, at: datetime) -> str:
    try:
        require_listing(listing, Shape.PLACE, at=at)
    except Refusal as refusal:
        return refusal.message
    if not slots:
        return _("现在没有可以报名的班次。")
    if listing.details.get("is_surge") and all(slot.free < 1 for slot in slots):
        return _("人已经够了，谢谢大家。有人来不了时会重新开放。")
    return ""


def _facts(listing: Listing) -> list[Fact]:
    phone = f"tel:{listing.phone}" if listing.phone else ""
    told = [
        Fact(_("组织单位"), listing.provider.name if listing.provider else ""),
        Fact(_("地点"), where(listing)),
        Fact(_("需要的技能"), _("、").join(listing.details.get("skills", ()))),
        Fact(_("联系"), f"{listing.contact} {listing.phone}".strip(), phone),
    ]
    return [fact for fact in told if fact.value]
