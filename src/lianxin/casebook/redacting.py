"""Take out of a text what identifies a person, so that it can be told to others.

`language.personal` knows the shapes; what a case itself knows (the name and the numbers of whoever
reported it) is taken out wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lianxin.language import personal

LONG_ENOUGH = 2  # characters of a known name; a shorter one would stand everywhere
BLANKS = {
    "PHONE": "〔电话〕",
    "ID_NUMBER": "〔证件号〕",
    "EMAIL": "〔邮箱〕",
    "PLATE": "〔车牌〕",
    "NAME": "〔姓名〕",
    "ADDRESS": "〔门牌〕",
}
OTHER = "〔略〕"


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


def spots(text: str, *, known: Iterable[str] = ()) -> list[Spot]:
    """What must not be published of `text`, in order, none overlapping."""
    found = [
        Spot(one.start, one.end, BLANKS.get(one.kind, OTHER))
        for one in personal.find_personal(text)
    ]
    for name in known:
        if len(name) >= LONG_ENOUGH:
            blank = BLANKS["PHONE" if name.isdigit() else "NAME"]
            found += [Spot(*one.span(), blank) for one in re.finditer(re.escape(name), text)]
    return list(_apart(found))


def redact(text: str, *, known: Iterable[str] = ()) -> str:
    """`text` with a blank for each spot."""
    return "".join(piece.blank or piece.text for piece in pieces(text, known=known))


def pieces(text: str, *, known: Iterable[str] = ()) -> list[Piece]:
    """`text` cut at its spots, nothing lost."""
    cut, end = [], 0
    for spot in spots(text, known=known):
        cut += [Piece(text[end : spot.start]), Piece(text[spot.start : spot.end], spot.blank)]
        end = spot.end
    return [piece for piece in (*cut, Piece(text[end:])) if piece.text]


def _apart(found: list[Spot]) -> Iterator[Spot]:
    """The first and longest of those that overlap."""
    end = 0
    for spot in sorted(found, key=lambda one: (one.start, -one.end)):
        if spot.start >= end:
            yield spot
            end = spot.end
