"""Search among 200,000 cases, on SQLite and on PostgreSQL: as a dispatcher, and as a small unit.

A question is asked as the search page asks it: what the person may see, the newest hits weighed,
twenty of them marked.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from bench import house, plots
from bench.results import Figure

SIZE = 200_000
BUDGET = {"SQLite": 20.0, "PostgreSQL": 150.0}
Times = dict[str, list[float]]


def measure() -> list[Figure]:
    found: dict[str, Any] = {"SQLite": _times(house.fresh("search"))}
    with house.postgres_server() as url:
        found["PostgreSQL"] = _times(house.fresh("search-postgres", url))
    lines = {
        f"{database}, {who}": ms
        for database, told in found.items()
        for who, ms in told["ms"].items()
    }
    plots.shares("search", "Search among 200,000 cases", lines, unit="ms", budget=None)
    return [
        figure
        for database, told in found.items()
        for who, ms in told["ms"].items()
        for figure in [_figure(database, who, ms, told)]
    ]


def _times(home: house.House) -> dict[str, Any]:
    home.run("-m", "bench.searched", "fill", str(SIZE))
    told: dict[str, Any] = json.loads(home.run("-m", "bench.searched", "ask"))
    return told


def _figure(database: str, who: str, ms: list[float], told: dict[str, Any]) -> Figure:
    p50, p99 = _at(ms, 0.5), _at(ms, 0.99)
    return Figure(
        f"search, {SIZE:,} texts, {database}, {who}, p99",
        f"{p99:.1f} ms",
        f"≤ {BUDGET[database]:.0f} ms",
        p99 <= BUDGET[database],
        f"p50 {p50:.1f} ms, CPU of the process asking {_at(told['cpu'][who], 0.99):.1f} ms;"
        f" {told['visible'][who]:,} cases visible, {len(ms)} questions; looking"
        f" through every subject: {told['through']:.0f} ms",
    )


def _at(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


if __name__ == "__main__":
    sys.exit("Run it by: python -m bench search")
