"""Clients as cheap as can be: a process and a socket each, requests made beforehand."""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

HOST = "127.0.0.1"
Make = Callable[[int, int], bytes]  # (client, number) -> a whole HTTP request


@dataclass(frozen=True)
class Answers:
    """What `clients` got within `seconds`."""

    seconds: float
    times: list[float]  # of those that were answered as expected, in seconds
    unexpected: list[int]  # the statuses of the others

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class Line:
    """One kept-alive connection."""

    def __init__(self, port: int, *, timeout: float = 30.0) -> None:
        self.socket = socket.create_connection((HOST, port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and the whole answer; raises OSError when the line is cut."""
        self.socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        names = _headers(head)
        length = int(names.get(b"content-length", 0))
        is_chunked = b"transfer-encoding" in names
        while len(body) < length or (is_chunked and not body.endswith(b"0\r\n\r\n")):
            body += self._more()
        return int(head[9:12]), head + b"\r\n\r\n" + body

    def _more(self) -> bytes:
        more = self.socket.recv(65536)
        if not more:
            raise ConnectionResetError
        return more

    def close(self) -> None:
        self.socket.close()


def _headers(head: bytes) -> dict[bytes, bytes]:
    rows = (row.partition(b":") for row in head.split(b"\r\n")[1:])
    return {name.lower(): value.strip() for name, _, value in rows}


def request(method: str, path: str, port: int, body: bytes = b"", **headers: str) -> bytes:
    given = {"Host": f"{HOST}:{port}", "Content-Length": str(len(body))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def once(
    port: int, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, bytes]:
    line = Line(port)
    try:
        return line.ask(request(method, path, port, body, **headers))
    finally:
        line.close()


def drive(
    port: int, make: Make, *, clients: int, seconds: float, most: int, expect: Sequence[int]
) -> Answers:
    """Let `clients` ask one thing after another for so long; each has `most` requests ready."""
    context = multiprocessing.get_context("fork")
    ready, go = context.Barrier(clients + 1), context.Event()
    pipes = []
    for number in range(clients):
        mine, theirs = context.Pipe()
        arguments = (theirs, ready, go, port, make, number, seconds, most, tuple(expect))
        context.Process(target=_client, args=arguments, daemon=True).start()
        pipes.append(mine)
    ready.wait()
    start = time.monotonic()
    go.set()
    answers = [pipe.recv() for pipe in pipes]
    spent = time.monotonic() - start
    times = [one for found, _ in answers for one in found]
    return Answers(spent, times, [status for _, others in answers for status in others])


def _client(  # noqa: PLR0917  what a process is started with
    pipe: Any, ready: Any, go: Any, port: int, make: Make, number: int, seconds: float,
    most: int, expect: tuple[int, ...],
) -> None:  # fmt: skip
    requests = [make(number, n) for n in range(most)]
    line, times, others = Line(port), [], []
    ready.wait()
    go.wait()
    end = time.monotonic() + seconds
    for one in requests:
        before = time.monotonic()
        if before > end:
            break
        status, _ = line.ask(one)
        if status in expect:
            times.append(time.monotonic() - before)
        else:
            others.append(status)
    pipe.send((times, others))
