"""Time and CPU of one page, asked over HTTP by one client."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

from bench import house, load

WARM, TIMES = 12, 60


@dataclass(frozen=True)
class Page:
    p50: float  # ms
    cpu: float  # ms of the server, each
    size: int  # bytes, as sent without compression


def ask(web: house.Running, port: int, path: str, session: str = "") -> Page:
    line = load.Line(port)
    request = load.request("GET", path, port, Cookie=f"sessionid={session}")
    for _ in range(WARM):
        status, answer = line.ask(request)
        assert status == 200, (path, status, answer[:300])
    before, times, answer = web.cpu(), [], b""
    for _ in range(TIMES):
        start = time.perf_counter()
        status, answer = line.ask(request)
        times.append((time.perf_counter() - start) * 1000)
    line.close()
    return Page(median(times), (web.cpu() - before) / TIMES * 1000, len(answer))


def deep(home: house.House, page: int, *, rows: int = 50) -> str:
    """The address of the queue's `page`-th page of all open cases, or of its last."""
    database = sqlite3.connect(home.database)
    open_cases = "FROM cases_case WHERE state <> 'CLOSED'"
    (count,) = database.execute(f"SELECT COUNT(*) {open_cases}").fetchone()
    skipped = min(rows * (page - 1), count - rows - 1)
    due, pk = database.execute(
        f"SELECT next_due_at, id {open_cases} ORDER BY next_due_at, id LIMIT 1 OFFSET {skipped}"
    ).fetchone()
    return "/desk/?" + urlencode({"state": "OPEN", "after": f"{due.replace(' ', 'T')}+00:00~{pk}"})
