"""Read back what was written, with other people's libraries."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import docx
import pypdf
from docx.table import Table


def pdf_text(content: bytes) -> str:
    """Without blanks: where a line is broken, and where a blank is set between two scripts, is
    the setter's business."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return bare("".join(page.extract_text() for page in pages))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def docx_text(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    return "\n".join(
        [one.text for one in file.paragraphs]
        + [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    )


def docx_table(content: bytes, *head: str) -> list[list[str]]:
    """The rows under the table with this head."""
    tables: Sequence[Table] = docx.Document(io.BytesIO(content)).tables
    for table in tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        if tuple(rows[0]) == head:
            return rows[1:]
    raise AssertionError(f"no table {head}")


def in_order(text: str, wanted: Sequence[str]) -> bool:
    """Whether each of `wanted` stands in `text` after the one before."""
    position = 0
    for one in wanted:
        found = text.find(bare(one), position)
        if found < 0:
            return False
        position = found + len(bare(one))
    return True
