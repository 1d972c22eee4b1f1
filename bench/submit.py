"""Filing a case beside a bare view that inserts one row: rate, CPU and the slowest answers.

Rounds of bare, API and public form follow each other, so that what else the machine does falls
on all of them; the middle round counts. The worker runs meanwhile, and its CPU is counted in.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from urllib.parse import urlencode

from bench import house, load, plots
from bench.results import Figure

CLIENTS, SECONDS, ROUNDS = 8, 5.0, 3
TEXTS = (
    "三号楼前的路灯不亮，晚上看不见台阶，老人摔了一跤。请尽快来修。",
    "楼下烧烤店的油烟直往家里灌，夜里一两点还在营业，没法开窗。",
    "小区北门的垃圾房好几天没人清运，夏天味道很大，还招苍蝇。",
    "电动车停满了消防通道，昨天救护车进不来，希望有人管一管。",
    "顶楼漏水，物业说不归他们修，维修资金也一直批不下来。",
    "孩子上学路上的斑马线磨没了，车开得飞快，家长很担心。",
    "工地凌晨还在打桩，连着三天睡不好，打电话也没有人接。",
    "办理居住证要的材料，网上写的和窗口说的不一样，跑了两趟。",
)
RIVAL = 51  # requests a second of the best comparable system measured on such a machine


@dataclass(frozen=True)
class Round:
    answers: load.Answers
    web_ms: float  # CPU for each case
    worker_ms: float


def measure() -> list[Figure]:
    database = os.environ.get("LIANXIN_BENCH_DATABASE_URL", "")
    home = house.fresh("submit", database)
    home.run("-m", "bench.bare", DJANGO_SETTINGS_MODULE="")
    found: dict[str, list[Round]] = {"bare": [], "api": [], "form": []}
    for number in range(ROUNDS):
        found["bare"].append(_bare(home))
        found["api"].append(_ours(home, _api))
        found["form"].append(_ours(home, partial(_form, number=number)))
    if not database:
        _require_all_there(home, found["api"] + found["form"])
    return _figures(found)


def _bare(home: house.House) -> Round:
    with house.web(home, application="bench.bare:application", DJANGO_SETTINGS_MODULE="") as (
        web, port,
    ):  # fmt: skip
        return _drive(web, None, port, lambda _client, _n: _bare_request(port))


def _bare_request(port: int) -> bytes:
    body = json.dumps({"key": str(uuid.uuid4()), "text": TEXTS[0] * 2}).encode()
    return load.request("POST", "/note", port, body, Content_Type="application/json")


def _ours(home: house.House, prepare: Callable[[house.House, int], load.Make]) -> Round:
    with house.web(home) as (web, port), house.worker(home) as worker:
        return _drive(web, worker, port, prepare(home, port))


def _api(home: house.House, port: int) -> load.Make:
    tokens, places = home.facts["tokens"].split(), home.facts["places"].split()

    def make(client: int, number: int) -> bytes:
        said = {
            "key": str(uuid.uuid4()),
            "text": TEXTS[(client + number) % len(TEXTS)] * 2,
            "place": places[number % len(places)],
            "contact": {"name": "李阿姨", "phone": "13800138000"},
        }
        token = tokens[(client * 5 + number // 500) % len(tokens)]  # none writes all the time
        return load.request(
            "POST", "/api/v1/cases", port, json.dumps(said).encode(),
            Content_Type="application/json", Authorization=f"Bearer {token}",
        )  # fmt: skip

    return make


def _form(home: house.House, port: int, *, number: int) -> load.Make:
    """The resident's form, each from another address, as behind a reverse proxy."""
    places = home.facts["places"].split()
    _status, page = load.once(port, "GET", f"/r/{places[0]}/")
    cookie = re.search(rb"csrftoken=(\w+)", page)
    assert cookie, page[:400]
    token = cookie[1].decode()

    def make(client: int, n: int) -> bytes:
        said = {
            "csrfmiddlewaretoken": token, "key": str(uuid.uuid4()),
            "text": TEXTS[(client + n) % len(TEXTS)] * 2, "phone": "13800138000", "name": "李阿姨",
        }  # fmt: skip
        address = f"10.{number * 8 + client}.{n // 250}.{n % 250}"
        return load.request(
            "POST", f"/r/{places[n % len(places)]}/", port, urlencode(said).encode(),
            Content_Type="application/x-www-form-urlencoded", Cookie=f"csrftoken={token}",
            Accept="application/json", X_Forwarded_For=address,
        )  # fmt: skip

    return make


def _drive(web: house.Running, worker: house.Running | None, port: int, make: load.Make) -> Round:
    load.drive(port, make, clients=2, seconds=0.5, most=100, expect=[201])  # to warm up
    before, worked = web.cpu(), worker.cpu() if worker else 0.0
    answers = load.drive(
        port, make, clients=CLIENTS, seconds=SECONDS, most=int(500 * SECONDS), expect=[201]
    )
    assert not answers.unexpected, answers.unexpected[:5]
    count = len(answers.times)
    spent = web.cpu() - before
    return Round(
        answers, spent / count * 1000, (worker.cpu() - worked) / count * 1000 if worker else 0.0
    )


def _require_all_there(home: house.House, rounds: list[Round]) -> None:
    told = sum(len(one.answers.times) for one in rounds)
    there = sqlite3.connect(home.database).execute("SELECT COUNT(*) FROM cases_case").fetchone()[0]
    assert there >= told, f"{told} were told that their case is filed, {there} cases are there"


def _figures(found: dict[str, list[Round]]) -> list[Figure]:
    rate = {name: median(one.answers.rate for one in rounds) for name, rounds in found.items()}
    p99 = {
        name: median(one.answers.percentile(0.99) for one in rounds)
        for name, rounds in found.items()
    }
    web = {name: median(one.web_ms for one in rounds) for name, rounds in found.items()}
    work = {name: median(one.worker_ms for one in rounds) for name, rounds in found.items()}
    plots.shares(
        "submit",
        f"Filing a case, {CLIENTS} clients: time of an answer",
        {name: [t * 1000 for t in rounds[0].answers.times] for name, rounds in found.items()},
        unit="ms",
        budget=60,
    )
    bare = f"bare view: {rate['bare']:.0f}/s, p99 {p99['bare']:.0f} ms, {web['bare']:.2f} ms CPU"
    figures = []
    for name, label in (("api", "API"), ("form", "public form")):
        share, cpu = rate[name] / rate["bare"], web[name] + work[name]
        split = f"web {web[name]:.2f} + worker {work[name]:.2f} ms"
        figures += [
            Figure(f"file a case ({label}), share of the bare view's rate", f"{share:.0%}",
                   "≥ 25 %, aim 50 %", share >= 0.25, bare),
            Figure(f"file a case ({label}), CPU of the whole server side", f"{cpu:.2f} ms",
                   "≤ 4 ms, aim 2", cpu <= 4, split),
            Figure(f"file a case ({label}), {CLIENTS} clients", f"{rate[name]:.0f}/s",
                   f"≥ {10 * RIVAL}/s", rate[name] >= 10 * RIVAL, bare),
            Figure(f"file a case ({label}), p99", f"{p99[name]:.0f} ms", "≤ 60 ms",
                   p99[name] <= 60, bare),
        ]  # fmt: skip
    return figures
