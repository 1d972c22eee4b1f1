"""A file that was handed in: a short one is looked at while one waits, a long one by
the worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lianxin.cases import importing
from lianxin.papers import actions as papers
from lianxin.papers.models import Job, JobState
from lianxin.web.ledger import tasks

AT_ONCE = 256 * 1024  # bytes: some two thousand rows


def first(job: Job, *, at: datetime) -> None:
    """Look at what was handed in; what was sent twice is looked at once. Raises `Refusal` with
    what is wrong with a short file; what is wrong with a long one stands in the job."""
    if job.state != JobState.DRAFT or job.found:
        return
    if job.source.size > AT_ONCE:
        papers.look(job, tasks.look, asked=job.asked, at=at)
    else:
        tasks.LOOKS[job.kind](job)


def again(job: Job, *, asked: Mapping[str, Any], at: datetime) -> None:
    """Look at a ledger as somebody says that it is to be read. Raises as `first` does."""
    if job.source.size > AT_ONCE:
        papers.look(job, tasks.look, asked=asked, at=at)
    else:
        importing.check(job, asked=asked)
