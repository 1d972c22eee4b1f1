"""CPU that the server spends on one page with 50 rows."""

from __future__ import annotations

from bench import filled, house, pages, plots
from bench.results import Figure


def measure() -> list[Figure]:
    home = filled.house_of(1_000)
    with house.web(home, workers=1) as (web, port):
        plain = pages.ask(web, port, "/privacy/")
        page = pages.ask(web, port, "/desk/?state=OPEN", home.facts["dispatcher"])
    labels, values = ["a page of plain text", "/desk/, 50 rows"], [plain.cpu, page.cpu]
    plots.bars("page_cpu", "CPU of one page", labels, values, unit="ms", budget=4, grey=[0])
    told = f"page of plain text: {plain.cpu:.1f} ms; {page.size / 1000:.0f} kB of HTML"
    what = "CPU of one page with 50 rows (/desk/)"
    return [Figure(what, f"{page.cpu:.1f} ms", "≤ 4 ms", page.cpu <= 4, told)]
