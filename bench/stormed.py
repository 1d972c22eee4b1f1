"""Something to storm, and what is found afterwards in the database.

Run by `bench.storms` inside the installation that it measures.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from itertools import combinations
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
django.setup()

from django.utils import timezone

from lianxin.exchange.actions import listings, places, spaces
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.actions.spaces import Plan
from lianxin.exchange.models import Claim, Listing, Slot, Space
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.network.models import District, Organisation
from lianxin.outbox.models import Delivery

BUFFER, SEATS = 15, {"few": 10, "many": 200, "endless": 100_000}
HOURS = "Mo-Su 08:00-20:00; PH 08:00-20:00"


def settle() -> dict[str, Any]:
    """An event with sessions of each size, one by REST and one by page, and two venues."""
    told: dict[str, Any] = {}
    for door in ("rest", "page"):
        event = _listing("EVENT", "海洋讲座", {"format": "LECTURE", "topics": ["海洋"]})
        slots = {name: _slot(event, name, seats) for name, seats in SEATS.items()}
        venue = _listing("VENUE", "活动中心", {"rules": "用后请关灯"})
        rooms = _rooms(venue)
        told[door] = {
            "event": event.ref, "slots": slots, "venue": venue.ref,
            "spaces": {room.code: str(room.pk) for room in rooms},
        }  # fmt: skip
    return told


def judge(told: dict[str, Any], name: str) -> dict[str, Any]:
    """How a slot, or the rooms of a venue, stand."""
    return _rooms_judged(told["venue"]) if name == "rooms" else _slot_judged(told["slots"][name])


def _listing(kind: str, title: str, details: dict[str, Any]) -> Listing:
    unit, now = Organisation.objects.get(code="cityman"), timezone.now()
    draft = Draft(
        kind=kind, title=title, provider=unit, details=details, mode="ON_SITE", area=unit.place,
        place=unit.place, contact="办公室", phone="021-5566", confirm_days=183,
    )  # fmt: skip
    made = listings.draft(District.objects.get(), draft, by=None, at=now, key=new_id())
    listings.publish(made, by=None, at=now)
    return made


def _slot(event: Listing, name: str, seats: int) -> str:
    now = timezone.now()
    starts = (now + timedelta(days=9)).replace(minute=0, second=0, microsecond=0)
    made = places.add_slot(
        event, starts_at=starts, ends_at=starts + timedelta(hours=2), capacity=seats, title=name,
        by=None, at=now, key=new_id(),
    )  # fmt: skip
    return str(made.pk)


def _rooms(venue: Listing) -> list[Space]:
    """Two halves and the hall that is both."""

    def put(name: str, seats: int, parts: Iterable[Space] = ()) -> Space:
        plan = Plan(name=name, seats=seats, hours=HOURS, buffer=BUFFER, parts=list(parts))
        return spaces.put(venue, plan, by=None, at=timezone.now(), key=new_id())

    halves = [put("东厅", 30), put("西厅", 30)]
    return [*halves, put("大厅", 60, halves)]


def _slot_judged(pk: str) -> dict[str, Any]:
    slot = Slot.objects.get(pk=pk)
    claims = list(Claim.objects.filter(slot=slot).order_by("pk"))
    states = Counter(claim.state for claim in claims)
    return {
        "taken": slot.taken,
        "states": dict(states),
        "claims": len(claims),
        "keys": [str(claim.key) for claim in claims],
        "line": [claim.ref for claim in claims if claim.state == "WAITING"],
        "asked": [claim.asked_at.isoformat() for claim in claims],
        "half": _half_written(claims),
    }


def _half_written(claims: list[Claim]) -> int:
    """Claims with a broken history, without a claimant, or whose messages are there twice."""
    broken = sum(
        1 for _ in timeline.verify_all(Claim.objects.filter(pk__in=[c.pk for c in claims]))
    )
    lonely = Claim.objects.filter(pk__in=[c.pk for c in claims], claimant=None).count()
    keys = Delivery.objects.values_list("dedupe", flat=True)
    return broken + lonely + len(keys) - len(set(keys))


def _rooms_judged(ref: str) -> dict[str, Any]:
    """Which bookings there are, and how many pairs overlap, time to clear up included."""
    claims = list(Claim.objects.filter(listing__ref=ref, state="HELD").select_related("space"))
    parts = {c.space_id: _parts(c.space) for c in claims}
    pairs = sum(
        1
        for one, other in combinations(claims, 2)
        if parts[one.space_id] & parts[other.space_id] and _overlap(one, other)
    )
    return {"won": len(claims), "pairs": pairs}


def _parts(space: Any) -> set[Any]:
    return set(space.parts.values_list("pk", flat=True)) or {space.pk}


def _overlap(one: Any, other: Any) -> bool:
    clear = timedelta(minutes=BUFFER)
    return bool(one.starts_at < other.ends_at + clear and other.starts_at < one.ends_at + clear)


if __name__ == "__main__":
    act, *rest = sys.argv[1:]
    print(json.dumps(settle() if act == "settle" else judge(json.loads(rest[0]), rest[1])))
