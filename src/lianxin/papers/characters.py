"""Which characters can be written, and which the fonts of the PDF can show."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # marks that reverse what one reads
)
UNSEEN = frozenset({"Cf", "Mn", "Me"})  # joiners and variants: without them the rest is legible
PLATFORM_WIDE = (3, 10)
GROUPS_FROM, GROUP = 16, 12
FULL_RANGE = 12


class NoFonts(RuntimeError):
    """The fonts that PDF needs were not installed."""


def shown(text: str) -> str:
    """`text` as the fonts can show it. A character that they lack is named by its number, so that
    it can be looked up: a blank would be taken for nothing."""
    known = _known()
    return "".join(one if ord(one) in known else _named(one) for one in text)


def _named(one: str) -> str:
    if one == "\n":
        return one
    if unicodedata.category(one) in UNSEEN:
        return ""
    return " " if one.isspace() else f"〔U+{ord(one):04X}〕"


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    return frozenset(code for path in fonts() for code in _codes(path.read_bytes()))


@lru_cache(maxsize=1)
def fonts() -> tuple[Path, ...]:
    found = tuple(sorted(FONTS.glob("*.ttf")))
    if not found:
        raise NoFonts(f"no fonts in {FONTS}: run `make install`, or install the package again")
    return found


def _codes(font: bytes) -> Iterator[int]:
    """The characters that a TrueType font maps to a glyph, from its table `cmap`, format 12."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(tables))
    cmap = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    for n in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * n)
        (kind,) = struct.unpack_from(">H", font, cmap + offset)
        if (platform, encoding) == PLATFORM_WIDE and kind == FULL_RANGE:
            yield from _groups(font, cmap + offset)


def _groups(font: bytes, table: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", font, table + 12)
    for n in range(count):
        first, last, glyph = struct.unpack_from(">III", font, table + GROUPS_FROM + GROUP * n)
        yield from range(first if glyph else first + 1, last + 1)
