from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from lianxin.kernel import throttle, work
from lianxin.operate.worker import run_all
from tests.kernel import work_samples as samples
from tests.kernel.race import race
from tests.kernel.workers import PATIENCE, until, worker

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
GONE = 2**22 + 1  # above Linux's highest process id


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def _no_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "beat", lambda **_: None)


def lines(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


def told_again(process: subprocess.Popen[bytes]) -> bool:
    """Whether it has ended after one more SIGTERM."""
    process.terminate()
    return process.poll() is not None


def the_task() -> work.Row:
    return DBTaskResult.objects.get(task_path__startswith="tests.")


def claimed_by(worker_id: str, *, ago: dt.timedelta) -> None:
    row = the_task()
    row.claim(worker_id)
    row.started_at = timezone.now() - ago
    row.save()


def test_a_task_is_done_once(log: Path) -> None:
    work.enqueue(samples.write, str(log), "a")
    run_all()
    run_all()
    assert lines(log) == ["a"]


def test_a_task_goes_back_with_the_deed_that_queued_it() -> None:
    with transaction.atomic():
        work.enqueue(samples.write, "", "a")
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()


def test_the_same_key_is_one_task_also_when_it_is_done(log: Path) -> None:
    for text in ("first", "second"):
        work.enqueue(samples.write, str(log), text, once="wash the dog")
    run_all()
    work.enqueue(samples.write, str(log), "third", once="wash the dog")
    run_all()
    assert lines(log) == ["first"]


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_moment_is_one_task() -> None:
    answers = race(lambda _n: work.enqueue(samples.write, "", "a", once="k"), runners=4)
    assert len(set(answers)) == 1
    assert DBTaskResult.objects.count() == 1


def test_a_task_waits_for_its_time(log: Path, noon: dt.datetime) -> None:
    with time_machine.travel(noon, tick=False) as clock:
        work.enqueue(samples.write, str(log), "a", run_after=noon + MINUTE)
        run_all()
        assert lines(log) == []
        clock.shift(MINUTE)
        run_all()
    assert lines(log) == ["a"]


@pytest.mark.usefixtures("_no_ticks")
def test_what_raises_is_tried_again_later_and_later_then_shown(
    log: Path, noon: dt.datetime
) -> None:
    task_id = work.enqueue(samples.stumble, str(log))
    tries = []
    with time_machine.travel(noon, tick=False) as clock:
        for _second in range(60):
            before = len(lines(log))
            run_all()
            if len(lines(log)) > before:
                tries.append(int((timezone.now() - noon).total_seconds()))
            clock.shift(dt.timedelta(seconds=1))
    given_up = work.failed().get()

    assert tries == [0, 10, 30]
    assert given_up.pk == task_id
    assert "the bridge is closed" in given_up.traceback


@pytest.mark.usefixtures("_no_ticks")
def test_a_task_that_was_given_up_can_be_tried_again(log: Path, noon: dt.datetime) -> None:
    task_id = work.enqueue(samples.stumble, str(log))
    with time_machine.travel(noon, tick=False) as clock:
        for _try in range(4):
            run_all()
            clock.shift(MINUTE)
        assert work.retry(task_id)
        assert not work.retry(task_id)
        run_all()
    assert lines(log) == ["tried"] * 4
    assert the_task().status == "READY"


def test_a_task_whose_worker_is_gone_from_this_machine_is_taken_over_at_once(log: Path) -> None:
    work.enqueue(samples.write, str(log), "a")
    claimed_by(f"{os.uname().nodename}:{GONE}:cafe", ago=dt.timedelta(0))
    run_all()
    assert lines(log) == ["a"]


def test_a_task_of_a_worker_elsewhere_is_taken_over_after_its_lease(log: Path) -> None:
    work.enqueue(samples.wait_for, str(log), str(log.parent))
    claimed_by("another-host:1:cafe", ago=dt.timedelta(seconds=110))
    run_all()
    assert lines(log) == []

    with time_machine.travel(timezone.now() + MINUTE):
        run_all()
    assert lines(log) == ["begun", "done"]


def test_a_task_that_kills_its_workers_is_given_up(log: Path) -> None:
    work.enqueue(samples.write, str(log), "a")
    for _death in range(3):
        claimed_by("another-host:1:cafe", ago=DAY)
        work.reap(lambda _worker: False, at=timezone.now())
    run_all()
    assert lines(log) == []
    assert work.failed().get() == the_task()


def test_a_slow_worker_that_lost_its_task_does_not_disturb_the_next(log: Path) -> None:
    work.enqueue(samples.write, str(log), "a")
    claimed_by("slow:1:cafe", ago=DAY)
    lost = the_task()
    work.reap(lambda _worker: False, at=timezone.now())
    claimed_by("next:1:cafe", ago=dt.timedelta(0))

    work.fail(lost, RuntimeError(), at=timezone.now())
    assert the_task().status == "RUNNING"
    work.succeed(lost, at=timezone.now())
    assert the_task().status == "RUNNING"


def test_the_tick_queues_each_periodic_task_once_a_period(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hourly = work.Period(dt.timedelta(hours=1))
    monkeypatch.setattr(work, "_periodic", [(samples.write, hourly)])
    with time_machine.travel("2026-03-02 04:00:30+00:00", tick=False) as clock:
        for _minute in range(120):
            for _worker in range(2):
                work.beat(at=timezone.now())
                work.tick.func()
            clock.shift(MINUTE)
    assert DBTaskResult.objects.filter(task_path=samples.write.module_path).count() == 2
    assert DBTaskResult.objects.filter(task_path=work.tick.module_path).count() == 120


def test_a_daily_task_runs_at_its_local_time_or_when_work_goes_on_afterwards() -> None:
    nightly = work.Period(dt.timedelta(), dt.time(2, 0))
    days = [
        nightly.slot(dt.datetime(2026, 3, 2, hour, minute, tzinfo=SHANGHAI))
        for hour, minute in ((0, 30), (1, 59), (2, 0), (23, 59))
    ]
    assert days == ["2026-03-01", "2026-03-01", "2026-03-02", "2026-03-02"]


def test_every_room_names_its_tasks_before_work_begins() -> None:
    paths = {job.module_path for job, _period in work._periodic}
    assert {"lianxin.kernel.work.prune", "lianxin.outbox.tasks.deliver_due"} <= paths


def test_it_is_known_when_a_worker_last_ticked(noon: dt.datetime) -> None:
    assert work.last_tick(at=noon) is None
    with time_machine.travel(noon, tick=False):
        run_all()
    assert work.last_tick(at=noon + 5 * MINUTE) == noon


def test_old_tasks_and_throttle_counts_are_forgotten(log: Path, noon: dt.datetime) -> None:
    with time_machine.travel(noon, tick=False) as clock:
        work.enqueue(samples.write, str(log), "a")
        run_all()
        throttle.hit("login", "who", limit=5, per=MINUTE, at=noon)
        clock.shift(2 * DAY)
        work.prune.func()
        assert DBTaskResult.objects.filter(task_path=samples.write.module_path).exists()
        clock.shift(2 * DAY)
        work.prune.func()
    assert not DBTaskResult.objects.filter(task_path=samples.write.module_path).exists()
    assert throttle.prune(noon + 9 * DAY) == 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_mid_task_loses_nothing(log: Path, tmp_path: Path) -> None:
    permission = tmp_path / "go"
    work.enqueue(samples.wait_for, str(log), str(permission))
    work.enqueue(samples.write, str(log), "the next")
    with worker() as killed:
        until(lambda: lines(log) == ["begun"])
        killed.send_signal(signal.SIGKILL)
        killed.wait()

    permission.touch()
    with worker():
        until(lambda: len(lines(log)) == 4)
    assert lines(log) == ["begun", "begun", "done", "the next"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_stop_finishes_the_task_in_hand(log: Path, tmp_path: Path) -> None:
    permission = tmp_path / "go"
    work.enqueue(samples.wait_for, str(log), str(permission))
    work.enqueue(samples.write, str(log), "the next")
    with worker() as stopped:
        until(lambda: lines(log) == ["begun"])
        stopped.terminate()
        permission.touch()
        assert stopped.wait(timeout=10) == 0
    assert lines(log) == ["begun", "done"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_twice_gives_the_task_back(log: Path, tmp_path: Path) -> None:
    work.enqueue(samples.wait_for, str(log), str(tmp_path / "never"))
    with worker() as stopped:
        until(lambda: lines(log) == ["begun"])
        stopped.terminate()
        until(lambda: told_again(stopped))
    row = the_task()
    assert (row.status, row.worker_ids) == ("READY", [])


@pytest.mark.django_db(transaction=True)
def test_a_long_task_keeps_no_other_waiting(log: Path, tmp_path: Path) -> None:
    permission = tmp_path / "go"
    work.enqueue(samples.wait_long, str(log), str(permission))
    with worker():
        until(lambda: lines(log) == ["begun"])
        work.enqueue(samples.write, str(log), "the next")
        until(lambda: lines(log) == ["begun", "the next"])
        permission.touch()
        until(lambda: lines(log) == ["begun", "the next", "done"])


@pytest.mark.django_db(transaction=True)
def test_a_long_task_does_not_wait_for_another_to_end(log: Path, tmp_path: Path) -> None:
    work.enqueue(samples.wait_long, str(log), str(tmp_path / "never"))
    with worker():
        until(lambda: lines(log) == ["begun"])
        permission = tmp_path / "go"
        permission.touch()
        work.enqueue(samples.wait_long, str(log), str(permission))
        until(lambda: lines(log) == ["begun", "begun", "done"])


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_stop_ends_its_long_task_too(log: Path, tmp_path: Path) -> None:
    work.enqueue(samples.wait_long, str(log), str(tmp_path / "never"))
    with worker() as stopped:
        until(lambda: lines(log) == ["begun"])
        stopped.terminate()
        assert stopped.wait(timeout=20) == 0
    row = the_task()
    assert (row.status, row.worker_ids) == ("READY", [])


def test_a_process_for_long_tasks_does_not_wait_for_a_database_that_is_away() -> None:
    """Nobody would end it where the worker that started it was killed."""
    with worker("--long", LIANXIN_DATABASE_URL="postgresql://nobody@127.0.0.1:9/none") as process:
        assert process.wait(PATIENCE) == 0
