"""That a query pins no district is seen: what every other test relies on."""

from __future__ import annotations

import pytest

from lianxin.cases.models import Case, Photo
from tests.pins import is_read, unpinned

ALL = str(Case.objects.all().query).replace("None", "%s")
WITHIN = "SELECT 1 FROM cases_case WHERE district_id = %s AND EXISTS(SELECT 1 FROM cases_photo)"
HERE = "SELECT 1 FROM cases_case WHERE district_id = %s AND lead_id IN (%s, %s, %s)"


@pytest.mark.parametrize(
    ("sql", "loose"),
    [
        (ALL, "cases_case"),
        (f'{ALL} WHERE "cases_case"."district_id" = %s', ""),
        (f'{ALL} WHERE "cases_case"."state" IN (%s, %s)', "cases_case"),
        (f'{ALL} WHERE "cases_case"."id" IN (%s, %s)', ""),
        (str(Photo.objects.filter(case__state="OPEN").only("id").query), "cases_photo"),
        (HERE, ""),
        (WITHIN, "cases_photo"),
        ('UPDATE cases_case SET "state" = %s, "seq" = %s WHERE "state" = %s', "cases_case"),
        ('UPDATE cases_case SET "state" = %s, "seq" = %s WHERE "id" = %s', ""),
        ("DELETE FROM cases_case", "cases_case"),
    ],
)
def test_a_query_that_reads_many_districts_is_seen(sql: str, loose: str) -> None:
    assert unpinned(sql, "sqlite") == loose


@pytest.mark.parametrize(
    ("sql", "is_one"),
    [
        ("SELECT 1 FROM cases_case", True),
        ('(SELECT "updated_at" FROM cases_case) UNION SELECT 1', True),
        ("\n    WITH RECURSIVE walk(root) AS (SELECT 1) SELECT root FROM walk", True),
        ("WITH old AS (SELECT 1) DELETE FROM cases_case WHERE id IN (SELECT 1 FROM old)", False),
        ("WITH RECURSIVE gone AS (UPDATE cases_case SET seq = 1 RETURNING id) SELECT 1", False),
        ("INSERT INTO cases_case DEFAULT VALUES", False),
    ],
)
def test_a_write_behind_a_common_table_is_seen(sql: str, is_one: bool) -> None:
    assert is_read(sql) is is_one
