"""Work in the background: tasks queued with the deed, kept until they are done.

A task is queued in the caller's transaction and run by `manage.py work` at least once: a worker
may die after the deed and before it could say so. Write tasks so that a second run changes
nothing, and give them ids, never contents.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from traceback import format_exception
from typing import Any
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.compat import Task, TaskResultStatus, normalize_json
from django_tasks_db.models import DBTaskResult, get_date_max

from lianxin.kernel import throttle
from lianxin.kernel.database import rows
from lianxin.kernel.ids import new_id

try:
    from django.tasks import task as make_task  # type: ignore[import-not-found,unused-ignore]  # of 6
except ImportError:  # before Django 6
    from django_tasks import task as make_task  # type: ignore[no-redef,unused-ignore]  # as above

Job = Task[..., None]
Row = DBTaskResult[..., None]
KEYS = UUID("5f0d9a52-6d1c-4f0e-9f0b-3a3c1f7f2b11")
USUAL, LONG = QUEUES = "default", "long"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DONE_KEPT = timedelta(days=3)  # longer than any period of `every`: with its row a key is gone
FAILED_KEPT = timedelta(days=90)
MERGED_FOR = timedelta(milliseconds=200)
_SAME = """
    SELECT 1 FROM django_tasks_database_dbtaskresult
    WHERE status = 'READY' AND priority = %s AND run_after = %s AND enqueued_at > %s
    AND task_path = %s AND args_kwargs = """
WAITING = {
    "sqlite": f"{_SAME} %s LIMIT 1",
    "postgresql": f"{_SAME} CAST(%s AS jsonb) LIMIT 1 FOR SHARE SKIP LOCKED",
}
TICKS_SEEN = 60  # minutes back that `last_tick` looks


@dataclass(frozen=True)
class Policy:
    """A task that runs longer than `lease` is taken for dead. One that died or raised is run
    again, at most `attempts` times in all: after a death at once, after an error `backoff`
    later, then twice as long each time."""

    lease: timedelta = timedelta(minutes=5)
    attempts: int = 3
    backoff: timedelta = timedelta(seconds=20)


@dataclass(frozen=True)
class Period:
    """Every `length`, counted from midnight UTC; or once a day, when local time reaches `at`."""

    length: timedelta
    at: time | None = None

    def slot(self, now: datetime) -> str:
        """The name of the period that `now` lies in."""
        if self.at is None:
            return str((now - EPOCH) // self.length)
        is_early = timezone.localtime(now).time() < self.at
        return (timezone.localdate(now) - timedelta(days=is_early)).isoformat()


_policies: dict[str, Policy] = {}
_periodic: list[tuple[Job, Period]] = []


def task(
    *,
    lease: timedelta = Policy.lease,
    attempts: int = Policy.attempts,
    backoff: timedelta = Policy.backoff,
    priority: int = 0,
    queue: str = USUAL,
) -> Callable[[Callable[..., None]], Job]:
    """Make a function of a room's `tasks.py` a task. Its arguments are plain JSON values. What may
    take more than a few seconds goes to the queue LONG, which keeps no message waiting."""

    def register(function: Callable[..., None]) -> Job:
        job: Job = make_task(priority=priority, queue_name=queue)(function)
        _policies[job.module_path] = Policy(lease, attempts, backoff)
        return job

    return register


def every(*, minutes: int = 0, hours: int = 0, daily_at: str = "") -> Callable[[Job], Job]:
    """Run a task (write it above `@work.task()`) once a period, however many workers there are.
    Periods missed while no worker ran are made up for by one run."""
    at = time.fromisoformat(daily_at) if daily_at else None
    period = Period(timedelta(minutes=minutes, hours=hours), at)

    def register(job: Job) -> Job:
        _periodic.append((job, period))
        return job

    return register


def enqueue(job: Job, *args: object, once: str = "", run_after: datetime | None = None) -> UUID:
    """Queue a task in the transaction that is open. With `once`, a second task under the same
    key is nothing, while the first waits and for three days after it was done."""
    row = _row(job, args, once=once, run_after=run_after)
    rows.insert(row, once=bool(once))
    return UUID(str(row.pk))


def enqueue_merged(job: Job, *args: object) -> None:
    """Queue a task that looks by itself for what there is to do, unless the same one waits
    already: it will see what this transaction writes.

    PostgreSQL's workers pass over a waiting task while a transaction that relies on it is open;
    so that many cannot keep it waiting together, one older than `MERGED_FOR` is left alone.
    """
    row = _row(job, args, once="", run_after=None)
    with connection.cursor() as cursor:
        cursor.execute(WAITING[connection.vendor], _values_of_waiting(row))
        is_waiting = cursor.fetchone()
    if not is_waiting:
        rows.insert(row)


def failed() -> QuerySet[Row]:
    """The tasks that were given up, the latest first."""
    return DBTaskResult.objects.failed().order_by("-finished_at")


def retry(task_id: UUID) -> bool:
    """Give a failed task all its attempts again; False when it is not failed any more."""
    given_up = DBTaskResult.objects.filter(pk=task_id, status=TaskResultStatus.FAILED)
    return bool(given_up.update(**_ready(get_date_max()), worker_ids=[], finished_at=None))


def last_tick(*, at: datetime) -> datetime | None:
    """When a worker last ran the minute's tick; None when none did in the last hour. Older
    than two minutes means: no worker runs, or it has no time."""
    keys = [_key(_minute(at - n * MINUTE)) for n in range(TICKS_SEEN)]
    done = DBTaskResult.objects.filter(pk__in=keys, status=TaskResultStatus.SUCCESSFUL)
    latest: datetime | None = done.aggregate(at=Max("finished_at"))["at"]
    return latest


def beat(*, at: datetime) -> None:
    """Queue the tick of this minute, unless another worker did."""
    enqueue(tick, once=_minute(at))


def succeed(row: Row, *, at: datetime) -> None:
    own = {"id": row.pk, "started_at": row.started_at, "status": TaskResultStatus.RUNNING}
    done = {"status": TaskResultStatus.SUCCESSFUL, "finished_at": at}
    rows.update(DBTaskResult, own, {**done, "exception_class_path": "", "traceback": ""})


def fail(row: Row, error: BaseException, *, at: datetime, at_once: bool = False) -> None:
    """Try the task again later, or give it up. Nothing when somebody else has it by now."""
    policy, tries = _policy(row.task_path), len(row.worker_ids)
    changes = _ready(at if at_once else at + policy.backoff * 2 ** (tries - 1))
    if tries >= policy.attempts:
        changes = {"status": TaskResultStatus.FAILED, "finished_at": at}
    _still_running(row).update(
        **changes,
        exception_class_path=f"{type(error).__module__}.{type(error).__qualname__}",
        traceback="".join(format_exception(error)),
    )


def give_back(row: Row) -> None:
    """The worker was told to stop: the attempt does not count."""
    _still_running(row).update(**_ready(get_date_max()), worker_ids=row.worker_ids[:-1])


def reap(is_dead: Callable[[str], bool], *, at: datetime) -> int:
    """Return the tasks whose worker `is_dead`, or whose lease has ended. How many there were."""
    lost = [
        row
        for row in DBTaskResult.objects.running()
        if is_dead(row.worker_ids[-1]) or at > row.started_at + _policy(row.task_path).lease
    ]
    for row in lost:
        error = TimeoutError("its worker ended, or did not finish within the lease")
        fail(row, error, at=at, at_once=True)
    return len(lost)


@task(priority=100)
def tick() -> None:
    at = timezone.now()
    due = [_row(job, (), once=f"{job.module_path}@{p.slot(at)}") for job, p in _periodic]
    rows.insert(*due, once=True)


@every(daily_at="03:30")
@task()
def prune() -> None:
    """Forget finished tasks and old throttle counts."""
    at = timezone.now()
    done = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=at - DONE_KEPT)
    given_up = Q(status=TaskResultStatus.FAILED, finished_at__lt=at - FAILED_KEPT)
    DBTaskResult.objects.filter(done | given_up).delete()
    throttle.prune(at)


def _row(job: Job, args: Sequence[object], *, once: str, run_after: datetime | None = None) -> Row:
    return DBTaskResult(
        id=_key(once) if once else new_id(),
        args_kwargs=normalize_json({"args": args, "kwargs": {}}),
        priority=job.priority,
        task_path=job.module_path,
        queue_name=job.queue_name,
        run_after=run_after or get_date_max(),
        backend_name=job.backend,
    )


def _values_of_waiting(row: Row) -> list[Any]:
    adapt = connection.ops.adapt_datetimefield_value
    since, args = adapt(timezone.now() - MERGED_FOR), json.dumps(row.args_kwargs)
    return [row.priority, adapt(row.run_after), since, row.task_path, args]


def _key(once: str) -> UUID:
    """The id of the task of that key, so that its row's primary key keeps it single."""
    return uuid5(KEYS, once)


def _minute(at: datetime) -> str:
    return f"tick@{(at - EPOCH) // MINUTE}"


def _policy(path: str) -> Policy:
    if path not in _policies:
        with suppress(ImportError):
            import_string(path)
    return _policies.get(path, Policy())


def _ready(run_after: datetime) -> dict[str, Any]:
    return {"status": TaskResultStatus.READY, "run_after": run_after}


def _still_running(row: Row) -> QuerySet[Row]:
    """The row while it is in the hands of the worker that `row` shows."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    return running.filter(pk=row.pk, started_at=row.started_at)
