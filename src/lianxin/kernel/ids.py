"""Identifiers made by the application: globally unique, ordered by time (RFC 9562, UUIDv7)."""

from __future__ import annotations

import os
import time
import uuid

_last = [0]


def new_id() -> uuid.UUID:
    """48 bits of milliseconds, 12 of their fraction, 62 random. Each is higher than the last one,
    however quickly they are made, unless the clock was put back by a second."""
    stamp = (time.time_ns() << 12) // 1_000_000
    _last[0] = stamp = _last[0] + 1 if stamp <= _last[0] < stamp + (1000 << 12) else stamp
    value = (stamp >> 12 << 80) | (0x7 << 76) | ((stamp & 0xFFF) << 64) | (0x2 << 62)
    return uuid.UUID(int=value | int.from_bytes(os.urandom(8), "big") >> 2)
