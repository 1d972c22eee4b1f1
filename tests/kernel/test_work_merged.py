"""Tasks that look by themselves for what there is to do."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
import time_machine
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from lianxin.kernel import work
from tests.kernel import work_samples as samples
from tests.kernel.race import race
from tests.make import NOON

MOMENT = dt.timedelta(milliseconds=150)


def waiting() -> int:
    return DBTaskResult.objects.filter(task_path__startswith="tests.").count()


def test_the_same_one_waits_once(clock: time_machine.Traveller) -> None:
    for _n in range(3):
        work.enqueue_merged(samples.write, "", "a")
    assert waiting() == 1

    work.enqueue_merged(samples.write, "", "b")
    assert waiting() == 2


def test_one_that_runs_is_not_relied_on(clock: time_machine.Traveller) -> None:
    work.enqueue_merged(samples.write, "", "a")
    DBTaskResult.objects.get().claim("somebody")

    work.enqueue_merged(samples.write, "", "a")

    assert waiting() == 2


def test_one_that_has_waited_is_left_to_the_worker(clock: time_machine.Traveller) -> None:
    for _n in range(3):
        work.enqueue_merged(samples.write, "", "a")
        clock.shift(MOMENT)
    assert waiting() == 2


def test_one_that_waits_for_another_try_is_not_relied_on(clock: time_machine.Traveller) -> None:
    work.enqueue_merged(samples.write, "", "a")
    row = DBTaskResult.objects.get()
    row.claim("somebody")
    work.fail(row, ValueError(), at=NOON)

    work.enqueue_merged(samples.write, "", "a")

    assert waiting() == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_not_run_ahead_of_a_transaction_that_relies_on_the_task() -> None:
    """SQLite lets nobody claim while somebody writes; PostgreSQL's workers pass over the row."""
    work.enqueue_merged(samples.write, "", "a")
    relied_on = threading.Event()

    def deed() -> None:
        with transaction.atomic():
            work.enqueue_merged(samples.write, "", "a")
            work.enqueue(samples.write, "", "what it is to see")
            relied_on.set()
            time.sleep(0.2)

    def worker() -> int:
        relied_on.wait(5)
        while True:
            with transaction.atomic():
                if DBTaskResult.objects.ready().order_by("enqueued_at").get_locked():
                    return waiting()

    _none, seen = race(lambda number: (deed, worker)[number](), runners=2)
    assert seen == 2
