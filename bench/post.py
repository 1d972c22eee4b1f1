"""A mail server that notes when which mail came, and one that never answers."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller

from bench.house import HOST, free_port


@dataclass
class Postman:
    port: int
    came: dict[str, float] = field(default_factory=dict)  # recipient -> when
    numbers: list[str] = field(default_factory=list)  # Message-ID of each mail, repeats included

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  as aiosmtpd calls it
        number = re.search(
            rb"^Message-ID: <([^@>]+)", envelope.content, re.MULTILINE | re.IGNORECASE
        )
        self.numbers.append(number[1].decode() if number else "")
        self.came.setdefault(envelope.rcpt_tos[0], time.monotonic())
        return "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}?tls=0"


@contextmanager
def postman() -> Iterator[Postman]:
    found = Postman(free_port())
    controller = Controller(found, hostname=HOST, port=found.port)
    controller.start()
    try:
        yield found
    finally:
        controller.stop()


@contextmanager
def silence() -> Iterator[str]:
    """The URL of a server that takes every call and says nothing."""
    kept = []
    with socket.create_server((HOST, 0)) as server:

        def take() -> None:
            while True:
                try:
                    kept.append(server.accept())
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield f"smtp://{HOST}:{server.getsockname()[1]}?tls=0"
