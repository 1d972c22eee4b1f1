"""Where editors write. What is done with an answer as a whole is in `steps.py`."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.casebook.actions import series as series_actions
from lianxin.casebook.actions import writing
from lianxin.casebook.models import Article
from lianxin.cases.queries import rules_of
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.network.models import Role
from lianxin.web import respond
from lianxin.web.casebook import desk, pages
from lianxin.web.casebook.forms import ArticleForm, SeriesForm
from lianxin.web.parts import Link
from lianxin.web.seats import holding

EDITORS = (Role.DISPATCHER, Role.MANAGER)


@require_safe
@holding(*EDITORS)
def drafts(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "casebook/drafts", desk.drafts(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@holding(*EDITORS)
def write(request: respond.StaffRequest) -> HttpResponse:
    """A draft from nothing."""
    district_id = request.district.pk
    data = request.POST if request.method == "POST" else None
    form = ArticleForm(data, rules=rules_of(district_id), district_id=district_id)
    if data is None or not form.is_valid():
        return _new_page(request, form)
    key, now = form.cleaned_data["key"], timezone.now()
    try:
        made = writing.write(district_id, form.wording, by=request.user, at=now, key=key)
    except Refusal as refusal:
        form.refuse(refusal)
        return _new_page(request, form)
    respond.tell(request, _("草稿已保存。看过以后再发布。"))
    return redirect("casebook:edit", made.ref)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@holding(*EDITORS)
def edit(request: respond.StaffRequest, ref: str) -> HttpResponse:
    article = an_article(request, ref)
    if request.method != "POST":
        return respond.page(request, "casebook/edit", desk.editing(article, request.user))
    form = _form(request, article)
    try:
        if form.is_valid():
            _save(request, article, form)
    except Refusal as refusal:
        form.refuse(refusal)
    if form.errors:
        shown = desk.editing(an_article(request, ref), request.user, form=form)
        return respond.page(request, "casebook/edit", shown, status=422)
    respond.tell(request, _("已保存。"))
    return redirect("casebook:edit", ref)


@require_safe
@holding(*EDITORS)
def series(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "casebook/series", desk.series(request.district.pk))


@require_POST
@holding(*EDITORS)
def open_column(request: respond.StaffRequest) -> HttpResponse:
    form = SeriesForm(request.POST, auto_id="column_%s")
    return _open(request, form, series_actions.open_column, {"column_form": form})


@require_POST
@holding(*EDITORS)
def open_collection(request: respond.StaffRequest) -> HttpResponse:
    form = SeriesForm(request.POST, auto_id="collection_%s")
    return _open(request, form, series_actions.open_collection, {"collection_form": form})


def an_article(request: respond.StaffRequest, ref: str) -> Article:
    found: Article = get_object_or_404(
        Article.objects.select_related("place").defer("place__shape"),
        district_id=request.district.pk,
        ref=ref,
    )
    return found


def _form(request: respond.StaffRequest, article: Article) -> ArticleForm:
    district_id = article.district_id
    rules = rules_of(district_id)
    return ArticleForm(request.POST, rules=rules, district_id=district_id, article=article)


def _save(request: respond.StaffRequest, article: Article, form: ArticleForm) -> None:
    facts, now = form.cleaned_data, timezone.now()
    note, key = facts.get("note", ""), facts["key"]
    try:
        writing.edit(article, form.wording, by=request.user, at=now, note=note, key=key)
    except Repeated:
        return


def _new_page(request: respond.StaffRequest, form: ArticleForm) -> HttpResponse:
    context = pages.Writing(
        form=form, crumbs=[Link(_("编写社区答案"), reverse("casebook:drafts"))]
    )
    return respond.page(request, "casebook/write", context, status=422 if form.errors else 200)


def _open(
    request: respond.StaffRequest, form: SeriesForm, act: Any, kept: dict[str, SeriesForm]
) -> HttpResponse:
    district_id, now = request.district.pk, timezone.now()
    try:
        if form.is_valid():
            act(district_id, by=request.user, at=now, **form.cleaned_data)
    except Refusal as refusal:
        form.refuse(refusal)
    if form.errors:
        shown = desk.series(district_id, **kept)
        return respond.page(request, "casebook/series", shown, status=422)
    respond.tell(
        request, _("“%s”已建好。在已发布的答案上可以加进去。") % form.cleaned_data["title"]
    )
    return redirect("casebook:series")
