"""That a query pins no district is seen: what every other test relies on."""

from __future__ import annotations

import pytest

from lianxin.cases.models import Case, Photo
from tests.pins import unpinned

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
