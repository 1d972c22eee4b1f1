"""Themes that units put together: what of courses, posts, advice and results belongs to one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from lianxin.catalogue import finding
from lianxin.catalogue import queries as catalogue
from lianxin.catalogue.models import Collection
from lianxin.exchange import queries
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing
from lianxin.web import paging, respond
from lianxin.web.exchange import editions, fairs, pages, rows
from lianxin.web.exchange.catalogue import HERE
from lianxin.web.parts import Fact, Link

MOST, SHOWN = 100, 200
FIRST = 9  # of a kind


@login_not_required
@require_safe
def collections(request: respond.Request) -> HttpResponse:
    now = timezone.now()
    every = Collection.objects.filter(district_id=request.district.pk).select_related("provider")
    themes = every.public().filter(starts_at=None).order_by("-published_at", "-pk")[:MOST]
    page = pages.Collections(
        fairs=[_row(one, at=now) for one in every.coming(at=now).order_by("starts_at")[:MOST]],
        rows=[_row(one, at=now) for one in themes],
        lists=[_list(one) for one in catalogue.editions(request.district.pk, most=MOST)],
        crumbs=_crumbs(request.district.pk),
    )
    return respond.page(request, "exchange/collections", page)


@login_not_required
@require_safe
def collection(request: respond.Request, pk: UUID) -> HttpResponse:
    """What belongs to it, by kind, the newest first."""
    public = Collection.objects.filter(district_id=request.district.pk).public()
    found = get_object_or_404(public.select_related("provider"), pk=pk)
    now = timezone.now()
    belongs = finding.collected(found, at=now).whole().order_by("-confirmed_at", "-pk")[:SHOWN]
    count = len(belongs)
    narrowed = {"collection": str(found.pk)}
    page = pages.Collection(
        title=found.title,
        unit=found.provider.name,
        text=found.text,
        shelves=_shelves(found, list(belongs)),
        note=ngettext("共 %d 条", "共 %d 条", count) % count,
        find_url=paging.address(HERE, **narrowed),
        follow_url=paging.address("exchange:saved", **narrowed),
        xlsx_url=reverse("exchange:collection_xlsx", args=[found.pk]),
        fair=fairs.part(found, at=now),
        linked=fairs.in_schema_org(found),
        crumbs=[
            *_crumbs(request.district.pk),
            Link(_("专题"), reverse("exchange:collections")),
        ],
    )
    return respond.page(request, "exchange/collection", page)


def _row(one: Collection, *, at: datetime) -> pages.CollectionRow:
    url = reverse("exchange:collection", args=[one.pk])
    fair = fairs.part(one, at=at)
    return pages.CollectionRow(url, one.title, one.provider.name, one.text, fair)


def _list(one: catalogue.Edition) -> Fact:
    count = ngettext("共 %d 项", "共 %d 项", one.count) % one.count
    url = reverse("exchange:edition", args=[editions.slug_of(one.unit, one.year)])
    return Fact(str(one.year), f"{one.unit.name} · {count}", url)


def _shelves(found: Collection, belongs: Sequence[Listing]) -> list[pages.Shelf]:
    by_kind: dict[str, list[Listing]] = {}
    for one in belongs:
        by_kind.setdefault(one.kind, []).append(one)
    return [_shelf(found, code, by_kind[code]) for code in KINDS if code in by_kind]


def _shelf(found: Collection, code: str, belongs: Sequence[Listing]) -> pages.Shelf:
    now, kind, count = timezone.now(), KINDS[code], len(belongs)
    url = paging.address(HERE, collection=str(found.pk), kind=code)
    label = ngettext("看全部 %d 条", "看全部 %d 条", count) % count
    return pages.Shelf(
        queries.said(found.district_id, code, kind.label),
        kind.icon,
        [rows.row(one, at=now) for one in belongs[:FIRST]],
        more=Link(label, url) if count > FIRST else None,
    )


def _crumbs(district_id: int) -> list[Link]:
    label = queries.said(district_id, "CATALOGUE", _("服务清单"))
    return [Link(label, reverse(HERE))]
