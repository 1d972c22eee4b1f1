"""The tables of the board as workbooks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.insight.figures import Rate
from lianxin.insight.orders import Stars
from lianxin.web.lead import pages

QUIET = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(table: pages.Table[pages.Line], *, where: str, period: str, at: datetime) -> bytes:
    """The counts as numbers; a rate beside what it is a rate of, empty where none is printed."""
    import xlsxwriter  # noqa: PLC0415  seldom needed, and 2 MB in each process

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, QUIET) as book:
        sheet = book.add_worksheet(table.title[:31])
        bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
        until = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
        sheet.write_row(0, 0, [where, period, _("统计到 %s") % until])
        sheet.write_row(2, 0, [table.heading, *_columns()], bold)
        for row, line in enumerate(table.lines, 3):
            sheet.write_string(row, 0, line.name)
            for column, value in enumerate(_values(line), 1):
                style = percent if isinstance(value, Rate) else None
                number = _share(value) if isinstance(value, Rate) else value
                if number is not None:
                    sheet.write_number(row, column, number, style)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, len(_columns()), 11)
        sheet.freeze_panes(3, 1)
    return content.getvalue()


def _columns() -> list[str]:
    return [
        _("受理"),
        _("未办结"),
        _("超时"),
        _("应响应"),
        _("按时响应"),
        _("按时响应率"),
        _("应反馈"),
        _("按时反馈"),
        _("按时反馈率"),
        _("办结"),
        _("解决"),
        _("解决率"),
        _("已评价"),
        _("参评率"),
        _("满意率"),
    ]


def _values(line: pages.Line) -> list[int | Rate]:
    now, totals = line.now, line.totals
    return [
        totals.received,
        now.open,
        now.late,
        totals.respond_due,
        totals.respond_kept,
        totals.responded,
        totals.feedback_due,
        totals.feedback_kept,
        totals.fed_back,
        totals.closed,
        totals.solved,
        totals.resolved,
        totals.rated,
        totals.satisfaction.answered,
        totals.satisfaction.rate,
    ]


def _share(rate: Rate) -> float | None:
    return None if rate.percent is None else rate.part / rate.whole


def orders_workbook(
    tables: Sequence[pages.Table[pages.OrderLine]], *, where: str, period: str, at: datetime
) -> bytes:
    """A sheet for each table: a rate in its column, and behind it what it is a rate of."""
    import xlsxwriter  # noqa: PLC0415  as above

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, QUIET) as book:
        styles = {
            "bold": book.add_format({"bold": True}),
            Rate: book.add_format({"num_format": "0.0%"}),
            Stars: book.add_format({"num_format": "0.0"}),
        }
        for table in tables:
            sheet = book.add_worksheet(table.title[:31])
            until = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
            sheet.write_row(0, 0, [where, period, _("统计到 %s") % until])
            sheet.write_row(2, 0, [table.heading, *_heads(table)], styles["bold"])
            for row, line in enumerate(table.lines, 3):
                sheet.write_string(row, 0, line.name)
                _write_figures(sheet, row, line, styles)
            sheet.set_column(0, 0, 30)
            sheet.set_column(1, 16, 12)
            sheet.freeze_panes(3, 1)
    return content.getvalue()


def _heads(table: pages.Table[pages.OrderLine]) -> list[str]:
    heads: list[str] = []
    for figure in table.lines[0].figures if table.lines else ():
        heads.append(figure.label)
        if isinstance(figure.value, Rate):
            heads.append(_("%s：其中") % figure.label)
    return heads


def _write_figures(sheet: Any, row: int, line: pages.OrderLine, styles: Any) -> None:
    column = 1
    for figure in line.figures:
        value = figure.value
        if isinstance(value, Rate):
            if (share := _share(value)) is not None:
                sheet.write_number(row, column, share, styles[Rate])
            column += 1
            sheet.write_number(row, column, value.part)
        elif isinstance(value, Stars):
            if value.average is not None:
                sheet.write_number(row, column, value.average, styles[Stars])
        else:
            sheet.write_number(row, column, value)
        column += 1
