"""What a machine can say about the code without running it. `make check`, `make fix`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from steps import PYTHON, ROOT, VENV

BIN = VENV / "bin"
TEMPLATES = "src/lianxin/web/templates"
CHECKS: dict[str, list[str | Path]] = {
    "ruff": [BIN / "ruff", "check", "--quiet", "."],
    "ruff format": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "djangofmt": [BIN / "djangofmt", "--check", TEMPLATES],
    "import-linter": [BIN / "lint-imports"],
    "mypy": [BIN / "mypy"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": [PYTHON, "manage.py", "messages", "--check"],
    "deployment": [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}
FIXES: dict[str, list[str | Path]] = {
    "ruff": [BIN / "ruff", "check", "--fix", "--quiet", "."],
    "ruff format": [BIN / "ruff", "format", "--quiet", "."],
    "djangofmt": [BIN / "djangofmt", "--quiet", TEMPLATES],
}

# The shipped defaults are what is checked, whatever is set on this desk.
SHIPPED = {name: value for name, value in os.environ.items() if not name.startswith("LIANXIN_")}


def everything() -> bool:
    """All checks, two at a time. True when none has failed."""
    with ThreadPoolExecutor(2) as pool:
        return all(list(pool.map(_passes, CHECKS, CHECKS.values())))


def mend() -> bool:
    """One after the other, for they write the same files."""
    return not [name for name, command in FIXES.items() if not _passes(name, command)]


def _passes(name: str, command: list[str | Path]) -> bool:
    start = time.monotonic()
    answer = subprocess.run(
        command,
        cwd=ROOT,
        env=SHIPPED,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    word = "FAILED" if answer.returncode else "passed"
    print(f"  {word:8} {name:16} {time.monotonic() - start:5.1f} s", flush=True)
    if answer.returncode:
        print(answer.stdout, flush=True)
    return answer.returncode == 0


if __name__ == "__main__":
    sys.exit(not (mend() if "--fix" in sys.argv[1:] else everything()))
