"""What stands in the halls of the demo events: stalls, a programme, exhibits, meetings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.events import markets, queries
from lianxin.events.actions import exhibiting, programme, rooms
from lianxin.events.actions import markets as stalls
from lianxin.events.models import EventSeries, Exhibit, Market
from lianxin.exchange.actions import applications, listings
from lianxin.exchange.actions.bookings import Taken
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Claim, Listing, Slot, Space
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("0a5f6a0e-31c4-4f0d-8d3c-3c7f0b7f1b11")
DAY: Final = timedelta(days=1)
SHOWN: Final = 6  # listings in the hall
KINDS: Final = ("RESULT", "NEED", "FINANCE")


@transaction.atomic
def fill(district: District, *, at: datetime) -> int:
    """Unless there is some. Returns how many markets have a plan."""
    found = Market.objects.filter(district_id=district.pk)
    if not found.exists():
        book = load("fairs")
        past, coming = _sessions(district, book["market"]["series"], at=at)
        _market(past, book["market"], at=past.starts_at - 3 * DAY, is_drawn=True)
        _market(coming, book["market"], at=at, is_drawn=False)
        _roadshow(district, book["roadshow"], at=at)
        _fair(district, book["fair"], at=at)
    return int(found.count())


def _sessions(district: District, code: str, *, at: datetime) -> tuple[Slot, Slot]:
    """The last one of a series, and the next."""
    series = EventSeries.objects.get(district_id=district.pk, code=code)
    slots = queries.slots(district.pk).filter(listing__in=queries.listings_of(series).values("pk"))
    past = slots.filter(ends_at__lt=at).order_by("-starts_at")[0]
    return past, slots.filter(starts_at__gt=at).order_by("starts_at")[0]


def _market(slot: Slot, row: Mapping[str, Any], *, at: datetime, is_drawn: bool) -> None:
    event, begun = slot.listing, at - 10 * DAY
    named = f"market {event.ref}"
    details = {
        "goods": row["goods"], "fee": row["fee"], "rules": row["rules"],
        "hold_on": timezone.localdate(slot.starts_at).isoformat(),
    }  # fmt: skip
    told = Draft(
        kind="STALL", title=f"{event.title}（摊位）", text=event.text, provider=event.provider,
        details=details, mode="ON_SITE", area=event.place, place=event.place,
        address=event.address, price_fen=0, closes_at=slot.starts_at - DAY,
        contact="市集联系人", phone="0532-88689000",
        confirm_days=183,
    )  # fmt: skip
    made = listings.draft(event.district, told, by=None, at=begun, key=uuid5(KEYS, named))
    listings.publish(made, by=None, at=begun)
    plan = stalls.open_market(
        made, event=event, by=None, at=begun, key=uuid5(KEYS, f"{named} plan")
    )
    for count, size in row["rows"]:
        stalls.add_row(plan, count=count, size=size, by=None, at=begun)
    names = row["names"] if is_drawn else row["names"][:9]
    claims = [_apply(made, name, number, named, at=begun) for number, name in enumerate(names)]
    if is_drawn:
        _drawn(plan, claims, at=at)


def _apply(listing: Listing, name: str, number: int, named: str, *, at: datetime) -> Claim:
    who = Who(name="摊主", phone=f"1380001{number:04}")
    wish = Wish(who=who, text=f"{name}\n第一次来，想试试。")
    key = uuid5(KEYS, f"{named} {name}")
    asked_at = at + timedelta(hours=number + 1)
    return applications.apply(listing, wish, key=key, at=asked_at).claim


def _drawn(plan: Market, claims: Sequence[Claim], *, at: datetime) -> None:
    """One by hand, the others by lot; one gives hers back, and the next has it."""
    first = markets.stalls(plan)[0]
    stalls.give(first, claims[0], by=None, at=at)
    plan.refresh_from_db()
    stalls.draw(plan, by=None, at=at)
    leaves = next(one.claim for one in markets.stalls(plan)[1:] if one.claim)
    applications.withdraw(leaves, at=at + DAY, note="家里有事，来不了")
    stalls.draw(plan, by=None, at=at + DAY)


def _roadshow(district: District, row: Mapping[str, Any], *, at: datetime) -> None:
    for slot in _sessions(district, row["series"], at=at):
        for number, (title, who) in enumerate(row["pitches"]):
            programme.add_pitch(
                slot, title=title, who=who, minutes=row["minutes"], by=None, at=at,
                key=uuid5(KEYS, f"pitch {slot.pk} {number}"),
            )  # fmt: skip


def _fair(district: District, row: Mapping[str, Any], *, at: datetime) -> None:
    """Results, needs and loans in one hall, and who wants to talk about them."""
    _past, slot = _sessions(district, row["series"], at=at)
    rows = Listing.objects.filter(
        district_id=district.pk, state="PUBLISHED", kind__in=KINDS, provider__isnull=False
    ).select_related("provider")
    shown = Random("fair").sample(sorted(rows, key=lambda one: one.ref), SHOWN)
    exhibits = [
        exhibiting.show(
            slot.listing, one, by=None, at=at, key=uuid5(KEYS, f"exhibit {slot.pk} {one.ref}")
        )
        for one in shown
    ]
    for number, (about, state) in enumerate(row["talks"]):
        _talk(slot, exhibits[number], exhibits[number - 1], (about, state), number, at=at)
    _room(slot, row["room"], at=at)


def _talk(
    slot: Slot,
    exhibit: Exhibit,
    other: Exhibit,
    said: tuple[str, str],
    number: int,
    *,
    at: datetime,
) -> None:
    about, state = said
    unit = other.shown.provider
    if unit is None or unit == exhibit.shown.provider:
        return
    talk = exhibiting.ask(
        exhibit, slot, unit, starts_at=queries.times(slot)[number], about=about, by=None, at=at,
        key=uuid5(KEYS, f"talk {slot.pk} {number}"),
    )  # fmt: skip
    if state == "ACCEPTED":
        exhibiting.accept(talk, by=None, at=at)
    elif state == "DECLINED":
        exhibiting.decline(talk, reason="当天下午要赶回学校，改天单独约。", by=None, at=at)
    elif state == "WITHDRAWN":
        exhibiting.withdraw(talk, by=None, at=at)


def _room(slot: Slot, venue: str, *, at: datetime) -> None:
    """The first room that is free then."""
    spaces = Space.objects.filter(district_id=slot.district_id, listing__state="PUBLISHED")
    ordered = sorted(
        spaces.select_related("listing__provider", "listing__district"),
        key=lambda one: (venue not in one.listing.title, one.listing.title, one.code),
    )
    for space in ordered:
        try:
            with transaction.atomic():
                rooms.hold_room(slot, space, by=None, at=at, key=uuid5(KEYS, f"room {slot.pk}"))
        except (Refusal, Taken):
            continue
        return
