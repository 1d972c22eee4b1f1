"""How SQLite would answer a question, whatever tests before have had it count."""

from __future__ import annotations

from typing import Any

from django.db import connection


def plan(rows: Any) -> str:
    """What a connection has learned by ANALYZE outlives the transaction that a test rolls back:
    it would plan for tables as that test had filled them. It reads anew what is really there."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE sqlite_master")
    told: str = rows.explain()
    return told
