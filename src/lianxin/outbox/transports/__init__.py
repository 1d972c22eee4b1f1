"""How messages leave the house, one module a channel.

Each module has `send(delivery)`: it returns once the other side has taken the message over, and
raises `NotSent` otherwise. Modules are imported when first needed, their libraries are large.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from lianxin.outbox.models import Delivery

TIMEOUT = 10.0  # seconds


class NotSent(Exception):
    """Why a message was not taken over, fit for the operator's page. `is_final`: it never will
    be. `is_down`: the other side cannot be reached at all, so others need not try for a while."""

    def __init__(self, reason: str, *, is_final: bool = False, is_down: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final
        self.is_down = is_down


class Transport(Protocol):
    def send(self, delivery: Delivery) -> None: ...


def transport(channel: str) -> Transport:
    return cast("Transport", import_module(f"{__name__}.{channel.lower()}"))
