"""Fill the pages of buildings and their doors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.network import queries as network
from lianxin.network.models import Place, PlaceKind
from lianxin.visits import policy
from lianxin.visits.models import Household
from lianxin.visits.walking import natural
from lianxin.web import paging
from lianxin.web.parts import Deed, Link
from lianxin.web.respond import StaffRequest
from lianxin.web.visits import doors_pages as pages
from lianxin.web.visits.doors_forms import AreaForm, DrawForm, PutForm, RetireForm

MOST: Final = 500  # buildings on a page
ON_FLOOR: Final = re.compile(r"(\d{1,3})\d\d")
Forms = Mapping[str, Any]


def crumbs() -> list[Link]:
    return [Link(_("楼栋和住户"), reverse("visits:doors"))]


def doors(request: StaffRequest) -> pages.Doors:
    on, user = timezone.localdate(), request.user
    houses = policy.buildings_kept(user, on=on)
    areas = [one for one in _areas(houses) if one.kind == PlaceKind.COMMUNITY] or _areas(houses)
    filters = AreaForm(request.GET, areas=areas)
    chosen = next((one for one in areas if one.code == filters.asked), areas[0] if areas else None)
    if chosen is None:
        return pages.Doors(filters, [], reverse("visits:doors_bring"))
    filters.initial["area"] = chosen.code
    own = [one for one in houses if f"{one.path}/".startswith(f"{chosen.path}/")][:MOST]
    counted = _counted(request.district.pk, own)
    return pages.Doors(
        filters=filters if len(areas) > 1 else AreaForm(areas=areas),
        rows=[
            pages.HouseRow(_url(one), one.name, chosen.name, counted.get(one.pk, 0))
            for one in sorted(own, key=lambda one: natural(one.name))
        ],
        bring_url=reverse("visits:doors_bring"),
    )


def building(found: Place, forms: Forms) -> pages.BuildingPage:
    on = timezone.localdate()
    rows = list(of(found).in_order())
    code = [found.code]
    return pages.BuildingPage(
        name=found.name,
        above=" · ".join(one.name for one in network.ancestors(found)[1:-1]),
        count=len(rows),
        spared=sum(_declines(one, on=on) for one in rows),
        stairs=[
            _stair(stair, list(own), on=on)
            for stair, own in groupby(rows, key=lambda one: str(one.stair))
        ],
        cards_url=reverse("visits:cards", args=code),
        hazard_url=paging.address("visits:hazard_new", place=found.code),
        export_url=reverse("visits:building_xlsx", args=code) if rows else "",
        deeds=list(_deeds(found, forms, has_doors=bool(rows))),
        crumbs=crumbs(),
        here=found.name,
    )


def of(found: Place) -> Any:
    return Household.objects.filter(district_id=found.district_id, building=found, is_active=True)


def cells(one: Household, *, on: date) -> list[Any]:
    """Of one row of Excel."""
    until = one.declined_until_on
    declined = until.isoformat() if until and _declines(one, on=on) else ""
    return [one.building.name, one.stair, one.door, declined]


def _areas(houses: Sequence[Place]) -> list[Place]:
    """The communities they stand in; the places right above them, where there are none."""
    paths = {path for one in houses for path in _above(one.path)}
    if not houses:
        return []
    rows = Place.objects.filter(district_id=houses[0].district_id, path__in=paths)
    return list(rows.defer("shape").order_by("path"))


def _above(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _counted(district_id: int, houses: Sequence[Place]) -> dict[Any, int]:
    rows = Household.objects.filter(
        district_id=district_id, building__in=[one.pk for one in houses], is_active=True
    )
    return dict(rows.order_by().values_list("building").annotate(n=Count("pk")))


def _stair(stair: str, rows: Sequence[Household], *, on: date) -> pages.Stair:
    floors: dict[str, list[pages.OneDoor]] = {}
    for one in rows:
        known = ON_FLOOR.fullmatch(one.door)
        floors.setdefault(known[1] if known else "", []).append(_door(one, on=on))
    told = sorted(floors.items(), key=lambda pair: natural(pair[0]), reverse=True)
    return pages.Stair(
        label=_("%s 单元") % stair if stair.isdigit() else stair,
        floors=[
            pages.Floor(_("%s 层") % floor if floor else _("其他"), own) for floor, own in told
        ],
    )


def _door(one: Household, *, on: date) -> pages.OneDoor:
    until = one.declined_until_on
    note = _("谢绝到 %s") % f"{until:%Y-%m-%d}" if until and _declines(one, on=on) else ""
    return pages.OneDoor(one.door, note)


def _declines(one: Household, *, on: date) -> bool:
    return one.declined_until_on is not None and one.declined_until_on >= on


def _deeds(found: Place, forms: Forms, *, has_doors: bool) -> Iterator[Deed]:
    def deed(name: str, label: str, icon: str, form: Any, note: str = "") -> Deed:
        url = reverse(f"visits:building_{name}", args=[found.code])
        is_main = name == "draw" and not has_doors
        return Deed(name, label, icon, url, forms.get(name) or form, is_main, note)

    told = _("按层数和每层户数一次画好，门牌号是层数加两位序号；已经有的不会重复。")
    yield deed("draw", _("画一栋楼的门牌"), "building", DrawForm(), told)
    yield deed("put", _("加一户"), "plus", PutForm())
    if has_doors:
        form = RetireForm(building=found)
        note = _("拆了、并了的门牌。以前的走访次数还在。")
        yield deed("retire", _("停用一户"), "archive", form, note)


def _url(one: Place) -> str:
    return reverse("visits:building", args=[one.code])
