"""How many queries each list page takes with 5 rows and with 500."""

from __future__ import annotations

import json
import sys
from typing import Any

from bench import filled, plots
from bench.results import Figure

PAGES = {
    "/desk/": "dispatcher", "/desk/?state=OPEN": "dispatcher", "/desk/meeting/": "dispatcher",
    "/desk/extensions/": "dispatcher", "/lead/": "manager", "/lead/cases/": "manager",
    "/lead/late/": "manager", "/partner/": "handler", "/today/": "worker", "/inbox/": "dispatcher",
    "/people/": "manager", "/published/": "", "/units/": "",
}  # fmt: skip
SMALL, LARGE = 100, 1_000  # cases, of which six in ten are open and wait for somebody


def measure() -> list[Figure]:
    few, many = (_counts(size) for size in (SMALL, LARGE))
    values = [count for page in PAGES for count in (few[page], many[page])]
    labels = [f"{page}, {size:,} cases" for page in PAGES for size in (SMALL, LARGE)]
    grey = range(0, len(labels), 2)
    plots.bars("queries", "Queries of each list page", labels, values, unit="queries", budget=12,
               grey=list(grey))  # fmt: skip
    return [_figure(page, few[page], many[page]) for page in PAGES]


def _figure(page: str, few: int, many: int) -> Figure:
    is_kept = many <= 12 and many <= few + 1  # a page without rows may spare one
    told = f"{few} at {SMALL} cases"
    return Figure(f"queries of {page}", str(many), "constant, ≤ 12", is_kept, told)


def _counts(size: int) -> dict[str, int]:
    found: dict[str, int] = json.loads(filled.house_of(size).run("-m", "bench.queries", "count"))
    return found


def _count() -> dict[str, int]:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    facts = json.loads((settings.DATA / "facts.json").read_text())
    counts = {}
    for page, who in PAGES.items():
        client: Any = Client(SERVER_NAME="127.0.0.1")
        if who:
            client.cookies["sessionid"] = facts[who]
        client.get(page)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = client.get(page)
        assert answer.status_code == 200, (page, answer.status_code)
        counts[page] = len(captured)
    return counts


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_count()))
