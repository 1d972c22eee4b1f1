"""The board as a paper to be printed and handed round: figures with their denominators, and what
is late. Whatever the board shows, in the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianxin.network.models import User
from lianxin.papers.document import TIME, Block, Document, Facts, Heading, Paragraph, Table
from lianxin.web.lead import pages
from lianxin.web.parts import Kpi

LATE_SHOWN = 20


def bulletin(board: pages.Board, late: pages.Late, *, by: User, at: datetime) -> Document:
    until = f"{timezone.localtime(at):{TIME}}"
    title = _("%(where)s办件简报") % {"where": board.where}
    return Document(
        title=title,
        running=f"{title} · {board.period}",
        made=_("%(who)s 制作于 %(at)s") % {"who": by, "at": until},
        language=get_language() or "",
        at=at,
        blocks=list(_blocks(board, late, until)),
    )


def _blocks(board: pages.Board, late: pages.Late, until: str) -> Iterator[Block]:
    said = {"period": board.period, "until": until}
    yield Paragraph(_("%(period)s受理的诉求，统计到 %(until)s。") % said, is_quiet=True)
    yield Heading(_("总体"))
    yield Facts([*_told(board.kpis), *_told(board.now_kpis)])
    for table in board.tables:
        if table.lines:
            yield Heading(table.title)
            yield _table(table)
    if late.rows:
        yield Heading(_("已超时，超得最久的在前"))
        yield _late(late.rows[:LATE_SHOWN])
        yield Paragraph(_("共 %s 件。") % late.count, is_quiet=True)


def _told(kpis: Sequence[Kpi]) -> Iterator[tuple[str, str]]:
    for kpi in kpis:
        yield kpi.label, f"{kpi.value}{kpi.unit}" + (_("（%s）") % kpi.note if kpi.note else "")


def _table(table: pages.Table) -> Table:
    """A rate stands over what it is a rate of."""
    rows = [
        (line.name, *(f"{cell.value}\n{cell.note}".strip() for cell in line.cells))
        for line in table.lines
    ]
    return Table((table.heading, *table.columns), rows, (5, *([2] * len(table.columns))))


def _late(rows: Sequence[pages.LateRow]) -> Table:
    head = (_("编号"), _("事项"), _("单位"), _("超过的时限"), _("最后一步"))
    body = [
        (
            row.row.case.ref,
            row.row.case.subject,
            row.unit,
            "\n".join(f"{one.name} {one.by}" for one in row.broken),
            " ".join(part for part in (row.last_verb, row.last_who) if part),
        )
        for row in rows
    ]
    return Table(head, body, (4, 6, 5, 4, 4))
