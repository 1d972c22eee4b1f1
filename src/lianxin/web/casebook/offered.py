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


def steps(article: Article, *, sent: Step | None = None) -> list[Step]:
    """`sent` was not accepted: it stands open in the place of the fresh one."""
    found = list(_steps(article))
    return [sent if sent and sent.url == one.url else one for one in found]


def step(article: Article, name: str, form: NoteForm | IssueForm) -> Step:
    """The step `name` with a form that was sent, opened."""
    labels = {"retire": _("下架"), "dismiss": _("不采用")}
    url = reverse(f"casebook:{name}", args=[article.ref])
    is_warning = name in labels
    return Step(url, labels.get(name, ""), form, "archive", is_warning=is_warning, is_open=True)


def _steps(article: Article) -> Iterator[Step]:
    yield from _main(article)
    if article.state == State.PUBLISHED:
        yield from _series(article)
    for verb, label, icon in (
        ("retire", _("下架"), "archive"),
        ("dismiss", _("不采用"), "circle-x"),
    ):
        if LIFECYCLE.allows(article.state, verb):
            form = NoteForm(verb=verb, label=_("理由"))
            yield Step(_url(article, verb), label, form, icon, is_warning=True)


def _main(article: Article) -> Iterator[Step]:
    """One tap, no words."""
    if LIFECYCLE.allows(article.state, "publish"):
        form = NoteForm(verb="publish", required=False)
        label = pgettext("answer", "发布")
        yield Step(_url(article, "publish"), label, form, "megaphone", is_main=True)
    if article.state == State.PUBLISHED:
        form = NoteForm(verb="renew", required=False)
        yield Step(_url(article, "renew"), _("仍然有效"), form, "calendar-check", is_main=True)


def _series(article: Article) -> Iterator[Step]:
    own = {"district_id": article.district_id}
    form = IssueForm(series=Column, **own)
    yield Step(_url(article, "issue"), _("刊入专栏"), form, "newspaper")
    form = IssueForm(series=Collection, **own)
    yield Step(_url(article, "collect"), _("收入选编"), form, "book-open")


def _url(article: Article, name: str) -> str:
    return reverse(f"casebook:{name}", args=[article.ref])
