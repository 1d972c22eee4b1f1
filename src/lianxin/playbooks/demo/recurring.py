"""Orders of the demo town that come again: massages every month, greetings every week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from lianxin.exchange.actions import orders
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.models import Claim, Every, Listing
from lianxin.fulfilment.actions import recurring
from lianxin.kernel import privacy
from lianxin.network.models import District, Place, PlaceKind

KEYS = UUID("a0f5e7f4-3a0f-4b62-8f68-4a3d5f6b2c19")
BEGUN = timedelta(days=70)
HOUR = timedelta(hours=1)


def fill(
    district: District, offers: Iterable[Listing], book: Mapping[str, Any], *, at: datetime
) -> None:
    """Begin them ten weeks ago, and let them come as they would have until now."""
    homes = list(
        Place.objects.filter(district_id=district.pk, kind=PlaceKind.COMMUNITY).order_by("path")
    )
    offered = {offer.title: offer for offer in offers}
    for number, row in enumerate(book["recurring"]):
        starts = timezone.localtime(at - BEGUN + number * 24 * HOUR)
        wish = Wish(
            who=Who(name=book["residents"][number], phone=f"1391000{number:04}"),
            text=row["text"],
            place=homes[number % len(homes)],
            address=f"{number + 2} 号楼 {number + 1}02",
            starts_at=starts.replace(hour=row["hour"], minute=0, second=0, microsecond=0),
        )
        recurring.begin(
            offered[row["title"]], wish, every=Every[row["every"]],
            key=uuid5(KEYS, row["title"]), at=starts - 48 * HOUR,
        )  # fmt: skip
    moment = at - BEGUN
    while moment < at:
        recurring.place_due(district.pk, at=moment)
        moment += timedelta(days=7)
    _serve(district, at=at)


def _serve(district: District, *, at: datetime) -> None:
    placed = Claim.objects.filter(district_id=district.pk, recurring__isnull=False).whole()
    for claim in placed.order_by("starts_at", "pk"):
        assert claim.starts_at is not None  # each has one
        taken_at, done_at = claim.asked_at + 3 * HOUR, claim.starts_at + HOUR
        if claim.state == "OFFERED" and taken_at < at:
            orders.accept(claim, by=None, at=taken_at)
        if claim.state == "ACCEPTED" and done_at < at - 2 * HOUR:
            orders.deliver(claim, by=None, at=done_at)
            orders.rate(
                claim, stars=5, code=privacy.tracking_code(claim.pk), at=done_at + HOUR,
                key=uuid5(KEYS, f"rating {claim.ref}"),
            )  # fmt: skip
