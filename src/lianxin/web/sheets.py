"""Rows as an Excel file to be kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpResponse

from lianxin.papers.lists import XLSX_TYPE, Cell, write_xlsx


def xlsx(
    name: str,
    rows: Iterable[Sequence[Cell]],
    *,
    title: str,
    head: Sequence[str],
    wide: Sequence[int] = (),
) -> HttpResponse:
    """The file `name`, one sheet called `title`; `wide` columns hold sentences."""
    with TemporaryDirectory(prefix="lianxin-rows-") as folder:
        path = Path(folder) / "rows.xlsx"
        write_xlsx(path, title=title, head=head, rows=rows, wide=wide)
        answer = HttpResponse(path.read_bytes(), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
