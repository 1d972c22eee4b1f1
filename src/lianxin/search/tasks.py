"""What the worker does for searching, and for every other question, without being asked."""

from __future__ import annotations

from django.db import connection

from lianxin.kernel import work
from lianxin.search import full_text

LOOKED_AT = 1000  # rows of each index


@work.every(daily_at="03:50")
@work.task()
def take_stock() -> None:
    """Let SQLite know how its tables are filled, without which it takes a district for a narrow
    choice and reads all of it. PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
            cursor.execute("ANALYZE")
            full_text.forget_sizes(cursor)
