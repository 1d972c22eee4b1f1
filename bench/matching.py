"""One profile against 100,000 posts (X23), and how well the order agrees with the reference lists
(nDCG@10 against BM25).

The posts lie in a SQLite database; the process that asks reads them as a page would. The reference
in the same run is plain BM25 over the same texts in Python, for one question.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from bench import house
from bench.results import Figure

SIZE, MORE = 100_000, 1_000
ANSWER_MS, FINDABLE_S, FIRST_S = 300.0, 60.0, 2.0


def measure() -> list[Figure]:
    home = house.fresh("matching")
    home.run("-m", "bench.matched", "fill", str(SIZE))
    kept = float(home.run("-m", "bench.matched", "keep", str(SIZE)))
    told: dict[str, Any] = json.loads(home.run("-m", "bench.matched", "ask", str(MORE)))
    p95, reference = told["p95"], told["bm25_ms"]
    return [
        Figure(
            f"suggestions, {SIZE:,} posts, top 20, p95",
            f"{p95:.0f} ms",
            f"≤ {ANSWER_MS:.0f} ms",
            p95 <= ANSWER_MS,
            f"p50 {told['p50']:.0f} ms with its three queries, {told['cpu']:.0f} ms of CPU;"
            f" {told['mb']:.0f} MB in the process; plain BM25 in Python (worked out of"
            f" 20,000 texts): {reference:.0f} ms, {reference / told['p50']:.0f} times",
        ),
        Figure(
            f"suggestions, {SIZE:,} posts, the first question of a process",
            f"{told['first']:.2f} s",
            f"≤ {FIRST_S:.0f} s",
            told["first"] <= FIRST_S,
            f"{told['first_cpu']:.2f} s of CPU, on what the worker has written in {kept:.1f} s",
        ),
        Figure(
            f"{MORE:,} more posts are findable after",
            f"{told['findable']:.1f} s",
            f"≤ {FINDABLE_S:.0f} s",
            told["findable"] <= FINDABLE_S,
            "from the commit to the first answer that holds one, the reading included",
        ),
        *(_agreement(name, "judged half", *both) for name, both in told["ndcg"].items()),
        *(_agreement(name, "unseen list", *both) for name, both in told["unseen"].items()),
        *(_agreement(name, "hard pools", *both) for name, both in told["hard"].items()),
        *_first_offer(told["first_offer"]),
    ]


def _first_offer(share: float | None) -> list[Figure]:
    if share is None:
        return []
    return [Figure("suggestions, need → offer, recall@1", f"{share:.2f}", "≥ 0.63", share >= 0.63)]


def _agreement(name: str, what: str, ours: float, plain: float) -> Figure:
    return Figure(
        f"suggestions, {name}, nDCG@10 on the {what}",
        f"{ours:.3f}",
        f"> {plain:.3f}",
        ours > plain,
        "the better of plain BM25 over words and over pairs of characters on the right",
    )


if __name__ == "__main__":
    sys.exit("Run it by: python -m bench matching")
