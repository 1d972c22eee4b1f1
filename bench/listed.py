"""Fill an installation with listings, time questions about them.

Run by `bench.listings` inside the installation that it measures.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
django.setup()

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from lianxin.catalogue import finding
from lianxin.exchange.actions import listings
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.network.models import District, Organisation
from lianxin.playbooks.demo.jobs import Jobs
from lianxin.playbooks.demo.press import Press
from lianxin.playbooks.demo.words import load

BATCH, QUESTIONS, PAGES, TIMES = 2_000, 100, 40, 3
SPAN = timedelta(days=55)
ASKED = (
    "老人 按摩", "送餐", "理发", "修水管", "法律", "孩子 作业", "轮椅", "腰疼", "保洁",
    "陪诊 取药", "电脑", "书法", "贷款", "换灯泡", "翻译",
)  # fmt: skip
Told = Mapping[str, str]


def fill(what: str, size: int) -> None:
    district, rng = District.objects.get(), Random(what)
    units = list(Organisation.objects.select_related("place"))
    made, now = _offers(rng) if what == "offers" else _posts(rng), timezone.now()
    for start in range(0, size, BATCH):
        press = Press(district)
        with transaction.atomic():
            for n in range(start, min(size, start + BATCH)):
                at = now - SPAN * ((size - n) / size)
                press.publish(next(made)(rng.choice(units)), at=at, key=new_id())
            press.flush()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def ask(what: str) -> dict[str, Any]:
    district_id, now = District.objects.get().pk, timezone.now()
    questions = list(_questions(what, Random(5)))

    def found(told: Told) -> int:
        wanted = finding.read(district_id, told)
        hits = finding.found(district_id, wanted, at=now, most=20)
        rows = Listing.objects.filter(district_id=district_id, pk__in=hits).whole()
        return len(list(rows))

    client = Client(headers={"host": "127.0.0.1"})
    timed = [_timed(partial(found, told)) for told in questions]
    pages = [_timed(partial(client.get, "/exchange/", told)) for told in questions[:PAGES]]
    unicorns = Listing.objects.filter(title__icontains="独角兽").values("pk")[:20]
    return {
        "ms": [wall for wall, _cpu in timed],
        "cpu": [cpu for _wall, cpu in timed],
        "page": [wall for wall, _cpu in pages],
        "through": _timed(lambda: list(unicorns.all()))[0],
        "is_found": _finds_otherwise(district_id) if what == "offers" else True,
    }


def more(count: int) -> dict[str, Any]:
    """Published by the actions, one after the other; then asked for."""
    district, rng = District.objects.get(), Random("more")
    unit, made, now = Organisation.objects.all()[0], _posts(rng), timezone.now()
    begun = time.perf_counter()
    posts = [
        listings.draft(district, next(made)(unit), by=None, at=now, key=new_id())
        for _n in range(count)
    ]
    for post in posts:
        listings.publish(post, by=None, at=now)
    last = finding.read(district.pk, {"kind": "JOB", "q": f'"{posts[-1].ref}"'})
    hits = finding.found(district.pk, last, at=now, most=20)
    return {"seconds": time.perf_counter() - begun, "is_found": posts[-1].pk in hits}


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    """The quickest of some, warm, and the least CPU of this process: what else the machine does
    falls on the others."""

    def once() -> tuple[float, float]:
        start, cpu = time.perf_counter(), time.thread_time()
        act()
        return (time.perf_counter() - start) * 1000, (time.thread_time() - cpu) * 1000

    once()
    walls, cpus = zip(*(once() for _time in range(TIMES)), strict=True)
    return min(walls), min(cpus)


def _finds_otherwise(district_id: int) -> bool:
    """X18: who asks for 按摩 also finds what only says 康养 or 理疗."""
    wanted = finding.read(district_id, {"q": "老人 按摩"})
    hits = finding.found(district_id, wanted, at=timezone.now(), most=200)
    said = [
        f"{row.title} {row.text} {row.details}"
        for row in Listing.objects.filter(pk__in=hits)
    ]  # fmt: skip
    return all(any(w in one and "按摩" not in one for one in said) for w in ("康养", "理疗"))


def _questions(what: str, rng: Random) -> Iterator[Told]:
    if what == "offers":
        for n in range(QUESTIONS):
            yield {"q": ASKED[n % len(ASKED)], **({"cost": "20"} if n % 4 == 0 else {})}
        return
    book = load("jobs")
    for _n in range(QUESTIONS):
        trade = rng.choice(book["trades"])
        yield {
            "kind": "JOB", "q": " ".join(rng.sample(trade["skills"], 2)),
            "education": rng.choice(("COLLEGE", "BACHELOR", "MASTER")),
            "pay": rng.choice(("3000", "5000", "8000")), "employment": "FULL_TIME",
        }  # fmt: skip


Make = Callable[[Organisation], Draft]


def _offers(rng: Random) -> Iterator[Make]:
    rows = [*load("exchange")["services"], *load("shelf")["services"]]
    rare = [  # what says neither 按摩 nor whom it is for
        {"title": "康养中心体验", "subjects": ["康养"], "text": "每周三下午，先到先得。"},
        {"title": "理疗室开放", "subjects": ["理疗"], "text": "红外灯和热敷，每次半小时。"},
    ]
    n = 0
    while True:
        row, n = (rng.choice(rare) if n % 200 == 0 else rng.choice(rows)), n + 1
        yield lambda unit, row=row, n=n: _draft(  # type: ignore[misc]  # values bound now
            "SERVICE", f"{unit.place.name}{row['title']}{n}号", unit, text=row["text"],
            details={"subjects": row["subjects"]}, price_fen=int(row.get("price", 0)) * 100,
        )  # fmt: skip


def _posts(rng: Random) -> Iterator[Make]:
    jobs = Jobs(rng)
    while True:
        trade = rng.choice(jobs.trades)

        def make(unit: Organisation, trade: Any = trade) -> Draft:
            title, _unit, told = jobs.told(unit, trade)
            return _draft("JOB", title, unit, **told)

        yield make


def _draft(kind: str, title: str, unit: Organisation, **told: Any) -> Draft:
    return Draft(
        kind=kind, title=title, provider=unit, place=unit.place, area=unit.place, mode="ON_SITE",
        contact="办公室", phone="021-5566", confirm_days=183, **told,
    )  # fmt: skip


if __name__ == "__main__":
    act, *rest = sys.argv[1:]
    if act == "fill":
        fill(rest[0], int(rest[1]))
    else:
        print(json.dumps(ask(rest[0]) if act == "ask" else more(int(rest[0]))))
