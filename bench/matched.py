"""Fill an installation with posts, and time what is suggested to somebody.

Run by `bench.matching` inside the installation that it measures.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
django.setup()

from django.db import transaction
from django.utils import timezone

from lianxin.exchange.actions import listings
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.matching import queries, stock
from lianxin.matching.families import Family
from lianxin.matching.ranking import rank
from lianxin.matching.values import EDUCATION, EMPLOYMENT, Features, Limits
from lianxin.network.models import District, Organisation, Place
from tests.matching import judged

BATCH = 2_000
OFFERS = Path("/work/shared/data/search_match_dev.json")
ASKED = 120
NEW = "潜水焊接教练"


def fill(size: int) -> None:
    """Posts out of sentences of many, each its own."""
    rng = Random(7)
    for start in range(0, size, BATCH):
        rows = [Listing(**_columns(rng, start + n)) for n in range(min(BATCH, size - start))]
        with transaction.atomic():
            Listing.objects.bulk_create(rows)


def keep(_size: int) -> None:
    """As the worker does, in a process of its own."""
    began = time.process_time()
    assert stock.keep(GROUND["district"], at=timezone.now())
    print(time.process_time() - began)


def ask(more: int) -> None:
    began, spent = time.perf_counter(), time.process_time()
    asker = _asker(Random(1))
    queries.suggestions(asker, Family.JOB, at=timezone.now())
    first, first_cpu = time.perf_counter() - began, time.process_time() - spent
    rng, spent = Random(11), time.process_time()
    times = sorted(_timed(_asker(rng)) for _n in range(ASKED))
    told: dict[str, Any] = {
        "first": first,
        "first_cpu": first_cpu,
        "cpu": (time.process_time() - spent) * 1000 / ASKED,
        "p50": times[len(times) // 2],
        "p95": times[int(len(times) * 0.95)],
        "mb": _megabytes(),
        "findable": _findable(more),
        "bm25_ms": _plain(asker.features),
        "ndcg": {name: _agreement(judged.load(name)) for name in judged.LISTS},
        "unseen": {name: _agreement(each) for name, each in judged.unseen().items()},
        "hard": {name: _agreement(each) for name, each in judged.hard().items()},
        "first_offer": _first_offers(),
    }
    print(json.dumps(told))


def _timed(asker: queries.Asker) -> float:
    began = time.perf_counter()
    found = queries.suggestions(asker, Family.JOB, at=timezone.now())
    assert len(found) == queries.MOST, len(found)
    assert all(one.reasons for one in found)
    return (time.perf_counter() - began) * 1000


def _findable(more: int) -> float:
    rng, at = Random(3), timezone.now()
    unit = Organisation.objects.select_related("district").filter(is_active=True).first()
    assert unit is not None
    with transaction.atomic():
        for n in range(more):
            told = _columns(rng, n)
            draft = Draft(
                kind="JOB", title=f"{NEW}{n}", provider=unit, text=told["text"],
                details=told["details"] | {"skills": ["潜水", "焊接"]}, mode="ON_SITE",
                place=unit.place, area=unit.place, contact="人事", phone="0532-1", confirm_days=60,
            )  # fmt: skip
            made = listings.draft(unit.district, draft, by=None, at=at, key=uuid4())
            listings.publish(made, by=None, at=at)
    began = time.perf_counter()
    asked = Features(NEW, "", ("潜水", "焊接"))
    asker = queries.Asker(uuid4(), unit.district_id, asked, Limits(), (Family.JOB,))
    while not any(
        one.listing.title.startswith(NEW)
        for one in queries.suggestions(asker, Family.JOB, at=timezone.now())
    ):
        time.sleep(0.1)
    return time.perf_counter() - began


def _asker(rng: Random) -> queries.Asker:
    """A profile as people write one: two things she can do, where she lives, what she wants."""
    known = list(judged.load("jobs").listings.values())
    one, other = rng.sample(known, 2)
    asked = Features(
        f"做过{one.title}，也会{other.listed[0]}", one.text, (one.listed[0], other.listed[0]),
        120.3 + rng.random() / 5, 36.0 + rng.random() / 5, rng.getrandbits(21),
    )  # fmt: skip
    limits = Limits(employment=("FULL_TIME", "INTERN"), pay_from=3500, within_km=40)
    return queries.Asker(uuid4(), District.objects.get().pk, asked, limits, (Family.JOB,))


def _columns(rng: Random, n: int) -> dict[str, Any]:
    """Columns of a post, of sentences from several posts."""
    known = KNOWN
    own, *others = rng.sample(known, 3)
    now = timezone.now()
    return {
        "id": new_id(), "key": new_id(), "district_id": GROUND["district"], "seq": 1,
        "ref": f"B-{n:07}", "kind": "JOB", "provider_id": rng.choice(GROUND["units"]),
        "title": f"{own.title}（{rng.choice('甲乙丙丁戊己庚辛')}{rng.randint(1, 999)}）",
        "text": "".join([own.text, *(one.text.split("，")[-1] for one in others)]),
        "details": {
            "skills": [*own.listed, rng.choice(others).listed[0]],
            "employment": rng.choice(EMPLOYMENT), "pay_from": (pay := rng.randint(3, 12) * 1000),
            "pay_to": pay + 2000, "education": rng.choice(EDUCATION[:4]),
        },
        "mode": "ON_SITE", "place_id": rng.choice(GROUND["places"]), "made_at": now,
        "lon": 120.2 + rng.random() / 2, "lat": 35.9 + rng.random() / 2, "contact": "人事",
        "phone": "0532-1", "confirm_days": 60,
        "confirmed_at": now - timedelta(days=rng.random() * 59),
        "confirm_on": date(2099, 1, 1), "ends_on": date(2099, 1, 1), "published_at": now,
        "state": "PUBLISHED",
    }  # fmt: skip


def _megabytes() -> float:
    """Of this process, at most so far."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _plain(asked: Features) -> float:
    """The same question, answered by plain BM25 over all texts held in memory, in ms."""
    rows = Listing.objects.filter(district_id=GROUND["district"]).values_list(
        "pk", "title", "text"
    )
    texts = {str(pk): Features(title, text) for pk, title, text in rows[:20_000]}
    held = judged.Bm25(texts, judged.pairs)
    began = time.perf_counter()
    held.order(asked)
    return (time.perf_counter() - began) * 1000 * int(GROUND["count"]) / len(texts)


