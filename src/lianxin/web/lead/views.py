from __future__ import annotations

from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianxin.papers import pdf, word
from lianxin.web import respond
from lianxin.web.lead import bulletin as papers
from lianxin.web.lead import exchange as ordered
from lianxin.web.lead import order_rows, pages, together
from lianxin.web.lead.board import Figures, board_page, tables, where
from lianxin.web.lead.forms import PERIODS, days_of
from lianxin.web.lead.rows import cases_page, late_page
from lianxin.web.lead.scope import LEADING, Scope
from lianxin.web.lead.sheet import TYPE, orders_workbook, workbook
from lianxin.web.lead.slipped import recurring_page, waited_page
from lianxin.web.parts import Link
from lianxin.web.seats import holding, seats

MAKERS = {"docx": (word.docx, word.TYPE), "pdf": (pdf.pdf, pdf.TYPE)}


@require_safe
@holding(*LEADING)
def board(request: respond.StaffRequest) -> HttpResponse:
    context = board_page(_scope(request), request.GET, at=timezone.now())
    return respond.page(request, "lead/board", context)


@require_safe
@holding(*LEADING)
def cases(request: respond.StaffRequest) -> HttpResponse:
    context = cases_page(_scope(request), request.GET, at=timezone.now())
    return respond.page(request, "lead/cases", context)


@require_safe
@holding(*LEADING)
def late(request: respond.StaffRequest) -> HttpResponse:
    context = late_page(_scope(request), request.GET, at=timezone.now())
    return respond.page(request, "lead/late", context)


@require_safe
@holding(*LEADING)
def recurring(request: respond.StaffRequest) -> HttpResponse:
    """The same thing in the same place, week after week."""
    context = recurring_page(_scope(request), request.GET, at=timezone.now())
    return respond.page(request, "lead/recurring", context)


@require_safe
@holding(*LEADING)
def waited(request: respond.StaffRequest) -> HttpResponse:
    """What slipped, where its time went, and how much each unit has to carry."""
    context = waited_page(_scope(request), request.GET, at=timezone.now())
    return respond.page(request, "lead/waited", context)


@require_safe
@holding(*LEADING)
def joint(request: respond.StaffRequest) -> HttpResponse:
    """What was decided and promised together, and what of it is late."""
    crumb = Link(_("牵头"), reverse("lead:board"))
    context = pages.Joint(together.shown(request), at=timezone.now(), crumbs=[crumb])
    return respond.page(request, "lead/joint", context)


@require_safe
@holding(*LEADING)
def export(request: respond.StaffRequest) -> HttpResponse:
    """One table of the board as .xlsx."""
    scope, now, days = _scope(request), timezone.now(), days_of(request.GET)
    asked = request.GET.get("table", "").lower()
    found = tables(Figures(scope, days, now))
    table = next((table for table in found if table.key == asked), None)
    if table is None:
        raise Http404
    content = workbook(table, where=where(scope), period=str(PERIODS[days]), at=now)
    name = f"lianxin-{table.key}-{timezone.localdate(now):%Y%m%d}.xlsx"
    answer = HttpResponse(content, content_type=TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@holding(*LEADING)
def exchange(request: respond.StaffRequest) -> HttpResponse:
    """How orders went, by kind, unit and community."""
    context = ordered.page(_scope(request), request.GET, at=timezone.now())
    return respond.page(request, "lead/exchange", context)


@require_safe
@holding(*LEADING)
def orders(request: respond.StaffRequest) -> HttpResponse:
    """The orders behind a figure."""
    context = order_rows.page(request.user, _scope(request), request.GET, at=timezone.now())
    return respond.page(request, "lead/orders", context)


@require_safe
@holding(*LEADING)
def exchange_xlsx(request: respond.StaffRequest) -> HttpResponse:
    """All tables about orders, or the one that is asked for."""
    scope, now, days = _scope(request), timezone.now(), days_of(request.GET)
    asked = request.GET.get("table", "")
    found = ordered.tables(ordered.Orders(scope, days, now))
    chosen = [table for table in found if asked in ("", table.key)]
    if not chosen:
        raise Http404
    content = orders_workbook(chosen, where=where(scope), period=str(PERIODS[days]), at=now)
    answer = HttpResponse(content, content_type=TYPE)
    name = f"lianxin-orders-{timezone.localdate(now):%Y%m%d}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@holding(*LEADING)
def bulletin(request: respond.StaffRequest) -> HttpResponse:
    """The board as .docx, or as .pdf."""
    scope, now = _scope(request), timezone.now()
    kind = request.GET.get("kind", "docx")
    if kind not in MAKERS:
        raise Http404
    paper = papers.bulletin(
        board_page(scope, request.GET, at=now),
        late_page(scope, QueryDict(), at=now),
        recurring_page(scope, QueryDict(), at=now),
        waited_page(scope, QueryDict(), at=now),
        by=request.user,
        at=now,
    )
    make, content_type = MAKERS[kind]
    answer = HttpResponse(make(paper), content_type=content_type)
    name = f"lianxin-bulletin-{timezone.localdate(now):%Y%m%d}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _scope(request: respond.StaffRequest) -> Scope:
    user = request.user
    return Scope.of(user, seats(request), code=request.GET.get("area", ""))
