"""Fill the public pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.casebook import findable, policy, queries
from lianxin.casebook.models import Article, ArticleQuerySet, Column
from lianxin.cases.queries import rules_of
from lianxin.cases.rules import Rules
from lianxin.web import paging
from lianxin.web.casebook import changes, linked, pages, shelf
from lianxin.web.casebook.forms import SearchForm
from lianxin.web.casebook.pages import IssueRow, VersionRow
from lianxin.web.parts import Fact, Link, Pager
from lianxin.web.respond import Request

MOST_FOUND = 30


def home(request: Request) -> pages.Home:
    district_id, today = request.district.pk, timezone.localdate()
    rules = rules_of(district_id)
    form = SearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    q, code = asked.get("q", "").strip(), asked.get("class_code", "")
    code = code if code in rules.classes else ""
    articles, pager = _found(request, q, code)
    is_editor = policy.can_edit(request.user, district_id, on=today)
    return pages.Home(
        form=form,
        tiles=shelf.tiles(rules, queries.counts_by_class(district_id), chosen=code),
        heading=_heading(rules, q, code),
        rows=shelf.rows(district_id, articles, on=today),
        pager=pager,
        all_url=reverse("casebook:home") if q or code else "",
        columns=shelf.columns(district_id),
        collections=shelf.collections(district_id),
        feeds=shelf.feeds(),
        edit_url=reverse("casebook:drafts") if is_editor else "",
    )


def _found(request: Request, q: str, code: str) -> tuple[list[Article], Pager]:
    articles: ArticleQuerySet = queries.published(request.district.pk)
    if code:
        articles = articles.filter(class_code=code)
    if q:
        district_id = request.district.pk
        return findable.find(articles, q, district_id=district_id, most=MOST_FOUND), Pager()
    page = paging.page(
        articles, request.GET, order=shelf.NEWEST_FIRST, here="casebook:home", size=shelf.PAGE
    )
    return list(page.rows), page.pager


def _heading(rules: Rules, q: str, code: str) -> str:
    if q:
        return _("和“%s”有关的答案") % q
    return rules.class_label(code) if code else _("最近更新")


def article(request: Request, found: Article) -> pages.Article:
    district_id, today = request.district.pk, timezone.localdate()
    rules = rules_of(district_id)
    [row] = shelf.rows(district_id, [found], on=today)
    assert found.review_on  # every published one has it
    history = queries.versions(found)
    is_editor = policy.can_edit(request.user, district_id, on=today)
    kind = rules.classes[found.class_code].kind if found.class_code in rules.classes else ""
    return pages.Article(
        row=row,
        problem=found.problem,
        answer=found.answer,
        facts=_facts(found, rules),
        review_on=found.review_on,
        versions_url=reverse("casebook:versions", args=[found.ref]),
        version=len(history),
        report_url=paging.address("me:report", kind=kind),
        solved_url=reverse("me:solved", args=[found.ref]),
        edit_url=reverse("casebook:edit", args=[found.ref]) if is_editor else "",
        linked=linked.faq(found, url=request.build_absolute_uri(row.url)),
        crumbs=[
            Link(_("社区答案"), reverse("casebook:home")),
            Link(row.class_label, paging.address("casebook:home", class_code=found.class_code)),
        ],
    )


def _facts(found: Article, rules: Rules) -> list[Fact]:
    kind = str(rules.kinds[found.kind].label) if found.kind in rules.kinds else _("所有人")
    return [
        Fact(_("编号"), found.ref),
        Fact(_("适用范围"), found.place.name if found.place else _("全区")),
        Fact(_("适用对象"), kind),
    ]


def versions(found: Article) -> pages.Versions:
    history = queries.versions(found)
    older = [*(one.words for one in history[1:]), None]
    return pages.Versions(
        title=found.title,
        versions=[
            VersionRow(
                number=one.number,
                at=one.at,
                note=one.note,
                changes=changes.between(before, one.words, field_labels()) if before else [],
            )
            for one, before in zip(history, older, strict=True)
        ],
        crumbs=[Link(found.title, reverse("casebook:article", args=[found.ref]))],
    )


def field_labels() -> dict[str, str]:
    return {"title": _("标题"), "problem": _("遇到什么"), "answer": _("怎么办")}


def issues(column: Column) -> list[IssueRow]:
    return [
        IssueRow(
            number=one.number,
            url=reverse("casebook:article", args=[one.article.ref]),
            title=one.article.title,
            text=one.article.problem,
            at=one.published_at,
        )
        for one in queries.issues_of(column)
    ]
