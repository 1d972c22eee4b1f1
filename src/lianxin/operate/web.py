"""granian with the application read before it divides: its processes share what was read, and
one that was killed is replaced at once, without reading everything again.

Takes granian's own arguments, ending with lianxin.wsgi:application.
"""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections
from django.template import engines
from django.urls import get_resolver
from granian.cli import entrypoint

from lianxin.operate import processes

FIRST_PAGES = ("/", "/report/")
TURN = 0.0002
"""Seconds a thread keeps the interpreter while others want it. Python's own 5 ms are too long:
who holds the database's one right to write gives the interpreter away at each statement, and
would wait for it again and again while everybody waits for him."""


def read() -> None:
    """Everything that the first requests would read. Opens nothing that two must not share."""
    application = import_module("lianxin.wsgi").application
    get_resolver().reverse_dict  # noqa: B018  walks through every address
    list(engines.all())
    for path in FIRST_PAGES:
        _ask(application, path)
    connections.close_all()
    gc.collect()
    gc.freeze()  # so that counting garbage does not touch, and thereby copy, what is shared
    gc.set_threshold(20_000, 20, 20)  # a request makes thousands of objects, and hardly a circle
    sys.setswitchinterval(TURN)


def _ask(application: Any, path: str) -> None:
    """Let the program answer once, so that templates, addresses and words are in memory once."""
    environ = {"PATH_INFO": path, "HTTP_HOST": urlsplit(settings.SITE_URL).netloc}
    setup_testing_defaults(environ)
    answer = application(environ, lambda *_told: None)
    b"".join(answer)
    answer.close()


def serve(arguments: Sequence[str]) -> None:
    """Be the web server; ends the process when it is told to.

    Its workers do not outlive it for a moment: they would keep the port from the next one.
    """
    processes.tie_forks(signal.SIGKILL)
    sys.argv = ["lianxin", *arguments]
    entrypoint()  # type: ignore[no-untyped-call]  # granian types its command line not


if __name__ == "__main__":
    read()
    serve(sys.argv[1:])
