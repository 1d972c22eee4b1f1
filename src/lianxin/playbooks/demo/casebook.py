"""The answers of the demo town: written by its desk over the year, used, reviewed, printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.casebook.actions import proposing, series, using, writing
from lianxin.casebook.actions.writing import Wording
from lianxin.casebook.models import Article
from lianxin.cases.models import Case, CaseQuerySet
from lianxin.cases.queries import rules_of
from lianxin.network.models import District, Role, Seat, User
from lianxin.playbooks.demo.words import load

KEYS = UUID("c1a51c30-0b6e-4a55-8a3d-6a2c1c9f1d00")
BEGUN = timedelta(days=385)  # ago, the first answer was written: its review is overdue
APART = timedelta(days=15)
QUOTES, DEFLECTIONS = 14, 40  # at most, of one answer
ISSUE_EVERY = timedelta(weeks=4)


@transaction.atomic
def fill(district: District, *, at: datetime, seed: int = 1) -> int:
    """Write the answers, unless there are some. Returns how many there are."""
    articles = Article.objects.filter(district_id=district.pk)
    if not articles.exists():
        book, rng = load("casebook"), Random(f"casebook{seed}")
        made = _articles(district, book["articles"], at=at)
        _use(district, list(made.values()), rng, at=at)
        _print(district, book, made, at=at)
        _mend(made, at=at)
        proposing.propose(district.pk, at=at)
    return articles.count()


def _editor(district_id: int, *, at: datetime) -> User | None:
    """Who sat at the desk then; nobody before the town began."""
    seats = Seat.objects.filter(district_id=district_id, role=Role.DISPATCHER)
    seat = seats.live(on=timezone.localdate(at)).select_related("user").order_by("pk").first()
    return seat.user if seat else None


def _articles(
    district: District, rows: Sequence[Mapping[str, str]], *, at: datetime
) -> dict[str, Article]:
    """By title, the oldest first, spread over the year."""
    rules, made = rules_of(district.pk), {}
    for number, row in enumerate(rows):
        written_at = at - BEGUN + number * APART
        wording = Wording(
            title=row["title"],
            problem=row["problem"],
            answer=row["answer"],
            class_code=row["class"],
            kind=rules.classes[row["class"]].kind,
        )
        key, by = uuid5(KEYS, row["title"]), _editor(district.pk, at=written_at)
        article = writing.write(district.pk, wording, by=by, at=written_at, key=key)
        writing.publish(article, by=by, at=written_at)
        made[article.title] = article
    return made


def _use(district: District, articles: Sequence[Article], rng: Random, *, at: datetime) -> None:
    for article in articles:
        cases: CaseQuerySet = Case.objects.filter(
            district_id=district.pk,
            class_code=article.class_code,
            answered_at__gt=article.published_at,
        )
        chosen = list(cases.select_related("handler").order_by("pk")[: 3 * QUOTES])
        for case in rng.sample(chosen, min(len(chosen), rng.randint(2, QUOTES))):
            when = case.answered_at or at
            using.quote(article, case=case, by=case.handler, at=when)
        assert article.published_at
        span = (at - article.published_at).total_seconds()
        for n in range(rng.randint(3, DEFLECTIONS)):
            when = article.published_at + timedelta(seconds=rng.uniform(0, span))
            using.deflect(article, at=when, key=uuid5(KEYS, f"{article.ref} {n}"))


def _print(
    district: District, book: Mapping[str, Any], made: Mapping[str, Article], *, at: datetime
) -> None:
    by = _editor(district.pk, at=at)
    told = book["column"]
    column = series.open_column(
        district.pk, **_front(told), by=by, at=at, key=uuid5(KEYS, told["slug"])
    )
    for number, title in enumerate(told["issues"], 1 - len(told["issues"])):
        when = at + number * ISSUE_EVERY
        then, key = _editor(district.pk, at=when), uuid5(KEYS, f"issue {title}")
        series.issue(column, made[title], by=then, at=when, key=key)
    told = book["collection"]
    collection = series.open_collection(
        district.pk, **_front(told), by=by, at=at, key=uuid5(KEYS, told["slug"])
    )
    for title in told["chapters"]:
        key = uuid5(KEYS, f"chapter {title}")
        series.collect(collection, made[title], by=by, at=at, key=key)


def _front(told: Mapping[str, str]) -> dict[str, str]:
    return {name: told[name] for name in ("slug", "title", "intro")}


def _mend(made: Mapping[str, Article], *, at: datetime) -> None:
    """One answer has a second version; it was mended when somebody asked."""
    article = next(iter(made.values()))
    words = writing.wording_of(article)
    mended = f"{words.answer}\n5. 急着走夜路，可以打门上连心卡的值班电话，请人陪一段。"
    wording = Wording(**(vars(words) | {"answer": mended}))
    when, note = at - timedelta(days=40), "补上夜里等不及时怎么办。"
    by = _editor(article.district_id, at=when)
    writing.edit(article, wording, by=by, at=when, note=note)
