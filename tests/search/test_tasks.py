from __future__ import annotations

import pytest
from django.db import connection

from lianxin.kernel.ids import new_id
from lianxin.search import actions, tasks
from tests import make


def test_the_index_is_not_taken_for_as_small_as_it_was() -> None:
    """SQLite would read all of it for each piece that is cleared away."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL counts by itself")
    actions.put(
        "CASE", new_id(), district_id=make.district().pk, title="路灯不亮", body="", at=make.NOON,
        is_public=True,
    )  # fmt: skip

    tasks.take_stock.func()

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'search_document'")
        assert cursor.fetchone()[0]
        cursor.execute("EXPLAIN QUERY PLAN DELETE FROM search_text_data WHERE id >= 1 AND id <= 2")
        assert "SEARCH" in cursor.fetchone()[3]
