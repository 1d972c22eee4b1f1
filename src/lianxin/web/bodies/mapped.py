"""Where bodies are, as points on the district's own shapes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import policy
from lianxin.bodies.models import Body
from lianxin.network import geo
from lianxin.network.models import District, PlaceKind

MOST = 300


def collection(district: District, kind: str) -> dict[str, Any]:
    bodies = policy.public(district.pk).live(on=timezone.localdate())
    rows = (bodies.filter(kind=kind) if kind else bodies).whole().order_by("begun_on", "pk")
    streets = geo.feature_collection(district, (PlaceKind.STREET,))["features"]
    shapes = [
        {**street, "properties": {"name": street["properties"]["name"]}}
        for street in streets
        if street["geometry"]
    ]
    return {"type": "FeatureCollection", "features": [*shapes, *_points(list(rows[:MOST]))]}


def _points(bodies: list[Body]) -> list[dict[str, Any]]:
    """One a spot: what is at the same one is told together."""
    by_spot: defaultdict[tuple[float, float], list[Body]] = defaultdict(list)
    for one in bodies:
        spot = one.place if one.place.lon is not None else one.convener.place
        if spot.lon is not None and spot.lat is not None:
            by_spot[spot.lon, spot.lat].append(one)
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": spot},
            "properties": {
                "name": _named(standing),
                "url": reverse("bodies:known", args=[standing[0].ref]),
                "is_off": False,
            },
        }
        for spot, standing in by_spot.items()
    ]


def _named(standing: list[Body]) -> str:
    if len(standing) == 1:
        return standing[0].name
    return _("%(first)s等 %(n)d 处") % {"first": standing[0].name, "n": len(standing)}
