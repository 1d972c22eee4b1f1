"""Reads that need more than a filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from lianxin.casebook import matching
from lianxin.casebook.matching import Document
from lianxin.casebook.models import (
    WORDS,
    Article,
    ArticleQuerySet,
    Chapter,
    Collection,
    Column,
    Issue,
    Use,
    UseKind,
)
from lianxin.cases.models import Case
from lianxin.cases.states import Outcome
from lianxin.cases.states import State as CaseState
from lianxin.kernel import timeline
from lianxin.kernel.models import Entry

MOST_COMPARED = 2000  # published answers, the newest
OFFERED = 3
SHORTEST = 4  # characters below which nothing is looked for
VERSIONS = ("publish", "edit")


@dataclass(frozen=True)
class Tally:
    """`used` counts every use; `solved` those after which nothing was left to do: nobody filed a
    case, or the case was closed as solved."""

    used: int = 0
    solved: int = 0


def published(district_id: int) -> ArticleQuerySet:
    articles: ArticleQuerySet = Article.objects.filter(district_id=district_id)
    return articles.published().select_related("place").defer("place__shape")


def tallies(district_id: int, articles: Iterable[Article]) -> Mapping[UUID, Tally]:
    """For each of `articles` that was ever of use. One query."""
    uses = Use.objects.filter(district_id=district_id, article__in=[one.pk for one in articles])
    rows = uses.values("article").annotate(used=Count("pk"), solved=Count("pk", filter=SOLVED))
    return {row["article"]: Tally(row["used"], row["solved"]) for row in rows}


SOLVED = Q(kind=UseKind.DEFLECTED) | Q(
    case__state=CaseState.CLOSED, case__outcome__in=[Outcome.SOLVED, Outcome.PARTLY]
)


def uses_of(article: Article) -> list[Use]:
    """When and where it was of use, the latest first."""
    uses = Use.objects.filter(district_id=article.district_id, article=article)
    return list(uses.select_related("case").order_by("-used_at")[:50])


def counts_by_class(district_id: int) -> dict[str, int]:
    articles: ArticleQuerySet = Article.objects.filter(district_id=district_id)
    rows = articles.published().order_by().values("class_code").annotate(n=Count("pk"))
    return {row["class_code"]: row["n"] for row in rows}


def fitting(
    articles: ArticleQuerySet, text: str, *, class_code: str = "", most: int | None = OFFERED
) -> list[Article]:
    """Those of `articles` that answer what somebody has written, the closest first."""
    found: list[Article] = list(articles.order_by("-published_at", "-pk")[:MOST_COMPARED])
    documents = [Document(one.class_code, (one.title, one.problem, one.answer)) for one in found]
    return [found[n] for n in matching.ranked(text, class_code, documents)[:most]]


def offered(district_id: int, text: str, *, class_code: str = "") -> list[Article]:
    """What to show to somebody who is about to report `text`."""
    if len(text.strip()) < SHORTEST:
        return []
    return fitting(published(district_id), text, class_code=class_code)


def for_case(case: Case) -> list[Article]:
    """What its answer could be made of."""
    text = f"{case.subject} {case.text}"
    return fitting(published(case.district_id), text, class_code=case.class_code)


@dataclass(frozen=True)
class Version:
    """The words as they stood from `at` on. `changed` names those that were other before."""

    number: int
    at: datetime
    by: str
    note: str
    words: Mapping[str, str]
    changed: Sequence[str]


def versions(article: Article) -> list[Version]:
    """What the public could read, the newest first. Words of drafts are not among them."""
    made: list[Version] = []
    words = dict.fromkeys(WORDS, "")
    is_public = False
    for entry in timeline.of(article):
        words |= {name: str(entry.facts[name]) for name in WORDS if name in entry.facts}
        is_public = {"publish": True, "retire": False}.get(entry.verb, is_public)
        if is_public and entry.verb in VERSIONS:
            changed = [n for n in WORDS if made and words[n] != made[-1].words[n]]
            if changed or not made:
                made.append(_version(len(made) + 1, entry, dict(words), changed))
    return made[::-1]


def _version(number: int, entry: Entry, words: Mapping[str, str], changed: list[str]) -> Version:
    by = str(entry.by) if entry.by else ""
    return Version(number, entry.at, by, entry.note, words, changed)


def issues_of(column: Column) -> list[Issue]:
    """The newest first; only of answers that are still published."""
    issues = Issue.objects.filter(
        district_id=column.district_id,
        column=column,
        article__in=published(column.district_id).values("pk"),
    )
    return list(issues.select_related("article").order_by("-number"))


def chapters_of(collection: Collection) -> list[Article]:
    """What the book holds, in its order; only what is still published."""
    chapters = Chapter.objects.filter(
        district_id=collection.district_id,
        collection=collection,
        article__in=published(collection.district_id).values("pk"),
    )
    rows = chapters.select_related("article__place").defer("article__place__shape")
    return [row.article for row in rows.order_by("rank")]
