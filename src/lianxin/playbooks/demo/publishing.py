"""What is half written, reported wrong, waits for a review, and stands on this year's lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Count
from django.utils import timezone

from lianxin.catalogue.actions import editions, upkeep
from lianxin.exchange.actions import listings
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Listing
from lianxin.exchange.states import ListingState
from lianxin.network import queries as network
from lianxin.network.models import (
    District,
    Organisation,
    OrganisationKind,
    Place,
    Role,
    Seat,
)
from lianxin.playbooks.demo.words import load

KEYS = UUID("8f0b5d0e-51c6-4f6e-9d64-6a2b8d1c7f05")
MANY, LISTS = 2, 12  # listings of a unit that keeps a list, and how many do
EVERY = 11  # so manieth listing is reported wrong
DAY = timedelta(days=1)


def fill(district: District, *, at: datetime) -> None:
    book = load("publishing")
    units = _units(district)
    for number, row in enumerate(book["drafts"]):
        unit = units[number % len(units)]
        told = _draft(row, provider=unit, area=unit.place, contact="值班室")
        listings.draft(district, told, by=None, at=at - (number + 1) * DAY, key=_key(row["title"]))
    _report(district, book["faults"], at=at)
    _ask_for_review(district, book["reviewed"], at=at)
    for unit in units:
        editions.take(unit, timezone.localdate(at).year, by=None, at=at)


def _units(district: District) -> Sequence[Organisation]:
    """Some that offer several things."""
    offered = Listing.objects.filter(district_id=district.pk, provider__isnull=False).public()
    counts = offered.order_by().values_list("provider").annotate(n=Count("pk"))
    several = [pk for pk, n in counts if n >= MANY]
    found = Organisation.objects.filter(district_id=district.pk, pk__in=several)
    of_town = found.exclude(kind=OrganisationKind.FIRM)
    return list(of_town.select_related("place").order_by("code")[:LISTS])


def _report(district: District, faults: Sequence[str], *, at: datetime) -> None:
    public = Listing.objects.filter(
        district_id=district.pk, kind__in=["SERVICE", "POINT"]
    ).public()
    chosen = list(public.order_by("ref")[::EVERY])[: len(faults)]
    for number, (listing, text) in enumerate(zip(chosen, faults, strict=False)):
        upkeep.report_fault(listing, text, at=at - number * DAY, key=_key(text))


def _ask_for_review(district: District, row: Mapping[str, Any], *, at: datetime) -> None:
    """Somebody of a unit, in her own name."""
    seats = Seat.objects.filter(district_id=district.pk, role=Role.VOLUNTEER)
    seat = seats.select_related("user").order_by("user__username").first()
    if seat is None:
        return
    root = network.place_coded(district.pk, "")
    told = _draft(row, area=root, contact=str(seat.user), phone=row["phone"], mode="ON_SITE")
    made = listings.draft(district, told, by=seat.user, at=at - DAY, key=_key(row["title"]))
    if made.state == ListingState.DRAFT:
        listings.submit(made, by=seat.user, at=at - DAY)


def _draft(
    row: Mapping[str, Any],
    *,
    provider: Organisation | None = None,
    area: Place | None = None,
    contact: str = "",
    phone: str = "",
    mode: str = "",
) -> Draft:
    return Draft(
        kind=row.get("kind", "SERVICE"),
        title=row["title"],
        text=row.get("text", ""),
        details=row["details"],
        provider=provider,
        area=area,
        contact=contact,
        phone=phone,
        mode=mode,
        confirm_days=183,
    )


def _key(title: str) -> UUID:
    return uuid5(KEYS, title)
