"""Which tests run on PostgreSQL as well as on SQLite: those with the mark `both`.

A database can make a difference where SQL is written, rows are locked and constraints refuse: in
the rooms. All their tests run on both. A face (pages, API, chat) writes no SQL of its own, which
tests/house/test_both.py holds: its tests run on SQLite, but for those that prove a numbered
behaviour of the design (C14, X29) and those that carry the mark themselves because they walk
through all that a face asks: every page, every list with much in it, every answer of the API.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FACES = {"web", "api", "bots"}
NO_ROWS = {"journeys", "foreign", "house", "language"}
"""In a browser, from others' clients, of the code and of words: on one."""
NO_SQL = {"test_wording.py", "test_mistakes.py"}
"""What is only read or written in words, in any room."""
BEHAVIOUR = re.compile(r"\b[CX]\d{1,2}\b")


def matters(path: Path, says: str) -> bool:
    """Whether what a test in `path` tries, which `says` that of itself, can come out otherwise on
    another database."""
    room = path.relative_to(ROOT / "tests").parts[0]
    if room in NO_ROWS or path.name in NO_SQL:
        return False
    return room not in FACES or bool(BEHAVIOUR.search(says))


def mark(items: list[pytest.Item]) -> None:
    for item in items:
        test, module = (getattr(item, name, None) for name in ("function", "module"))
        if matters(item.path, f"{getattr(test, '__doc__', '')} {getattr(module, '__doc__', '')}"):
            item.add_marker("both")
