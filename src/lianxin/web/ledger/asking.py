"""A file that somebody asked for: a short one is written at once, a long one by the worker."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from lianxin.kernel import work
from lianxin.papers import actions as papers
from lianxin.papers import lists
from lianxin.papers.lists import Cell
from lianxin.papers.models import Job

AT_ONCE = 1000  # rows that are written while one waits
TOLD_EVERY = 500


def begin(job: Job, task: work.Job, make: Callable[..., None], *, at: datetime) -> None:
    """Start `job`, whose rows are counted in `job.total`."""
    if job.total > AT_ONCE:
        papers.start(job, task, at=at)
    elif papers.start(job, None, at=at):
        with papers.running(job.district_id, str(job.pk)) as begun:
            if begun:
                make(begun, at=at)


def write(
    job: Job,
    *,
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    at: datetime,
    wide: Sequence[int] = (),
    has_bom: bool | None = None,
) -> None:
    """As .xlsx, or as .csv where it is said whether it `has_bom`; telling how far it has come."""
    suffix = "xlsx" if has_bom is None else "csv"
    counted = _counted(job, rows)
    with tempfile.TemporaryDirectory(prefix="lianxin-export-") as folder:
        path = Path(folder) / f"file.{suffix}"
        try:
            if has_bom is None:
                lists.write_xlsx(path, title=title, head=head, rows=counted, wide=wide)
            else:
                lists.write_csv(path, head=head, rows=counted, has_bom=has_bom)
        except papers.Stopped:
            return
        job.total = job.done
        name = f"lianxin-{timezone.localtime(at):%Y%m%d-%H%M}.{suffix}"
        papers.finish(job, path, name=name, at=timezone.now())


def _counted(job: Job, rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    job.done = 0
    for number, row in enumerate(rows, 1):
        if number % TOLD_EVERY == 0 and not papers.reach(job, number, at=timezone.now()):
            raise papers.Stopped
        job.done = number
        yield row
