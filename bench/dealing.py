"""8,000 doors are dealt out to 200 people (X35), how far they have come is read, and the page that
one of them takes along is filled.

On SQLite. The reference in the same run puts down as many rows without a thought.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from bench import house
from bench.results import Figure

DEAL_S, COVERAGE_MS, ROUND_MS = 10.0, 100.0, 150.0


def measure() -> list[Figure]:
    home = house.fresh("dealing")
    told: dict[str, Any] = json.loads(home.run("-m", "bench.dealt").splitlines()[-1])
    deal, plain = told["deal"], told["plain"]
    return [
        Figure(
            "8,000 doors dealt out to 200 people",
            f"{deal:.1f} s",
            f"≤ {DEAL_S:.0f} s",
            deal <= DEAL_S,
            f"the same rows put down plainly: {plain:.2f} s, {deal / plain:.1f} times",
        ),
        Figure(
            "doors of the one with most, less those of the one with fewest",
            str(told["most"] - told["least"]),
            "≤ 1",
            told["most"] - told["least"] <= 1,
            f"each has {told['least']}, in {told['pieces']} run of the walk at most",
        ),
        Figure(
            "coverage of 8,000 doors by building",
            f"{told['coverage']:.0f} ms",
            f"≤ {COVERAGE_MS:.0f} ms",
            told["coverage"] <= COVERAGE_MS,
            "median of 20; 200 buildings in one query",
        ),
        Figure(
            "the page of one's doors, filled",
            f"{told['round']:.0f} ms",
            f"≤ {ROUND_MS:.0f} ms",
            told["round"] <= ROUND_MS,
            "median of 20, before it is drawn; at most 40 doors",
        ),
    ]


if __name__ == "__main__":
    sys.exit("Run it by: python -m bench dealing")
