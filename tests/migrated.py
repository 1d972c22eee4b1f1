"""The migrated, empty database that each process of the tests begins with a copy of.

To migrate takes half a minute; copying its outcome takes none. On SQLite it is kept between runs
until a migration changes; on PostgreSQL it lasts as long as the server. Run as a script this
makes it; without it each process that tests makes its own.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import django
from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).parents[1]
TEMPLATE = "migrated"  # its name on PostgreSQL
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


def make() -> None:
    """The one of the database that is configured, unless it is there."""
    from django.db import connection  # noqa: PLC0415  only once Django is set up

    if connection.vendor == "sqlite" and kept().exists():
        return
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["NAME"] = TEMPLATE
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    if connection.vendor == "sqlite":
        copy(name, kept())


def is_there(connection: BaseDatabaseWrapper) -> bool:
    """Whether this PostgreSQL server has one to copy."""
    creation: Any = connection.creation  # typed without what each database has
    with creation._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
        return cursor.fetchone() is not None


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    make()
