"""Real worker processes on the database of the test that starts them.

They see only what is committed: such a test carries `@pytest.mark.django_db(transaction=True)`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds


@contextmanager
def worker(*options: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A running `manage.py work`, killed at the end with all that it started."""
    command = [sys.executable, str(ROOT / "manage.py"), "work", "--interval", "0.05", *options]
    with TemporaryDirectory() as data:
        told = _environment(Path(data)) | environment
        process = subprocess.Popen(command, cwd=ROOT, env=told, start_new_session=True)
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):  # with those it started, else they go on
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def until(condition: Callable[[], object]) -> None:
    """Wait for it, and fail when it takes too long."""
    give_up = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.02)


def _environment(data: Path) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "lianxin.settings",
        "LIANXIN_DATA": str(data),
        "LIANXIN_DATABASE_URL": _database_url(data),
        "LIANXIN_SECRET_KEY": settings.SECRET_KEY,
        "LIANXIN_SALT_KEY": settings.SALT_KEY,
        "LIANXIN_LOG_JSON": "0",
    }


def _database_url(data: Path) -> str:
    entry = connection.settings_dict
    if connection.vendor == "sqlite":
        (data / "lianxin.sqlite3").symlink_to(entry["NAME"])
        return ""
    who = f"{quote(entry['USER'])}:{quote(entry['PASSWORD'])}"
    host = quote(entry["HOST"], safe="")
    return f"postgresql://{who}@:{entry['PORT']}/{entry['NAME']}?host={host}"
