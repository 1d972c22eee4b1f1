"""The loop of `manage.py work`: django-tasks-db's worker with a tick, leases and retries."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import sys
import time
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
CLAIMED = ("status", "started_at", "worker_ids")


class Worker(DatabaseWorker):
    def __init__(self, *, interval: float, batch: bool = False) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
            excluded_queue_names=[],
        )
        self._minute = ""
        self._expects_more = False

    def run(self) -> None:
        """Until told to stop, or, in a batch, until nothing is left to do now."""
        while self.running:
            try:
                if not self.batch:
                    close_old_connections()
                busy = self.step()
            except (OperationalError, InterfaceError):
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
        row = self._claim()
        if row:
            self.run_task(row)
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

    def _claim(self) -> work.Row | None:
        at = timezone.now()
        if not self._expects_more and not _ready(self.backend_name, at):
            return None  # waiting takes no write lock
        with transaction.atomic():
            row = next(iter(_first(self.backend_name, at)), None)
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


def _rows(backend: str, at: datetime) -> QuerySet[work.Row]:
    """Those that are ready, the next one first."""
    due = Q(run_after=get_date_max()) | Q(run_after__lte=at)
    return DBTaskResult.objects.filter(due, status=TaskResultStatus.READY, backend_name=backend)


@composed
def _ready(backend: str, at: datetime) -> QuerySet[work.Row, tuple[UUID]]:
    return _rows(backend, at).values_list("pk")[:1]


@composed
def _first(backend: str, at: datetime) -> QuerySet[work.Row]:
    return _rows(backend, at).select_for_update(skip_locked=True)[:1]


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
    Worker(interval=0, batch=True).run()
