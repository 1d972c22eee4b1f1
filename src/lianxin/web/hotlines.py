"""Numbers to call, for everybody."""

from __future__ import annotations

from collections.abc import Iterable

from lianxin.network.models import Organisation, OrganisationKind
from lianxin.web.parts import Fact

NEAR = (
    OrganisationKind.STREET_OFFICE,
    OrganisationKind.COMMUNITY,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.PROPERTY,
)
CALLED_FIRST = (OrganisationKind.DISPATCH_CENTRE, OrganisationKind.UTILITY)


def hotlines(district_id: int, *, above: Iterable[str] = (), most: int = 8) -> list[Fact]:
    """Numbers to call: the desk, then utilities. With `above`, the offices whose seat is at one of
    those paths go between, the nearest first. One query."""
    units = Organisation.objects.filter(district_id=district_id, is_active=True).exclude(
        hotline=""
    )
    near = list(above)
    wanted = [
        (_rank(unit, near), unit)
        for unit in units.select_related("place").defer("place__shape").order_by("name")
        if unit.kind in CALLED_FIRST or (unit.kind in NEAR and unit.place.path in near[1:])
    ]
    chosen = [unit for _rank_of, unit in sorted(wanted, key=lambda pair: pair[0])][:most]
    return [Fact(unit.name, unit.hotline, dial_url(unit.hotline)) for unit in chosen]


def _rank(unit: Organisation, near: list[str]) -> tuple[int, int]:
    if unit.kind == OrganisationKind.DISPATCH_CENTRE:
        return 0, 0
    if unit.place.path in near[1:]:
        return 1, -len(unit.place.path)
    return 2, 0


def dial_url(number: str) -> str:
    digits = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return f"tel:{digits}" if digits else ""
