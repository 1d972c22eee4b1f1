"""Finding in the exchange, on SQLite and on PostgreSQL: among 10,000 offers also by what else they
are called (X18), among 100,000 posts by words and what one brings (X23)."""

from __future__ import annotations

import json
import sys
from typing import Any

from bench import house
from bench.results import Figure

OFFERS, POSTS, MORE = 10_000, 100_000, 1_000
BUDGET = {"offers": 200, "posts": 300}
WITHIN = 60  # seconds after which new posts are found
WHAT = {
    "offers": f"finding among {OFFERS:,} offers",
    "posts": f"top 20 of {POSTS:,} posts for one profile",
}


def measure() -> list[Figure]:
    figures = _figures("SQLite", house.fresh("listings"))
    with house.postgres_server() as url:
        figures += _figures("PostgreSQL", house.fresh("listings-postgres", url))
    return figures


def _figures(database: str, home: house.House) -> list[Figure]:
    figures = []
    for what, count in (("offers", OFFERS), ("posts", POSTS)):
        home.run("-m", "bench.listed", "fill", what, str(count))
        told: dict[str, Any] = json.loads(home.run("-m", "bench.listed", "ask", what))
        p50, p95 = _at(told["ms"], 0.5), _at(told["ms"], 0.95)
        figures.append(
            Figure(
                f"{WHAT[what]}, {database}, p95",
                f"{p95:.0f} ms",
                f"≤ {BUDGET[what]} ms",
                p95 <= BUDGET[what] and told["is_found"],
                f"p50 {p50:.0f} ms, CPU of the process asking {_at(told['cpu'], 0.95):.0f} ms;"
                f" the whole page p95 {_at(told['page'], 0.95):.0f} ms;"
                f" reading every title for one word {told['through']:.0f} ms",
            )
        )
    told = json.loads(home.run("-m", "bench.listed", "more", str(MORE)))
    figures.append(
        Figure(
            f"{MORE:,} more posts published one by one and found, {database}",
            f"{told['seconds']:.1f} s",
            f"≤ {WITHIN} s",
            told["seconds"] <= WITHIN and told["is_found"],
            f"{MORE / told['seconds']:.0f} a second",
        )
    )
    return figures


def _at(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


if __name__ == "__main__":
    sys.exit("Run it by: python -m bench listings")
