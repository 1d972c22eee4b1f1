"""Fill the editors' pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.casebook import queries, redacting, sources
from lianxin.casebook.models import WORDS, Article, ArticleQuerySet, ArticleSource, UseKind
from lianxin.casebook.queries import Tally
from lianxin.casebook.redacting import Piece
from lianxin.casebook.states import State
from lianxin.cases import policy as cases
from lianxin.cases.models import Case
from lianxin.cases.queries import rules_of
from lianxin.network.models import User
from lianxin.web import paging
from lianxin.web.casebook import pages, shelf
from lianxin.web.casebook.forms import ArticleForm, SeriesForm
from lianxin.web.casebook.offered import steps
from lianxin.web.parts import Fact, Link, Tab
from lianxin.web.respond import StaffRequest

SPOT = '<mark class="spot">{}</mark>'
TABS = ("proposed", "draft", "due", "published", "retired")
BY_ARRIVAL = paging.Order("made_at", is_descending=True)
LEVELS = {
    State.PROPOSED: "wait",
    State.PUBLISHED: "good",
    State.RETIRED: "quiet",
    State.DISMISSED: "quiet",
}


def drafts(request: StaffRequest) -> pages.Drafts:
    district_id, today = request.district.pk, timezone.localdate()
    found = _by_tab(district_id, on=today)
    chosen = request.GET.get("tab", "")
    counts = {name: articles.count() for name, articles in found.items()}
    if chosen not in found:
        chosen = next((name for name in TABS if counts[name]), "proposed")
    page = paging.page(found[chosen], request.GET, order=BY_ARRIVAL, here="casebook:drafts")
    return pages.Drafts(
        tabs=[
            Tab(label, paging.address("casebook:drafts", tab=name), name == chosen, counts[name])
            for name, label in _tab_labels().items()
        ],
        rows=_rows(district_id, page.rows, on=today),
        pager=page.pager,
        empty=_empty()[chosen],
        write_url=reverse("casebook:write"),
        series_url=reverse("casebook:series"),
    )


def _by_tab(district_id: int, *, on: date) -> dict[str, ArticleQuerySet]:
    articles: ArticleQuerySet = Article.objects.filter(district_id=district_id)
    return {
        "proposed": articles.filter(state=State.PROPOSED),
        "draft": articles.filter(state=State.DRAFT),
        "due": articles.to_review(on=on),
        "published": articles.published(),
        "retired": articles.filter(state__in=[State.RETIRED, State.DISMISSED]),
    }


def _tab_labels() -> dict[str, str]:
    return {
        "proposed": _("建议写成社区答案"),
        "draft": _("草稿"),
        "due": _("待复核"),
        "published": _("已发布"),
        "retired": _("已下架和不采用"),
    }


def _empty() -> dict[str, str]:
    return {
        "proposed": _("90 天内有三件以上同类诉求用了相近的办法，系统就在这里写一份初稿。"),
        "draft": _("在已解决的诉求上点“写成社区答案”，或在这里新写一份。"),
        "due": _("发布满一年的答案会出现在这里，点一下确认仍然有效。"),
        "published": _("发布以后，居民在反映问题时就会看到。"),
        "retired": _("下架和没有采用的都留在这里，连同理由。"),
    }


def _rows(district_id: int, articles: Sequence[Article], *, on: date) -> list[pages.Draft]:
    rules, tallies = rules_of(district_id), queries.tallies(district_id, articles)
    counts = _sources(district_id, articles)
    return [
        pages.Draft(
            ref=one.ref,
            url=reverse("casebook:edit", args=[one.ref]),
            title=one.title,
            class_label=rules.class_label(one.class_code),
            state=str(State(one.state).label),
            at=one.made_at,
            cases=counts.get(one.pk, 0),
            used=tallies.get(one.pk, Tally()).used,
            solved=tallies.get(one.pk, Tally()).solved,
            review_on=one.review_on,
            renew_url=reverse("casebook:renew", args=[one.ref]) if _is_due(one, on) else "",
        )
        for one in articles
    ]


def _is_due(article: Article, on: date) -> bool:
    is_public = article.state == State.PUBLISHED
    return bool(is_public and article.review_on and article.review_on <= on)


def _sources(district_id: int, articles: Sequence[Article]) -> dict[UUID, int]:
    links = ArticleSource.objects.filter(
        district_id=district_id, article__in=[one.pk for one in articles]
    )
    return dict(links.values_list("article").annotate(n=Count("pk")).order_by())


def editing(
    article: Article,
    user: User,
    *,
    form: ArticleForm | None = None,
    sent: pages.Step | None = None,
) -> pages.Editing:
    district_id, today = article.district_id, timezone.localdate()
    rules = rules_of(district_id)
    is_public, is_due = article.state == State.PUBLISHED, _is_due(article, today)
    told = _sources_of(article)
    known = {name for one in told for name in one.known}
    return pages.Editing(
        ref=article.ref,
        title=article.title,
        state=_("待复核") if is_due else str(State(article.state).label),
        level="wait" if is_due else LEVELS.get(State(article.state), ""),
        form=form or ArticleForm(rules=rules, district_id=district_id, article=article),
        action_url=reverse("casebook:edit", args=[article.ref]),
        submit=_("保存并公开") if is_public else _("保存草稿"),
        is_submit_main=is_public and not is_due,
        steps=steps(article, is_due=is_due, sent=sent),
        facts=list(_facts(article)),
        spots=list(_spots(article, known)),
        sources=_shown(told, user, on=today),
        uses=_uses(article),
        public_url=reverse("casebook:article", args=[article.ref]) if is_public else "",
        versions_url=reverse("casebook:versions", args=[article.ref]),
        crumbs=[Link(_("编写社区答案"), reverse("casebook:drafts"))],
    )


def _facts(article: Article) -> Iterator[Fact]:
    yield Fact(_("编号"), article.ref)
    tally = queries.tallies(article.district_id, [article]).get(article.pk, Tally())
    if tally.used:
        yield Fact(_("用过"), _("%d 次") % tally.used, "#uses")
        yield Fact(pgettext("uses", "解决"), _("%d 次") % tally.solved, "#uses")
    if article.review_on:
        yield Fact(_("复核日期"), article.review_on.isoformat())


def _spots(article: Article, known: set[str]) -> Iterator[str]:
    for name in WORDS:
        text = getattr(article, name)
        yield from (text[s.start : s.end] for s in redacting.spots(text, known=known))


def _sources_of(article: Article) -> list[sources.Told]:
    links = ArticleSource.objects.filter(district_id=article.district_id, article=article)
    rows = links.select_related("case").order_by("pk")
    return sources.told([link.case for link in rows])


def _shown(told: Sequence[sources.Told], user: User, *, on: date) -> list[pages.Source]:
    """Those behind the answer that this person may open."""
    visible = cases.visible_to(user, on=on).filter(pk__in=[one.case.pk for one in told])
    may_open = set(visible.values_list("pk", flat=True)) if told else set()
    return [_source(one) for one in told if one.case.pk in may_open]


def _source(one: sources.Told) -> pages.Source:
    parts = [one.pieces(text) for text in (one.case.subject, one.problem, one.answer)]
    subject, problem, answer = map(_marked, parts)
    return pages.Source(
        ref=one.case.ref,
        url=reverse("cases:detail", args=[one.case.ref]),
        subject=subject,
        problem=problem,
        answer=answer,
        spots=sum(bool(piece.blank) for part in parts for piece in part),
    )


def _marked(pieces: Sequence[Piece]) -> SafeString:
    """With no space that is not the text's own."""
    shown = (format_html(SPOT if one.blank else "{}", one.text) for one in pieces)
    return format_html_join("", "{}", ((piece,) for piece in shown))


def _uses(article: Article) -> list[pages.UseRow]:
    return [
        pages.UseRow(at=one.used_at, kind=str(UseKind(one.kind).label), case=_case_link(one.case))
        for one in queries.uses_of(article)
    ]


def _case_link(case: Case | None) -> Link | None:
    return Link(case.ref, reverse("cases:detail", args=[case.ref])) if case else None


def series(
    district_id: int,
    *,
    column_form: SeriesForm | None = None,
    collection_form: SeriesForm | None = None,
) -> pages.Series:
    return pages.Series(
        columns=shelf.columns(district_id),
        collections=shelf.collections(district_id),
        column_form=column_form or SeriesForm(auto_id="column_%s"),
        collection_form=collection_form or SeriesForm(auto_id="collection_%s"),
        crumbs=[Link(_("编写社区答案"), reverse("casebook:drafts"))],
    )
