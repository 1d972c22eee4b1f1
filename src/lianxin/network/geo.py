"""Shapes and points: which place a point lies in, and shapes in and out as GeoJSON (RFC 7946).

Everything is kept in WGS-84, longitude first. Chinese web maps and phones' map apps speak GCJ-02;
`from_gcj02` and `to_gcj02` translate at the edge. No GIS libraries of the system are needed.

`shapes`, which has the geometry, is read when first needed: shapely and numpy take 8 MB of each
process, and most never locate a point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import cos, pi, radians, sin, sqrt
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from lianxin.kernel.reference import remembered
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Place, PlaceKind

MAX_LAT, MAX_LON = 90.0, 180.0
MIN_RING = 4


class Point(NamedTuple):
    lon: float
    lat: float


# --- Checking -----------------------------------------------------------------------------------


def check_point(lon: float, lat: float) -> Point:
    """Raises `Refusal` when the two are no place on Earth, with a hint when they look swapped."""
    if abs(lon) <= MAX_LON and abs(lat) <= MAX_LAT:
        return Point(float(lon), float(lat))
    if abs(lat) <= MAX_LON and abs(lon) <= MAX_LAT:
        text = _("坐标 %(lon)s, %(lat)s 的顺序像是颠倒了：请先写经度，再写纬度。")
    else:
        text = _("坐标 %(lon)s, %(lat)s 超出范围：经度在 ±180、纬度在 ±90 之间（WGS-84）。")
    raise Refusal(text % {"lon": lon, "lat": lat}, field="shape")


def check_shape(geometry: object) -> dict[str, Any]:
    """The GeoJSON Polygon or MultiPolygon as it may be stored; `Refusal` says what is wrong."""
    kinds = {"Polygon", "MultiPolygon"}
    if not isinstance(geometry, Mapping) or geometry.get("type") not in kinds:
        raise _bad(_("边界须是 GeoJSON 的 Polygon 或 MultiPolygon。"))
    polygons = _list(geometry.get("coordinates"))
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    if not polygons or not all(_list(rings) for rings in polygons):
        raise _bad(_("边界里没有坐标：多边形至少要有一个环。"))
    for rings in polygons:
        for number, ring in enumerate(_list(rings), 1):
            _check_ring(_list(ring), number)
    from lianxin.network import shapes

    if why := shapes.flaw(geometry):
        raise _bad(_("边界与自身相交或不成形（%(why)s）。请在制图软件中修正。") % {"why": why})
    return {"type": geometry["type"], "coordinates": geometry["coordinates"]}


def _check_ring(ring: Sequence[Any], number: int) -> None:
    if len(ring) < MIN_RING:
        raise _bad(_("第 %(number)d 个环至少要有 4 个点，首尾是同一点。") % {"number": number})
    for position in ring:
        if not _is_position(position):
            shown = {"number": number, "position": position}
            raise _bad(_("第 %(number)d 个环里的“%(position)s”不是 [经度, 纬度]。") % shown)
        check_point(position[0], position[1])
    if ring[0] != ring[-1]:
        raise _bad(_("第 %(number)d 个环没有闭合：最后一点须与第一点相同。") % {"number": number})


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else []


def _is_position(value: object) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) in {2, 3}
        and all(isinstance(n, int | float) and not isinstance(n, bool) for n in value)
    )


def _bad(message: str) -> Refusal:
    return Refusal(message, code="bad_shape", field="shape")


def centre(geometry: Mapping[str, Any]) -> Point:
    """A point that surely lies inside: what stands for the place on a map of points."""
    from lianxin.network import shapes

    return Point(*shapes.inner_point(geometry))


# --- Where a point lies -------------------------------------------------------------------------


def place_at(district_id: int, lon: float, lat: float) -> Place | None:
    """The smallest place in use that contains the point, or the nearest within 300 m of it.

    Asks nothing as long as no place of the district is changed: the index of shapes is kept.
    """
    from lianxin.network import shapes

    check_point(lon, lat)
    index = shapes.index(district_id, _version(district_id))
    found = index.containing(lon, lat) or index.nearest(lon, lat)
    return None if found is None else _place(district_id, found)


@remembered
def _version(district_id: int) -> UUID:
    """Another one after any place of the district was changed."""
    return District.objects.values_list("places_version", flat=True).get(pk=district_id)


@remembered
def _place(district_id: int, pk: UUID) -> Place | None:
    return Place.objects.filter(district_id=district_id, pk=pk).defer("shape").first()


# --- GeoJSON out --------------------------------------------------------------------------------


def feature_collection(district: District, kinds: Iterable[str] = PlaceKind) -> dict[str, Any]:
    """The district's places of `kinds` as GeoJSON, parents before children.

    A place without a shape is its point; one without either has a null geometry. One query.
    `import_places` reads it back without loss.
    """
    places = Place.objects.filter(district=district, kind__in=list(kinds), is_active=True)
    rows = places.select_related("parent").order_by("path")
    return {"type": "FeatureCollection", "features": [_feature(place) for place in rows]}


def _feature(place: Place) -> dict[str, Any]:
    geometry = place.shape
    if geometry is None and place.lon is not None and place.lat is not None:
        geometry = {"type": "Point", "coordinates": [place.lon, place.lat]}
    properties = {
        "code": place.code,
        "name": place.name,
        "kind": place.kind,
        "parent": place.parent.code if place.parent else None,
        "lon": place.lon,
        "lat": place.lat,
    }
    return {"type": "Feature", "id": place.code, "geometry": geometry, "properties": properties}


# --- GCJ-02 -------------------------------------------------------------------------------------

AXIS = 6378245.0  # of the Krasovsky 1940 ellipsoid, which GCJ-02 is reckoned on
ECCENTRICITY = 0.00669342162296594323  # squared
CHINA = (
    72.004,
    0.8293,
    137.8347,
    55.8271,
)  # west, south, east, north: nothing outside is moved
TOLERANCE = 1e-7  # degrees, about a centimetre


def to_gcj02(lon: float, lat: float) -> Point:
    west, south, east, north = CHINA
    if not (west <= lon <= east and south <= lat <= north):
        return Point(lon, lat)
    x, y = lon - 105.0, lat - 35.0
    ripple = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
    north_m += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north_m += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
    east_m += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east_m += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    bend = 1 - ECCENTRICITY * sin(radians(lat)) ** 2
    dlat = north_m * 180 / (AXIS * (1 - ECCENTRICITY) / (bend * sqrt(bend)) * pi)
    dlon = east_m * 180 / (AXIS / sqrt(bend) * cos(radians(lat)) * pi)
    return Point(lon + dlon, lat + dlat)


def from_gcj02(lon: float, lat: float) -> Point:
    """The inverse, to a centimetre: GCJ-02 has no closed inverse, so it is approached."""
    guess = Point(lon, lat)
    for _step in range(10):
        there = to_gcj02(*guess)
        off = Point(lon - there.lon, lat - there.lat)
        guess = Point(guess.lon + off.lon, guess.lat + off.lat)
        if max(abs(off.lon), abs(off.lat)) < TOLERANCE:
            break
    return guess
