"""New answers for feed readers: nobody has to leave an address to hear of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianxin.casebook import queries
from lianxin.casebook.models import Article, Column
from lianxin.web import respond
from lianxin.web.casebook import shelf
from lianxin.web.shell.words import district_name

MOST = 50


@dataclass(frozen=True)
class Item:
    article: Article
    title: str
    at: datetime


@dataclass(frozen=True)
class Feed:
    title: str
    intro: str
    page: str  # paths
    here: str
    items: Sequence[Item]


@login_not_required
@require_safe
def atom(request: respond.Request) -> HttpResponse:
    return _atom(request, _newest(request, reverse("casebook:atom")))


@login_not_required
@require_safe
def json(request: respond.Request) -> HttpResponse:
    return _json(request, _newest(request, reverse("casebook:json")))


@login_not_required
@require_safe
def column_atom(request: respond.Request, slug: str) -> HttpResponse:
    return _atom(request, _column(request, slug, reverse("casebook:column_atom", args=[slug])))


@login_not_required
@require_safe
def column_json(request: respond.Request, slug: str) -> HttpResponse:
    return _json(request, _column(request, slug, reverse("casebook:column_json", args=[slug])))


def _newest(request: respond.Request, here: str) -> Feed:
    found = shelf.NEWEST_FIRST.sort(queries.published(request.district.pk))[:MOST]
    return Feed(
        title=_("%s · 社区答案") % district_name(request.district),
        intro=_("办结的事里学到的办法。"),
        page=reverse("casebook:home"),
        here=here,
        items=[Item(one, one.title, one.published_at) for one in found if one.published_at],
    )


def _column(request: respond.Request, slug: str, here: str) -> Feed:
    found = get_object_or_404(Column, district_id=request.district.pk, slug=slug)
    numbered = _("第 %(number)d 期：%(title)s")
    return Feed(
        title=found.title,
        intro=found.intro,
        page=reverse("casebook:column", args=[slug]),
        here=here,
        items=[
            Item(
                one.article,
                numbered % {"number": one.number, "title": one.article.title},
                one.published_at,
            )
            for one in queries.issues_of(found)[:MOST]
        ],
    )


def _atom(request: respond.Request, feed: Feed) -> HttpResponse:
    whole = request.build_absolute_uri
    made = Atom1Feed(
        title=feed.title,
        link=whole(feed.page),
        description=feed.intro,
        subtitle=feed.intro,
        language="zh-CN",
        feed_url=whole(feed.here),
        author_name=district_name(request.district),
    )
    for item in feed.items:
        made.add_item(
            title=item.title,
            link=whole(reverse("casebook:article", args=[item.article.ref])),
            description=item.article.problem,
            unique_id=item.article.pk.urn,
            pubdate=item.at,
            updateddate=item.at,
        )
    answer = HttpResponse(content_type=made.content_type)
    made.write(answer, "utf-8")
    return answer


def _json(request: respond.Request, feed: Feed) -> HttpResponse:
    """JSON Feed 1.1."""
    whole = request.build_absolute_uri
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.intro,
        "home_page_url": whole(feed.page),
        "feed_url": whole(feed.here),
        "language": "zh-CN",
        "items": [
            {
                "id": item.article.pk.urn,
                "url": whole(reverse("casebook:article", args=[item.article.ref])),
                "title": item.title,
                "content_text": f"{item.article.problem}\n\n{item.article.answer}",
                "date_published": item.at.isoformat(timespec="seconds"),
            }
            for item in feed.items
        ],
    }
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/feed+json; charset=utf-8"
    return answer
