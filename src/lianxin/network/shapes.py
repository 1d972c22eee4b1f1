"""Polygons: whether one is sound, a point inside, and which places hold a point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any
from uuid import UUID

import numpy
import shapely
from shapely.geometry import shape as to_shape
from shapely.geometry.base import BaseGeometry

from lianxin.network.models import Place

NEAR_METRES = 300.0  # how far outside all shapes a point still belongs to the nearest place
METRES_PER_DEGREE = 111_320.0  # of latitude; of longitude at the equator


def flaw(geometry: Mapping[str, Any]) -> str:
    """What is wrong with a polygon whose rings are closed; "" for a sound one."""
    solid = to_shape(geometry)
    return "" if solid.is_valid else str(shapely.is_valid_reason(solid))


def inner_point(geometry: Mapping[str, Any]) -> tuple[float, float]:
    inside = to_shape(geometry).representative_point()
    return round(inside.x, 6), round(inside.y, 6)


@dataclass(frozen=True)
class Index:
    """Places by shape. Metres are flattened around the district: exact enough for 300 m."""

    ids: tuple[UUID, ...]
    sizes: numpy.typing.NDArray[numpy.float64]
    tree: shapely.STRtree
    squeeze: float

    def containing(self, lon: float, lat: float) -> UUID | None:
        hits = self.tree.query(self._point(lon, lat), predicate="intersects")
        return self.ids[min(hits, key=lambda n: self.sizes[n])] if len(hits) else None

    def nearest(self, lon: float, lat: float) -> UUID | None:
        """Of those that are equally near, to the metre, the smallest."""
        here = self._point(lon, lat)
        near = self.tree.query(here, predicate="dwithin", distance=NEAR_METRES)
        away = {n: round(here.distance(self.tree.geometries[n])) for n in near}
        nearest = min(away, key=lambda n: (away[n], self.sizes[n]), default=None)
        return None if nearest is None else self.ids[nearest]

    def _point(self, lon: float, lat: float) -> shapely.Point:
        return shapely.Point(lon * self.squeeze * METRES_PER_DEGREE, lat * METRES_PER_DEGREE)


@lru_cache(maxsize=32)
def index(district_id: int, _version: UUID) -> Index:
    places = Place.objects.filter(district_id=district_id, is_active=True, shape__isnull=False)
    rows = list(places.order_by("pk").values_list("pk", "shape"))
    shapes = [to_shape(geometry) for _pk, geometry in rows]
    middle = shapely.total_bounds(shapes)[1::2].mean() if shapes else 0.0
    squeeze = cos(radians(middle))
    flat = [_flatten(solid, squeeze) for solid in shapes]
    sizes = numpy.array([solid.area for solid in flat])
    return Index(tuple(pk for pk, _shape in rows), sizes, shapely.STRtree(flat), squeeze)


def _flatten(solid: BaseGeometry, squeeze: float) -> BaseGeometry:
    factors = numpy.array([squeeze * METRES_PER_DEGREE, METRES_PER_DEGREE])
    return shapely.transform(solid, lambda points: points * factors)
