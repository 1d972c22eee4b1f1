"""Messages to those who edit. Wording: `casebook/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianxin.outbox.actions import Notice


@dataclass(frozen=True)
class ArticleProposed(Notice):
    """Several solved cases share a fix. `cases` is how many."""

    kind: ClassVar[str] = "article_proposed"

    ref: str
    title: str
    cases: str
    link: str


@dataclass(frozen=True)
class ArticleDue(Notice):
    """A published answer is to be looked at again."""

    kind: ClassVar[str] = "article_due"

    ref: str
    title: str
    link: str
