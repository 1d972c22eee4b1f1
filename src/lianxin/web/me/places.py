"""Which places a person can choose from, and which one is meant when there is also a point."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lianxin.kernel.refusals import Refusal
from lianxin.network import geo
from lianxin.network.models import District, Place, PlaceKind

KNOWN_TO_PEOPLE = (
    PlaceKind.DISTRICT,
    PlaceKind.STREET,
    PlaceKind.COMMUNITY,
    PlaceKind.CAMPUS,
    PlaceKind.PARK,
)
Choices = list[tuple[str, str | list[tuple[str, str]]]]


def choices(district: District) -> Choices:
    """Communities, campuses and parks by street, for a select. Grids are left out: people do not
    know them, and a point or a door card finds them. One query."""
    rows = (
        Place.objects.filter(district_id=district.pk, kind__in=KNOWN_TO_PEOPLE, is_active=True)
        .defer("shape")
        .order_by("path")
    )
    groups: dict[str, list[tuple[str, str]]] = {}
    heads = {row.path: row.name for row in rows if row.kind == PlaceKind.STREET}
    loose: list[tuple[str, str]] = []
    root: list[tuple[str, str]] = []
    for row in rows:
        street = next((path for path in heads if f"{row.path}/".startswith(f"{path}/")), "")
        if row.kind == PlaceKind.DISTRICT:
            root.append((row.code, _("%s（说不清在哪个社区）") % row.name))
        elif row.path == street:
            groups.setdefault(street, []).append((row.code, _("%s（其他地方）") % row.name))
        elif street:
            groups.setdefault(street, []).insert(-1, (row.code, row.name))
        else:
            loose.append((row.code, row.name))
    by_street: Choices = [(heads[street], options) for street, options in groups.items()]
    return [("", _("请选择")), *by_street, *loose, *root]


def at_point(district: District, lon: float, lat: float) -> Place:
    """The place in use at the point. Raises `Refusal` when it lies outside the district."""
    found = geo.place_at(district.pk, lon, lat)
    if found is None:
        raise Refusal(
            _("您现在的位置不在%s内。请从列表里选择问题发生的地点。") % district.name,
            field="place",
        )
    return found


def settle(chosen: Place | None, seen: Place | None) -> Place | None:
    """What was chosen goes before where the phone is, unless the point only says it closer."""
    if chosen is None:
        return seen
    is_closer = seen is not None and f"{seen.path}/".startswith(f"{chosen.path}/")
    return seen if is_closer else chosen
