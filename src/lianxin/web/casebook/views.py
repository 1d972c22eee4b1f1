"""What everybody may read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianxin.casebook import book, policy, queries
from lianxin.casebook.models import Article, Collection, Column
from lianxin.cases.queries import rules_of
from lianxin.papers import pdf, word
from lianxin.papers.document import Document
from lianxin.web import respond
from lianxin.web.casebook import pages, reading, shelf
from lianxin.web.parts import Link
from lianxin.web.shell.words import district_name


@login_not_required
@require_safe
def home(request: respond.Request) -> HttpResponse:
    return respond.page(request, "casebook/home", reading.home(request))


@login_not_required
@require_safe
def article(request: respond.Request, ref: str) -> HttpResponse:
    found = get_object_or_404(queries.published(request.district.pk), ref=ref)
    return respond.page(request, "casebook/article", reading.article(request, found))


@login_not_required
@require_safe
def versions(request: respond.Request, ref: str) -> HttpResponse:
    """What the public could read, and what was changed when. Editors see it of any answer."""
    today = timezone.localdate()
    visible = policy.visible_to(request.user, request.district.pk, on=today)
    found: Article = get_object_or_404(visible, ref=ref)
    return respond.page(request, "casebook/versions", reading.versions(found))


@login_not_required
@require_safe
def column(request: respond.Request, slug: str) -> HttpResponse:
    found = get_object_or_404(Column, district_id=request.district.pk, slug=slug)
    context = pages.Column(
        title=found.title,
        intro=found.intro,
        issues=reading.issues(found),
        feeds=shelf.feeds(found.slug),
        crumbs=[Link(_("社区答案"), reverse("casebook:home"))],
    )
    return respond.page(request, "casebook/column", context)


@login_not_required
@require_safe
def collection(request: respond.Request, slug: str) -> HttpResponse:
    found = _collection(request, slug)
    articles = queries.chapters_of(found)
    context = pages.Collection(
        title=found.title,
        intro=found.intro,
        rows=shelf.rows(found.district_id, articles, on=timezone.localdate()),
        word_url=reverse("casebook:book_docx", args=[slug]),
        pdf_url=reverse("casebook:book_pdf", args=[slug]),
        crumbs=[Link(_("社区答案"), reverse("casebook:home"))],
    )
    return respond.page(request, "casebook/collection", context)


@login_not_required
@require_safe
def book_docx(request: respond.Request, slug: str) -> HttpResponse:
    found = _collection(request, slug)
    return _file(word.docx(_book(request, found)), word.TYPE, f"{found.title}.docx")


@login_not_required
@require_safe
def book_pdf(request: respond.Request, slug: str) -> HttpResponse:
    found = _collection(request, slug)
    return _file(pdf.pdf(_book(request, found)), pdf.TYPE, f"{found.title}.pdf")


def _collection(request: respond.Request, slug: str) -> Collection:
    found: Collection = get_object_or_404(Collection, district_id=request.district.pk, slug=slug)
    return found


def _book(request: respond.Request, found: Collection) -> Document:
    rules = rules_of(found.district_id)
    return book.document(
        found,
        queries.chapters_of(found),
        labels={code: str(one.label) for code, one in rules.classes.items()},
        publisher=district_name(request.district),
        language=get_language() or "zh-hans",
        at=timezone.now(),
    )


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    said = content_disposition_header(as_attachment=True, filename=get_valid_filename(name))
    answer.headers["Content-Disposition"] = said or "attachment"
    return answer
