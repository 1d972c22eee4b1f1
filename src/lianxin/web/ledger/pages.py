"""What the pages of lists and ledgers show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianxin.papers.models import Job
from lianxin.web.ledger.forms import ExportForm, MatchForm, UploadForm
from lianxin.web.parts import Fact, Level, Link, Pager


@dataclass(frozen=True)
class Row:
    job: Job
    state: str
    level: str
    url: str
    who: str


@dataclass(frozen=True)
class Jobs:
    rows: Sequence[Row]
    may_import: bool
    may_export: bool
    may_read_log: bool


@dataclass(frozen=True)
class Log:
    rows: Sequence[Row]
    pager: Pager
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Export:
    form: ExportForm
    label: str
    count: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Upload:
    form: UploadForm
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Progress:
    """What changes while the job runs."""

    job: Job
    state: str
    level: Level
    done: str
    total: str
    is_counted: bool  # how many rows there are is known, and they are being done
    left: str  # time; "" while nobody knows
    told: Sequence[Fact]
    why: str
    file_url: str  # "" while there is none
    file_label: str


@dataclass(frozen=True)
class JobPage:
    progress: Progress
    poll_url: str  # "" when nothing changes any more
    swaps_page: bool  # what is asked again is the whole page: more than the progress changes
    form: MatchForm | None  # of a draft
    faults: Sequence[dict[str, Any]]
    faults_in_all: int
    remarks: Sequence[dict[str, Any]]
    remarks_more: int  # that are not shown
    remarks_label: str
    unread: str
    refused: str
    can_start: bool
    expires_at: datetime
    crumbs: Sequence[Link]
