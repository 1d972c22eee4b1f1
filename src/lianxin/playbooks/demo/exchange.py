"""What the demo town offers, and who has ordered it: through the actions, up to now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.exchange.actions import listings, orders
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Claim, Listing
from lianxin.kernel import privacy
from lianxin.network.models import District, Organisation, Place, PlaceKind
from lianxin.playbooks.demo import recurring, sessions
from lianxin.playbooks.demo.words import load

KEYS = UUID("5b7f8a10-5f0c-4e3e-9d64-1f0a5a5e7c11")
BEGUN = timedelta(days=200)  # ago, the first was published: some have not been confirmed since
ORDERS, SINCE = 160, timedelta(days=60)
STALE = 9  # every so manieth is confirmed by nobody
HOUR = timedelta(hours=1)


@transaction.atomic
def fill(district: District, *, at: datetime, seed: int = 1) -> int:
    """Publish and order, unless something is published. Returns how many listings there are."""
    found = Listing.objects.filter(district_id=district.pk)
    if not found.exists():
        book, rng = load("exchange"), Random(f"exchange{seed}")
        offers = list(_offers(district, book, at=at))
        sessions.fill(district, book, rng, at=at)
        _order(district, offers, book, rng, at=at)
        recurring.fill(district, offers, book, at=at)
    return found.count()


def _offers(district: District, book: Mapping[str, Any], *, at: datetime) -> Iterator[Listing]:
    units = {
        unit.code: unit
        for unit in Organisation.objects.filter(district_id=district.pk).select_related("place")
    }
    root = Place.objects.get(district=district, kind=PlaceKind.DISTRICT)
    rows = [("POINT", row) for row in book["points"]]
    rows += [("SERVICE", row) for row in book["services"]]
    number = 0
    for kind, row in rows:
        for code in row["units"]:
            number += 1
            begun = at - BEGUN + number * HOUR
            draft = _draft(kind, row, units[code], root, number)
            key = uuid5(KEYS, f"{row['title']} {code}")
            made = listings.draft(district, draft, by=None, at=begun, key=key)
            listings.publish(made, by=None, at=begun)
            if number % STALE:
                listings.confirm(made, by=None, at=at - timedelta(days=number % 90))
            if kind == "SERVICE":
                yield made


def _draft(
    kind: str, row: Mapping[str, Any], unit: Organisation, root: Place, number: int
) -> Draft:
    words = "subjects" if kind == "SERVICE" else "amenities"
    price = None if "note" in row else int(row.get("price", 0)) * 100
    title = row["title"] if kind == "SERVICE" else f"{unit.place.name}{row['title']}"
    return Draft(
        kind=kind,
        title=title,
        text=row.get("text", ""),
        provider=unit,
        details={words: row[words]},
        mode=row.get("mode", "ON_SITE"),
        area=root if kind == "SERVICE" else unit.place,
        place=unit.place,
        price_fen=price,
        price_note=row.get("note", ""),
        contact="值班室",
        phone=unit.hotline or f"0532-8868{number:04}",
        hours=row.get("hours", ""),
        confirm_days=183,
    )


def _order(
    district: District,
    offers: list[Listing],
    book: Mapping[str, Any],
    rng: Random,
    *,
    at: datetime,
) -> None:
    """Orders of two months, each as far as it has come by now."""
    homes = list(
        Place.objects.filter(district_id=district.pk, kind=PlaceKind.COMMUNITY).order_by("path")
    )
    open_now = [
        offer
        for offer in offers
        if offer.confirm_on and offer.confirm_on >= timezone.localdate(at)
    ]
    for number in range(ORDERS):
        asked_at = at - SINCE * (1 - (number + 1) / (ORDERS + 1))
        orders.pass_on_silent(district.pk, at=asked_at)
        wish = Wish(
            who=Who(name=rng.choice(book["residents"]), phone=f"1390000{number:04}"),
            text=rng.choice(book["wants"]),
            place=rng.choice(homes),
            address=f"{rng.randint(1, 20)} 号楼 {rng.randint(1, 6)}0{rng.randint(1, 4)}",
        )
        offer = rng.choice(open_now)
        key = uuid5(KEYS, f"order {number}")
        claim = orders.order(district, wish, listing=offer, key=key, at=asked_at).claim
        _go_on(claim, book, rng, at=asked_at, until=at)
    orders.pass_on_silent(district.pk, at=at)
    orders.lapse_ratings(district.pk, at=at)


def _go_on(
    claim: Claim, book: Mapping[str, Any], rng: Random, *, at: datetime, until: datetime
) -> None:
    """Accepted, declined first, left lying, cancelled; delivered; rated: what has come by now."""
    chance = rng.random()
    moment = at + rng.uniform(0.5, 20) * HOUR
    if chance < 0.06 or moment > until:
        return
    if chance < 0.10:
        orders.cancel(claim, by=None, at=moment, note="不需要了")
        return
    if chance < 0.22:
        orders.decline(claim, reason=rng.choice(book["declines"]), by=None, at=moment)
        moment += rng.uniform(1, 10) * HOUR
    if claim.state != "OFFERED" or moment > until:
        return
    orders.accept(claim, by=None, at=moment)
    moment += rng.uniform(4, 60) * HOUR
    if moment > until:
        return
    orders.deliver(claim, by=None, at=moment)
    moment += rng.uniform(1, 50) * HOUR
    if rng.random() < 0.7 and moment < until:
        stars = rng.choices([5, 4, 3, 2], weights=[60, 25, 10, 5])[0]
        code = privacy.tracking_code(claim.pk)
        key = uuid5(KEYS, f"rating {claim.ref}")
        said = rng.choice(book["praise"])
        orders.rate(claim, stars=stars, text=said, code=code, at=moment, key=key)
