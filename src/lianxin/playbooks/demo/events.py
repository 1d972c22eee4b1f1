"""Events of the demo town: series that go on, who comes, and what was said of them afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.events import actions
from lianxin.exchange import codes
from lianxin.exchange.actions import listings, places, rating
from lianxin.exchange.actions.claiming import ForChild, Who, Wish
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Claim, Listing, Slot
from lianxin.network.models import District, Organisation
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("6f2c3c1e-6b59-4a55-9d7c-52c4b1c9d0a7")
DAY: Final = timedelta(days=1)
COMING: Final = 2  # of each series
SHOWN: Final = 14 * DAY  # before it begins, it was published
WANTED: Final = range(3, 11)  # sign up for one
RATING: Final = 20  # of 60 say how it was
COME: Final = 0.9  # of those who hold a seat
SMALL: Final = 8  # seats of the one that is full
NAMES: Final = (
    "speakers", "bring", "access", "topics", "format", "live_url", "certificate", "needed",
)  # fmt: skip


@dataclass(frozen=True)
class Play:
    """Who comes, by which chance, up to when."""

    residents: Sequence[str]
    said: Sequence[str]
    rng: Random
    at: datetime


@transaction.atomic
def fill(district: District, *, at: datetime, seed: int = 1) -> int:
    """Unless there are some. Returns how many events there are."""
    found = Listing.objects.filter(district_id=district.pk, kind="EVENT")
    if not found.exists():
        book = load("events")
        play = Play(book["residents"], book["said"], Random(f"events{seed}"), at)
        for row in book["series"]:
            _series(district, row, play)
    return found.count()


def _series(district: District, row: Mapping[str, Any], play: Play) -> None:
    codes = [row["unit"], *row.get("hosts", ())]
    units = Organisation.objects.filter(district_id=district.pk).select_related("place")
    of_code = {unit.code: unit for unit in units.filter(code__in=codes)}
    hosts = [of_code[code] for code in codes[1:]] or [of_code[row["unit"]]]
    first = _moment(row, 0, at=play.at)
    series = actions.begin_series(
        of_code[row["unit"]], code=row["code"], name=row["name"], about=row["about"],
        begun_on=timezone.localdate(first), by=None, at=first - SHOWN,
        key=uuid5(KEYS, row["code"]),
    )  # fmt: skip
    for number in range(len(row["themes"])):
        slot = _event(row, number, hosts[number % len(hosts)], play)
        actions.put_in(series, slot.listing, by=None, at=slot.listing.made_at)


def _moment(row: Mapping[str, Any], number: int, *, at: datetime) -> datetime:
    """When the event of this number begins: the last `COMING` lie ahead."""
    today = timezone.localdate(at)
    nearest = today + timedelta(days=(row["day"] - today.weekday() - 1) % 7 + 1)
    ahead = number - (len(row["themes"]) - COMING)
    day = nearest + timedelta(days=row["every"] * ahead)
    return datetime.combine(day, time(row["start"]), timezone.get_current_timezone())


def _event(row: Mapping[str, Any], number: int, giver: Organisation, play: Play) -> Slot:
    starts = _moment(row, number, at=play.at)
    is_full = row.get("full") and number == len(row["themes"]) - COMING
    listing = _published(row, number, giver, at=min(starts, play.at) - SHOWN)
    named = f"{row['code']} {number}"
    slot = places.add_slot(
        listing, starts_at=starts, ends_at=starts + timedelta(hours=row["hours"]),
        capacity=SMALL if is_full else row["seats"], by=None, at=listing.made_at,
        key=uuid5(KEYS, named),
    )  # fmt: skip
    for n in range(SMALL + 5 if is_full else play.rng.choice(WANTED)):
        _sign_up(slot, f"{named} {n}", play)
    if slot.ends_at < play.at and number == len(row["themes"]) - COMING - 1:
        said_at = min(slot.ends_at + DAY, play.at)
        key = uuid5(KEYS, f"{named} report")
        actions.report(listing, text=row["report"], by=None, at=said_at, key=key)
    return slot


def _published(
    row: Mapping[str, Any], number: int, giver: Organisation, *, at: datetime
) -> Listing:
    theme = row["themes"][number]
    details = {name: row[name] for name in NAMES if name in row}
    if row.get("guardian"):
        details["needs_guardian"] = True
    told = Draft(
        kind="EVENT", title=f"{row['name']}：{theme}", text=row["about"], provider=giver,
        details=details, mode="ON_SITE", area=giver.place, place=giver.place,
        address=row["where"], price_fen=0, contact="活动联系人",
        phone=giver.hotline or "0532-88689000", confirm_days=183,
    )  # fmt: skip
    key = uuid5(KEYS, f"{row['code']} {theme}")
    made = listings.draft(giver.district, told, by=None, at=at, key=key)
    listings.publish(made, by=None, at=at)
    return made


def _sign_up(slot: Slot, named: str, play: Play) -> None:
    rng = play.rng
    latest = min(play.at, slot.starts_at) - timedelta(hours=2)
    asked_at = max(slot.listing.made_at, latest - timedelta(hours=rng.uniform(0, 200)))
    child = ForChild("小宝", "GUARDIAN") if slot.listing.details.get("needs_guardian") else None
    who = Who(name=rng.choice(play.residents), phone=f"1380000{rng.randrange(10000):04}")
    wish = Wish(who=who, child=child, seats=1 if child else rng.choice((1, 1, 1, 2, 3)))
    claim = places.take(slot, wish, key=uuid5(KEYS, named), at=asked_at).claim
    came = slot.starts_at + timedelta(minutes=rng.randrange(20))
    if came < play.at and claim.state == "HELD" and rng.random() < COME:
        places.attend(claim, by=None, at=came)
        _rate(claim, play)


def _rate(claim: Claim, play: Play) -> None:
    """A third of those who came say how it was; most are pleased."""
    number = claim.key.int % 60
    if number >= RATING or claim.ends_at is None or claim.ends_at + DAY > play.at:
        return
    at = claim.ends_at + timedelta(hours=number + 1)
    is_pleased = number % 9 > 0
    text = play.said[number] if is_pleased and number < len(play.said) else ""
    rating.rate_event(
        claim, stars=4 + number % 2 if is_pleased else 3, text=text, code=codes.of(claim), at=at,
        key=claim.pk,
    )  # fmt: skip
