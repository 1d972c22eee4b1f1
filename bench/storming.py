"""Clients that come at the same moment: a process each, by REST with a token or by page without an
account, all from one address."""

from __future__ import annotations

import json
import multiprocessing
import re
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bench import house, load
from bench.load import Line

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Told:
    """One answer, and when it was asked for and came."""

    status: int
    body: str
    began: float
    ended: float

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Door:
    """How things are taken up: `rest`, or `page`."""

    name: str
    home: house.House
    port: int
    shelf: dict[str, Any]
    callers: int = 1  # tokens; each may write 3,600 times an hour

    def __post_init__(self) -> None:
        self._tokens = self.home.facts["tokens"].split()[: self.callers]
        _status, page = load.once(self.port, "GET", f"/exchange/{self.shelf['event']}/")
        cookie = re.search(rb"csrftoken=(\w+)", page)
        assert cookie, page[:400]
        self._csrf = cookie[1].decode()

    @property
    def words(self) -> str:
        return {"rest": "by REST", "page": "by page, no account, one address"}[self.name]

    def sign_up(self, slot: str, n: int, *, key: str = "") -> bytes:
        told = {"key": key or str(uuid.uuid4()), "slot": self.shelf["slots"][slot]}
        if self.name == "page":
            return self._form(self.shelf["event"], told | {"seats": "1"}, n)
        return self._json(f"listings/{self.shelf['event']}/take", told, n)

    def book(self, space: str, day: str, start: str, end: str, n: int) -> bytes:
        """`day` is 2026-11-30, `start` and `end` are 14:15."""
        told = {"key": str(uuid.uuid4())}
        if self.name == "page":
            more = {"space": self.shelf["spaces"][space], "day": day, "start": start, "end": end,
                    "seats": "10", "subject": "排练"}  # fmt: skip
            return self._form(self.shelf["venue"], told | more, n)
        more = {"space": space, "starts_at": f"{day}T{start}", "ends_at": f"{day}T{end}"}
        return self._json(f"listings/{self.shelf['venue']}/take", told | more, n)

    def ref(self, told: Told) -> str:
        """The number of what was taken up; "" when it was not."""
        if self.name == "page":
            found = re.search(r"/orders/([\w-]+)/([\w-]+)/", told.body)
            return found[1] if found and told.status == 302 else ""
        return str(told.said["ref"]) if told.status in {200, 201} else ""

    def code(self, told: Told) -> str:
        if self.name == "page":
            found = re.search(r"/orders/([\w-]+)/([\w-]+)/", told.body)
            return found[2] if found else ""
        return str(told.said["code"])

    def cancel(self, told: Told) -> bytes:
        ref, code = self.ref(told), self.code(told)
        said = {"key": str(uuid.uuid4())}
        if self.name == "page":
            return self._post(f"/orders/{ref}/{code}/cancel/", said)
        return load.request(
            "POST", f"/api/v1/exchange/receipts/{ref}/{code}/cancel", self.port,
            json.dumps(said).encode(), Content_Type="application/json",
        )  # fmt: skip

    def free(self, told: Told) -> list[tuple[str, str, str, str]]:
        """The other times that who came too late was told of: space, day, start, end."""
        if self.name == "page":
            codes = {pk: code for code, pk in self.shelf["spaces"].items()}
            found = re.findall(
                r'name="pick" value="([^|"]+)\|([^|]+)\|([^|]+)\|([^"]+)"', told.body
            )
            return [(codes[pk], *when) for pk, *when in found]
        return [
            (one["space"], *_local(one["starts_at"]), _local(one["ends_at"])[1])
            for one in told.said["free"]
        ]

    def _json(self, path: str, said: dict[str, Any], n: int) -> bytes:
        body = said | {"who": {"name": "李阿姨", "phone": _phone(n)}}
        token = self._tokens[n % self.callers]
        return load.request(
            "POST", f"/api/v1/exchange/{path}", self.port, json.dumps(body).encode(),
            Content_Type="application/json", Authorization=f"Bearer {token}",
        )  # fmt: skip

    def _form(self, ref: str, said: dict[str, str], n: int) -> bytes:
        return self._post(f"/exchange/{ref}/take/", said | {"name": "李阿姨", "phone": _phone(n)})

    def _post(self, path: str, said: dict[str, str]) -> bytes:
        body = urlencode({"csrfmiddlewaretoken": self._csrf} | said).encode()
        return load.request(
            "POST", path, self.port, body, Cookie=f"csrftoken={self._csrf}",
            Content_Type="application/x-www-form-urlencoded",
        )  # fmt: skip


def at_once(port: int, rounds: Sequence[Sequence[bytes]]) -> list[list[Told]]:
    """One client for each round, which asks its questions one after the other; all begin at the
    same moment."""
    context = multiprocessing.get_context("fork")
    ready, pipes = context.Barrier(len(rounds)), []
    for asked in rounds:
        mine, theirs = context.Pipe()
        context.Process(target=_client, args=(theirs, ready, port, asked), daemon=True).start()
        pipes.append(mine)
    return [pipe.recv() for pipe in pipes]


def dealt(asked: Sequence[bytes], clients: int) -> list[Sequence[bytes]]:
    return [asked[n::clients] for n in range(clients)]


def ask(port: int, request: bytes) -> Told:
    line, began = Line(port), time.monotonic()
    try:
        status, answer = line.ask(request)
    finally:
        line.close()
    return Told(status, _body(status, answer), began, time.monotonic())


def flat(rounds: Sequence[Sequence[Told]]) -> list[Told]:
    return [one for some in rounds for one in some]


def errors(told: Sequence[Told]) -> int:
    return sum(one.status not in {200, 201, 302} for one in told)


def percentile(told: Sequence[Told], share: float) -> str:
    ordered = sorted(one.ended - one.began for one in told)
    return f"{ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000:.0f} ms"


def _client(pipe: Any, ready: Any, port: int, asked: Sequence[bytes]) -> None:
    line, told = Line(port, timeout=120), []
    ready.wait()
    for request in asked:
        began = time.monotonic()
        status, answer = line.ask(request)
        told.append(Told(status, _body(status, answer), began, time.monotonic()))
    pipe.send(told)


def _body(status: int, answer: bytes) -> str:
    """What is looked at later: the address one is sent to, or the answer itself."""
    head, _, body = answer.partition(b"\r\n\r\n")
    return (head if 300 <= status < 400 else body).decode(errors="replace")


def _local(moment: str) -> tuple[str, str]:
    local = datetime.fromisoformat(moment).astimezone(ZONE)
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}"


def _phone(n: int) -> str:
    return f"139{n:08}"
