"""What the pages of letters of thanks show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lianxin.web.parts import Ball, Deed, Fact, Link, Pager
from lianxin.web.visits.thanks_forms import ThanksForm


@dataclass(frozen=True)
class ThanksRow:
    url: str
    ref: str
    unit: str
    to: str
    period: str
    state: str
    level: str


@dataclass(frozen=True)
class ThanksList:
    rows: Sequence[ThanksRow]
    pager: Pager
    new_url: str


@dataclass(frozen=True)
class ThanksNew:
    form: ThanksForm
    url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class ThanksPage:
    """`asked` says of each who would be named how she answered; only for who writes."""

    ref: str
    title: str
    state: str
    level: str
    ball: Ball
    text: str
    facts: Sequence[Fact]
    named: str
    asked: Sequence[Fact]
    pdf_url: str
    deeds: Sequence[Deed]
    crumbs: Sequence[Link]
    here: str
