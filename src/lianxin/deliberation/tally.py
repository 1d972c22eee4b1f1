"""Count the answers to a survey, and tell of the counts only what points at nobody.

A cell of one to four people is not told. Where the cells of a question add up to all answers, one
that is left out alone could be reckoned from the rest: then the next smallest is left out, too.
Plain values in, plain values out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lianxin.forms.definition import SELECTS, Definition, Kind, Question

FEWEST: Final = 5
UNANSWERED: Final = ""  # the code of those who did not choose anything


@dataclass(frozen=True)
class Cell:
    """`count` is None where it would point at people; `code` is UNANSWERED for no answer."""

    code: str
    label: str
    count: int | None


@dataclass(frozen=True)
class Table:
    """What was answered to one question, of so many answers."""

    label: str
    is_many: bool
    of: int
    cells: Sequence[Cell]


def count(asked: Definition, answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is kept of the answers: how many chose what, and what was written, in the order of the
    alphabet. Nothing tells any more which answers came from one hand."""
    chosen = [one for one in asked.questions if one.kind in SELECTS]
    written = [one for one in asked.questions if one.kind == Kind.TEXT]
    return {
        "n": len(answers),
        "counts": {one.name: _counted(one, answers) for one in chosen},
        "texts": {
            one.name: sorted(row[one.name] for row in answers if one.name in row)
            for one in written
        },
    }


def tables(asked: Definition, tally: Mapping[str, Any]) -> list[Table]:
    """What may be told; nothing of fewer than five answers."""
    if not tally or tally["n"] < FEWEST:
        return []
    counts = tally["counts"]
    chosen = [one for one in asked.questions if one.name in counts]
    return [_table(one, counts[one.name], tally["n"]) for one in chosen]


def hidden(counts: Mapping[str, int], *, adds_up: bool) -> set[str]:
    """The cells that are not told."""
    few = {code for code, n in counts.items() if 0 < n < FEWEST}
    rest = sorted((n, code) for code, n in counts.items() if n >= FEWEST)
    while adds_up and few and rest and (len(few) == 1 or sum(counts[c] for c in few) < FEWEST):
        few.add(rest.pop(0)[1])
    return few


def _counted(one: Question, answers: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in answers:
        said = row.get(one.name)
        found.update(said if isinstance(said, list) else [said or UNANSWERED])
        if said == []:
            found[UNANSWERED] += 1
    return {code: found[code] for code in (*(c.code for c in one.choices), UNANSWERED)}


def _table(one: Question, counts: Mapping[str, int], of: int) -> Table:
    is_many = one.kind == Kind.SELECT_MULTIPLE
    dark = hidden(counts, adds_up=not is_many)
    labels = {choice.code: str(choice.label) for choice in one.choices}
    cells = [
        Cell(code, labels.get(code, ""), None if code in dark else n)
        for code, n in counts.items()
        if n or code != UNANSWERED
    ]
    return Table(str(one.label), is_many, of, cells)
