"""What others do while the browser is open: in a thread of its own, as Playwright's loop asks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def meanwhile(deed: Callable[[], T]) -> T:
    def run() -> T:
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        return elsewhere.submit(run).result()
