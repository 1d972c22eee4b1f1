"""The lead's board at 100,000 and 1,000,000 cases."""

from __future__ import annotations

from bench import filled, house, pages, plots
from bench.results import Figure

SIZES = {100_000: 410, 1_000_000: 1037}  # the best comparable system's, in ms


def measure() -> list[Figure]:
    labels, values, figures = [], [], []
    for size, rival in SIZES.items():
        home = filled.house_of(size)
        with house.web(home, workers=1) as (web, port):
            plain = pages.ask(web, port, "/privacy/")
            page = pages.ask(web, port, "/lead/", home.facts["manager"])
        labels += [f"page of plain text, {size:,}", f"/lead/, {size:,} cases"]
        values += [plain.p50, page.p50]
        told = f"page of plain text: {plain.p50:.1f} ms; best comparable: {rival} ms"
        figures.append(
            Figure(f"/lead/ at {size:,} cases, p50", f"{page.p50:.1f} ms", "≤ 30 ms",
                   page.p50 <= 30, told)
        )  # fmt: skip
    plots.bars("board", "Board of a lead: p50", labels, values, unit="ms", budget=30, grey=[0, 2])
    return figures
