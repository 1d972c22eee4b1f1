"""Put published answers into the index, and find them there by words."""

from __future__ import annotations

from lianxin.casebook.models import Article, ArticleQuerySet
from lianxin.casebook.states import State
from lianxin.search import actions as search
from lianxin.search import queries

ARTICLE = "ARTICLE"


def keep(article: Article) -> None:
    """Let everybody find it by its words as they are now; nobody, unless it is published."""
    if article.state != State.PUBLISHED:
        search.remove(ARTICLE, article.pk, district_id=article.district_id)
        return
    assert article.published_at
    search.put(
        ARTICLE,
        article.pk,
        district_id=article.district_id,
        title=article.title,
        body=f"{article.problem}\n{article.answer}",
        at=article.published_at,
        is_public=True,
        also=article.ref,
    )


def find(articles: ArticleQuerySet, q: str, *, district_id: int, most: int) -> list[Article]:
    """Those of `articles` that hold the words of `q`, or most of their parts; the best first."""
    found = queries.find(
        district_id, q, kinds=[ARTICLE], among={ARTICLE: articles.values("pk")}, limit=most
    )
    by_pk = articles.in_bulk([row.thing_id for row in found.rows])
    return [by_pk[row.thing_id] for row in found.rows if row.thing_id in by_pk]
