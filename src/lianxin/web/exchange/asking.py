"""Order what nobody offers yet: say what is needed, and the desk finds who does it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from lianxin.exchange import policy, queries
from lianxin.exchange.actions import orders
from lianxin.exchange.models import Listing
from lianxin.web import respond
from lianxin.web.exchange import pages
from lianxin.web.exchange.forms import AskForm
from lianxin.web.parts import Link
from lianxin.web.seats import holding


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*sorted(policy.RELAYING))
def ask(request: respond.StaffRequest) -> HttpResponse:
    """`?need=` takes the words of a need that was published."""
    if request.method != "POST":
        form = AskForm(district=request.district, initial=_initial(request))
        return _shown(request, form)
    form = AskForm(request.POST, district=request.district)
    done = form.attempt(
        lambda: orders.order(
            request.district, form.wish(), key=form.cleaned_data["key"], at=timezone.now(),
            by=request.user,
        )
    )  # fmt: skip
    if done is None:
        return _shown(request, form, status=form.status)
    address = reverse("exchange:receipt", args=[done.made.claim.ref, done.made.code])
    return redirect(f"{address}?new=1")


def _initial(request: respond.StaffRequest) -> dict[str, Any]:
    ref = request.GET.get("need", "")
    if not ref:
        return {}
    visible = policy.listings_visible_to(
        request.user, request.district.pk, on=timezone.localdate()
    )
    need: Listing = get_object_or_404(visible.whole(), ref=ref, kind="NEED")
    told = _("来自需求 %s。") % need.ref
    return {
        "subject": need.title,
        "text": f"{told}\n{need.text}",
        "place": need.place.code if need.place else need.area.code if need.area else "",
        "address": need.address,
        "name": need.contact,
        "phone": need.phone,
    }


def _shown(request: respond.StaffRequest, form: AskForm, *, status: int = 200) -> HttpResponse:
    label = queries.said(request.district.pk, "ORDERS", pgettext("page", "点单"))
    context = pages.Ask(
        form=form,
        here=reverse("exchange:ask"),
        crumbs=[Link(str(label), reverse("exchange:catalogue"))],
    )
    return respond.page(request, "exchange/ask", context, status=status)
