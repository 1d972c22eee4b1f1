"""Draft, edit, publish, renew and retire an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.casebook import findable, policy, redacting, sources
from lianxin.casebook.models import ANSWER, PROBLEM, TITLE, WORDS, Article, ArticleSource
from lianxin.casebook.sources import Told
from lianxin.casebook.states import LIFECYCLE, State
from lianxin.cases.models import Case
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network.models import Place, User

MONTHS = 12
SERIES = "DA"


@dataclass(frozen=True)
class Wording:
    """Everything of an answer that people write."""

    title: str
    problem: str
    answer: str
    class_code: str = ""
    kind: str = ""
    place: Place | None = None


@transaction.atomic
def draft(case: Case, *, by: User | None, at: datetime, key: UUID) -> Article:
    """A draft from one closed case, without what identifies people. The case's own, where there
    is one already: then nothing is made."""
    policy.require(by, case.district_id, on=timezone.localdate(at))
    if not policy.is_fit(case):
        raise IllegalMove(_("只有已办结、已解决、不保密的诉求可以写成社区答案。"))
    if own := drawn_from(case):
        return own
    [source] = sources.told([case])
    words = first_words(source)
    return make(case.district_id, words, [source], verb="draft", by=by, at=at, key=key)


@transaction.atomic
def write(
    district_id: int, wording: Wording, *, by: User | None, at: datetime, key: UUID
) -> Article:
    """A draft from nothing."""
    policy.require(by, district_id, on=timezone.localdate(at))
    made = Article.objects.filter(district_id=district_id, key=key).first()
    _require_words(wording)
    return made or make(district_id, wording, [], verb="draft", by=by, at=at, key=key)


def drawn_from(case: Case) -> Article | None:
    """The answer that was drawn from `case` alone or with others; not one that was dismissed."""
    links = ArticleSource.objects.filter(district_id=case.district_id, case=case)
    live: Article | None = (
        Article.objects.filter(district_id=case.district_id, pk__in=links.values("article"))
        .exclude(state=State.DISMISSED)
        .first()
    )
    return live


def make(
    district_id: int,
    wording: Wording,
    told: Sequence[Told],
    *,
    verb: str,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Article:
    """Write the row, its sources and its first entry; `verb` is draft or propose."""
    article = Article(
        district_id=district_id,
        key=key,
        ref=next_ref(district_id, SERIES, at=at),
        state=State.PROPOSED if verb == "propose" else State.DRAFT,
        made_at=at,
        **vars(wording),
    )
    timeline.begin(article, verb, by=by, at=at, audience=Audience.STAFF)
    ArticleSource.objects.bulk_create(
        ArticleSource(district_id=district_id, article=article, case=one.case) for one in told
    )
    return article


@transaction.atomic
def edit(
    article: Article,
    wording: Wording,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """Write other words. Of a published answer they are public at once, so nothing personal may
    be among them, and `note` must say what changed. A proposal becomes a draft by it."""
    _begin(article, by=by, at=at, key=key)
    _require_words(wording)
    if article.state == State.DISMISSED:
        raise IllegalMove(_("这份建议没有采用，不能再修改。可以新写一份。"))
    changes = _changes(article, wording)
    if article.state == State.PUBLISHED and changes:
        if not note.strip():
            raise Refusal(_("请写一句话：改了什么，为什么。版本记录里会公开。"), field="note")
        require_clean(article, wording)
        refuse_personal("note", note)
    if article.state == State.PROPOSED:
        LIFECYCLE.apply(article, "take", by=by, at=at, note=note, key=key, **changes)
    elif changes:
        timeline.append(article, "edit", by=by, at=at, note=note, key=key, changes=changes)
    findable.keep(article)


@transaction.atomic
def publish(
    article: Article, *, by: User | None, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """Show it to everybody. Refuses while something in it tells who somebody is."""
    _begin(article, by=by, at=at, key=key)
    LIFECYCLE.require(article, "publish")
    if not article.class_code:
        raise Refusal(_("请先选择类别，读者才能找到它。"), field="class_code")
    require_clean(article, wording_of(article))
    refuse_personal("note", note)
    LIFECYCLE.apply(
        article,
        "publish",
        by=by,
        at=at,
        note=note,
        key=key,
        published_at=article.published_at or at,
        review_on=next_review(at),
    )
    findable.keep(article)


@transaction.atomic
def renew(
    article: Article, *, by: User | None, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """It still holds: the next review is a year from now."""
    _begin(article, by=by, at=at, key=key)
    if article.state != State.PUBLISHED:
        raise IllegalMove(_("只有已发布的答案需要复核。"))
    changes = {"review_on": next_review(at)}
    timeline.append(article, "renew", by=by, at=at, note=note, key=key, changes=changes)


@transaction.atomic
def retire(
    article: Article, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Take it off the public pages; its uses and its history stay."""
    _begin(article, by=by, at=at, key=key)
    _require_note(note, _("请写明为什么下架。"))
    LIFECYCLE.apply(article, "retire", by=by, at=at, note=note, key=key)
    findable.keep(article)


