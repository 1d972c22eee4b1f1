"""Requests around a point, by where the caller may know them to be.

What a caller sees no closer than its street is found by that street's point: else asking again and
again with a small radius would tell where it was.
"""

from __future__ import annotations

from math import cos, hypot, inf, radians

from django.db.models import ExpressionWrapper, FloatField, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from lianxin.api.open311 import sight
from lianxin.api.open311.door import Call
from lianxin.api.open311.faults import BAD, Fault
from lianxin.api.open311.places import COARSE
from lianxin.cases.models import CaseQuerySet
from lianxin.network import geo
from lianxin.network.models import Place, PlaceKind

FARTHEST = 50_000  # metres
DEGREE = 111_195.0  # metres of one degree of latitude


def around(call: Call, cases: CaseQuerySet) -> CaseQuerySet:
    """Those of `cases` within `radius` metres of `lat` and `long`; all, when none is told."""
    radius = call.told.number("radius")
    if radius is None:
        return cases
    lat, lon = call.told.number("lat"), call.told.number("long")
    if lat is None or lon is None:
        raise Fault(BAD, _("radius 要和 lat、long 一起给出。"))
    if not 0 < radius <= FARTHEST:
        raise Fault(BAD, _("radius 是半径，以米计，最大 %d。") % FARTHEST)
    geo.check_point(lon, lat)
    whole = sight.whole(call)
    known: CaseQuerySet = cases.annotate(
        apart=_square(Coalesce("lat", "place__lat"), lat, DEGREE)
        + _square(Coalesce("lon", "place__lon"), lon, DEGREE * cos(radians(lat)))
    )
    found: CaseQuerySet = known.filter(
        (whole & Q(apart__lte=radius**2)) | (~whole & _by_street(call, lat, lon, radius))
    )
    return found


def _square(column: Coalesce, at: float, per_degree: float) -> Combinable:
    metres = (column - at) * per_degree
    return ExpressionWrapper(metres * metres, output_field=FloatField())


def _by_street(call: Call, lat: float, lon: float, radius: float) -> Q:
    """In a street whose point is near; what is in no street, by the district's point."""
    rows = Place.objects.filter(district_id=call.district.pk, kind__in=COARSE)
    streets, in_one, near = Q(pk__in=[]), Q(pk__in=[]), False
    for place in rows.only("path", "kind", "lat", "lon"):
        is_near = _metres(place, lat, lon) <= radius
        if place.kind == PlaceKind.DISTRICT:
            near = is_near
            continue
        inside = Q(place__path=place.path) | Q(place__path__startswith=f"{place.path}/")
        in_one |= inside
        if is_near:
            streets |= inside
    return streets | ~in_one if near else streets


def _metres(place: Place, lat: float, lon: float) -> float:
    if place.lat is None or place.lon is None:
        return inf
    return DEGREE * hypot(place.lat - lat, (place.lon - lon) * cos(radians(lat)))
