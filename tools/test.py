"""Everything: the checks, the whole suite on SQLite, and on PostgreSQL what can come out otherwise
there. `make test`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import check
import postgres
import system
from steps import PYTHON, ROOT

COMPILED = ROOT / ".pytest_cache" / "compiled"
ON_BOTH = ("-m", "both")  # tests/both.py says which


@dataclass(frozen=True)
class Outcome:
    what: str
    passed: bool
    seconds: float
    note: str = ""


def main() -> None:
    lacks_postgres = "postgresql-15" in system.install()
    with ExitStack() as servers:
        url = "" if lacks_postgres else servers.enter_context(postgres.server())
        outcomes = [_timed("checks", lambda: _checks_and_databases(url))]
        outcomes.append(_timed("tests on SQLite", lambda: _pytest(database="")))
        if lacks_postgres:
            outcomes.append(_without_postgres())
        else:
            outcomes.append(
                _timed("tests on PostgreSQL 15", lambda: _pytest(*ON_BOTH, database=url))
            )
    _summary(outcomes)
    sys.exit(not all(outcome.passed for outcome in outcomes))


def _timed(what: str, work: Callable[[], bool]) -> Outcome:
    print(f"\n── {what} " + "─" * (70 - len(what)), flush=True)
    start = time.monotonic()
    return Outcome(what, work(), time.monotonic() - start)


def _checks_and_databases(url: str) -> bool:
    """At one time, since each keeps but one of two processors busy."""
    with ThreadPoolExecutor(1) as beside:
        made = beside.submit(lambda: [_migrate(one) for one in (("", url) if url else ("",))])
        passed = check.everything()
        return all(made.result()) and passed


def _migrate(database: str) -> bool:
    """Make the empty database that each process of the tests begins with a copy of."""
    return _run("tests.migrated", database=database)


def _pytest(*more: str, database: str) -> bool:
    command = ["-q", "-n", "2", "--dist", "loadfile", *more]
    command += ["--durations=15", "--durations-min=2"]
    command.append("--no-loadscope-reorder")  # the order is that of tests/conftest.py
    return _run("pytest", *command, database=database)


def _run(module: str, *arguments: str, database: str) -> bool:
    # What is compiled is kept, whatever the machine is set to: each process would do it anew.
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(COMPILED)}
    env = {**os.environ, **kept, "LIANXIN_DATABASE_URL": database}
    command = [str(PYTHON), "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0


def _without_postgres() -> Outcome:
    """On a desk it is enough to say so; the automatic build must have both."""
    automatic = any(os.environ.get(name) == "1" for name in ("CI", "LIANXIN_CI"))
    note = "PostgreSQL 15 could not be had, so nothing was tried on it"
    return Outcome("tests on PostgreSQL 15", passed=not automatic, seconds=0, note=note)


def _summary(outcomes: list[Outcome]) -> None:
    print("\n── Summary " + "─" * 60)
    for outcome in outcomes:
        word = "passed" if outcome.passed else "FAILED"
        if outcome.note:
            word = "skipped" if outcome.passed else "MISSING"
        print(f"  {word:8} {outcome.what:24} {outcome.seconds:6.0f} s  {outcome.note}")


if __name__ == "__main__":
    main()
