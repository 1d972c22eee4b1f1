"""Long lists as .xlsx and .csv, written row by row: memory does not grow with their length."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from django.utils import timezone

from lianxin.papers.document import plain

Cell: TypeAlias = str | int | float | datetime | date | None
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
LONGEST = 32_767  # characters in a cell of Excel
MOST_FILLED = 50_000  # rows that offer choices
STARTS_FORMULA = ("=", "+", "-", "@", "\t")
BOM = "\ufeff"
TEXT_WIDTH, SHORT_WIDTH, TIME_WIDTH = 40, 14, 17


class _Line:
    """A file for `csv.writer` that keeps what is written until it is taken."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text = text


def write_xlsx(
    path: Path,
    *,
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    wide: Iterable[int] = (),
    choices: Mapping[int, Sequence[str]] | None = None,
) -> None:
    """Texts stay texts, whatever they begin with. `wide` are the columns that hold long ones;
    `choices` are what a column offers to whoever fills it in."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet(title[:31])
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.set_column(0, len(head) - 1, SHORT_WIDTH)
        for column in wide:
            sheet.set_column(column, column, TEXT_WIDTH)
        for column, offered in (choices or {}).items():
            listed = {"validate": "list", "source": list(offered), "error_type": "warning"}
            sheet.data_validation(1, column, MOST_FILLED, column, listed)
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, head, book.add_format({"bold": True}))
        last = 0
        for last, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    local = timezone.localtime(cell).replace(tzinfo=None)
                    sheet.write_datetime(last, column, local, moment)
                elif isinstance(cell, int | float):
                    sheet.write_number(last, column, cell)
                elif cell is not None and cell != "":
                    sheet.write_string(last, column, plain(str(cell))[:LONGEST])
        sheet.autofilter(0, 0, last, len(head) - 1)


def csv_lines(
    head: Sequence[str], rows: Iterable[Sequence[Cell]], *, has_bom: bool
) -> Iterator[str]:
    """RFC 4180. With a byte-order mark Excel reads it as UTF-8."""
    line = _Line()
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow(head)
    yield (BOM if has_bom else "") + line.text
    for cells in rows:
        writer.writerow([_written(cell) for cell in cells])
        yield line.text


def write_csv(
    path: Path, *, head: Sequence[str], rows: Iterable[Sequence[Cell]], has_bom: bool
) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(head, rows, has_bom=has_bom))


def _written(cell: Cell) -> str:
    """A text that a spreadsheet would take for a formula begins with an apostrophe instead."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).isoformat(timespec="seconds")
    if isinstance(cell, str):
        text = plain(cell)
        return f"'{text}" if text.startswith(STARTS_FORMULA) else text
    return str(cell)
