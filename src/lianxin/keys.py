"""The installation's secrets, made at first start and kept in one file that only it can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAMES = ("LIANXIN_SECRET_KEY", "LIANXIN_SALT_KEY")


def read(path: Path) -> dict[str, str]:
    """The secrets by name: from the environment, else from `path`, which is made when missing.

    Whoever loses the file loses the encrypted telephone numbers: `lianxin backup` takes it along.
    """
    given = {name: os.environ[name] for name in NAMES if os.environ.get(name)}
    if len(given) == len(NAMES):
        return given
    if not path.exists():
        _make(path)
    kept = dict(line.split("=", 1) for line in path.read_text("ascii").split())
    return {name: kept[name] for name in NAMES} | given


def _make(path: Path) -> None:
    """Write a new file whole or not at all: of two processes that start at once, one wins."""
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={secrets.token_urlsafe(48)}\n" for name in NAMES)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
