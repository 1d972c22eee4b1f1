"""Storms of bookings against the product as it is served, on SQLite and on PostgreSQL, by REST and
by page without an account, all from one address (X16, X27, X29); and with its processes killed."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench import house, rooms
from bench.load import Line
from bench.results import Figure
from bench.site import Site, answering, supervised
from bench.storming import Door, Told, at_once, dealt, errors, flat, percentile

DOORS = ("rest", "page")
FEW, ASKING, MANY, SIGNING = 10, 50, 200, 1_000
SAME = 20  # times that one key is sent at once
MINUTE = 60.0
KILLS, CLIENTS, BETWEEN, PATIENCE = 8, 16, 1.5, 20.0


@dataclass(frozen=True)
class Installed:
    name: str
    home: house.House
    told: dict[str, Any]  # what there is to storm, by door

    def judge(self, door: str, what: str) -> dict[str, Any]:
        said = self.home.run("-m", "bench.stormed", "judge", json.dumps(self.told[door]), what)
        found: dict[str, Any] = json.loads(said)
        return found


def measure() -> list[Figure]:
    figures = _figures("SQLite", house.fresh("storms"))
    with house.postgres_server() as url:
        return figures + _figures("PostgreSQL", house.fresh("storms-postgres", url))


def _figures(name: str, home: house.House) -> list[Figure]:
    installed = Installed(name, home, json.loads(home.run("-m", "bench.stormed", "settle")))
    figures: list[Figure] = []
    for door in DOORS:
        with _open(installed, door) as opened:
            figures += [
                _few(installed, opened),
                _same_key(installed, opened),
                _many(installed, opened),
                rooms.storm(opened, installed.name, partial(installed.judge, door, "rooms")),
            ]
    return [*figures, _killed(installed)]


@contextmanager
def _open(installed: Installed, door: str) -> Iterator[Door]:
    with house.web(installed.home) as (_web, port), house.worker(installed.home):
        yield Door(door, installed.home, port, installed.told[door])


def _few(installed: Installed, door: Door) -> Figure:
    """X16: who finds no seat waits; each seat that is given back goes to who waits longest."""
    told = flat(at_once(door.port, [[door.sign_up("few", n)] for n in range(ASKING)]))
    judged = installed.judge(door.name, "few")
    line, states = judged["line"], judged["states"]
    refs = [door.ref(one) for one in told]
    is_kept = (
        states == {"HELD": FEW, "WAITING": ASKING - FEW}
        and len(set(refs)) == ASKING
        and judged["taken"] == FEW
        and not judged["half"]
    )
    held = [one for one in told if door.ref(one) not in line]
    if door.name == "rest":  # each is told her number
        numbers = {door.ref(one): one.said["number"] for one in told}
        is_kept = is_kept and [numbers[ref] for ref in line] == list(range(1, ASKING - FEW + 1))
    began = time.monotonic()
    given_back = flat(at_once(door.port, [[door.cancel(one)] for one in held]))
    seconds = time.monotonic() - began
    after = installed.judge(door.name, "few")
    is_kept = is_kept and after["line"] == line[FEW:] and after["states"].get("HELD") == FEW
    is_kept = is_kept and errors(told + given_back) == 0 and seconds < MINUTE
    return Figure(
        f"{ASKING} at once for {FEW} places {door.words}, {installed.name}",
        f"{states.get('HELD', 0)} in, {states.get('WAITING', 0)} in line,"
        f" {ASKING - len(set(refs))} lost, {errors(told)} errors",
        "10, 40, 0, 0",
        is_kept,
        f"p50 {percentile(told, 0.5)}, slowest {percentile(told, 1)}; {FEW} given back at once:"
        f" the first {len(line) - len(after['line'])} of the line moved up in {seconds:.1f} s",
    )


def _same_key(installed: Installed, door: Door) -> Figure:
    key = str(uuid.uuid4())
    request = door.sign_up("endless", 1, key=key)
    told = flat(at_once(door.port, [[request]] * SAME))
    judged = installed.judge(door.name, "endless")
    refs = {door.ref(one) for one in told}
    return Figure(
        f"one key {SAME} times at once {door.words}, {installed.name}",
        f"{judged['claims']} sign-up, {len(refs)} number told",
        "1, 1",
        judged["claims"] == judged["taken"] == len(refs) == 1 and not errors(told),
        f"slowest {percentile(told, 1)}",
    )


def _many(installed: Installed, door: Door) -> Figure:
    """X27."""
    asked = [door.sign_up("many", n) for n in range(SIGNING)]
    began = time.monotonic()
    told = flat(at_once(door.port, dealt(asked, CLIENTS)))
    seconds, judged = time.monotonic() - began, installed.judge(door.name, "many")
    states, refs = judged["states"], {door.ref(one) for one in told}
    is_kept = (
        states == {"HELD": MANY, "WAITING": SIGNING - MANY}
        and judged["taken"] == MANY
        and len(refs) == SIGNING
        and not judged["half"]
        and not errors(told)
        and seconds <= MINUTE
        and _in_line(door, told, judged["line"])
    )
    return Figure(
        f"{SIGNING:,} sign-ups for {MANY} seats {door.words}, {installed.name}",
        f"{states.get('HELD', 0)} in, {states.get('WAITING', 0)} in line in {seconds:.1f} s",
        "200, 800 in order within 60 s",
        is_kept,
        f"{CLIENTS} clients, p50 {percentile(told, 0.5)}, p95 {percentile(told, 0.95)},"
        f" p99 {percentile(told, 0.99)}, {errors(told)} errors",
    )


def _in_line(door: Door, told: Sequence[Told], line: Sequence[str]) -> bool:
    """Whether nobody who was answered before another one asked stands behind her; and, by REST,
    whether each was told her number."""
    place = {ref: number for number, ref in enumerate(line, 1)}
    waiting = [one for one in told if door.ref(one) in place]
    if door.name == "rest":
        numbers = {door.ref(one): one.said["number"] for one in waiting}
        if numbers != place:
            return False
    ended = sorted(waiting, key=lambda one: one.ended)
    last = upto = 0
    for one in sorted(waiting, key=lambda one: one.began):
        while ended[upto].ended < one.began:
            last = max(last, place[door.ref(ended[upto])])
            upto += 1
        if place[door.ref(one)] < last:
            return False
    return True


def _killed(installed: Installed) -> Figure:
    """The processes of the web are killed while people sign up; each tries again with its key."""
    told: dict[str, str] = {}
    tries = [0]
    stop = threading.Event()
    with supervised(installed.home) as site:
        answering(site.port)
        before = set(installed.judge("rest", "endless")["keys"])
        told_of = installed.told["rest"]
        door = Door("rest", installed.home, site.port, told_of, callers=CLIENTS)
        threads = [
            threading.Thread(target=_signs_up, args=(door, n, told, tries, stop))
            for n in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        _kill(site)
        stop.set()
        for thread in threads:
            thread.join()
    judged = installed.judge("rest", "endless")
    there = set(judged["keys"]) - before
    lost, doubled = set(told) - there, len(judged["keys"]) - len(set(judged["keys"]))
    doubled += len(told) - len(set(told.values()))
    untold = there - set(told)
    return Figure(
        f"{KILLS} kills -9 of the web under {CLIENTS} clients that try again, {installed.name}",
        f"{len(lost)} lost, {doubled} doubled, {len(untold)} untold,"
        f" {judged['half']} half-written",
        "0, 0, 0, 0",
        not (lost or doubled or untold or judged["half"]) and judged["taken"] == judged["claims"],
        f"{len(told)} signed up, {tries[0]} tries again",
    )


def _kill(site: Site) -> None:
    for _kill in range(KILLS):
        time.sleep(BETWEEN)
        answering(site.port)
        site.kill("web")
    time.sleep(BETWEEN)
    answering(site.port)


def _signs_up(
    door: Door, n: int, told: dict[str, str], tries: list[int], stop: threading.Event
) -> None:
    while not stop.is_set():
        key = str(uuid.uuid4())
        request, end = door.sign_up("endless", n, key=key), time.monotonic() + 3 * PATIENCE
        while key not in told and time.monotonic() < end:
            try:
                line = Line(door.port, timeout=PATIENCE)
                status, answer = line.ask(request)
                line.close()
                if status in {200, 201}:
                    told[key] = json.loads(answer.partition(b"\r\n\r\n")[2])["ref"]
            except OSError:
                tries[0] += 1
                answering(door.port)
        time.sleep(0.1)
