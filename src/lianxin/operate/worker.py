"""The loop of `manage.py work`: django-tasks-db's worker with a tick, leases and retries."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime
from types import FrameType
from uuid import UUID

from django.db import close_old_connections, connection, transaction
from django.db.models import Q, QuerySet
from django.db.utils import InterfaceError, OperationalError
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult, get_date_max

from lianxin.kernel import reference, work
from lianxin.kernel.database import rows
from lianxin.kernel.database.composed import composed

logger = logging.getLogger(__name__)
DATABASE_AWAY = 1.0  # seconds until the next try
PATIENCE = 5.0  # seconds a long task may go on when all shall end
LOOK = 1.0  # seconds between looks at the queue of long tasks
MOST_LONG = 2  # processes for long tasks: who hands in a ledger does not wait for a lesson to end
LONG_ENOUGH = 5.0  # seconds a long task waits before the second one is started for it
CLAIMED = ("status", "started_at", "worker_ids")


class Worker(DatabaseWorker):
    """Does the tasks of one queue. The worker of the usual queue starts processes of their own for
    the long ones, which end when none is left: so they keep nobody waiting, and what they took
    of memory is given back."""

    def __init__(self, *, interval: float, queue: str = work.USUAL, batch: bool = False) -> None:
        super().__init__(
            queue_names=[queue],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
            excluded_queue_names=[],
        )
        self.done = 0
        self._queue = queue
        self._minute = ""
        self._expects_more = False
        self._long: list[subprocess.Popen[bytes]] = []
        self._looked = 0.0
        self._waiting: tuple[UUID | None, float] = (None, 0.0)  # for a process, since when

    def run(self) -> None:
        """Until told to stop, or, in a batch, until nothing is left to do now."""
        try:
            self._run()
        finally:
            self._end_long()

    def _run(self) -> None:
        while self.running:
            try:
                if not self.batch:
                    close_old_connections()
                busy = self.step()
            except (OperationalError, InterfaceError):
                if self.batch and self._queue == work.LONG:
                    return  # the usual worker starts another one; perhaps it is gone itself
                logger.exception("the database is away; trying again")
                connection.close()
                busy = True
                time.sleep(DATABASE_AWAY)
            if not busy and self.batch:
                return
            if not busy:
                time.sleep(self.interval)

    def step(self) -> bool:
        """Do one task that is ready; False when there was none."""
        self._tick()
        if not self.batch:
            self._see_to_long_ones()
        row = self._claim()
        if row:
            self.run_task(row)
            self.done += 1
        self._expects_more = row is not None
        return self._expects_more

    def run_task(self, db_task_result: work.Row) -> None:
        """Run it, and note how it went; a task that raises is tried again later."""
        row, name = db_task_result, db_task_result.task_path
        try:
            with reference.steady():
                row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        except Exception as error:
            logger.exception("task %s failed (attempt %d)", name, len(row.worker_ids))
            work.fail(row, error, at=timezone.now())
        except BaseException:
            work.give_back(row)
            raise
        else:
            work.succeed(row, at=timezone.now())

    def shutdown(self, signum: int, _frame: FrameType | None) -> None:
        """The first signal lets the task in hand finish, the second gives it back at once."""
        if not self.running:
            self.reset_signals()
            sys.exit(1)
        logger.info("%s: stopping after the task in hand", signal.strsignal(signum))
        self.running = False

    def _tick(self) -> None:
        """At start and once a minute."""
        at = timezone.now()
        if self._minute != f"{at:%H:%M}":
            self._minute = f"{at:%H:%M}"
            work.reap(self._is_dead, at=at)
            work.beat(at=at)

    def _see_to_long_ones(self) -> None:
        now = time.monotonic()
        if now - self._looked < LOOK:
            return
        self._looked = now
        self._long = [process for process in self._long if process.poll() is None]
        if len(self._long) < MOST_LONG and self._is_needed(now):
            command = [sys.executable, "-m", "lianxin.cli", "manage", "work", "--long"]
            self._long.append(subprocess.Popen(command))  # noqa: S603  our own arguments
            self._waiting = (self._waiting[0], now)

    def _is_needed(self, now: float) -> bool:
        """Whether a long task waits that no process takes: between two tasks one may wait for a
        moment."""
        (pk,) = next(iter(_ready(self.backend_name, work.LONG, timezone.now())), (None,))
        if pk != self._waiting[0]:
            self._waiting = (pk, now)
        return pk is not None and (not self._long or now - self._waiting[1] > LONG_ENOUGH)

    def _end_long(self) -> None:
        """Told once they may finish their tasks, told twice they give them back."""
        for _time in range(2):
            left = [process for process in self._long if process.poll() is None]
            for process in left:
                process.terminate()
            for process in left:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(PATIENCE)

    def _claim(self) -> work.Row | None:
        at = timezone.now()
        if not self._expects_more and not _ready(self.backend_name, self._queue, at):
            return None  # waiting takes no write lock
        with transaction.atomic():
            row = next(iter(_first(self.backend_name, self._queue, at)), None)
            if row:
                row.status, row.started_at = TaskResultStatus.RUNNING, at
                row.worker_ids = [*row.worker_ids, self.worker_id]
                changes = {name: getattr(row, name) for name in CLAIMED}
                rows.update(DBTaskResult, {"id": row.pk}, changes)
        return row

    def _is_dead(self, worker_id: str) -> bool:
        """Whether that worker ran on this machine and its process is gone. Of others the lease
        decides."""
        host, _, process = worker_id.partition(":")
        if host != socket.gethostname() or worker_id == self.worker_id:
            return False
        pid = int(process.partition(":")[0])
        return pid == os.getpid() or not _is_alive(pid)


def _rows(backend: str, queue: str, at: datetime) -> QuerySet[work.Row]:
    """Those that are ready, the next one first."""
    due = Q(run_after=get_date_max()) | Q(run_after__lte=at)
    rows = DBTaskResult.objects.filter(due, status=TaskResultStatus.READY, backend_name=backend)
    return rows.filter(queue_name=queue)


@composed
def _ready(backend: str, queue: str, at: datetime) -> QuerySet[work.Row, tuple[UUID]]:
    return _rows(backend, queue, at).values_list("pk")[:1]


@composed
def _first(backend: str, queue: str, at: datetime) -> QuerySet[work.Row]:
    return _rows(backend, queue, at).select_for_update(skip_locked=True)[:1]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def run_all() -> None:
    """Do everything that is ready now, with what it queues, and return."""
    busy = True
    while busy:
        workers = [Worker(interval=0, queue=name, batch=True) for name in work.QUEUES]
        for worker in workers:
            worker.run()
        busy = any(worker.done for worker in workers)
