"""A document as PDF/UA: tagged, with its language and title, so that a screen reader reads it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from lianxin.papers import characters
from lianxin.papers.document import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Pictures,
    Table,
    plain,
)

TYPE = "application/pdf"
TEMPLATE = Path(__file__).with_name("document.typ")


def pdf(document: Document) -> bytes:
    """Raises `NoFonts` where they were not installed, rather than print blanks."""
    with tempfile.TemporaryDirectory(prefix="lianxin-pdf-") as name:
        folder = Path(name)
        return compiled(TEMPLATE, _values(document, folder), folder, at=document.at)


def compiled(template: Path, values: dict[str, Any], folder: Path, *, at: datetime) -> bytes:
    """Set `values`, strings and the pictures that lie in `folder`, by `template`."""
    import typst

    page = folder / template.name
    page.write_bytes(template.read_bytes())
    (folder / "data.json").write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    made = typst.compile(
        page,
        root=folder,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        package_path=folder,
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """Found once in each process."""
    import typst

    folders = sorted({str(path.parent) for path in characters.fonts()})
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
    )


def _values(document: Document, folder: Path) -> dict[str, Any]:
    return {
        "title": shown(document.title),
        "running": shown(document.running),
        "made": shown(document.made),
        "lang": "zh" if document.is_chinese else "en",
        "region": "cn" if document.is_chinese else None,
        "blocks": [_block(block, folder, n) for n, block in enumerate(document.blocks)],
    }


def _block(block: Block, folder: Path, number: int) -> dict[str, Any]:
    match block:
        case Heading(text, level, on_new_page):
            kind: dict[str, Any] = {"text": shown(text), "level": level}
            return {"kind": "heading", "on_new_page": on_new_page} | kind
        case Paragraph(text, is_quiet):
            return {"kind": "paragraph", "text": shown(text), "is_quiet": is_quiet}
        case Facts(rows):
            return {"kind": "facts", "rows": [_row(row) for row in rows]}
        case Table(head, rows, widths):
            cells = {"head": _row(head), "rows": [_row(row) for row in rows]}
            return {"kind": "table", "widths": list(widths)} | cells
        case Pictures():
            return {"kind": "pictures", "items": _pictures(block, folder, number)}


def _pictures(block: Pictures, folder: Path, number: int) -> list[dict[str, str]]:
    items = []
    for n, one in enumerate(block.items):
        path = folder / f"{number}-{n}.jpg"
        path.write_bytes(one.content)
        items.append({"path": path.name, "alt": shown(one.alt)})
    return items


def _row(cells: Sequence[str]) -> list[str]:
    return [shown(cell) for cell in cells]


def shown(text: str) -> str:
    return characters.shown(plain(text))
