"""An empty SQLite database after a test that has committed.

Django empties every table and then does all that follows a migration; here only tables that hold
something are emptied, and what a migration has put in for good is left.
"""

from __future__ import annotations

from functools import cache

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from lianxin.kernel.models import Edition

STAYS = {model._meta.db_table for model in (ContentType, Permission)}
LAST = Edition._meta.db_table  # triggers write it whenever another table changes


def empty() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_held())
        held = {name for (name,) in cursor.fetchall()} - {LAST}
        for table in (*sorted(held), LAST):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608  own names


@cache
def _held() -> str:
    """Asks which tables hold something."""
    tables = set(connection.introspection.django_table_names(only_existing=True)) - STAYS
    return " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})"  # noqa: S608  own names
        for table in sorted(tables)
    )
