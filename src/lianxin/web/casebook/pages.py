from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString

from lianxin.web.casebook.changes import Change
from lianxin.web.casebook.forms import (
    ArticleForm,
    CaseForm,
    IssueForm,
    NoteForm,
    SearchForm,
    SeriesForm,
)
from lianxin.web.parts import Fact, Link, Pager, Tab, Tile


@dataclass(frozen=True)
class Row:
    """One published answer in a list."""

    ref: str
    url: str
    title: str
    text: str
    answer: str
    class_label: str
    used: int
    solved: int
    is_due: bool  # it should have been looked at again


@dataclass(frozen=True)
class SeriesRow:
    title: str
    intro: str
    url: str
    count: int


@dataclass(frozen=True)
class Feeds:
    atom: str
    json: str


@dataclass(frozen=True)
class Home:
    form: SearchForm
    tiles: Sequence[Tile]
    heading: str
    rows: Sequence[Row]
    pager: Pager
    all_url: str  # "" while nothing is narrowed
    columns: Sequence[SeriesRow]
    collections: Sequence[SeriesRow]
    feeds: Feeds
    edit_url: str  # "" for who may not


@dataclass(frozen=True)
class Article:
    row: Row
    problem: str
    answer: str
    facts: Sequence[Fact]
    review_on: date
    versions_url: str
    version: int
    report_url: str
    solved_url: str
    edit_url: str
    linked: SafeString
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class VersionRow:
    number: int
    at: datetime
    note: str
    changes: Sequence[Change]


@dataclass(frozen=True)
class Versions:
    title: str
    versions: Sequence[VersionRow]
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class IssueRow:
    number: int
    url: str
    title: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Column:
    title: str
    intro: str
    issues: Sequence[IssueRow]
    feeds: Feeds
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Collection:
    title: str
    intro: str
    rows: Sequence[Row]
    word_url: str
    pdf_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Draft:
    """One answer in an editor's list."""

    ref: str
    url: str
    title: str
    class_label: str
    state: str
    at: datetime
    cases: int
    used: int
    solved: int
    review_on: date | None
    renew_url: str  # "" unless its review is due


@dataclass(frozen=True)
class Drafts:
    tabs: Sequence[Tab]
    rows: Sequence[Draft]
    pager: Pager
    empty: str
    write_url: str
    series_url: str


@dataclass(frozen=True)
class Source:
    """A case behind an answer, its personal spots marked."""

    ref: str
    url: str
    subject: SafeString
    problem: SafeString
    answer: SafeString
    spots: int


@dataclass(frozen=True)
class Step:
    """Something that can be done with an answer now."""

    url: str
    label: str
    form: NoteForm | IssueForm
    icon: str
    is_main: bool = False
    is_short: bool = False  # one tap, no words
    is_warning: bool = False
    is_open: bool = False


@dataclass(frozen=True)
class UseRow:
    at: datetime
    kind: str
    case: Link | None


@dataclass(frozen=True)
class Editing:
    ref: str
    title: str
    state: str
    level: str
    form: ArticleForm
    action_url: str
    submit: str
    is_submit_main: bool
    steps: Sequence[Step]
    facts: Sequence[Fact]
    spots: Sequence[str]  # what stands in the words and may not be published
    sources: Sequence[Source]
    uses: Sequence[UseRow]
    public_url: str
    versions_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Series:
    columns: Sequence[SeriesRow]
    collections: Sequence[SeriesRow]
    column_form: SeriesForm
    collection_form: SeriesForm
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Offers:
    """Answers shown to somebody who is about to report. `has_asked`: something was looked for."""

    rows: Sequence[Row] = ()
    has_asked: bool = False


@dataclass(frozen=True)
class CaseBox:
    """What the page of a case says of answers: those that fit, and the one drawn from it."""

    quotes: Sequence[Row] = ()
    drawn: Link | None = None
    form: CaseForm | None = None
    draft_url: str = ""


@dataclass(frozen=True)
class Writing:
    form: ArticleForm
    crumbs: Sequence[Link]
