"""The list of agreements, one of them, and writing it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Claim, Claimant
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Role
from lianxin.partnering import actions, policy, queries
from lianxin.partnering.models import Agreement
from lianxin.web import respond
from lianxin.web.cases.fields import Units
from lianxin.web.partnering import build, detail, pages
from lianxin.web.partnering.forms import AgreementForm, typed
from lianxin.web.parts import Link
from lianxin.web.seats import holding

DRAFTING = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)
WORKING = (*DRAFTING, Role.AUDITOR)
COLUMNS = ("title", "kind", "way", "classes", "host", "partner", "starts_on", "ends_on", "text")


@require_safe
@holding(*WORKING)
def home(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "partnering/home", build.home(request))


@require_safe
@holding(*WORKING)
def agreement(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)
    return respond.page(request, "partnering/agreement", detail.agreement(request, found))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DRAFTING)
def new(request: respond.StaffRequest) -> HttpResponse:
    """Write one, perhaps because of an application to a listing of a community."""
    claim = _claim(request)
    is_sent = request.method == "POST"
    form = AgreementForm(
        request.POST if is_sent else None,
        district=request.district,
        hosts=build.hosts(request.user, on=timezone.localdate()),
        initial=_words_of(claim),
    )
    if is_sent and form.is_valid():
        told = form.told(claim=claim)
        key, now = form.cleaned_data["key"], timezone.now()
        try:
            made = actions.draft(request.district, told, by=request.user, at=now, key=key)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            respond.tell(request, _("已写好，双方都会收到消息，请他们过目。"))
            return redirect("partnering:agreement", made.ref)
    context = _write(form, _("新的协议"), request.get_full_path(), _("写好了"))
    return respond.page(request, "partnering/write", context, status=422 if is_sent else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DRAFTING)
def edit(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found, is_sent = visible(request, ref), request.method == "POST"
    form = _form_of(request, found, request.POST if is_sent else None)
    status = 422 if is_sent else 200
    if is_sent and form.is_valid():
        told = form.told(place=found.place)
        key, now = form.cleaned_data["key"], timezone.now()
        try:
            actions.amend(found, told, by=request.user, at=now, key=key)
        except Refusal as refusal:
            form.refuse(refusal)
            status = respond.status_of(refusal)
        else:
            respond.tell(request, _("已改好，双方要重新签。"))
            return redirect("partnering:agreement", ref)
    crumb = Link(found.ref, reverse("partnering:agreement", args=[ref]))
    context = _write(form, _("修改协议"), request.path, _("改好了"), crumb)
    return respond.page(request, "partnering/write", context, status=status)


def _form_of(request: respond.StaffRequest, found: Agreement, data: Any) -> AgreementForm:
    return AgreementForm(
        data,
        district=request.district,
        hosts=type(found.host).objects.filter(district_id=found.district_id, pk=found.host_id),
        terms=typed(found),
        initial={name: getattr(found, name) for name in COLUMNS}
        | _reached(found)
        | {"others": [one.unit for one in queries.joiners_of(found)]},
        is_fixed=True,
    )


def _reached(found: Agreement) -> dict[str, Any]:
    reach = queries.reach_of(found)
    names = ("name", "email", "phone")
    return {f"contact_{name}": getattr(reach, name) for name in names} if reach else {}


def _write(form: AgreementForm, heading: str, url: str, submit: str, *crumbs: Link) -> pages.Write:
    return pages.Write(
        heading=heading, form=form, url=url, submit=submit, crumbs=build.crumbs(*crumbs)
    )


def _claim(request: respond.StaffRequest) -> Claim | None:
    """The application that was named, where one may see it."""
    if not (ref := request.GET.get("claim")):
        return None
    on = timezone.localdate()
    visible_ones = exchange.claims_visible_to(request.user, on=on).filter(kind="PARTNER")
    found: Claim = get_object_or_404(visible_ones.whole(), ref=ref)
    return found


def _words_of(claim: Claim | None) -> dict[str, Any]:
    """What the listing and who applied say already."""
    if claim is None or claim.listing is None:
        return {}
    listing = claim.listing
    who = Claimant.objects.filter(district_id=claim.district_id, claim=claim).first()
    units = exchange.units_of(who.user, on=timezone.localdate()) if who and who.user else set()
    return {
        "title": listing.title,
        "way": listing.details.get("way"),
        "host": listing.provider_id,
        "partner": Units(claim.district_id).of(claim.ordered_by_id or next(iter(units), None)),
        "text": "\n".join(
            part
            for part in (
                listing.details.get("gives"), listing.details.get("gets"), claim.text,
            )
            if part
        ),
    }  # fmt: skip


def visible(request: respond.StaffRequest, ref: str) -> Agreement:
    on = timezone.localdate()
    rows = policy.visible_to(request.user, request.district.pk, on=on).whole()
    found: Agreement = get_object_or_404(rows, ref=ref)
    return found
