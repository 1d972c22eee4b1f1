"""Tasks for the tests of `kernel.work`. They write down what they do in a file."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from lianxin.kernel import work


@work.task()
def write(path: str, text: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{text}\n")


@work.task(attempts=3, backoff=timedelta(seconds=10))
def stumble(path: str) -> None:
    write.func(path, "tried")
    raise RuntimeError("the bridge is closed")


@work.task(lease=timedelta(minutes=2))
def wait_for(path: str, permission: str) -> None:
    """Begin, and finish once the file `permission` is there."""
    write.func(path, "begun")
    while not Path(permission).exists():
        time.sleep(0.02)
    write.func(path, "done")


@work.task(queue=work.LONG)
def wait_long(path: str, permission: str) -> None:
    wait_for.func(path, permission)
