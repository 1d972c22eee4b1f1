"""The migrated, empty SQLite database, kept between runs until a migration changes.

To migrate takes several seconds of each process that tests; copying its outcome takes none.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE_OF = ("src/lianxin/*/migrations/*.py", "src/lianxin/kernel/*.py", "requirements*.lock")


def kept() -> Path:
    """Where the database of the migrations as they are now is kept, or will be."""
    digest = hashlib.sha256()
    for pattern in MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return ROOT / ".pytest_cache" / f"migrated-{digest.hexdigest()[:20]}.sqlite3"


def copy(source: str | Path, target: str | Path) -> None:
    """Appears whole at `target`, or not at all."""
    half = f"{target}.{os.getpid()}"
    Path(target).parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(half)) as new:
        old.backup(new)
    Path(half).replace(target)
