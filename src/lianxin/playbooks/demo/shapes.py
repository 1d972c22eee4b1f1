"""An invented coast cut into streets, communities and grids without gaps. Lies in the open sea."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, radians, sin
from random import Random
from typing import Any

import numpy
import shapely
from shapely.geometry import MultiPoint, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry

LON, LAT = 122.92, 35.18  # WGS-84; nobody lives there
METRE_LAT = 1 / 111_320
METRE_LON = METRE_LAT / cos(radians(LAT))
WIDTH, DEPTH = 9_600.0, 7_200.0  # metres, before the coast is drawn
RELAXED = 3
TRIES = 200


@dataclass(frozen=True)
class Cut:
    """Grids in groups: `groups[s][c]` lists the grids of community `c` in street `s`."""

    groups: list[list[list[Polygon]]]


def cut(sizes: Sequence[Sequence[int]], rng: Random) -> Cut:
    """Streets with communities with that many grids, in metres around the origin.

    Grids are made first and joined to communities and streets, so every border is shared.
    """
    wanted = sum(map(sum, sizes))
    for _try in range(TRIES):
        cells = _cells(_coast(rng), wanted, rng)
        groups = _grouped(cells, sizes)
        if all(_is_whole([grid for own in street for grid in own]) for street in groups) and all(
            _is_whole(own) for street in groups for own in street
        ):
            return Cut(groups)
    raise AssertionError("no whole cut found: the coast is too ragged")


def joined(parts: Sequence[Polygon]) -> BaseGeometry:
    return shapely.coverage_union_all(list(parts))


def geojson(shape: BaseGeometry) -> dict[str, Any]:
    """In degrees with six digits, a tenth of a metre; shared corners stay shared."""
    turned = shapely.transform(shape, _to_degrees)
    plain = mapping(turned)
    return {"type": plain["type"], "coordinates": _lists(plain["coordinates"])}


def degrees(x: float, y: float) -> tuple[float, float]:
    return round(LON + x * METRE_LON, 6), round(LAT + y * METRE_LAT, 6)


def spot(shape: BaseGeometry, rng: Random) -> tuple[float, float]:
    """A point inside, in metres."""
    west, south, east, north = shape.bounds
    for _try in range(TRIES):
        x, y = rng.uniform(west, east), rng.uniform(south, north)
        if shape.contains(Point(x, y)):
            return x, y
    inside = shape.representative_point()
    return float(inside.x), float(inside.y)


def yard(shape: BaseGeometry, radius: float, rng: Random) -> Polygon:
    """A many-cornered piece of ground inside `shape`, for a campus or a park."""
    centre = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
    turn = rng.uniform(0, pi)
    ring = [
        (
            centre.x + radius * rng.uniform(0.75, 1.1) * cos(turn + step * pi / 4),
            centre.y + radius * rng.uniform(0.6, 0.9) * sin(turn + step * pi / 4),
        )
        for step in range(8)
    ]
    piece = Polygon(ring).intersection(shape.buffer(-15))
    return max(getattr(piece, "geoms", [piece]), key=lambda part: part.area)


def houses(shape: BaseGeometry, count: int, rng: Random) -> list[Polygon]:
    """Rows of blocks, 46 × 13 m, as a compound has them, around one spot of the grid."""
    x0, y0 = spot(shape.buffer(-90) if shape.buffer(-90).area else shape, rng)
    across = 2 if count > 3 else 1
    blocks = []
    for n in range(count):
        x, y = x0 + (n % across) * 62, y0 + (n // across) * 34
        blocks.append(shapely.box(x, y, x + 46, y + 13))
    return blocks


def _coast(rng: Random) -> Polygon:
    """Straight inland, torn along the sea in the south-east."""
    west, east, south, north = -WIDTH / 2, WIDTH / 2, -DEPTH / 2, DEPTH / 2
    inland = [
        (west, south + 900), (west - 420, south + 2900), (west + 160, north - 1500),
        (west + 1300, north - 240), (west + 3600, north + 130), (east - 2300, north - 330),
        (east - 420, north - 1250),
    ]  # fmt: skip
    shore = [(east - 420, north - 1250), (east + 260, 250.0), (east - 1500, south + 1350),
             (0.0, south - 120), (west + 1900, south + 420), (west, south + 900)]  # fmt: skip
    line: list[tuple[float, float]] = []
    for a, b in pairwise(shore):
        line += _torn(a, b, 190.0, rng)
    return Polygon(inland[:-1] + line + [shore[-1]]).buffer(0)


def _torn(
    a: tuple[float, float], b: tuple[float, float], swing: float, rng: Random
) -> list[tuple[float, float]]:
    """The way from `a` to before `b`, each middle pushed aside, half as far each time."""
    if swing < 18:
        return [a]
    middle = (
        (a[0] + b[0]) / 2 + rng.uniform(-swing, swing),
        (a[1] + b[1]) / 2 + rng.uniform(-swing, swing),
    )
    return _torn(a, middle, swing / 1.9, rng) + _torn(middle, b, swing / 1.9, rng)


def _cells(land: Polygon, count: int, rng: Random) -> list[Polygon]:
    """`count` cells around points that lie closer together near the shore, where the town is."""
    west, south, east, north = land.bounds
    points: list[Point] = []
    while len(points) < count:
        x, y = rng.uniform(west, east), rng.uniform(south, north)
        near = 1 - 0.62 * (y - south) / (north - south)
        if rng.random() < near**2 and land.contains(Point(x, y)):
            points.append(Point(x, y))
    cells: list[Polygon] = []
    for _round in range(RELAXED):
        parts = shapely.voronoi_polygons(MultiPoint(points), extend_to=land.buffer(3000))
        cells = [_largest(cell.intersection(land)) for cell in parts.geoms]
        points = [cell.representative_point() for cell in cells]
    return cells


def _largest(shape: BaseGeometry) -> Polygon:
    return max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)


def _grouped(cells: list[Polygon], sizes: Sequence[Sequence[int]]) -> list[list[list[Polygon]]]:
    groups = []
    for street, own in zip(_halved(cells, [sum(s) for s in sizes]), sizes, strict=True):
        groups.append(_halved(street, own))
    return groups


def _halved(cells: list[Polygon], sizes: Sequence[int]) -> list[list[Polygon]]:
    """Split again and again across the longer side, until each group has its size."""
    if len(sizes) == 1:
        return [cells]
    half = len(sizes) // 2
    centres = numpy.array([(cell.centroid.x, cell.centroid.y) for cell in cells])
    axis = int(numpy.argmax(centres.max(axis=0) - centres.min(axis=0)))
    order = numpy.argsort(centres[:, axis])
    first = sum(sizes[:half])
    left = [cells[n] for n in order[:first]]
    right = [cells[n] for n in order[first:]]
    return _halved(left, sizes[:half]) + _halved(right, sizes[half:])


def _is_whole(parts: Sequence[Polygon]) -> bool:
    return isinstance(joined(parts), Polygon)


def _to_degrees(points: numpy.typing.NDArray[numpy.float64]) -> Any:
    scaled = points * numpy.array([METRE_LON, METRE_LAT]) + numpy.array([LON, LAT])
    return numpy.round(scaled, 6)


def _lists(value: Any) -> Any:
    return [_lists(part) for part in value] if isinstance(value, tuple | list) else value
