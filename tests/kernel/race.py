"""Let several threads, each with its own database connection, do something at one moment.

A test that uses it carries `@pytest.mark.django_db(transaction=True)`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def race(work: Callable[[int], Any], *, runners: int) -> list[Any]:
    """What `work(0)` … `work(runners - 1)` returned, or the exceptions they raised."""
    barrier = Barrier(runners)

    def run(number: int) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return work(number)
        except Exception as problem:  # the test judges it
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(runners) as pool:
        return list(pool.map(run, range(runners)))
