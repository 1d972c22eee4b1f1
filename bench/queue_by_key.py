"""The dispatch queue by key: its first and its 1,000th page among 1,000,000 cases and 1,000."""

from __future__ import annotations

from bench import filled, house, pages, plots
from bench.results import Figure

SMALL, LARGE = 1_000, 1_000_000
NAMES = ("first page", "1,000th page")


def measure() -> list[Figure]:
    found = {size: _times(size) for size in (SMALL, LARGE)}
    labels = [f"{name}, {size:,} cases" for size in found for name in NAMES]
    values = [value for times in found.values() for value in times]
    plots.bars(
        "queue_by_key", "Queue by key, 50 rows: p50", labels, values, unit="ms", grey=[0, 1]
    )
    figures = []
    for n, name in enumerate(NAMES):
        before, now = found[SMALL][n], found[LARGE][n]
        what = f"queue by key, {name}, {LARGE:,} cases beside {SMALL:,}"
        told = f"{before:.1f} ms → {now:.1f} ms"
        figures.append(Figure(what, f"{now / before:.2f} ×", "≤ 1.5 ×", now <= 1.5 * before, told))
    return figures


def _times(size: int) -> tuple[float, float]:
    """Among 1,000 cases there is no 1,000th page; its last one stands for it."""
    home = filled.house_of(size)
    with house.web(home, workers=1) as (web, port):
        who = home.facts["dispatcher"]
        first = pages.ask(web, port, "/desk/?state=OPEN", who)
        return first.p50, pages.ask(web, port, pages.deep(home, 1000), who).p50
