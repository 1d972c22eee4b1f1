"""granian with the application read before it divides: its processes share what was read, and
one that was killed is replaced at once, without reading everything again.

Takes granian's own arguments, ending with lianxin.wsgi:application.
"""

from __future__ import annotations

import gc
from importlib import import_module

from django.db import connections
from django.template import engines
from django.urls import get_resolver
from granian.cli import entrypoint


def read() -> None:
    """Everything that the first requests would read. Opens nothing that two must not share."""
    import_module("lianxin.wsgi")
    get_resolver().reverse_dict  # noqa: B018  walks through every address
    list(engines.all())
    connections.close_all()
    gc.collect()
    gc.freeze()  # so that counting garbage does not touch, and thereby copy, what is shared


if __name__ == "__main__":
    read()
    entrypoint()  # type: ignore[no-untyped-call]  # granian types its command line not
