"""What is found, as points on the district's own shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lianxin.catalogue import finding
from lianxin.exchange.models import Listing
from lianxin.network import geo
from lianxin.network.models import District, PlaceKind
from lianxin.web.exchange import opening
from lianxin.web.exchange.catalogue import in_bulk

MOST = 300
Feature = dict[str, Any]


def collection(district: District, asked: Mapping[str, str], *, at: datetime) -> Feature:
    wanted = finding.read(district.pk, asked)
    found = finding.found(district.pk, wanted, at=at, most=MOST)
    points = _points(in_bulk(district.pk, found).values(), at=at)
    return {"type": "FeatureCollection", "features": [*streets(district), *points]}


def streets(district: District) -> Iterable[Feature]:
    for street in geo.feature_collection(district, (PlaceKind.STREET,))["features"]:
        if street["geometry"]:
            yield {**street, "properties": {"name": street["properties"]["name"]}}


def _points(listings: Iterable[Listing], *, at: datetime) -> Iterable[Feature]:
    """One a spot: what stands at the same one is told together."""
    by_spot: defaultdict[tuple[float, float], list[Listing]] = defaultdict(list)
    for one in listings:
        lon, lat = one.lon, one.lat
        if lon is None and one.place is not None:
            lon, lat = one.place.lon, one.place.lat
        if lon is not None and lat is not None:
            by_spot[lon, lat].append(one)
    for spot, standing in by_spot.items():
        first = standing[0]
        yield {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": spot},
            "properties": {
                "name": _named(standing),
                "url": reverse("exchange:listing", args=[first.ref]),
                "is_off": bool(first.hours)
                and not opening.is_open(first.hours, first.district_id, at=at),
            },
        }


def _named(standing: list[Listing]) -> str:
    if len(standing) == 1:
        return standing[0].title
    return _("%(first)s等 %(n)d 处") % {"first": standing[0].title, "n": len(standing)}
