"""Identifiers made by the application: globally unique, ordered by time (RFC 9562, UUIDv7)."""

import os
import time
import uuid
from threading import Lock

_last, _lock = 0, Lock()


def new_id() -> uuid.UUID:
    """48 bits of milliseconds, 12 of their fraction, 62 random ones. Each is higher than those that
    the process made before, however quickly, unless its clock was put back by a second."""
    global _last  # noqa: PLW0603  one line for all threads
    with _lock:
        stamp = (time.time_ns() << 12) // 1_000_000
        _last = _last + 1 if stamp <= _last < stamp + (1000 << 12) else stamp
        value = (_last >> 12 << 80) | (0x7 << 76) | ((_last & 0xFFF) << 64) | (0x2 << 62)
    return uuid.UUID(int=value | int.from_bytes(os.urandom(8), "big") >> 2)
