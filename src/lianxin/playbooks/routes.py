"""What the rules of routing, the pairings and the opening hours of a playbook refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lianxin.cases.models import Source
from lianxin.cases.routing import DESK, DUTY, PAIRED
from lianxin.network import hours
from lianxin.network.hours import BadHours
from lianxin.playbooks.document import Steps

Wanted = tuple[Steps, Any, Iterable[str]]  # where it stands, the code, the codes there are


def references(book: dict[str, Any]) -> Iterator[Wanted]:
    cases = book["cases"]
    known = {
        "class": _codes(cases["classes"]),
        "place": _codes(book["places"]),
        "kind": _codes(cases["kinds"]),
        "grade": _codes(cases["grades"]),
        "source": Source.values,
    }
    units = _codes(book["units"])
    for n, row in enumerate(cases.get("routing", [])):
        here = ("cases", "routing", n)
        yield (*here, "to"), row["to"], [DUTY, PAIRED, DESK, *units]
        for name, codes in known.items():
            for code in _many(row.get(name, [])):
                yield (*here, name), code, codes
    for n, row in enumerate(book.get("pairings", [])):
        yield ("pairings", n, "place"), row["place"], known["place"]
        yield ("pairings", n, "unit"), row["unit"], units
        for code in row.get("classes", []):
            yield ("pairings", n, "classes"), code, known["class"]


def bad_hours(book: dict[str, Any]) -> Iterator[tuple[Steps, str]]:
    """Where opening hours stand that cannot be read, and the part that is wrong."""
    for n, row in enumerate(book["units"]):
        try:
            hours.parse(row.get("hours", "24/7"))
        except BadHours as bad:
            yield ("units", n, "hours"), str(bad)


def _codes(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["code"] for row in rows]


def _many(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
