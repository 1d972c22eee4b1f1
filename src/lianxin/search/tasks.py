"""What the worker does for searching, and for every other question, without being asked."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from lianxin.kernel import work
from lianxin.search import full_text


@work.every(daily_at="03:50")
@work.task(queue=work.LONG)
def take_stock() -> None:
    """Let SQLite know how its tables are filled. PostgreSQL does so by itself.

    All of each index is counted: from a sample SQLite takes a district for a narrow choice, and
    reads all of it. Table by table, because nobody else writes meanwhile.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 0")
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
        full_text.forget_sizes(cursor)
