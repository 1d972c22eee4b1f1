"""Bring an installation to where it can serve. Every step may be repeated."""

from __future__ import annotations

import hashlib
import io
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done, and when it is done how long it took."""
    sys.stdout.write(f"  {what} …")
    sys.stdout.flush()
    start = time.monotonic()
    try:
        yield
    finally:
        sys.stdout.write(f" {time.monotonic() - start:.1f} s\n")
        sys.stdout.flush()


def prepare() -> None:
    """Make what is missing of data folder, tables, and the files that browsers fetch."""
    for folder in (settings.DATA, settings.MEDIA_ROOT):
        Path(folder).mkdir(mode=0o750, parents=True, exist_ok=True)
    with step("Bringing the database up to date"):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    collect_static()


def collect_static() -> None:
    """Lay out and compress scripts, styles and pictures, when one of them has changed."""
    mark = _static_mark()
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    if stamp.is_file() and stamp.read_text() == mark:
        return
    with step("Laying out scripts, styles and pictures"):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(mark)


def _static_mark() -> str:
    """Names, sizes and times: reading all the files would take longer than is saved."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def pending_migrations() -> list[str]:
    """The migrations that the database has not had."""
    answer = io.StringIO()
    call_command("showmigrations", plan=True, stdout=answer, no_color=True)
    return [line.split()[-1] for line in answer.getvalue().splitlines() if "[ ]" in line]
