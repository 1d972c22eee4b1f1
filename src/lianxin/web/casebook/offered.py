"""What an editor can do with an answer now."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.casebook.models import Article, Collection, Column
from lianxin.casebook.states import LIFECYCLE, State
from lianxin.web.casebook.forms import IssueForm, NoteForm
from lianxin.web.casebook.pages import Step


def steps(article: Article, *, is_due: bool, sent: Step | None = None) -> list[Step]:
    """`sent` was not accepted: it stands open in the place of the fresh one."""
    found = list(_steps(article, is_due=is_due))
    return [sent if sent and sent.url == one.url else one for one in found]


def step(article: Article, name: str, form: NoteForm | IssueForm) -> Step:
    """The step `name` with a form that was sent, opened."""
    labels = {"retire": _("下架"), "dismiss": _("不采用")}
    url = reverse(f"casebook:{name}", args=[article.ref])
    is_warning = name in labels
    return Step(url, labels.get(name, ""), form, "archive", is_warning=is_warning, is_open=True)


def _steps(article: Article, *, is_due: bool) -> Iterator[Step]:
    yield from _short(article, is_due=is_due)
    if article.state == State.PUBLISHED:
        yield from _series(article)
    for verb, label, icon in (
        ("retire", _("下架"), "archive"),
        ("dismiss", _("不采用"), "circle-x"),
    ):
        if LIFECYCLE.allows(article.state, verb):
            form = NoteForm(verb=verb, label=_("理由"))
            yield Step(_url(article, verb), label, form, icon, is_warning=True)


def _short(article: Article, *, is_due: bool) -> Iterator[Step]:
    if LIFECYCLE.allows(article.state, "publish"):
        form = NoteForm(verb="publish", required=False)
        label = pgettext("answer", "发布")
        url = _url(article, "publish")
        yield Step(url, label, form, "megaphone", is_main=True, is_short=True)
    if article.state == State.PUBLISHED:
        form = NoteForm(verb="renew", required=False)
        url, label = _url(article, "renew"), _("仍然有效")
        yield Step(url, label, form, "calendar-check", is_main=is_due, is_short=True)


def _series(article: Article) -> Iterator[Step]:
    own = {"district_id": article.district_id}
    form = IssueForm(series=Column, **own)
    yield Step(_url(article, "issue"), _("刊入专栏"), form, "newspaper")
    form = IssueForm(series=Collection, **own)
    yield Step(_url(article, "collect"), _("收入选编"), form, "book-open")


def _url(article: Article, name: str) -> str:
    return reverse(f"casebook:{name}", args=[article.ref])
