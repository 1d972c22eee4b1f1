"""Everything: the whole suite on SQLite, again on PostgreSQL, then the checks. `make test`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import check
import postgres
import system
from steps import PYTHON, ROOT

# In a browser, from other people's clients, and in what asks no database, it makes no difference.
# The demo town is built by deeds that are tried on both.
ONCE = (
    *("tests/journeys", "tests/foreign", "tests/language", "tests/*/test_wording.py"),
    "tests/playbooks/test_demo*.py",
    *(f"tests/house/test_{name}.py" for name in ("docs", "pins", "rules", "tables", "words")),
)
# Each deed is tried on both by its own tests; that each address asks it first is seen on one.
ONCE_TOO = "tests/house/test_cast.py::test_who_may_do_what"
COMPILED = ROOT / ".pytest_cache" / "compiled"


@dataclass(frozen=True)
class Outcome:
    what: str
    passed: bool
    seconds: float
    note: str = ""


def main() -> None:
    lacking = system.install()
    outcomes = [_timed("tests on SQLite", lambda: _pytest(database=""))]
    if "postgresql-15" in lacking:
        outcomes.append(_without_postgres())
    else:
        outcomes.append(_timed("tests on PostgreSQL 15", _on_postgres))
    outcomes.append(_timed("checks", check.everything))
    _summary(outcomes)
    sys.exit(not all(outcome.passed for outcome in outcomes))


def _timed(what: str, work: Callable[[], bool]) -> Outcome:
    print(f"\n── {what} " + "─" * (70 - len(what)), flush=True)
    start = time.monotonic()
    return Outcome(what, work(), time.monotonic() - start)


def _pytest(*more: str, database: str) -> bool:
    command = [str(PYTHON), "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", *more]
    command += ["--durations=15", "--durations-min=2"]
    command.append("--no-loadscope-reorder")  # the order is that of tests/conftest.py
    # What is compiled is kept, whatever the machine is set to: each process would do it anew.
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(COMPILED)}
    env = {**os.environ, **kept, "LIANXIN_DATABASE_URL": database}
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0


def _on_postgres() -> bool:
    with postgres.server() as url:
        left_out = (f"--deselect={ONCE_TOO}", *(f"--ignore-glob={path}" for path in ONCE))
        return _pytest(*left_out, database=url)


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