@transaction.atomic
def dismiss(
    article: Article, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Do not use a proposal or a draft, and do not propose the same again."""
    _begin(article, by=by, at=at, key=key)
    _require_note(note, _("请写明为什么不采用。"))
    LIFECYCLE.apply(article, "dismiss", by=by, at=at, note=note, key=key)


def wording_of(article: Article) -> Wording:
    return Wording(
        title=article.title,
        problem=article.problem,
        answer=article.answer,
        class_code=article.class_code,
        kind=article.kind,
        place=article.place,
    )


def next_review(at: datetime) -> date:
    """The same day a year on; 28 February after 29 February."""
    today = timezone.localdate(at)
    day = min(today.day, 28) if today.month == 2 else today.day  # noqa: PLR2004  February
    return today.replace(year=today.year + MONTHS // 12, day=day)


def require_clean(article: Article, wording: Wording) -> None:
    """Raises `Refusal` beside the first field that holds something personal: of any shape, or
    known from the cases behind the answer."""
    links = ArticleSource.objects.filter(district_id=article.district_id, article=article)
    cases = [link.case for link in links.select_related("case")]
    known = {name for source in sources.told(cases) for name in source.known}
    for field in WORDS:
        refuse_personal(field, getattr(wording, field), known=known)


def refuse_personal(field: str, text: str, *, known: Sequence[str] | set[str] = ()) -> None:
    if found := redacting.spots(text, known=known):
        said = _("“%s”像是个人信息，请删去或改写后再发布。")
        raise Refusal(said % text[found[0].start : found[0].end], field=field, code="personal")


def _begin(article: Article, *, by: User | None, at: datetime, key: UUID | None) -> None:
    timeline.refuse_repeated(article, key)
    policy.require(by, article.district_id, on=timezone.localdate(at))


def first_words(source: Told) -> Wording:
    """What a person starts from: the case's own words, with blanks where they tell too much."""
    return Wording(
        title=source.redacted(source.case.subject)[:TITLE],
        problem=source.redacted(source.problem)[:PROBLEM],
        answer=source.redacted(source.answer)[:ANSWER],
        class_code=source.case.class_code,
        kind=source.case.kind,
    )


def _changes(article: Article, wording: Wording) -> dict[str, Any]:
    old = vars(wording_of(article))
    return {name: value for name, value in vars(wording).items() if value != old[name]}


def _require_words(wording: Wording) -> None:
    said = {
        "title": _("请写标题：像居民会问的那样说。"),
        "problem": _("请写明遇到什么情况。"),
        "answer": _("请写明怎么办。"),
    }
    for name, message in said.items():
        if not getattr(wording, name).strip():
            raise Refusal(message, field=name)


def _require_note(note: str, message: str) -> None:
    if not note.strip():
        raise Refusal(message, field="note")
