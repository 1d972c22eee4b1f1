"""Published answers, for everybody: no token is asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema

from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.casebook import findable, queries
from lianxin.casebook.models import Article
from lianxin.casebook.queries import Tally
from lianxin.network.request import DistrictRequest

MOST = 100
router = Router(tags=["casebook"])


class ArticleOut(Schema):
    """One published answer. `used` counts its uses, `solved` those after which nothing was left
    to do."""

    ref: str
    title: str
    problem: str
    answer: str
    class_code: str
    kind: str = Field(description="for whom; empty: for everybody")
    place: str | None = Field(description="code of the place it holds for; null: the district")
    published_at: datetime
    review_on: date
    is_due: bool = Field(description="the day of its review has passed")
    used: int
    solved: int

    @classmethod
    def of(cls, article: Article, tally: Tally, *, on: date) -> ArticleOut:
        assert article.published_at
        assert article.review_on
        return cls(
            ref=article.ref,
            title=article.title,
            problem=article.problem,
            answer=article.answer,
            class_code=article.class_code,
            kind=article.kind,
            place=article.place.code if article.place else None,
            published_at=article.published_at,
            review_on=article.review_on,
            is_due=article.review_on <= on,
            used=tally.used,
            solved=tally.solved,
        )


@router.get("/articles", response={200: list[ArticleOut], 422: Problem}, auth=None)
def list_articles(
    request: DistrictRequest,
    *,
    q: Annotated[str, Query(max_length=200, pattern=PLAIN)] = "",
    class_code: Annotated[str, Query(max_length=40, pattern=PLAIN)] = "",
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> list[ArticleOut]:
    """With `q` those that hold its words, the best first; else the newest first."""
    articles = queries.published(request.district.pk)
    if class_code:
        articles = articles.filter(class_code=class_code)
    if q.strip():
        found = findable.find(articles, q, district_id=request.district.pk, most=offset + limit)
        return _shown(request, found[offset:])
    return _shown(
        request, list(articles.order_by("-published_at", "-pk")[offset : offset + limit])
    )


@router.get("/articles/{ref}", response={200: ArticleOut, 404: Problem, 422: Problem}, auth=None)
def get_article(
    request: DistrictRequest, ref: Annotated[str, Path(max_length=20, pattern=PLAIN)]
) -> ArticleOut:
    [shown] = _shown(request, [get_object_or_404(queries.published(request.district.pk), ref=ref)])
    return shown


def _shown(request: DistrictRequest, articles: list[Article]) -> list[ArticleOut]:
    today, tallies = timezone.localdate(), queries.tallies(request.district.pk, articles)
    return [ArticleOut.of(one, tallies.get(one.pk, Tally()), on=today) for one in articles]
