"""What the scripts share: one line a step with its time, and stamps for what need not be redone.

Only the standard library: these run before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class Failed(Exception):
    """A step did not work; what it said is in the message."""


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say `what` is being done, and when it is done how long it took."""
    print(f"  {what} …", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except Failed as failure:
        print(f" FAILED after {time.monotonic() - start:.1f} s\n{failure}", flush=True)
        raise SystemExit(1) from None
    print(f" {time.monotonic() - start:.1f} s", flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT) -> str:
    """Run `command` without showing what it says, unless it fails. Returns its output."""
    words = [str(word) for word in command]
    answer = subprocess.run(
        words,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if answer.returncode:
        raise Failed(f"{' '.join(words)}\n{answer.stdout}")
    return answer.stdout


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """A hash over the contents and names of `paths`, and `more`."""
    digest = hashlib.sha256("\0".join((sys.version[:4], *more)).encode())
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_stamped(stamp: Path, mark: str) -> bool:
    return stamp.is_file() and stamp.read_text() == mark


def as_root(command: Sequence[str]) -> list[str]:
    """`command` as the superuser may run it: as it is, or through sudo."""
    if os.geteuid() == 0:
        return list(command)
    return ["sudo", *([] if sys.stdin.isatty() else ["--non-interactive"]), *command]
