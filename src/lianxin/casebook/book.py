"""A collection as a book: one document, written as .docx or as PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.casebook.models import Article, Collection
from lianxin.papers.document import Block, Document, Facts, Heading, Paragraph


def document(
    collection: Collection,
    articles: Sequence[Article],
    *,
    labels: Mapping[str, str],
    publisher: str,
    language: str,
    at: datetime,
) -> Document:
    """`labels` name the classes; a class begins a new page, in the order of its first answer."""
    today = timezone.localdate(at).isoformat()
    return Document(
        title=collection.title,
        running=f"{publisher} · {collection.title}",
        made=_("%(publisher)s，%(day)s") % {"publisher": publisher, "day": today},
        language=language,
        at=at,
        blocks=[*_front(collection, articles), *_parts(articles, labels)],
    )


def _front(collection: Collection, articles: Sequence[Article]) -> Iterator[Block]:
    if collection.intro:
        yield Paragraph(collection.intro)
    yield Heading(_("目录"))
    rows = [(str(number), one.title) for number, one in enumerate(articles, 1)]
    yield Facts(rows)


def _parts(articles: Sequence[Article], labels: Mapping[str, str]) -> Iterator[Block]:
    before = None
    for number, article in enumerate(articles, 1):
        if article.class_code != before:
            before = article.class_code
            yield Heading(labels.get(before, before), on_new_page=number == 1)
        yield Heading(f"{number}. {article.title}", level=2)
        yield from _chapter(article)


def _chapter(article: Article) -> Iterable[Block]:
    yield Paragraph(article.problem)
    yield Paragraph(article.answer)
    valid = _("编号 %(ref)s，复核日期 %(day)s。") % {"ref": article.ref, "day": article.review_on}
    where = _("适用范围：%s。") % article.place.name if article.place else ""
    yield Paragraph(valid + where, is_quiet=True)
