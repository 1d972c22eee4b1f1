"""The yearly list of a unit: a page for everybody, and the same as .docx and .xlsx."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianxin.catalogue import queries as catalogue
from lianxin.catalogue.models import EditionItem
from lianxin.exchange import queries
from lianxin.exchange.kinds import KINDS
from lianxin.network import queries as network
from lianxin.network.models import Organisation
from lianxin.papers import lists as writing
from lianxin.papers import word
from lianxin.papers.document import Document, Paragraph, Table
from lianxin.papers.lists import Cell
from lianxin.web import respond
from lianxin.web.exchange import opening, pages
from lianxin.web.parts import Link
from lianxin.web.shell.words import district_name

WIDTHS = (1, 6, 3, 4, 5, 5, 2)


@login_not_required
@require_safe
def edition(request: respond.Request, slug: str) -> HttpResponse:
    return respond.page(request, "exchange/edition", page(request, slug))


@login_not_required
@require_safe
def edition_docx(request: respond.Request, slug: str) -> HttpResponse:
    shown = page(request, slug)
    day = timezone.localdate().isoformat()
    document = Document(
        title=shown.title,
        running=f"{district_name(request.district)} · {shown.title}",
        made=_("%(publisher)s，%(day)s") % {"publisher": shown.unit, "day": day},
        language=get_language() or "zh-hans",
        at=timezone.now(),
        blocks=[Paragraph(shown.summary), Table(_head(), _cells(shown), WIDTHS)],
    )
    return _file(word.docx(document), word.TYPE, f"{shown.title}.docx")


@login_not_required
@require_safe
def edition_xlsx(request: respond.Request, slug: str) -> HttpResponse:
    shown = page(request, slug)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        rows: list[list[Cell]] = [
            [int(number), *told, int(sessions)] for number, *told, sessions in _cells(shown)
        ]
        writing.write_xlsx(path, title=str(shown.year), head=_head(), rows=rows, wide=(1, 4, 5))
        return _file(path.read_bytes(), writing.XLSX_TYPE, f"{shown.title}.xlsx")


def page(request: respond.Request, slug: str) -> pages.Edition:
    """404 where the unit has no list of that year."""
    unit, year = _named(request.district.pk, slug)
    found = catalogue.enlisted(unit, year, at=timezone.now())
    if not found:
        raise Http404
    total = sum(n for _item, n in found)
    return pages.Edition(
        title=_("%(unit)s %(year)d 年服务项目清单") % {"unit": unit.name, "year": year},
        unit=unit.name,
        year=year,
        summary=_summary(len(found), total),
        rows=[_item(item, n) for item, n in found],
        docx_url=reverse("exchange:edition_docx", args=[slug]),
        xlsx_url=reverse("exchange:edition_xlsx", args=[slug]),
        crumbs=[
            Link(
                queries.said(unit.district_id, "CATALOGUE", _("服务清单")),
                reverse("exchange:catalogue"),
            )
        ],
    )


def _item(item: EditionItem, sessions: int) -> pages.Item:
    listing = item.listing
    is_offered = listing.state == "PUBLISHED"
    return pages.Item(
        url=reverse("exchange:listing", args=[listing.ref]) if is_offered else "",
        title=listing.title,
        kind=queries.said(listing.district_id, listing.kind, KINDS[listing.kind].label),
        area=listing.area.name if listing.area else _("不限"),
        hours=opening.in_words(listing.hours),
        contact=f"{listing.contact} {listing.phone}".strip(),
        sessions=sessions,
    )


def _summary(items: int, sessions: int) -> str:
    first = ngettext("共 %d 项", "共 %d 项", items) % items
    return _("%(items)s，%(sessions)s。") % {
        "items": first,
        "sessions": ngettext("服务 %d 场次", "服务 %d 场次", sessions) % sessions,
    }


def slug_of(unit: Organisation, year: int) -> str:
    return f"{unit.code}-{year}"


def _named(district_id: int, slug: str) -> tuple[Organisation, int]:
    code, _dash, year = slug.rpartition("-")
    unit = network.unit_coded(district_id, code)
    if unit is None or not (year.isascii() and year.isdigit() and len(year) == 4):  # noqa: PLR2004  digits
        raise Http404
    return unit, int(year)


def _head() -> list[str]:
    return [_("序号"), _("名称"), _("种类"), _("服务范围"), _("时间"), _("联系"), _("场次")]


def _cells(shown: pages.Edition) -> list[list[str]]:
    return [
        [str(n), row.title, row.kind, row.area, row.hours, row.contact, str(row.sessions)]
        for n, row in enumerate(shown.rows, 1)
    ]


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    said = content_disposition_header(as_attachment=True, filename=get_valid_filename(name))
    answer.headers["Content-Disposition"] = said or "attachment"
    return answer
