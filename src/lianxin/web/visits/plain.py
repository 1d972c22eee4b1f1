"""Plain words of rules and services: read by everybody, handed out at doors, written by units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.network.models import Role
from lianxin.papers import cards as papers
from lianxin.papers import pdf
from lianxin.visits.actions import plain as actions
from lianxin.visits.models import PlainCard
from lianxin.web import acting, respond
from lianxin.web.me.forms import Keyed
from lianxin.web.respond import Request, StaffRequest
from lianxin.web.seats import holding
from lianxin.web.visits import plain_build as build
from lianxin.web.visits.plain_forms import PlainForm

WRITING: Final = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)
EIGHT: Final = 8


@login_not_required
@require_safe
def plain(request: Request) -> HttpResponse:
    return respond.page(request, "visits/plain", build.plain(request))


@login_not_required
@require_safe
def plain_one(request: Request, ref: str) -> HttpResponse:
    """Also once it has ended, for who holds the printed one."""
    return respond.page(request, "visits/plain_one", build.one(request, _card(request, ref), {}))


@login_not_required
@require_safe
def plain_pdf(request: Request, ref: str) -> HttpResponse:
    """Eight on a page of A4, to be cut apart; not of what has ended."""
    found = build.shown(request, on=timezone.localdate()).whole().filter(ref=ref).first()
    if found is None:
        raise Http404
    made = [build.printed(request, found)] * EIGHT
    content = papers.sheets(
        made, title=found.title, language=get_language() or "", at=timezone.now()
    )
    answer = HttpResponse(content, content_type=pdf.TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{found.ref}.pdf"'
    return answer


@require_safe
@holding(*WRITING)
def plain_own(request: StaffRequest) -> HttpResponse:
    return respond.page(request, "visits/plain_own", build.own(request))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*WRITING)
def plain_write(request: StaffRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = PlainForm(sent, units=build.units_of(request))
    done = form.attempt(
        lambda: actions.write(
            form.cleaned_data["unit"], form.words, by=request.user, at=timezone.now(),
            key=form.cleaned_data["key"],
        )
    )  # fmt: skip
    if done is None:
        context = build.new(form)
        return respond.page(request, "visits/plain_write", context, status=form.status)
    respond.tell(request, _("已写好，大厅里看得到。"))
    return redirect("visits:plain_one", done.made.ref)


@require_POST
def plain_revise(request: StaffRequest, ref: str) -> HttpResponse:
    found, form = _card(request, ref), PlainForm(request.POST, units=None)

    def act(**_told: Any) -> None:
        actions.revise(found, form.words, by=request.user, at=timezone.now())

    return _answer(request, found, form, act, name="revise", said=_("已改好。"))


@require_POST
def plain_withdraw(request: StaffRequest, ref: str) -> HttpResponse:
    found = _card(request, ref)

    def act(**_told: Any) -> None:
        actions.withdraw(found, by=request.user, at=timezone.now())

    return _answer(request, found, Keyed(request.POST), act, name="withdraw", said=_("已撤下。"))


def _answer(
    request: Request, found: PlainCard, form: Keyed, act: Callable[..., object], *, name: str,
    said: str,
) -> HttpResponse:  # fmt: skip
    return acting.answer(
        request,
        form,
        act,
        template="visits/plain_one",
        context=lambda again: build.one(request, _card(request, found.ref), {name: again}),
        url=reverse("visits:plain_one", args=[found.ref]),
        said=said,
    )


def _card(request: Request, ref: str) -> PlainCard:
    rows = PlainCard.objects.filter(district_id=request.district.pk, ref=ref)
    found: PlainCard = get_object_or_404(rows.whole())
    return found
