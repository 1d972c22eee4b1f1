"""Courses and rooms of the demo town, and who comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from lianxin.exchange.actions import bookings, listings, places
from lianxin.exchange.actions.bookings import Span, Taken
from lianxin.exchange.actions.claiming import ForChild, Who, Wish
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Listing, Slot, Space
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Organisation

KEYS = UUID("a0a9d4c2-6a0b-4f6d-8d0e-3b9f5f0f7d21")
BEFORE, AHEAD = 4, 4  # weeks of sessions, unless a course began earlier
BOOKED = 60  # bookings tried
SHOWN = timedelta(days=12)  # before the first session, it was published


def fill(district: District, book: Mapping[str, Any], rng: Random, *, at: datetime) -> None:
    units = {
        unit.code: unit
        for unit in Organisation.objects.filter(district_id=district.pk).select_related("place")
    }
    for row in book["courses"]:
        before = row.get("before", BEFORE)
        shown = at - timedelta(weeks=before) - SHOWN
        listing = _listing(district, "COURSE", row, units[row["unit"]], at=shown)
        for week in range(-before, AHEAD):
            _session(listing, row, week, book["residents"], rng, at=at)
    spaces: list[Space] = []
    for row in book["venues"]:
        venue = _listing(
            district, "VENUE", row, units[row["unit"]], at=at - timedelta(weeks=BEFORE) - SHOWN
        )
        spaces += _spaces(venue, row)
    _book(spaces, book, rng, at=at)


def _listing(
    district: District, kind: str, row: Mapping[str, Any], unit: Organisation, *, at: datetime
) -> Listing:
    names = ("subjects", "rules", "pick_up", "certificate", "needed", "valid_months")
    details = {name: row[name] for name in names if name in row}
    if row.get("guardian"):
        details["needs_guardian"] = True
    told = Draft(
        kind=kind,
        title=row["title"],
        text=row.get("text", ""),
        provider=unit,
        details=details,
        mode="ON_SITE",
        area=unit.place,
        place=unit.place,
        price_fen=0,
        contact="值班室",
        phone=unit.hotline or "0532-88689000",
        hours=row.get("hours", "") if kind == "VENUE" else "",
        confirm_days=183,
    )
    made = listings.draft(district, told, by=None, at=at, key=uuid5(KEYS, row["title"]))
    listings.publish(made, by=None, at=at)
    return made


def _session(
    listing: Listing,
    row: Mapping[str, Any],
    week: int,
    residents: Sequence[str],
    rng: Random,
    *,
    at: datetime,
) -> None:
    today = timezone.localdate(at)
    day = today + timedelta(days=(row["day"] - today.weekday()) % 7 + 7 * week)
    starts = datetime.combine(day, time(row["start"]), timezone.get_current_timezone())
    named = f"{listing.ref} {day}"
    slot = places.add_slot(
        listing,
        starts_at=starts,
        ends_at=starts + timedelta(hours=row["hours"]),
        capacity=row["seats"],
        by=None,
        at=listing.made_at,
        key=uuid5(KEYS, named),
    )
    wanted = int(row["seats"] * rng.uniform(0.3, 1.15))
    for number in range(wanted):
        _sign_up(slot, f"{named} {number}", rng.choice(residents), rng, at=at)


def _sign_up(slot: Slot, named: str, who: str, rng: Random, *, at: datetime) -> None:
    latest = min(at, slot.starts_at) - timedelta(hours=2)
    asked_at = max(slot.listing.made_at, latest - timedelta(hours=rng.uniform(0, 120)))
    phone = f"1380000{rng.randrange(10000):04}"
    child = ForChild("小宝", "GUARDIAN") if slot.listing.details.get("needs_guardian") else None
    wish = Wish(who=Who(name=who, phone=phone), child=child)
    claim = places.take(slot, wish, key=uuid5(KEYS, named), at=asked_at).claim
    came = slot.starts_at + timedelta(minutes=rng.randrange(20))
    if came < at and claim.state == "HELD" and rng.random() < 0.9:
        places.attend(claim, by=None, at=came)


def _spaces(venue: Listing, row: Mapping[str, Any]) -> list[Space]:
    made = {
        told["code"]: Space.objects.create(
            district_id=venue.district_id,
            listing=venue,
            code=told["code"],
            name=told["name"],
            seats=told["seats"],
            hours=row["hours"],
        )
        for told in row["spaces"]
    }
    for told in row["spaces"]:
        made[told["code"]].parts.set(made[code] for code in told.get("parts", ()))
    return list(made.values())


def _book(spaces: Sequence[Space], book: Mapping[str, Any], rng: Random, *, at: datetime) -> None:
    """Some find the room taken, as in life."""
    today = timezone.localdate(at)
    for number in range(BOOKED):
        space = rng.choice(spaces)
        day = today + timedelta(days=rng.randint(1, 20))
        hour = time(rng.randint(9, 18), rng.choice((0, 30)))
        starts = datetime.combine(day, hour, timezone.get_current_timezone())
        span = Span(starts, starts + timedelta(minutes=rng.choice((60, 90, 120))))
        wish = Wish(
            who=Who(name=rng.choice(book["residents"]), phone=f"1370000{number:04}"),
            subject=f"{space.listing.title}：{rng.choice(book['uses'])}",
            seats=rng.randint(2, space.seats),
        )
        try:
            bookings.book(space, span, wish, key=uuid5(KEYS, f"booking {number}"), at=at)
        except (Taken, Refusal):
            continue
