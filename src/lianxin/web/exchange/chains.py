"""From needs to services to what is built: the list with its counts, as a page and as Excel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianxin.exchange import policy
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.kinds.build import BUILT
from lianxin.exchange.models import Listing, ListingQuerySet
from lianxin.exchange.states import ListingState
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Link as Step
from lianxin.lineage.models import Thing
from lianxin.papers.lists import Cell
from lianxin.web import paging, respond
from lianxin.web.exchange import chain_pages as pages
from lianxin.web.exchange import kin
from lianxin.web.exchange.views import WORKING
from lianxin.web.paging import Order
from lianxin.web.parts import Kpi, Link, Tab
from lianxin.web.seats import holds
from lianxin.web.sheets import xlsx

NEWEST_FIRST: Final = Order("made_at", is_descending=True)
TABS: Final = ("SERVICE", "BUILD", "NEED")
MOST: Final = 5_000
SIZE: Final = 30


@login_not_required
@require_safe
def chains(request: respond.Request) -> HttpResponse:
    tab = _tab(request)
    page = paging.page(
        _shown(request, tab).whole(), request.GET, order=NEWEST_FIRST, here="exchange:chains",
        size=SIZE,
    )  # fmt: skip
    may = holds(request, *WORKING)
    context = pages.Chains(
        kpis=_kpis(request),
        tabs=[
            Tab(_label(name), paging.address("exchange:chains", tab=name), is_current=name == tab)
            for name in TABS
        ],
        rows=_rows(request, page.rows, can_convert=may),
        pager=page.pager,
        export_url=paging.address("exchange:chains_xlsx", tab=tab),
        convert_url=reverse("exchange:convert") if may else "",
        is_of_needs=tab == "NEED",
        crumbs=[Link(_("服务清单"), reverse("exchange:catalogue"))],
    )
    return respond.page(request, "exchange/chains", context)


@login_not_required
@require_safe
def chains_xlsx(request: respond.Request) -> HttpResponse:
    tab = _tab(request)
    found = list(_shown(request, tab).whole().order_by("-made_at", "-id")[:MOST])
    head = [
        _("编号"), _("种类"), _("名称"), _("单位"), _("进度"), _("由来"), _("后来"), _("日期"),
    ]  # fmt: skip
    rows: Iterable[list[Cell]] = (
        [
            row.ref, row.kind, row.title, row.unit, row.progress,
            _("；").join(one.title for one in row.came_from),
            _("；").join(one.title for one in row.became), row.on.isoformat(),
        ]
        for row in _rows(request, found)
    )  # fmt: skip
    name = f"lianxin-{tab.lower()}-{timezone.localdate():%Y%m%d}.xlsx"
    return xlsx(name, rows, title=_label(tab), head=head, wide=(2, 5, 6))


def _tab(request: respond.Request) -> str:
    asked = request.GET.get("tab", "")
    return asked if asked in TABS else "BUILD"


def _label(tab: str) -> str:
    return {
        "SERVICE": _("服务清单"), "BUILD": _("建设清单"), "NEED": _("需求清单"),
    }[tab]  # fmt: skip


def _visible(request: respond.Request) -> ListingQuerySet:
    on = timezone.localdate()
    found = policy.listings_visible_to(request.user, request.district.pk, on=on)
    return found.exclude(state=ListingState.CLOSED, kind="NEED")


def _led_to(request: respond.Request) -> Q:
    links = Step.objects.filter(district_id=request.district.pk, to_kind=kin.OF_LISTINGS)
    return Q(pk__in=links.values("to_id"))


def _led_on(request: respond.Request) -> Q:
    links = Step.objects.filter(district_id=request.district.pk, from_kind=kin.OF_LISTINGS)
    return Q(pk__in=links.values("from_id"))


def _shown(request: respond.Request, tab: str) -> ListingQuerySet:
    """Needs, all of them; of services and what is built, those that came of a need."""
    found = _visible(request).filter(kind=tab)
    return found if tab == "NEED" else found.filter(_led_to(request))


def _kpis(request: respond.Request) -> list[Kpi]:
    came = _led_to(request)
    told = _visible(request).aggregate(
        needs=Count("pk", filter=Q(kind="NEED")),
        answered=Count("pk", filter=Q(kind="NEED") & _led_on(request)),
        services=Count("pk", filter=Q(kind="SERVICE") & came),
    )
    told_of = _shown(request, "BUILD").values_list("details", flat=True)
    builds = [details.get("progress") for details in told_of]

    def link(tab: str) -> str:
        return paging.address("exchange:chains", tab=tab)

    return [
        Kpi(
            _("需求"), str(told["needs"]), link("NEED"), _("条"), icon="megaphone",
            note=_("%d 条已有下文") % told["answered"],
        ),
        Kpi(
            _("转成服务"), str(told["services"]), link("SERVICE"), _("条"), icon="hand-heart"
        ),
        Kpi(
            _("转成建设"), str(len(builds)), link("BUILD"), _("项"), icon="construction",
            note=_("%d 项已建成") % builds.count(BUILT),
        ),
    ]  # fmt: skip


def _rows(
    request: respond.Request, found: Sequence[Listing], *, can_convert: bool = False
) -> list[pages.ChainRow]:
    """Straight neighbours of each, in four queries however many there are."""
    district_id, things = request.district.pk, [Thing.of(one) for one in found]
    above = lineage.sources_of(district_id, things)
    below = lineage.targets_of(district_id, things)
    ends = [link.source for links in above.values() for link in links]
    ends += [link.target for links in below.values() for link in links]
    names = kin.named(request, ends)
    return [_row(one, above, below, names, can_convert=can_convert) for one in found]


def _row(
    one: Listing,
    above: dict[UUID, list[Step]],
    below: dict[UUID, list[Step]],
    names: dict[UUID, Any],
    *,
    can_convert: bool,
) -> pages.ChainRow:
    return pages.ChainRow(
        url=reverse("exchange:listing", args=[one.ref]),
        ref=one.ref,
        kind=str(KINDS[one.kind].label),
        title=one.title,
        unit=one.provider.name if one.provider else "",
        progress=kin.progress(one) or str(ListingState(one.state).label),
        came_from=kin.told([link.source for link in above.get(one.pk, ())], names),
        became=kin.told([link.target for link in below.get(one.pk, ())], names),
        on=timezone.localdate(one.made_at),
        can_convert=can_convert and one.kind == "NEED",
    )
