"""Published answers as rows, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from lianxin.casebook import queries
from lianxin.casebook.models import Article, Collection, Column
from lianxin.casebook.queries import Tally
from lianxin.casebook.states import State
from lianxin.cases.queries import rules_of
from lianxin.cases.rules import Rules
from lianxin.web.casebook.pages import Feeds, Offers, Row, SeriesRow
from lianxin.web.paging import Order, address
from lianxin.web.parts import Tile

NEWEST_FIRST = Order("published_at", is_descending=True)
PAGE = 12
NOTHING = Tally()


def rows(district_id: int, articles: Iterable[Article], *, on: date) -> list[Row]:
    """One query."""
    shown, rules = list(articles), rules_of(district_id)
    tallies = queries.tallies(district_id, shown) if shown else {}
    return [row(one, rules, tallies.get(one.pk, NOTHING), on=on) for one in shown]


def row(article: Article, rules: Rules, tally: Tally, *, on: date) -> Row:
    return Row(
        ref=article.ref,
        url=reverse("casebook:article", args=[article.ref]),
        title=article.title,
        text=article.problem,
        answer=article.answer,
        class_label=rules.class_label(article.class_code),
        used=tally.used,
        solved=tally.solved,
        is_due=bool(article.review_on and article.review_on <= on),
    )


def tiles(rules: Rules, counts: dict[str, int], *, chosen: str) -> list[Tile]:
    """The classes that have answers, those with most first."""
    found = [one for one in rules.classes.values() if counts.get(one.code)]
    return [
        Tile(
            label=str(one.label),
            icon=one.icon or "book-open",
            url=address("casebook:home", class_code=one.code),
            count=f"{counts[one.code]:,}",
            is_current=one.code == chosen,
        )
        for one in sorted(found, key=lambda one: -counts[one.code])
    ]


def columns(district_id: int) -> list[SeriesRow]:
    found = Column.objects.filter(district_id=district_id)
    return _series(found, "issues", "casebook:column")


def collections(district_id: int) -> list[SeriesRow]:
    found = Collection.objects.filter(district_id=district_id)
    return _series(found, "chapters", "casebook:collection")


def _series(found: QuerySet[Column] | QuerySet[Collection], of: str, page: str) -> list[SeriesRow]:
    shown = Q(**{f"{of}__article__state": State.PUBLISHED})
    counted = found.annotate(n=Count(of, filter=shown)).order_by("title")
    return [
        SeriesRow(one.title, one.intro, reverse(page, args=[one.slug]), one.n) for one in counted
    ]


def feeds(column: str = "") -> Feeds:
    if column:
        return Feeds(
            reverse("casebook:column_atom", args=[column]),
            reverse("casebook:column_json", args=[column]),
        )
    return Feeds(reverse("casebook:atom"), reverse("casebook:json"))


def offers(district_id: int, text: str, class_code: str) -> Offers:
    """What to show to somebody who is about to report `text`."""
    found = queries.offered(district_id, text, class_code=class_code)
    has_asked = len(text.strip()) >= queries.SHORTEST
    return Offers(rows(district_id, found, on=timezone.localdate()), has_asked)
