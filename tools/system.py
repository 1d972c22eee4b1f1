"""Debian packages that only the tests need, installed when they are missing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from steps import Failed, as_root, run, step

POSTGRES_PROGRAMS = Path("/usr/lib/postgresql/15/bin")


def missing() -> list[str]:
    """What the tests would still like to have, as names of Debian packages."""
    wanted = {
        "chromium": shutil.which("chromium") is not None,
        "fonts-noto-cjk": any(Path("/usr/share/fonts").rglob("NotoSansCJK*")),
        "postgresql-15": (POSTGRES_PROGRAMS / "initdb").exists(),
    }
    return [name for name, is_there in wanted.items() if not is_there]


def install() -> list[str]:
    """Install what is missing. Returns what could not be had."""
    packages = missing()
    if packages:
        with step(f"Installing {', '.join(packages)} with apt"):
            _apt("update")
            # One by one, so that one that cannot be had does not take the others with it.
            for package in packages:
                _apt("install", "--yes", "--no-install-recommends", package)
    return missing()


def _apt(*arguments: str) -> None:
    """Run apt-get, whatever comes of it: `missing` tells."""
    command = as_root(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", *arguments])
    try:
        run(*command)
    except (Failed, subprocess.SubprocessError, OSError) as problem:
        print(f"\n    {str(problem).strip().splitlines()[-1]}", end="")
