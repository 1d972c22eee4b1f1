"""A PostgreSQL server of one's own for the length of a test run, reached by a socket only.

Run as a script it keeps the server until its input ends, and prints the LIANXIN_DATABASE_URL.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from system import POSTGRES_PROGRAMS

# Nothing here must outlive the run, so nothing needs to reach the disk.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "60",
    "timezone": "UTC",
}


@contextmanager
def server() -> Iterator[str]:
    """Start a server in a temporary folder, give its URL, end it and remove the folder."""
    folder = Path(tempfile.mkdtemp(prefix="lianxin-pg-"))
    data = folder / "data"
    who = _owner()
    if who:
        shutil.chown(folder, who.pw_uid, who.pw_gid)
    try:
        _run(
            who, "initdb", "--pgdata", data, "--username=lianxin", "--auth=trust", "--no-sync",
            "--encoding=UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        options = " ".join(f"-c {key}='{value}'" for key, value in FAST.items())
        options += f" -c unix_socket_directories='{folder}'"
        log = folder / "log"
        _run(who, "pg_ctl", "start", "--wait", "--pgdata", data, "--log", log, "-o", options)
        try:
            yield f"postgresql://lianxin@/postgres?host={folder}"
        finally:
            _run(who, "pg_ctl", "stop", "--wait", "--mode=immediate", "--pgdata", data)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    """Who the server runs as: it refuses to run as the superuser."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _run(who: pwd.struct_passwd | None, program: str, *arguments: str | Path) -> None:
    subprocess.run(
        [POSTGRES_PROGRAMS / program, *arguments],
        user=who.pw_uid if who else None,
        group=who.pw_gid if who else None,
        extra_groups=[] if who else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )


if __name__ == "__main__":
    with server() as url:
        print(f"LIANXIN_DATABASE_URL='{url}'", flush=True)
        sys.stdin.read()
