"""Searches that somebody keeps, and is told of."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.catalogue import finding
from lianxin.catalogue.actions import saving
from lianxin.catalogue.models import SavedSearch
from lianxin.kernel import privacy, throttle
from lianxin.network.models import User
from lianxin.web import paging, respond
from lianxin.web.address import client_address
from lianxin.web.exchange import pages
from lianxin.web.exchange.catalogue import HERE, heading
from lianxin.web.exchange.finding_forms import SaveForm
from lianxin.web.private import private

MOST, HOUR = 20, timedelta(hours=1)
BOTH = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@private
@BOTH
def saved(request: respond.Request) -> HttpResponse:
    """Keep the search of this address; list one's own."""
    wanted = finding.read(request.district.pk, request.GET)
    is_known = _own(request) is not None
    if request.method != "POST":
        form = SaveForm(is_known=is_known, initial={"title": heading(request.district.pk, wanted)})
        return respond.page(request, "exchange/saved", _page(request, form))
    form = SaveForm(request.POST, is_known=is_known)
    if form.attempt(lambda: _save(request, form)) is None:
        return respond.page(request, "exchange/saved", _page(request, form), status=form.status)
    respond.tell(request, _said(request, form))
    return redirect("exchange:saved")


@require_POST
def end_saved(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    mine = SavedSearch.objects.filter(district_id=request.district.pk, user=request.user)
    found = mine.filter(pk=pk).first()
    if found is None:
        raise Http404
    saving.end(found, by=request.user, at=timezone.now())
    respond.tell(request, _("已停，不会再提醒。"))
    return redirect("exchange:saved")


@login_not_required
@private
@BOTH
def saved_letter(request: respond.Request, pk: UUID, code: str) -> HttpResponse:
    """What the link of a message opens, without an account: say that the address is hers, see
    what is found, end it by one tap."""
    every = SavedSearch.objects.filter(district_id=request.district.pk, email_index__gt="")
    found: SavedSearch | None = every.filter(pk=pk).first()
    if found is None or not privacy.matches_code(found.pk, code):
        raise Http404
    if request.method == "POST":
        if request.POST.get("verb") == "end":
            saving.end(found, code=code, at=timezone.now())
        else:
            saving.confirm(found, at=timezone.now())
        return redirect(request.path)
    page = pages.SavedLetter(
        title=found.title,
        url=paging.address(HERE, **found.asked),
        is_confirmed=found.confirmed_at is not None,
        is_ended=found.ended_at is not None,
        here=request.path,
    )
    return respond.page(request, "exchange/saved_letter", page)


def _save(request: respond.Request, form: SaveForm) -> None:
    now = timezone.now()
    throttle.hit("save", client_address(request), limit=MOST, per=HOUR, at=now)
    saving.save(
        request.district,
        request.GET.dict(),
        title=form.cleaned_data["title"],
        by=_own(request),
        email=form.cleaned_data.get("email", ""),
        language=get_language() or "",
        at=now,
        key=form.cleaned_data["key"],
    )


def _said(request: respond.Request, form: SaveForm) -> str:
    if _own(request):
        return _("记下了。有新的，每天最多提醒您一次。")
    email: str = form.cleaned_data["email"]
    return _("已向 %s 发了一封信，点里面的链接确认以后才会提醒。") % email


def _page(request: respond.Request, form: SaveForm) -> pages.Saved:
    wanted, own = finding.read(request.district.pk, request.GET), _own(request)
    rows: list[SavedSearch] = []
    if own:
        mine = SavedSearch.objects.filter(district_id=request.district.pk, user=own, ended_at=None)
        rows = list(mine.order_by("-id"))
    return pages.Saved(
        form=form if wanted.told else None,
        url=paging.address("exchange:saved", **wanted.told),
        rows=[
            pages.SavedRow(
                title=one.title,
                url=paging.address(HERE, **one.asked),
                end_url=reverse("exchange:end_saved", args=[one.pk]),
                saved_at=one.saved_at,
            )
            for one in rows
        ],
    )


def _own(request: respond.Request) -> User | None:
    user = request.user
    if isinstance(user, User) and user.district_id == request.district.pk:
        return user
    return None
