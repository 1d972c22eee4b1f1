"""The board as a paper to be printed and handed round: figures with their denominators, what is
late, what comes again and again, and where time went. What the pages show, in the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianxin.network.models import User
from lianxin.papers.document import TIME, Block, Document, Facts, Heading, Paragraph, Table
from lianxin.web.lead import pages
from lianxin.web.lead.slipped import RecurringPage, WaitedPage
from lianxin.web.parts import Kpi

LATE_SHOWN = 20


def bulletin(
    board: pages.Board,
    late: pages.Late,
    recurring: RecurringPage,
    waited: WaitedPage,
    *,
    by: User,
    at: datetime,
) -> Document:
    until = f"{timezone.localtime(at):{TIME}}"
    title = _("%(where)s办件简报") % {"where": board.where}
    return Document(
        title=title,
        running=f"{title} · {board.period}",
        made=_("%(who)s 制作于 %(at)s") % {"who": by, "at": until},
        language=get_language() or "",
        at=at,
        blocks=[*_blocks(board, late, until), *_again(recurring), *_lost(waited)],
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


def _table(table: pages.Table[pages.Line]) -> Table:
    """A rate stands over what it is a rate of; what those say already is left out."""
    kept = [n for n, label in enumerate(table.columns) if label not in _said_by_rates()]
    rows = []
    for line in table.lines:
        cells = [line.cells[n] for n in kept]
        rows.append((line.name, *(f"{cell.value}\n{cell.note}".strip() for cell in cells)))
    return Table((table.heading, *(table.columns[n] for n in kept)), rows, (6, *([3] * len(kept))))


def _said_by_rates() -> set[str]:
    return {_("办结"), _("已评价"), _("参评率")}


def _again(page: RecurringPage) -> Iterator[Block]:
    if not page.first:
        return
    yield Heading(_("反复发生的"))
    said = _("近 %s 天同一社区同一类别至少 3 件的；出现的周数多的在前。") % page.days
    yield Paragraph(said, is_quiet=True)
    head = (_("类别"), _("社区"), _("件数"), _("有几周出现"), _("最近一周"))
    body = [
        (row.label, row.place, str(row.total), f"{row.weeks_with}/{page.weeks}", str(row.last))
        for row in page.first
    ]
    yield Table(head, body, (5, 5, 2, 3, 2))


def _lost(page: WaitedPage) -> Iterator[Block]:
    if not page.bars:
        return
    yield Heading(_("没有按时反馈的，时间花在谁那里"))
    said = _("近 %(days)s 天 %(cases)s 件，从受理到反馈（或到现在）每件平均：")
    yield Paragraph(said % {"days": page.days, "cases": page.cases}, is_quiet=True)
    yield Facts([(bar.label, bar.value) for bar in page.bars])


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
