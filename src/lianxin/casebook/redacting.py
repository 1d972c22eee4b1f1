"""Take out of a text what identifies a person, so that it can be told to others.

`language.personal` knows the shapes; what a case itself knows (the name and the numbers of whoever
reported it) is taken out wherever it stands. A first draft leaves out more than what is refused
later: a person reads it, and can put back what was none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lianxin.language import personal
from lianxin.language.names import DOUBLE, SINGLE, TITLES

LONG_ENOUGH = 2  # characters of a known name; a shorter one would stand everywhere
_NO_GIVEN = "的了是在有没不和与说讲也都就还很来去要把给向对已被从到这那上下里外"
_LIKELY = re.compile(
    rf"(?:{TITLES}|住户|业主|邻居|租户|居民|家人)"
    rf"(?P<NAME>(?!高楼|高层|马上|方便|安全|高兴|常常|曾经|全部|全体|时常|平时|关于|应该|任何)"
    rf"(?:{DOUBLE}|[{SINGLE}])[^\W\da-zA-Z{_NO_GIVEN}]{{1,2}}?)"
    rf"(?=[{_NO_GIVEN}家，。；、：！？\s]|$)"
)


@dataclass(frozen=True)
class Spot:
    """`text[start:end]` tells who somebody is; `blank` takes its place."""

    start: int
    end: int
    blank: str


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, to be shown; a spot's has its blank."""

    text: str
    blank: str = ""


def spots(text: str, *, known: Iterable[str] = (), is_draft: bool = False) -> list[Spot]:
    """What must not be published of `text`, in order, none overlapping; with `is_draft` also what
    only may be a name, and how somebody is called."""
    found = [_spot(*one) for one in personal.find_personal(text, weak=is_draft)]
    for name in known:
        if len(name) >= LONG_ENOUGH:
            kind = "PHONE" if name.isdigit() else "NAME"
            found += [_spot(kind, *one.span()) for one in re.finditer(re.escape(name), text)]
    if is_draft:
        found += [_spot("NAME", *one.span("NAME")) for one in _LIKELY.finditer(text)]
    return list(_apart(found))


def redact(text: str, *, known: Iterable[str] = ()) -> str:
    """`text` with a blank for each spot, still to be read as sentences."""
    blotted = "".join(piece.blank or piece.text for piece in pieces(text, known=known))
    return personal.redact(blotted).text  # what stood beside a spot may show only now


def pieces(text: str, *, known: Iterable[str] = ()) -> list[Piece]:
    """`text` cut at its spots, nothing lost."""
    cut, end = [], 0
    for spot in spots(text, known=known, is_draft=True):
        cut += [Piece(text[end : spot.start]), Piece(text[spot.start : spot.end], spot.blank)]
        end = spot.end
    return [piece for piece in (*cut, Piece(text[end:])) if piece.text]


def _spot(kind: str, start: int, end: int) -> Spot:
    return Spot(start, end, str(personal.REPLACED[kind]))


def _apart(found: list[Spot]) -> Iterator[Spot]:
    """The first and longest of those that overlap."""
    end = 0
    for spot in sorted(found, key=lambda one: (one.start, -one.end)):
        if spot.start >= end:
            yield spot
            end = spot.end
