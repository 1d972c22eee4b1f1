"""Reference numbers that people can read out: DC-26-00042."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone

from lianxin.kernel.ids import new_id

NEXT = """
    INSERT INTO kernel_counter (id, district_id, series, value) VALUES (%s, %s, %s, 1)
    ON CONFLICT (district_id, series) DO UPDATE SET value = kernel_counter.value + 1
    RETURNING value
"""


def next_ref(district_id: int, prefix: str, *, at: datetime) -> str:
    """The next number of the district's series `prefix` in the local year of `at`.

    Call it inside the deed's transaction, late: a deed that fails gives its number back, so a
    series has no gaps; until the transaction ends, others who want one of the series wait.
    """
    series = f"{prefix}-{timezone.localdate(at):%y}"
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [new_id().hex, district_id, series])
        return f"{series}-{cursor.fetchone()[0]:05}"
