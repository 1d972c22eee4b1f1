"""Sheets of cards to be cut apart, as PDF: eight on a page of A4, each with codes to scan."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lianxin.papers import pdf
from lianxin.papers.pdf import shown

TEMPLATE = Path(__file__).with_name("cards.typ")


@dataclass(frozen=True)
class Code:
    """`drawing` is SVG; `label` stands below it, and is read to the blind."""

    drawing: bytes
    label: str


@dataclass(frozen=True)
class Card:
    """`above` is said small over the title; `lines` are who or what, and the number."""

    above: str
    title: str
    call: str
    lines: Sequence[tuple[str, str]]
    codes: Sequence[Code]
    foot: str


def sheets(cards: Sequence[Card], *, title: str, language: str, at: datetime) -> bytes:
    """Raises `NoFonts` where they were not installed, rather than print blanks."""
    with tempfile.TemporaryDirectory(prefix="lianxin-cards-") as name:
        folder = Path(name)
        is_chinese = language.startswith("zh")
        values = {
            "title": shown(title),
            "lang": "zh" if is_chinese else "en",
            "region": "cn" if is_chinese else None,
            "cards": [_card(one, folder, n) for n, one in enumerate(cards)],
        }
        return pdf.compiled(TEMPLATE, values, folder, at=at)


def _card(one: Card, folder: Path, number: int) -> dict[str, Any]:
    codes = []
    for n, code in enumerate(one.codes):
        path = folder / f"{number}-{n}.svg"
        path.write_bytes(code.drawing)
        codes.append({"path": path.name, "label": shown(code.label)})
    lines = [[shown(label), shown(value)] for label, value in one.lines]
    told = {name: shown(getattr(one, name)) for name in ("above", "title", "call", "foot")}
    return {**told, "lines": lines, "codes": codes}
