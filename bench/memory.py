"""What the whole installation holds in memory when nobody uses it: web and worker on SQLite."""

from __future__ import annotations

import sys
import time

from bench import house, load, plots
from bench.results import Figure

PLAIN = """import time, django.conf
django.conf.settings.configure(); django.setup()
import django.db.models, django.forms, django.template.loader; time.sleep(9)"""


def measure() -> list[Figure]:
    home = house.fresh("memory")
    with house.both(home) as (together, port):
        _visit(home, port)
        _rest(together)
        total, count = together.pss(), len(together.pids())
    with house.web(home) as (web, port), house.worker(home) as worker:
        _visit(home, port)
        _rest(worker)
        parts = {"web": web.pss(), "worker": worker.pss()}
    with house.start(home, [sys.executable, "-c", PLAIN]) as empty:
        time.sleep(2)
        plain = empty.pss()
    labels = ["Python with Django imported", "web alone", "worker alone", "both in one service"]
    values = [plain, *parts.values(), total]
    plots.bars("memory", "Idle memory (PSS)", labels, values, unit="MB", budget=150, grey=[0])
    told = f"{count} processes; as two services: web {parts['web']:.0f}, worker"
    told += (
        f" {parts['worker']:.0f}; Python with Django: {plain:.0f} MB; smallest comparable: 124 MB"
    )
    what = "idle memory, web + worker in one service, on SQLite (PSS)"
    return [Figure(what, f"{total:.0f} MB", "≤ 150 MB", total <= 150, told)]


def _visit(home: house.House, port: int) -> None:
    for _ in range(6):
        load.once(port, "GET", f"/r/{home.facts['place']}/")
        load.once(port, "GET", "/")


def _rest(running: house.Running, *, seconds: float = 8) -> None:
    """Until no process for a long task was there for some seconds: each goes when it is done."""
    since, seen = time.monotonic(), running.pids()
    while time.monotonic() - since < seconds:
        time.sleep(0.5)
        if (now := running.pids()) != seen:
            since, seen = time.monotonic(), now
