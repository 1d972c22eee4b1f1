from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.catalogue.actions import upkeep
from lianxin.exchange.actions import listings
from lianxin.exchange.kinds import KINDS, Kind
from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.network.models import Role
from lianxin.web import respond
from lianxin.web.exchange.mine import build
from lianxin.web.exchange.mine.forms import ListingForm, ReturnForm, initial_of
from lianxin.web.keyed import key_of
from lianxin.web.seats import holding

WORKING = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)


@require_safe
@holding(*WORKING)
def mine(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "exchange/mine/mine", build.mine(request))


@require_safe
@holding(*WORKING)
def new(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "exchange/mine/new", build.new(request))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*WORKING)
def write(request: respond.StaffRequest, slug: str) -> HttpResponse:
    """A new one. Whatever is sent is kept as a draft, also when it cannot be published yet."""
    chosen = _kind(slug)
    if request.method != "POST":
        form = _form(request, chosen, initial=_initial(request, chosen))
        return respond.page(request, "exchange/mine/write", build.write(chosen, form))
    form = _form(request, chosen, request.POST)
    form.is_valid()
    now, key = timezone.now(), form.cleaned_data.get("key")
    if key is None:
        raise Http404
    try:
        listing = listings.draft(request.district, form.told(), by=request.user, at=now, key=key)
    except Refusal as refusal:
        form.refuse(refusal)
        context = build.write(chosen, form)
        return respond.page(
            request, "exchange/mine/write", context, status=respond.status_of(refusal)
        )
    return _kept(request, listing, form)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*WORKING)
def own(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = _listing(request, ref)
    if request.method != "POST":
        return respond.page(request, "exchange/mine/own", build.own(request, found))
    form = build.form_of(request, found, request.POST)
    form.is_valid()
    return _kept(request, found, form)


def _kept(request: respond.StaffRequest, found: Listing, form: ListingForm) -> HttpResponse:
    """Keep what was typed well, then publish it where that was asked for."""
    wants = request.POST.get("then") == "submit"
    is_public = found.state == "PUBLISHED"
    if not wants and not is_public:
        form.forgive()
    is_kept = False
    try:
        if not (is_public and form.errors):
            listings.edit(found, form.told(), by=request.user, at=timezone.now())
            is_kept = True
        if wants and not form.errors:
            listings.submit(found, by=request.user, at=timezone.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _again(request, found, form, respond.status_of(refusal), is_kept=is_kept)
    if form.errors:
        return _again(request, found, form, 422, is_kept=is_kept)
    respond.tell(request, _said(found))
    return redirect("exchange:own", found.ref)


def _again(
    request: respond.StaffRequest, found: Listing, form: ListingForm, status: int, *, is_kept: bool
) -> HttpResponse:
    is_draft = is_kept and found.state != "PUBLISHED"
    context = build.own(request, _listing(request, found.ref), form=form, is_kept=is_draft)
    return respond.page(request, "exchange/mine/own", context, status=status)


def _said(listing: Listing) -> str:
    return {
        "PUBLISHED": _("已上架，大家都能看到了。"),
        "REVIEWING": _("已提交，审核后上架，结果会发消息告诉您。"),
    }.get(listing.state, _("草稿已存好。"))


@require_POST
@holding(*WORKING)
def confirm(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return _deed(request, ref, listings.confirm, said=_("已确认还有效。"))


@require_POST
@holding(*WORKING)
def withdraw(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return _deed(request, ref, listings.withdraw, said=_("已下架，已经点的单照常办。"))


@require_POST
@holding(*WORKING)
def close(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return _deed(request, ref, listings.close, said=_("已结束，不再提供。"))


@require_POST
@holding(*WORKING)
def settle(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """What people said was wrong has been looked at."""
    return _deed(request, ref, upkeep.settle, said=_("已记下：核对过了。"))


@require_POST
@holding(*WORKING)
def send_back(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found, form = _listing(request, ref), ReturnForm(request.POST)
    if not form.is_valid():
        context = build.own(request, found, return_form=form)
        return respond.page(request, "exchange/mine/own", context, status=422)
    note = form.cleaned_data["note"]
    return _deed(request, ref, listings.send_back, said=_("已退回，发布的人会收到。"), note=note)


def _deed(
    request: respond.StaffRequest, ref: str, act: Callable[..., object], *, said: str, **told: Any
) -> HttpResponse:
    found, key = _listing(request, ref), key_of(request)
    url = reverse("exchange:own", args=[ref])
    if request.POST.get("next") == "mine":
        url = reverse("exchange:mine")
    try:
        act(found, **told, by=request.user, at=timezone.now(), key=key)
    except Repeated:
        pass
    except Refusal as refusal:
        context = build.own(request, _listing(request, ref))
        return respond.refused(request, "exchange/mine/own", context, refusal)
    respond.tell(request, said)
    return redirect(url)


def _kind(code: str) -> Kind:
    if code.upper() not in KINDS:
        raise Http404
    return KINDS[code.upper()]


def _form(
    request: respond.StaffRequest, kind: Kind, data: Any = None, **kwargs: Any
) -> ListingForm:
    return ListingForm(
        data, kind=kind, district=request.district, units=build.units(request), **kwargs
    )


def _initial(request: respond.StaffRequest, kind: Kind) -> dict[str, Any]:
    """As another of the same kind says it, where one was named."""
    if ref := request.GET.get("from"):
        told = initial_of(get_object_or_404(build.scope(request).whole(), ref=ref, kind=kind.code))
        return told | {"closes_at": None, "opens_at": None}
    return build.first_words(request)


def _listing(request: respond.StaffRequest, ref: str) -> Listing:
    found: Listing = get_object_or_404(build.scope(request).whole(), ref=ref)
    return found
