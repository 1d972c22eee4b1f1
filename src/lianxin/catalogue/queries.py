"""Reads with joins, counts or several steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from lianxin.catalogue.models import EditionItem
from lianxin.exchange.models import Claim, Slot
from lianxin.exchange.states import ClaimState, Shape
from lianxin.network.models import Organisation


@dataclass(frozen=True)
class Edition:
    """A unit's list of a year."""

    unit: Organisation
    year: int
    count: int


def editions(district_id: int, *, most: int) -> list[Edition]:
    """The lists of all units, the newest year first."""
    items = EditionItem.objects.filter(district_id=district_id).order_by()
    found = items.values_list("provider", "year").annotate(n=Count("pk"))
    newest = list(found.order_by("-year", "-n", "provider")[:most])
    units = Organisation.objects.filter(district_id=district_id)
    by_key = units.in_bulk({unit for unit, _year, _n in newest})
    return [Edition(by_key[unit], year, n) for unit, year, n in newest]


def enlisted(unit: Organisation, year: int, *, at: datetime) -> list[tuple[EditionItem, int]]:
    """The unit's list of a year, and how often each of it was given in that year: orders that were
    delivered, sessions and bookings that have taken place."""
    items = list(
        EditionItem.objects.filter(district_id=unit.district_id, provider=unit, year=year)
        .select_related("listing__area", "listing__provider", "provider__place")
        .defer("listing__area__shape", "provider__place__shape")
        .order_by("id")
    )
    counts = _given(unit.district_id, [item.listing_id for item in items], year, at=at)
    return [(item, counts[item.listing_id]) for item in items]


def _given(
    district_id: int, listings: Sequence[UUID], year: int, *, at: datetime
) -> Counter[UUID]:
    claims = Claim.objects.filter(district_id=district_id, listing__in=listings)
    orders = claims.filter(shape=Shape.ORDER, delivered_at__year=year)
    orders = orders.filter(state__in=[ClaimState.DELIVERED, ClaimState.DONE])
    bookings = claims.filter(
        shape=Shape.BOOKING, starts_at__year=year, ends_at__lte=at,
        state__in=[ClaimState.HELD, ClaimState.DONE],
    )  # fmt: skip
    sessions = Slot.objects.filter(
        district_id=district_id, listing__in=listings, cancelled_at=None, starts_at__year=year,
        ends_at__lte=at,
    )  # fmt: skip
    total: Counter[UUID] = Counter()
    for rows in (orders, bookings, sessions):
        counted = rows.order_by().values_list("listing").annotate(n=Count("pk"))
        total.update(dict(counted))
    return total
