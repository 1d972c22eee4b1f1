"""A kind of message of the tests' own, and senders' other sides to meet it with."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from lianxin.outbox.actions import Notice

TEMPLATES = {
    "outbox/lamp_mended.txt": """
        {% extends "outbox/message.txt" %}{% load i18n moments %}
        {% block subject %}{{ where }}: mended{% endblock %}
        {% block body %}The lamp at {{ where }} shines since {{ since|moment }}.{% endblock %}
        {% block short %}{{ where }} <shines> & you see.{% endblock %}
    """.strip()
}


@dataclass(frozen=True)
class LampMended(Notice):
    kind: ClassVar[str] = "lamp_mended"

    where: str = "Gate 3"
    since: str = "2026-03-02T12:00:00+08:00"
    link: str = "/cases/LX-26-00001/"


@dataclass
class Asked:
    """One request that a server got."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Server:
    url: str
    asked: list[Asked] = field(default_factory=list)
    status: int = 200
    answer: str = "{}"
    location: str = ""
    heard: Callable[[], object] = lambda: None


@contextmanager
def http_server() -> Iterator[Server]:
    """Takes down every POST, and answers as it is told to."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.heard()
            server.asked.append(Asked(self.path, dict(self.headers), body))
            self.send_response(server.status)
            if server.location:
                self.send_header("Location", server.location)
            self.end_headers()
            self.wfile.write(server.answer.encode())

        def log_message(self, *_: Any) -> None:
            """Not into the output of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        server = Server(url=f"http://127.0.0.1:{listener.server_port}")
        thread = threading.Thread(target=listener.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown()
            thread.join()
