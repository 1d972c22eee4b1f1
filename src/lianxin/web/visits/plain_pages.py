from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from lianxin.web.parts import Deed, Fact, Link, Pager
from lianxin.web.visits.plain_forms import PlainForm


@dataclass(frozen=True)
class PlainRow:
    url: str
    title: str
    text: str
    unit: str
    state: str
    level: str


@dataclass(frozen=True)
class Plain:
    """`own_url` is "" for who writes none."""

    rows: Sequence[PlainRow]
    pager: Pager
    own_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class PlainOne:
    """`holds` is False once it has ended; then there are no words, only where to look."""

    title: str
    text: str
    holds: bool
    facts: Sequence[Fact]
    qr: SafeString
    pdf_url: str
    deeds: Sequence[Deed]
    crumbs: Sequence[Link]
    here: str


@dataclass(frozen=True)
class PlainOwn:
    rows: Sequence[PlainRow]
    pager: Pager
    new_url: str


@dataclass(frozen=True)
class PlainNew:
    form: PlainForm
    url: str
    crumbs: Sequence[Link]
