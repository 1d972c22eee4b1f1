"""What a report is about, whichever of its everyday names is used: 没电, 断电 and 跳闸 are one.

Two short reports of one power cut often share no letter. A matter a line stands in
`data/matters.txt`; `…` are a few other letters.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

PATH: Final = Path(__file__).parent / "data" / "matters.txt"
_FEW: Final = r"[^，。！？；、,\s]{0,5}?"
_HELD: Final = 8_192  # titles remembered; the same cases are compared again and again


@lru_cache(maxsize=_HELD)
def named(text: str) -> frozenset[int]:
    """The matters that `text` names. Inside a name no other begins: 红绿灯坏了 is no lamp."""
    begins, by_first = _known()
    found, end = set[int](), 0
    for first in begins.finditer(text):
        start = first.start()
        for matter, pattern in by_first[first[0]] if start >= end else ():
            if match := pattern.match(text, start):
                found.add(matter)
                end = max(end, match.end("whole"))
    return frozenset(found)


@cache
def _known() -> tuple[re.Pattern[str], dict[str, list[tuple[int, re.Pattern[str]]]]]:
    """What names may begin with, and for each beginning the matters: most letters begin none."""
    by_first: dict[str, dict[int, list[str]]] = {}
    for matter, line in enumerate(PATH.read_text("utf-8").splitlines()):
        for name in line.split("|"):
            by_first.setdefault(name[0], {}).setdefault(matter, []).append(name)
    ready = {
        first: [(matter, re.compile(_written(names))) for matter, names in matters.items()]
        for first, matters in by_first.items()
    }
    return re.compile(f"[{''.join(ready)}]"), ready


def _written(names: list[str]) -> str:
    """Names in one piece first, the longest before the others."""
    whole = sorted((name for name in names if "…" not in name), key=len, reverse=True)
    parted = [_FEW.join(map(re.escape, name.split("…"))) for name in names if "…" in name]
    return "|".join([f"(?P<whole>{'|'.join(whole) or '(?!)'})", *parted])
