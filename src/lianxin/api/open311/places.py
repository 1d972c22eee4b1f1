"""From what a caller says of a place to one of the district's places, and back to an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lianxin.api.open311.faults import BAD, Fault
from lianxin.api.open311.told import Told
from lianxin.network import geo
from lianxin.network import queries as network
from lianxin.network.models import District, Place, PlaceKind

LONGEST_ADDRESS = 200
COARSE = (PlaceKind.STREET, PlaceKind.DISTRICT)


@dataclass(frozen=True)
class Spot:
    place: Place
    address: str
    lon: float | None
    lat: float | None


def spot_of(told: Told, district: District) -> Spot:
    """`address_id` is a place's code; else the point decides, else the names in the address. An
    `address_id` that is nobody's is passed over where something else says where it is.

    Raises `Fault` for no location at all, half of one, and one outside the district.
    """
    lat, lon = told.number("lat"), told.number("long")
    address, code = told.one("address_string"), told.one("address_id")
    if (lat is None) != (lon is None):
        raise Fault(BAD, _("lat 和 long 要一起给出。"))
    if lat is None and not address and not code:
        raise Fault(BAD, _("请给出地点：lat 和 long，或者 address_string，或者 address_id。"))
    if lat is not None and lon is not None:
        geo.check_point(lon, lat)
    is_all = lat is None and not address
    place = (
        _coded(district, code, is_all=is_all)
        or _at_point(district, lon, lat)
        or _named(district, address)
    )
    return Spot(place, address[:LONGEST_ADDRESS], lon, lat)


def _coded(district: District, code: str, *, is_all: bool) -> Place | None:
    found = network.place_coded(district.pk, code.lower()) if code else None
    if code and found is None and is_all:
        raise Fault(BAD, _("没有代码为“%s”的地点（address_id）。") % code[:60])
    return found


def _at_point(district: District, lon: float | None, lat: float | None) -> Place | None:
    """None where the district has drawn no boundaries: then no point is outside."""
    if lon is None or lat is None:
        return None
    if found := geo.place_at(district.pk, lon, lat):
        return found
    drawn = Place.objects.filter(district_id=district.pk, is_active=True, shape__isnull=False)
    if drawn.exists():
        raise Fault(BAD, _("这个位置不在%s内，请核对 lat 和 long（WGS-84）。") % district.name)
    return None


def _named(district: District, address: str) -> Place:
    """The place that most of the names in `address` lead to; where several are as good, the one
    above them; where nothing is named, the district."""
    places = Place.objects.filter(district_id=district.pk, is_active=True)
    rows = list(places.exclude(kind=PlaceKind.BUILDING).values_list("path", "name"))
    named = {path for path, name in rows if name in address}
    scores = {path: sum(above in named for above in _upwards(path)) for path in named}
    best = [path for path, score in scores.items() if score == max(scores.values())]
    path = _common(best) if best else ""
    root = {"parent__isnull": True}
    return places.defer("shape").get(**({"path": path} if path else root))


def _upwards(path: str) -> list[str]:
    """`path` and those above it, the lowest first."""
    codes = path.split("/")
    return ["/".join(codes[:n]) for n in range(len(codes), 0, -1)]


def _common(paths: Iterable[str]) -> str:
    """The lowest place that is above all of `paths`, or one of them."""
    lines = [set(_upwards(path)) for path in paths]
    return max(set.intersection(*lines), key=len, default="")


class Atlas:
    """The places of a page of cases, and all above them. One query."""

    def __init__(self, district_id: int, places: Iterable[Place]) -> None:
        paths = {path for place in places for path in _upwards(place.path)}
        rows = Place.objects.filter(district_id=district_id, path__in=paths).defer("shape")
        self._places: Mapping[str, Place] = {place.path: place for place in rows}

    def line(self, place: Place, *, is_coarse: bool) -> list[Place]:
        """The place and those above it, the lowest first; with `is_coarse`, from its street on."""
        line = [self._places[path] for path in _upwards(place.path) if path in self._places]
        return [one for one in line if one.kind in COARSE] if is_coarse else line
