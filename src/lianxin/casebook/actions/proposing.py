"""Let the worker look for fixes that several cases share, and for answers to be reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.casebook import matching, sources
from lianxin.casebook.actions import writing
from lianxin.casebook.matching import ALIKE, Pairs, Scale, pairs
from lianxin.casebook.models import Article, ArticleSource
from lianxin.casebook.notices import ArticleDue, ArticleProposed
from lianxin.casebook.sources import Told
from lianxin.casebook.states import State as ArticleState
from lianxin.cases.models import Case, CaseQuerySet
from lianxin.cases.states import Outcome, State
from lianxin.network import queries as network
from lianxin.network.models import Organisation, OrganisationKind, Role, User
from lianxin.outbox import actions as outbox

WITHIN = timedelta(days=90)
LEAST = 3  # solved cases that share a fix
MOST = 400  # of a class are compared, the newest
MOST_WAITING = 3  # proposals of a class
KEYS = UUID("0b6f2a3e-6a53-4c0f-9d0c-5d2a5c1f7e10")


def propose(district_id: int, *, at: datetime) -> list[Article]:
    """Draft an answer for every fix that at least three solved cases of one class share within
    90 days and that no answer, not even a dismissed one, tells of yet."""
    return [
        article
        for class_code in _classes(district_id, at=at)
        for article in _propose_for(district_id, class_code, at=at)
    ]


@transaction.atomic
def remind(district_id: int, *, at: datetime) -> int:
    """Tell the desk, once, of each published answer whose review has come. Returns how many."""
    articles: Sequence[Article] = list(
        Article.objects.filter(district_id=district_id).to_review(on=timezone.localdate(at))
    )
    editors = _editors(district_id, at=at) if articles else []
    for article in articles:
        link = f"/casebook/edit/{article.ref}/"
        notice = ArticleDue(ref=article.ref, title=article.title, link=link)
        about = uuid5(KEYS, f"{article.pk} {article.review_on}")
        outbox.queue(notice, to=editors, about=about, at=at)
    return len(articles)


def _solved(district_id: int, *, at: datetime) -> CaseQuerySet:
    """One for each matter, closed within the last 90 days, that others may learn from."""
    cases: CaseQuerySet = Case.objects.filter(
        district_id=district_id,
        state=State.CLOSED,
        closed_at__gte=at - WITHIN,
        outcome__in=[Outcome.SOLVED, Outcome.PARTLY],
        into__isnull=True,
        is_confidential=False,
        anonymised_at__isnull=True,
    )
    return cases


def _classes(district_id: int, *, at: datetime) -> list[str]:
    codes = _solved(district_id, at=at).exclude(class_code="").values_list("class_code", flat=True)
    return sorted(set(codes.order_by().distinct()))


@transaction.atomic
def _propose_for(district_id: int, class_code: str, *, at: datetime) -> list[Article]:
    drawn = ArticleSource.objects.filter(district_id=district_id)
    cases = (
        _solved(district_id, at=at)
        .filter(class_code=class_code)
        .exclude(pk__in=drawn.values("case"))
        .order_by("-closed_at", "-pk")
    )
    told = [one for one in sources.told(list(cases[:MOST])) if one.answer]
    texts = [pairs(one.redacted(one.answer)) for one in told]
    known, scale = list(_told_already(district_id, class_code)), Scale(texts)
    fresh = [
        [told[n] for n in group]
        for group in matching.groups(texts, least=LEAST)
        if not any(scale.closeness(texts[group[0]], other) >= ALIKE for other in known)
    ]
    return [_make(group, at=at) for group in fresh[: _room(district_id, class_code)]]


def _room(district_id: int, class_code: str) -> int:
    """How many more proposals of a class the desk can be asked to look at."""
    waiting = Article.objects.filter(
        district_id=district_id, class_code=class_code, state=ArticleState.PROPOSED
    )
    return max(0, MOST_WAITING - waiting.count())


def _told_already(district_id: int, class_code: str) -> Iterator[Pairs]:
    """The fixes that answers of the class, in whatever state, tell of or were drawn from."""
    articles = Article.objects.filter(district_id=district_id, class_code=class_code)
    yield from (pairs(text) for text in articles.values_list("answer", flat=True))
    links = ArticleSource.objects.filter(
        district_id=district_id, article__in=articles.values("pk")
    ).select_related("case")
    for text in sources.answers_to([link.case for link in links]).values():
        yield pairs(text)


def _make(told: Sequence[Told], *, at: datetime) -> Article:
    """The draft begins with the case in the middle of the others."""
    first = told[0]
    key = uuid5(KEYS, " ".join(sorted(str(one.case.pk) for one in told)))
    district_id = first.case.district_id
    article = writing.make(
        district_id,
        writing.first_words(first),
        told,
        verb="propose",
        by=None,
        at=at,
        key=key,
    )
    link = f"/casebook/edit/{article.ref}/"
    notice = ArticleProposed(ref=article.ref, title=article.title, cases=str(len(told)), link=link)
    outbox.queue(notice, to=_editors(district_id, at=at), about=article.pk, at=at)
    return article


def _editors(district_id: int, *, at: datetime) -> list[User]:
    """Those at the dispatch centres."""
    centres = Organisation.objects.filter(
        district_id=district_id, kind=OrganisationKind.DISPATCH_CENTRE, is_active=True
    )
    today = timezone.localdate(at)
    seated = (network.people_in(desk, Role.DISPATCHER, on=today) for desk in centres)
    return list(dict.fromkeys(chain.from_iterable(seated)))
