"""`python -m bench [NAME …]`: measure, keep, and tell in one line each."""

from __future__ import annotations

import sys
from importlib import import_module

from bench import house, results

NAMES = (
    "queries", "queue_by_key", "submit", "queue_page", "board", "page_cpu", "weight",
    "message", "kills", "storms", "memory", "startup", "phone", "search", "listings", "handed_in",
    "matching", "dealing",
    "understanding", "meal",
)  # fmt: skip


def main() -> int:
    wanted = sys.argv[1:] or NAMES
    if unknown := [name for name in wanted if name not in NAMES]:
        print(f"There is no {', '.join(unknown)}; there are: {' '.join(NAMES)}")
        return 2
    if lacking := house.equip():
        print(f"Some figures need what could not be had: {', '.join(lacking)}")
    is_kept = True
    for name in wanted:
        figures = import_module(f"bench.{name}").measure()
        results.keep(name, figures)
        for figure in figures:
            mark = {True: "kept", False: "MISSED", None: ""}[figure.is_kept]
            print(
                f"{name:13} {figure.what}: {figure.value} (budget {figure.budget}) {mark}",
                flush=True,
            )
        is_kept &= all(figure.is_kept is not False for figure in figures)
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
