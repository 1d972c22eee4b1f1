"""The settlement of one agreement, and the sums of several, as .xlsx."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianxin.papers.lists import Cell
from lianxin.partnering import policy, queries
from lianxin.partnering.models import Agreement
from lianxin.partnering.settling import Sums
from lianxin.partnering.states import Frequency, What
from lianxin.partnering.terms import HUNDRED, Term
from lianxin.web import respond
from lianxin.web.partnering import build, words
from lianxin.web.partnering.forms import ListForm
from lianxin.web.partnering.views import WORKING, visible
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx

MOST = 5_000


@require_safe
@holding(*WORKING)
def settlement(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Each period of each term, and the sum of each term."""
    found, on = visible(request, ref), timezone.localdate()
    head = [_("谁提供"), _("提供什么"), _("期间开始"), _("期间结束"), *_sums_head()]
    name = f"{found.ref}-{on:%Y%m%d}.xlsx"
    return xlsx(name, _lines(found, on=on), title=found.ref, head=head, wide=(0, 1))


@require_safe
@holding(*WORKING)
def export(request: respond.StaffRequest) -> HttpResponse:
    """A row for each term of the agreements of the list."""
    on, district_id = timezone.localdate(), request.district.pk
    shown = policy.visible_to(request.user, district_id, on=on)
    found = build.narrowed(shown, ListForm(request.GET).asked, district_id, on=on)
    agreements = queries.with_joiners(found.whole().order_by("made_at", "id")[:MOST])
    head = [
        _("编号"), _("协议种类"), _("名称"), _("社区一方"), _("合作一方"),
        _("一起签的单位"), _("状态"),
        _("开始日期"), _("到期日期"), _("谁提供"), _("提供什么"), _("哪一类"), _("多久一次"),
        *_sums_head(),
    ]  # fmt: skip
    cells = [
        [
            one.ref, words.kind(one), one.title, one.host.name, one.partner.name,
            _("、").join(joiner.unit.name for joiner in one.joiners.all()),
            str(words.standing(one, on=on).label), one.starts_on.isoformat(),
            one.last_on.isoformat(), _giver(one, each.term), each.term.text,
            str(What(each.term.what).label), str(Frequency(each.term.every).label),
            *_cells(each.sums, each.term),
        ]
        for one, accounts in queries.settlements(agreements, on=on).items()
        for each in accounts
    ]  # fmt: skip
    name = f"lianxin-partners-{on:%Y%m%d}.xlsx"
    return xlsx(name, cells, title=_("合作协议"), head=head, wide=(2, 5, 10))


def _lines(found: Agreement, *, on: date) -> Iterator[list[Cell]]:
    for account in queries.settlement(found, on=on):
        who = _giver(found, account.term)
        for line in account.lines:
            span = line.span
            yield [
                who, account.term.text, span.starts_on.isoformat(), span.ends_on.isoformat(),
                *_cells(line.sums, account.term),
            ]  # fmt: skip
        yield [who, account.term.text, _("到今天合计"), "", *_cells(account.sums, account.term)]


def _giver(found: Agreement, term: Term) -> str:
    return found.unit_of(term.giver).name


def _sums_head() -> list[str]:
    return [_("计量单位"), _("约定"), _("已登记"), _("已确认"), _("有异议"), _("还差")]


def _cells(sums: Sums, term: Term) -> list[Cell]:
    told = (sums.promised, sums.given, sums.confirmed, sums.disputed, sums.open)
    return [term.unit, *(amount / HUNDRED for amount in told)]
