"""What the worker does for ledgers, once somebody has asked for it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from lianxin.cases import importing
from lianxin.catalogue import importing as listings
from lianxin.kernel import work
from lianxin.papers import actions as papers
from lianxin.papers.models import JobState
from lianxin.web.ledger import exporting

KILLS = 10  # a worker may be killed that often; what goes wrong by itself `papers` counts


@work.task(attempts=KILLS, lease=timedelta(minutes=20), queue=work.LONG)
def export_cases(district_id: int, job_id: str) -> None:
    with papers.running(district_id, job_id) as job:
        if job:
            exporting.make(job, at=timezone.now())


@work.task(attempts=KILLS, lease=timedelta(minutes=20), queue=work.LONG)
def look(district_id: int, job_id: str) -> None:
    """What is in a long file, and what of it cannot be taken in. Nothing is written, so that a
    worker that was killed begins again."""
    with papers.running(district_id, job_id) as job:
        if job and job.state == JobState.LOOKING:
            LOOKS[job.kind](job)


@work.task(attempts=KILLS, queue=work.LONG)
def import_cases(district_id: int, job_id: str) -> None:
    """One slice; then the next is queued, or the receipts are written."""
    with papers.running(district_id, job_id) as job:
        if job is None:
            return
        left = importing.file_slice(job, at=timezone.now())
        if left:
            papers.go_on(job, import_cases)
        elif left == 0:
            importing.finish(job, at=timezone.now())


@work.task(attempts=KILLS, queue=work.LONG)
def import_listings(district_id: int, job_id: str) -> None:
    """As `import_cases`, into the catalogue."""
    with papers.running(district_id, job_id) as job:
        if job is None:
            return
        left = listings.file_slice(job, at=timezone.now())
        if left:
            papers.go_on(job, import_listings)
        elif left == 0:
            listings.finish(job, at=timezone.now())


LOOKS = {importing.KIND: importing.check_first, listings.KIND: listings.check}
"""How a file that was handed in is looked at."""

STARTED = {importing.KIND: import_cases, listings.KIND: import_listings}
"""What is looked at before somebody starts it."""
