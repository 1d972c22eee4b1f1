"""A theme with a time: a fair where people meet, or a live session with posts to apply for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianxin.catalogue import finding
from lianxin.catalogue.models import Collection
from lianxin.exchange import queries
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing
from lianxin.outbox import letters
from lianxin.papers.lists import XLSX_TYPE, Cell, write_xlsx
from lianxin.web import respond
from lianxin.web.exchange import linked, pages, rows
from lianxin.web.shell import times

MOST_ROWS = 5_000
WIDE = (2, 3, 10)


@login_not_required
@require_safe
def collection_xlsx(request: respond.Request, pk: UUID) -> HttpResponse:
    """All that belongs to it, with the address where one applies."""
    public = Collection.objects.filter(district_id=request.district.pk).public()
    found = get_object_or_404(public, pk=pk)
    now = timezone.now()
    belongs = finding.collected(found, at=now).whole().order_by("kind", "-confirmed_at", "-pk")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.xlsx"
        told = _cells(belongs[:MOST_ROWS], letters.site_of(found.district_id), at=now)
        write_xlsx(path, title=_("专题"), head=_head(), rows=told, wide=WIDE)
        answer = HttpResponse(path.read_bytes(), content_type=XLSX_TYPE)
    name = f"lianxin-{timezone.localdate():%Y%m%d}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def part(found: Collection, *, at: datetime) -> pages.Fair | None:
    """When and where; None for a theme without a time."""
    if found.starts_at is None or found.ends_at is None:
        return None
    state, level = _stands(found.starts_at, found.ends_at, at=at)
    is_over = found.ends_at <= at
    return pages.Fair(
        state=state,
        level=level,
        when=_span(found.starts_at, found.ends_at),
        address=found.address,
        live_url="" if is_over else found.live_url,
        is_over=is_over,
    )


def _stands(starts_at: datetime, ends_at: datetime, *, at: datetime) -> tuple[str, str]:
    if ends_at <= at:
        return _("已经结束"), "quiet"
    if starts_at <= at:
        return _("正在进行"), "good"
    return times.said(starts_at, now=at), "wait"


def _span(starts_at: datetime, ends_at: datetime) -> str:
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    first = f"{times.on_day(starts)} {starts:%H:%M}"
    is_one_day = starts.date() == ends.date()  # both local
    last = f"{ends:%H:%M}" if is_one_day else f"{times.on_day(ends)} {ends:%H:%M}"
    return f"{first}–{last}"


def in_schema_org(found: Collection) -> SafeString:
    """For search engines; empty for a theme without a time."""
    if not found.is_fair:
        return SafeString("")
    online, there = bool(found.live_url), bool(found.address)
    mode = "Mixed" if online and there else "Online" if online else "Offline"
    places = [
        *([{"@type": "Place", "name": found.address, "address": found.address}] if there else []),
        *([{"@type": "VirtualLocation", "url": found.live_url}] if online else []),
    ]
    path = reverse("exchange:collection", args=[found.pk])
    return linked.script(
        {
            "@context": linked.VOCABULARY,
            "@type": "Event",
            "name": found.title,
            "description": found.text or found.title,
            "startDate": found.starts_at,
            "endDate": found.ends_at,
            "eventStatus": f"{linked.VOCABULARY}/EventScheduled",
            "eventAttendanceMode": f"{linked.VOCABULARY}/{mode}EventAttendanceMode",
            "location": places,
            "organizer": {"@type": "Organization", "name": found.provider.name},
            "url": f"{letters.site_of(found.district_id)}{path}",
        }
    )


def _head() -> list[str]:
    return [
        _("编号"), _("种类"), _("名称"), _("单位"), _("在哪里"), _("报酬或价格"), _("名额"),
        _("还剩"), _("联系人"), _("联系电话"), _("在这里申请"),
    ]  # fmt: skip


def _cells(belongs: object, site: str, *, at: datetime) -> Iterator[list[Cell]]:
    listings: list[Listing] = list(belongs)  # type: ignore[call-overload]  # a query
    for one in listings:
        row = rows.row(one, at=at)
        left = None if one.capacity is None else one.capacity - one.taken
        yield [
            one.ref, queries.said(one.district_id, one.kind, KINDS[one.kind].label), one.title,
            row.unit, row.area, row.price, one.capacity, left, one.contact, one.phone,
            f"{site}{row.url}",
        ]  # fmt: skip
