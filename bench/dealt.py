"""Deal 8,000 doors out to 200 people, and read how far they have come.

Run by `bench.dealing` inside the installation that it measures.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
django.setup()

from django.db import transaction
from django.utils import timezone

from lianxin.kernel.ids import new_id
from lianxin.network.models import District, Organisation, Place, PlaceKind, User
from lianxin.visits import queries
from lianxin.visits.actions import campaigns, households
from lianxin.visits.actions.households import Drawn
from lianxin.visits.models import Call, Campaign
from lianxin.visits.states import Aim, CallState
from lianxin.web.visits import round_build

OFFICERS, QUOTA, GRIDS, HOUSES = 200, 40, 20, 10
DRAWN: Final = Drawn(10, 4)
TIMES: Final = 20


def main() -> dict[str, Any]:
    campaign = _campaign()
    dealt, took = _timed(lambda: campaigns.deal(campaign, by=None, at=timezone.now()))
    assert (dealt.calls, dealt.left_over) == (OFFICERS * QUOTA, 0)
    campaigns.start(campaign, by=None, at=timezone.now())
    rows = queries.calls_of(campaign)
    counts = Counter(rows.values_list("officer", flat=True))
    officer = queries.officers_of(campaign)[0]
    half = rows.order_by("rank").values("pk")[: OFFICERS * QUOTA // 2]
    rows.filter(pk__in=half).update(state=CallState.DONE, done_at=timezone.now())
    return {
        "deal": took,
        "least": min(counts.values()),
        "most": max(counts.values()),
        "pieces": _pieces(campaign),
        "plain": _plain(campaign),
        "coverage": _median(lambda: queries.coverage_by(campaign, "household__building")),
        "round": _median(lambda: round_build.round_page(officer, at=timezone.now())),
    }


def _campaign() -> Campaign:
    district, now = District.objects.get(), timezone.now()
    street = Place.objects.filter(kind=PlaceKind.COMMUNITY).order_by("code")[0]
    for grid in range(GRIDS):
        area = _place(street, PlaceKind.GRID, f"dealt-{grid}", grid * 0.01)
        for house in range(HOUSES):
            made = _place(area, PlaceKind.BUILDING, f"dealt-{grid}-{house}", grid * 0.01, house)
            households.put(made, DRAWN.listed(), by=None, at=now, key=new_id())
    people = User.objects.bulk_create(
        User(username=f"dealt{n}", name=f"走访{n}", district=district) for n in range(OFFICERS)
    )
    told = campaigns.Told(
        "百名干部进万家", Aim.HOUSEHOLDS, Organisation.objects.order_by("code")[0], street,
        timezone.localdate(now), timezone.localdate(now) + timedelta(days=90), quota=QUOTA,
    )  # fmt: skip
    campaign = campaigns.plan(district, told, by=None, at=now, key=new_id())
    campaigns.engage(campaign, people, by=None, at=now)
    return campaign


def _place(above: Place, kind: str, code: str, east: float, house: int = 0) -> Place:
    return Place.objects.create(
        district_id=above.district_id, kind=kind, code=code, name=code, parent=above,
        path=f"{above.path}/{code}", lon=120.2 + east + house % 5 * 0.001,
        lat=36.0 + house // 5 * 0.001,
    )  # fmt: skip


def _pieces(campaign: Campaign) -> int:
    """Into how many runs of the walk the doors of one person fall, at most."""
    ranks: defaultdict[Any, list[int]] = defaultdict(list)
    for officer, rank in queries.calls_of(campaign).values_list("officer", "rank"):
        ranks[officer].append(rank)
    return max(
        1 + sum(after - one > 1 for one, after in pairwise(own))
        for own in map(sorted, ranks.values())
    )


def _plain(campaign: Campaign) -> float:
    """As many rows put down without a thought: the reference."""
    copy = [
        Call(
            district_id=one.district_id, campaign=campaign, household_id=one.household_id,
            officer_id=one.officer_id, rank=one.rank,
        )
        for one in queries.calls_of(campaign)
    ]  # fmt: skip
    with transaction.atomic():
        queries.calls_of(campaign).delete()
        took = _timed(lambda: Call.objects.bulk_create(copy, batch_size=campaigns.BATCH))[1]
        transaction.set_rollback(True)
    return took


def _median(work: Callable[[], Any]) -> float:
    return sorted(_timed(work)[1] for _n in range(TIMES))[TIMES // 2] * 1000


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(main()))
