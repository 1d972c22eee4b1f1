"""What is done with an answer as a whole, and the draft from a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.casebook.actions import series, writing
from lianxin.casebook.models import Article, Collection, Column
from lianxin.cases import policy
from lianxin.cases.models import Case
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.web import respond
from lianxin.web.casebook import desk, offered
from lianxin.web.casebook.editing import EDITORS, an_article
from lianxin.web.casebook.forms import IssueForm, NoteForm
from lianxin.web.keyed import key_of
from lianxin.web.seats import holding

Act = Callable[..., Any]


@require_POST
@holding(*EDITORS)
def draft(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """From the page of a closed case to its draft, which shows what was blotted out."""
    visible = policy.visible_to(request.user, on=timezone.localdate())
    case: Case = get_object_or_404(visible.whole(), ref=ref)
    key = key_of(request) or new_id()
    try:
        made = writing.draft(case, by=request.user, at=timezone.now(), key=key)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("cases:detail", ref)
    return redirect("casebook:edit", made.ref)


@require_POST
@holding(*EDITORS)
def publish(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return _do(request, ref, "publish", writing.publish, _("已发布，所有人都能看到。"))


@require_POST
@holding(*EDITORS)
def renew(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return _do(request, ref, "renew", writing.renew, _("已确认仍然有效，一年后再复核。"))


@require_POST
@holding(*EDITORS)
def retire(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return _do(request, ref, "retire", writing.retire, _("已下架，公众页面不再显示。"))


@require_POST
@holding(*EDITORS)
def dismiss(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return _do(request, ref, "dismiss", writing.dismiss, _("不采用，也不会再这样建议。"))


@require_POST
@holding(*EDITORS)
def issue(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return _add(
        request,
        ref,
        name="issue",
        kind=Column,
        act=series.issue,
        said=_("已刊入“%s”。"),
    )


@require_POST
@holding(*EDITORS)
def collect(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return _add(
        request,
        ref,
        name="collect",
        kind=Collection,
        act=series.collect,
        said=_("已收入“%s”。"),
    )


def _do(request: respond.StaffRequest, ref: str, name: str, act: Act, said: str) -> HttpResponse:
    article = an_article(request, ref)
    form = NoteForm(request.POST, verb=name, required=name in {"retire", "dismiss"})
    if not form.is_valid():
        return _not_valid(request, article, name, form)
    key, facts = form.cleaned_data["key"], form.facts()
    return respond.deed(
        request,
        lambda: act(article, by=request.user, at=timezone.now(), key=key, **facts),
        template="casebook/edit",
        context=lambda: desk.editing(an_article(request, ref), request.user),
        url=_next(request, article),
        said=said,
    )


def _add(
    request: respond.StaffRequest,
    ref: str,
    *,
    name: str,
    kind: type[Column] | type[Collection],
    act: Act,
    said: str,
) -> HttpResponse:
    article = an_article(request, ref)
    form = IssueForm(request.POST, series=kind, district_id=article.district_id)
    if not form.is_valid():
        return _not_valid(request, article, name, form)
    to, key = form.cleaned_data["to"], form.cleaned_data["key"]
    return respond.deed(
        request,
        lambda: act(to, article, by=request.user, at=timezone.now(), key=key),
        template="casebook/edit",
        context=lambda: desk.editing(an_article(request, ref), request.user),
        url=_next(request, article),
        said=said % to.title,
    )


def _not_valid(
    request: respond.StaffRequest, article: Article, name: str, form: NoteForm | IssueForm
) -> HttpResponse:
    shown = desk.editing(article, request.user, sent=offered.step(article, name, form))
    return respond.page(request, "casebook/edit", shown, status=422)


def _next(request: respond.StaffRequest, article: Article) -> str:
    """Whoever renewed from the list goes on there."""
    here = reverse("casebook:edit", args=[article.ref])
    return f"{reverse('casebook:drafts')}?tab=due" if "from_list" in request.POST else here
