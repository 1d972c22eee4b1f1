"""Columns with numbered issues, and collections that become books."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.casebook import policy
from lianxin.casebook.models import Article, Chapter, Collection, Column, Issue
from lianxin.casebook.states import State
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network.models import User

SeriesT = TypeVar("SeriesT", Column, Collection)


@transaction.atomic
def open_column(
    district_id: int,
    *,
    slug: str,
    title: str,
    by: User | None,
    at: datetime,
    key: UUID,
    intro: str = "",
) -> Column:
    return _make(Column, district_id, slug, title, intro, by=by, at=at, key=key)


@transaction.atomic
def open_collection(
    district_id: int,
    *,
    slug: str,
    title: str,
    by: User | None,
    at: datetime,
    key: UUID,
    intro: str = "",
) -> Collection:
    return _make(Collection, district_id, slug, title, intro, by=by, at=at, key=key)


@transaction.atomic
def issue(column: Column, article: Article, *, by: User | None, at: datetime, key: UUID) -> Issue:
    """Print a published answer as the next number of the column; each answer once."""
    policy.require(by, column.district_id, on=timezone.localdate(at))
    _require_published(article)
    _lock(Column, column)
    issues = Issue.objects.filter(district_id=column.district_id, column=column)
    if done := issues.filter(article=article).first():
        return done
    last = issues.aggregate(n=Max("number"))["n"] or 0
    return Issue.objects.create(
        district_id=column.district_id,
        key=key,
        column=column,
        number=last + 1,
        article=article,
        published_at=at,
    )


@transaction.atomic
def collect(
    collection: Collection, article: Article, *, by: User | None, at: datetime, key: UUID
) -> Chapter:
    """Put a published answer at the end of the book; each answer once."""
    policy.require(by, collection.district_id, on=timezone.localdate(at))
    _require_published(article)
    _lock(Collection, collection)
    chapters = Chapter.objects.filter(district_id=collection.district_id, collection=collection)
    if done := chapters.filter(article=article).first():
        return done
    last = chapters.aggregate(n=Max("rank"))["n"] or 0
    return Chapter.objects.create(
        district_id=collection.district_id,
        key=key,
        collection=collection,
        rank=last + 1,
        article=article,
    )


def _make(
    kind: type[SeriesT],
    district_id: int,
    slug: str,
    title: str,
    intro: str,
    *,
    by: User | None,
    at: datetime,
    key: UUID,
) -> SeriesT:
    policy.require(by, district_id, on=timezone.localdate(at))
    rows = kind.objects.filter(district_id=district_id)
    if made := rows.filter(key=key).first():
        return made
    if not title.strip():
        raise Refusal(_("请写名称。"), field="title")
    if rows.filter(slug=slug).exists():
        raise Refusal(_("网址名“%s”已经用过，请换一个。") % slug, field="slug")
    return rows.create(district_id=district_id, key=key, slug=slug, title=title, intro=intro)


def _require_published(article: Article) -> None:
    if article.state != State.PUBLISHED:
        raise IllegalMove(_("先发布，再刊出或收入选编。"))


def _lock(kind: type[SeriesT], series: SeriesT) -> None:
    """Whoever adds to the same series waits, so that numbers follow each other."""
    rows = kind.objects.select_for_update().filter(district_id=series.district_id, pk=series.pk)
    rows.get()
