"""What Django says at start when an installation is not set up as it must be."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags
from django.db import connection

SQLITE_NEEDED = (3, 38, 0)


def check_hosts(**_: Any) -> Sequence[CheckMessage]:
    if settings.ALLOWED_HOSTS or settings.DEBUG:
        return []
    return [
        Error(
            "LIANXIN_HOSTS is empty while LIANXIN_DEBUG is 0, so every request is refused.",
            hint="Set it to the site's domain, e.g. LIANXIN_HOSTS=lianxin.example.cn",
            id="lianxin.E001",
        )
    ]


def check_data_folder(**_: Any) -> Sequence[CheckMessage]:
    key = Path(settings.DATA) / "secret.key"
    if not key.exists() or not stat.S_IMODE(key.stat().st_mode) & 0o077:
        return []
    return [
        Error(
            f"{key} can be read by others on this machine; it opens the encrypted contact fields.",
            hint=f"Run: chmod 600 {key}",
            id="lianxin.E002",
        )
    ]


def check_database(*, databases: Sequence[str] | None = None, **_: Any) -> Sequence[CheckMessage]:
    if not databases:
        return []
    return _check_sqlite() if connection.vendor == "sqlite" else check_postgres(connection)


def _check_sqlite() -> Sequence[CheckMessage]:
    if sqlite3.sqlite_version_info >= SQLITE_NEEDED:
        return []
    return [
        Error(
            f"SQLite {sqlite3.sqlite_version} is too old for the full-text search.",
            hint="Use a Python with SQLite 3.38 or newer, or set LIANXIN_DATABASE_URL.",
            id="lianxin.E003",
        )
    ]


def check_postgres(database: Any) -> Sequence[CheckMessage]:
    """Under the locale C PostgreSQL takes Chinese for punctuation and finds nothing."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database"
            " WHERE datname = current_database()"
        )
        ctype, encoding = cursor.fetchone() or ("", "")
    if encoding == "UTF8" and ctype not in {"C", "POSIX"}:
        return []
    return [
        Error(
            f"The database has the character type {ctype} and the encoding {encoding}; Chinese"
            " text cannot be searched in it.",
            hint="Make it anew: CREATE DATABASE lianxin TEMPLATE template0 ENCODING 'UTF8'"
            " LOCALE 'C.UTF-8'",
            id="lianxin.E004",
        )
    ]


def check_site_url(**_: Any) -> Sequence[CheckMessage]:
    if not settings.HTTPS or settings.SITE_URL.startswith("https://") or _is_local():
        return []
    return [
        checks.Warning(
            f"Links in messages and QR codes start with {settings.SITE_URL}, which is not https.",
            hint="Set it to the site's address, e.g. LIANXIN_SITE_URL=https://lianxin.example.cn",
            id="lianxin.W005",
        )
    ]


def _is_local() -> bool:
    return set(settings.ALLOWED_HOSTS) <= {"127.0.0.1", "localhost"}


CHECKS: list[tuple[Callable[..., Sequence[CheckMessage]], tuple[str, ...]]] = [
    (check_hosts, (Tags.security,)),
    (check_data_folder, (Tags.security,)),
    (check_site_url, (Tags.security,)),
    (check_database, (Tags.database,)),
]
