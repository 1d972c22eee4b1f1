"""The yearly lists of one's units: taken over in one deed, shown to everybody."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lianxin.catalogue import policy
from lianxin.catalogue.actions import editions as acts
from lianxin.catalogue.models import EditionItem
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation
from lianxin.web import respond
from lianxin.web.exchange import editions
from lianxin.web.exchange.mine import build, pages
from lianxin.web.exchange.mine.views import WORKING
from lianxin.web.seats import holding


@require_safe
@holding(*WORKING)
def lists(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "exchange/mine/lists", _page(request))


@require_POST
@holding(*WORKING)
def enlist(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """Take over what is offered into the list of a year."""
    unit = get_object_or_404(_units(request), pk=pk)
    year = request.POST.get("year", "")
    try:
        new = acts.take(
            unit, int(year) if year.isdigit() else 0, by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        return respond.refused(request, "exchange/mine/lists", _page(request), refusal)
    told = ngettext("收进 %(n)d 项。", "收进 %(n)d 项。", len(new)) % {"n": len(new)}
    respond.tell(request, told)
    return redirect("exchange:lists")


@require_POST
@holding(*WORKING)
def delist(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    items = EditionItem.objects.filter(
        district_id=request.district.pk, provider__in=_units(request).values("pk")
    )
    item = get_object_or_404(items.select_related("listing", "provider__place"), pk=pk)
    acts.drop(item, by=request.user, at=timezone.now())
    respond.tell(request, _("已移出清单。"))
    return redirect("exchange:lists")


def _units(request: respond.StaffRequest) -> QuerySet[Organisation]:
    return policy.units_of(request.user, on=timezone.localdate())


def _page(request: respond.StaffRequest) -> pages.Lists:
    year = timezone.localdate().year
    units = list(_units(request))
    items = EditionItem.objects.filter(district_id=request.district.pk, provider__in=units)
    counts = {
        (unit, at): n
        for unit, at, n in items.order_by().values_list("provider", "year").annotate(n=Count("pk"))
    }
    shown = items.filter(year__gte=year).select_related("listing").order_by("-year", "id")
    by_unit: dict[UUID, list[EditionItem]] = {}
    for item in shown:
        by_unit.setdefault(item.provider_id, []).append(item)
    return pages.Lists(
        years=[year, year + 1],
        rows=[_row(unit, counts, by_unit.get(unit.pk, [])) for unit in units],
        crumbs=build.crumbs(),
    )


def _row(
    unit: Organisation, counts: dict[tuple[UUID, int], int], items: list[EditionItem]
) -> pages.UnitLists:
    years = sorted((at for of, at in counts if of == unit.pk), reverse=True)
    return pages.UnitLists(
        unit=unit.name,
        take_url=build.address("enlist", str(unit.pk)),
        lists=[
            pages.YearList(
                year=year,
                count=counts[unit.pk, year],
                url=reverse("exchange:edition", args=[editions.slug_of(unit, year)]),
                items=[
                    pages.Listed(one.listing.title, build.address("delist", str(one.pk)))
                    for one in items
                    if one.year == year
                ],
            )
            for year in years
        ],
    )
