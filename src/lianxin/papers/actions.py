"""Every write about jobs. Who may ask for what, the caller has decided.

A job is done in slices: each leaves off after some seconds and queues the next, so that messages
and alarms are not kept waiting by a ledger of 20,000 rows, and a killed worker loses one slice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lianxin.kernel import work
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.papers.models import DOING, UNDER_WAY, Job, JobState

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """The person who asked does not want it any more."""


KEPT = timedelta(hours=24)
MOST_FAILURES = 3
BEFORE = frozenset({JobState.DRAFT, JobState.LOOKING})
SILENT = timedelta(hours=1)  # a job that has not moved for so long is given up


def draft(
    kind: str,
    *,
    title: str,
    by: AbstractBaseUser,
    district_id: int,
    key: UUID,
    at: datetime,
    asked: Mapping[str, Any] | None = None,
    reason: str = "",
    total: int = 0,
    source: IO[bytes] | None = None,
    source_name: str = "",
) -> Job:
    """A job that waits to be started. The same `key` is the same job."""
    job = Job(
        district_id=district_id,
        key=key,
        kind=kind,
        title=title,
        asked=dict(asked or {}),
        reason=reason,
        language=translation.get_language() or "",
        asked_by_id=by.pk,
        asked_at=at,
        state=JobState.DRAFT,
        total=total,
        moved_at=at,
        expires_at=at + KEPT,
    )
    if before := Job.objects.filter(district_id=district_id, key=key).first():
        return before
    if source is not None:
        job.source.save(source_name, File(source), save=False)
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:  # sent twice at once
        job.source.delete(save=False)
        return Job.objects.get(district_id=district_id, key=key)
    return job


@transaction.atomic
def look(job: Job, task: work.Job, *, asked: Mapping[str, Any], at: datetime) -> None:
    """Have the worker look at what was handed in, as `asked`; it says by `looked` what it saw."""
    changes = {"state": JobState.LOOKING, "asked": dict(asked), "found": {}, "total": 0, "done": 0}
    if not _move(job, JobState.DRAFT, **changes, moved_at=at, expires_at=at + KEPT):
        raise IllegalMove(_("这项任务已经开始，不能再改。"))
    work.enqueue(task, job.district_id, str(job.pk))


def looked(
    job: Job,
    *,
    asked: Mapping[str, Any],
    total: int,
    found: Mapping[str, Any],
    made: Path | None = None,
) -> None:
    """What was handed in, read as `asked`, is a draft that says what was `found`; it may be read
    anew as long as it has not begun. `made` is a file that says what is wrong with it."""
    before = str(job.file.name or "")
    if made:
        with made.open("rb") as content:
            job.file.save(made.name, File(content), save=False)
    changes = {"asked": dict(asked), "total": total, "done": 0, "found": dict(found)}
    file, before_it = job.file.name if made else "", JobState(job.state)
    if before_it not in BEFORE or not _move(
        job, before_it, **changes, file=file, state=JobState.DRAFT
    ):
        raise IllegalMove(_("这项任务已经开始，不能再改。"))
    if before:
        job.file.storage.delete(before)


@transaction.atomic
def start(job: Job, task: work.Job | None, *, at: datetime) -> bool:
    """Queue the job's task; None: the caller does it at once. False when it was started before."""
    is_new = _move(job, JobState.DRAFT, state=JobState.WAITING, moved_at=at, expires_at=at + KEPT)
    if is_new and task:
        _enqueue(task, job)
    return is_new


def go_on(job: Job, task: work.Job) -> None:
    """Queue the next slice, which begins at `job.done`."""
    _enqueue(task, job)


def reach(job: Job, done: int, *, at: datetime, found: Mapping[str, Any] | None = None) -> bool:
    """Note how far it has come. False when it was stopped: leave off."""
    job.done, job.found = done, dict(found if found is not None else job.found)
    return _move(job, *DOING, done=done, found=job.found, moved_at=at, state=JobState.WORKING)


