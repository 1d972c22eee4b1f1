"""Answers of the casebook on the page of a case: those to quote, and the one drawn from it."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from lianxin.casebook import policy as casebook
from lianxin.casebook import queries
from lianxin.casebook.actions import using, writing
from lianxin.casebook.models import Article
from lianxin.cases.actions import handling
from lianxin.cases.models import Case
from lianxin.cases.rules import Text
from lianxin.forms.words import Words
from lianxin.network.models import User
from lianxin.web.casebook import shelf
from lianxin.web.casebook.forms import CaseForm
from lianxin.web.casebook.pages import CaseBox
from lianxin.web.cases.ground import Ground
from lianxin.web.parts import Link


def box(ground: Ground, offered: Container[str]) -> CaseBox:
    """For whoever is about to answer, what could be quoted; for editors, what was or could be
    drawn from a case that is over. Nothing for all others, at no cost."""
    if "answer" in offered:
        found = queries.for_case(ground.case)
        return CaseBox(shelf.rows(ground.case.district_id, found, on=ground.today))
    return _drawn(ground) if casebook.is_fit(ground.case) else CaseBox()


def _drawn(ground: Ground) -> CaseBox:
    case = ground.case
    if not casebook.can_edit(ground.user, case.district_id, on=ground.today):
        return CaseBox()
    if article := writing.drawn_from(case):
        return CaseBox(drawn=Link(str(article), reverse("casebook:edit", args=[article.ref])))
    return CaseBox(form=CaseForm(), draft_url=reverse("casebook:draft", args=[case.ref]))


def quoted(ground: Ground) -> Text | None:
    """The published answer that the address names, as a text to begin with."""
    if not ground.text.startswith(f"{writing.SERIES}-"):
        return None
    article = _published(ground.case, ground.text)
    return Text(article.ref, Words(article.title), article.answer) if article else None


@transaction.atomic
def answer(
    case: Case,
    *,
    by: User | None,
    at: datetime,
    quoted: str = "",
    key: UUID | None = None,
    **facts: Any,
) -> None:
    """Answer the case; with `quoted`, that answer has been of use."""
    handling.answer(case, by=by, at=at, key=key, **facts)
    if article := _published(case, quoted) if quoted else None:
        using.quote(article, case=case, by=by, at=at)


def _published(case: Case, ref: str) -> Article | None:
    found: Article | None = queries.published(case.district_id).filter(ref=ref).first()
    return found
