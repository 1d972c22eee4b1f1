"""Answers shown to somebody who is about to report, and what becomes of it when one helps."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.casebook import queries as casebook
from lianxin.casebook.actions import using
from lianxin.casebook.models import Article
from lianxin.cases import queries
from lianxin.kernel import throttle
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import TooMany
from lianxin.network import queries as network
from lianxin.web import paging, respond
from lianxin.web.address import client_address
from lianxin.web.casebook import shelf
from lianxin.web.casebook.pages import Offers
from lianxin.web.keyed import key_of
from lianxin.web.me import build, cautions, pages
from lianxin.web.me.forms import ReportForm

MOST, PER = 10, timedelta(hours=1)  # counted for one address
LONGEST = 1000  # characters that are looked at


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: respond.Request) -> HttpResponse:
    """What fits the words so far. Reads only; the form asks by POST, so that its words stand in
    no address. Without scripts the whole form comes back with them."""
    asked = request.POST if request.method == "POST" else request.GET
    text, code = asked.get("text", "")[:LONGEST], asked.get("class_code", "")
    offers = shelf.offers(request.district.pk, text, code)
    if request.method == "POST" and not request.htmx:
        return _with_form(request, offers)
    found = pages.Answers(offers=offers, cautions=cautions.of(text), text=text)
    return respond.page(request, "me/answers", found)


@login_not_required
@require_POST
def solved(request: respond.Request, ref: str) -> HttpResponse:
    """It helped, and nothing has to be filed: counted, without a word of who it was."""
    article: Article = get_object_or_404(casebook.published(request.district.pk), ref=ref)
    now = timezone.now()
    with suppress(TooMany):  # then it is not counted; the person need not know
        throttle.hit("deflect", client_address(request), limit=MOST, per=PER, at=now)
        using.deflect(article, at=now, key=key_of(request) or new_id())
    return redirect("me:thanks", ref)


@login_not_required
@require_safe
def thanks(request: respond.Request, ref: str) -> HttpResponse:
    article: Article = get_object_or_404(casebook.published(request.district.pk), ref=ref)
    [row] = shelf.rows(request.district.pk, [article], on=timezone.localdate())
    context = pages.Thanks(row=row, report_url=paging.address("me:report"))
    return respond.page(request, "me/thanks", context)


def _with_form(request: respond.Request, offers: Offers) -> HttpResponse:
    """The form as it was typed; a picture has to be chosen again."""
    code = request.GET.get("card", "")
    known = network.place_coded(request.district.pk, code) if code else None
    rules = queries.rules_of(request.district.pk)
    typed = ReportForm(request.POST, None, district=request.district, rules=rules, place=known)
    kind = typed.kind_code
    form = ReportForm(district=request.district, rules=rules, kind=kind, place=known)
    form.initial = {name: typed[name].value() for name in typed.fields}
    return respond.page(request, "me/report", build.report(form, code=code, answers=offers))