def see(job: Job, done: int, total: int) -> bool:
    """Note how much of what was handed in has been looked at. False when it was stopped."""
    return _move(job, JobState.LOOKING, done=done, total=total)


def finish(job: Job, made: Path, *, name: str, at: datetime) -> None:
    """The file `made` is what was asked for; it is kept for a day."""
    before = str(job.file.name or "")
    with made.open("rb") as content:
        job.file.save(name, File(content), save=False)
    is_kept = _move(
        job,
        *DOING,
        state=JobState.DONE,
        file=job.file.name,
        done=job.done,
        total=job.total,
        found=job.found,
        moved_at=at,
        ended_at=at,
        expires_at=at + KEPT,
    )
    unwanted = before if is_kept else job.file.name
    if unwanted:
        job.file.storage.delete(unwanted)


def stop(job: Job, *, at: datetime) -> None:
    """Leave off after the slice in hand. What has been done stays done."""
    if not _move(
        job, *UNDER_WAY, JobState.DRAFT, state=JobState.STOPPED, ended_at=at, moved_at=at
    ):
        raise IllegalMove(_("这项任务已经结束。"))


def discard(job: Job) -> None:
    """Forget a draft of something that cannot be read."""
    own = Job.objects.filter(district_id=job.district_id, pk=job.pk, state=JobState.DRAFT)
    if own.delete()[0]:
        for file in job.files():
            file.delete(save=False)


@contextmanager
def running(district_id: int, job_id: str) -> Iterator[Job | None]:
    """The job of a task, in the language of who asked; None when it has ended by now.

    What goes wrong is tried again by the worker; the third time the job fails, and says why.
    """
    own = Job.objects.filter(district_id=district_id, pk=job_id)
    job = own.select_related("asked_by", "district").first()
    if job is None or job.state not in UNDER_WAY:
        yield None
        return
    with translation.override(job.language or None):
        try:
            yield job
        except Stopped:
            return
        except Refusal as refusal:
            _fail(job, refusal.message)
        except Exception:
            logger.exception("job %s failed", job_id)
            if job.failures + 1 < MOST_FAILURES:
                _move(job, *UNDER_WAY, failures=job.failures + 1)
                raise
            _fail(
                job, _("系统出了错，试了几次都没有完成。请稍后重新开始；仍不行请告诉系统管理员。")
            )


def sweep(*, district_id: int, at: datetime) -> int:
    """Delete the files whose day is over, and give up what has not moved for an hour. Returns how
    many jobs lost their files."""
    own = Job.objects.filter(district_id=district_id)
    for job in own.filter(state__in=UNDER_WAY, moved_at__lt=at - SILENT):
        with translation.override(job.language or None):
            _fail(job, _("一小时没有进展，已经停下。做完的不受影响，可以重新开始。"), at=at)
    old = own.filter(expires_at__lte=at).exclude(source="", file="")
    rows = list(old.exclude(state__in=UNDER_WAY))
    for job in rows:
        for file in job.files():
            file.delete(save=False)
        own.filter(pk=job.pk).update(source="", file="")
    return len(rows)


def _enqueue(task: work.Job, job: Job) -> None:
    work.enqueue(task, job.district_id, str(job.pk), once=f"papers:{job.pk}:{job.done}")


def _fail(job: Job, why: str, *, at: datetime | None = None) -> None:
    job.found = {**job.found, "why": why}
    at = at or timezone.now()
    _move(job, *UNDER_WAY, state=JobState.FAILED, found=job.found, ended_at=at)


def _move(job: Job, *states: str, **changes: Any) -> bool:
    """Write `changes` while the job is in one of `states`."""
    rows = Job.objects.filter(district_id=job.district_id, pk=job.pk, state__in=states)
    if not rows.update(**changes):
        return False
    for name, value in changes.items():
        setattr(job, name, value)
    return True
