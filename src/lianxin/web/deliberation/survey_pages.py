from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lianxin.web.deliberation.pages import Answer
from lianxin.web.deliberation.survey_forms import AnswersForm
from lianxin.web.following.chains import Chain
from lianxin.web.following.part import Follow
from lianxin.web.parts import Ball, Bar, Deed, Fact, Link, Moment, Pager


@dataclass(frozen=True)
class Row:
    url: str
    ref: str
    title: str
    state: str
    level: str
    hall: str
    closes_at: datetime
    is_over: bool


@dataclass(frozen=True)
class Surveys:
    """Those of all halls, or of one; `new_url` where one may ask."""

    title: str
    rows: Sequence[Row]
    pager: Pager
    new_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Line:
    label: str
    count: str
    share: str


@dataclass(frozen=True)
class Result:
    """One question with what was chosen, drawn and as a table; `note` says how to read it."""

    label: str
    note: str
    bars: Sequence[Bar]
    lines: Sequence[Line]


@dataclass(frozen=True)
class Survey:
    ref: str
    title: str
    about: str
    state: str
    level: str
    ball: Ball
    facts: Sequence[Fact]
    form: AnswersForm | None
    is_answered: bool
    results: Sequence[Result]
    none_told: str
    answer: Answer | None
    table_url: str
    follow: Follow
    chain: Chain | None
    own_url: str
    here: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Written:
    label: str
    texts: Sequence[str]


@dataclass(frozen=True)
class Handled:
    """A survey for who asks it: its questions as they will be asked, then what was answered."""

    ref: str
    title: str
    about: str
    state: str
    level: str
    ball: Ball
    facts: Sequence[Fact]
    deeds: Sequence[Deed]
    onward: Sequence[Link]
    preview: AnswersForm
    results: Sequence[Result]
    none_told: str
    written: Sequence[Written]
    public_url: str
    chain: Chain | None
    moments: Sequence[Moment]
    here: str
    crumbs: Sequence[Link]