def _first_offers() -> float | None:
    """Of the needs that were written for measuring, the share whose offer comes first."""
    if not OFFERS.exists():
        return None
    told = json.loads(OFFERS.read_text("utf-8"))
    listings = {f"o{n}": Features(text) for n, text in enumerate(told["offers"])}
    held = judged.Reference(listings, [], []).shelf
    hits = [
        rank(held, Features(text), on=date(2026, 3, 2), most=1)[0].key
        == judged.key_of(f"o{right}")
        for text, right in told["needs"]
    ]
    return sum(hits) / len(hits)


def _agreement(reference: judged.Reference) -> tuple[float, float]:
    held = reference.shelf

    every = np.ones(len(held.alive), np.bool_)

    def ours(asked: Features) -> list[str]:
        hits = rank(held, asked, on=date(2026, 3, 2), most=judged.AT, among=every)
        return [judged.name_of(hit.key) for hit in hits]

    return judged.mean(reference.judged, ours), judged.plain(reference)


KNOWN = list(judged.load("jobs").listings.values())
GROUND: dict[str, Any] = {
    "district": District.objects.get().pk,
    "units": list(Organisation.objects.values_list("pk", flat=True)),
    "places": list(Place.objects.filter(kind="COMMUNITY").values_list("pk", flat=True)),
    "count": Listing.objects.filter(kind="JOB").count(),
}

if __name__ == "__main__":
    {"fill": fill, "keep": keep, "ask": ask}[sys.argv[1]](int(sys.argv[2]))
