"""Fill an installation with cases that can be searched; time questions about them.

Run by `bench.search` inside the installation that it measures.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
django.setup()

from django.db import connection, transaction
from django.utils import timezone

from lianxin.cases import policy
from lianxin.cases.findable import CASE
from lianxin.cases.models import Case, CaseQuerySet
from lianxin.kernel.ids import new_id
from lianxin.network.models import (
    District,
    Organisation,
    Place,
    User,
)
from lianxin.playbooks.demo import words as demo
from lianxin.search import actions, queries

BATCH = 2000
YEARS = timedelta(days=3 * 365)
NAMES = (
    "幸福",
    "金色",
    "阳光",
    "学府",
    "江南",
    "滨河",
    "翠苑",
    "锦绣",
    "东湖",
    "西城",
    "望江",
    "紫荆",
)
SORTS = ("里", "花园", "家园", "小区", "新村", "雅苑", "名都", "公馆")
ASKED, TIMES = 400, 4
RARE = ("独角兽", "1203", "网络谣言")


def fill(size: int) -> None:
    now, rng = timezone.now(), Random(7)
    district = District.objects.get()
    grids = list(Place.objects.filter(kind="GRID").values_list("pk", flat=True))
    units = list(Organisation.objects.exclude(code="dispatch").values_list("pk", flat=True))
    shares = [1 / (n + 1) for n in range(len(units))]
    clauses = list(_clauses())
    for start in range(0, size, BATCH):
        cases = []
        for n in range(start, start + BATCH):
            at = now - YEARS * ((size - n) / size)
            text = "，".join(_filled(rng.choice(clauses), rng) for _n in range(rng.randint(2, 6)))
            cases.append(
                Case(
                    id=new_id(), key=new_id(), district=district, ref=f"B-{n:07}", kind="RESIDENT",
                    grade="NORMAL", subject=text[:24], text=text, place_id=rng.choice(grids),
                    address=_filled("{name}", rng), source="WEB", state="RECEIVED",
                    lead_id=rng.choices(units, shares)[0], received_at=at, rules_version=1,
                )
            )  # fmt: skip
        with transaction.atomic():
            Case.objects.bulk_create(cases)
            texts = [
                actions.Text(c.pk, c.subject, f"{c.text}\n{c.address}", c.received_at, also=c.ref)
                for c in cases
            ]
            actions.put_many(CASE, texts, district_id=district.pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def ask() -> dict[str, object]:
    """Each question, warm, as somebody who sees everything and as somebody of a small unit."""
    district, today = District.objects.get().pk, timezone.localdate()
    dispatcher = User.objects.get(name="dispatcher")
    smallest = Organisation.objects.exclude(code="dispatch").order_by("pk").last()
    seen: dict[str, CaseQuerySet] = {
        "dispatcher": policy.visible_to(dispatcher, on=today),
        "small unit": Case.objects.filter(district_id=district, lead=smallest),
    }
    questions = list(_questions(Random(11)))
    timed = {who: [_timed(district, q, cases) for q in questions] for who, cases in seen.items()}
    times = {who: [wall for wall, _cpu in found] for who, found in timed.items()}
    cpu = {who: [cpu for _wall, cpu in found] for who, found in timed.items()}
    start = time.perf_counter()
    list(seen["dispatcher"].filter(subject__icontains="独角兽")[:20])
    through = (time.perf_counter() - start) * 1000
    visible = {who: cases.count() for who, cases in seen.items()}
    return {"ms": times, "cpu": cpu, "visible": visible, "through": through}


def _timed(district: int, q: str, cases: CaseQuerySet) -> tuple[float, float]:
    """The quickest of some, warm, and the least CPU of this process: what else the machine does
    falls on the others."""

    def once() -> tuple[float, float]:
        start, cpu = time.perf_counter(), time.thread_time()
        queries.find(district, q, kinds=[CASE], among={CASE: cases})
        return (time.perf_counter() - start) * 1000, (time.thread_time() - cpu) * 1000

    once()
    walls, cpus = zip(*(once() for _time in range(TIMES)), strict=True)
    return min(walls), min(cpus)


def _questions(rng: Random) -> Iterator[str]:
    """As people ask: mostly two characters, often two such words, seldom a sentence."""
    clauses = list(_clauses())
    for n in range(ASKED):
        clause = _filled(rng.choice(clauses), rng)
        start = rng.randrange(max(1, len(clause) - 3))
        other = _filled(rng.choice(clauses), rng)
        yield (
            clause[start : start + 2],
            clause[start : start + 3],
            f"{clause[start : start + 2]} {other[:2]}",
            _filled("{name}", rng),
            clause[start],
            clause,
            f"B-{rng.randrange(200_000):07}",
            rng.choice(RARE),
        )[(0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 7)[n % 12]]


def _clauses() -> Iterator[str]:
    for scenario in demo.scenarios():
        for said in [*scenario.descriptions, *scenario.subjects]:
            for clause in demo.BLANK.sub("{name}", said).replace("。", "，").split("，"):
                if len(clause) > 2:
                    yield clause


def _filled(clause: str, rng: Random) -> str:
    name = f"{rng.choice(NAMES)}{rng.choice(SORTS)}{rng.randint(1, 30)}号楼"
    return clause.replace("{name}", name)


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        print(json.dumps(ask()))
