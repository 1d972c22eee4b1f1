"""Ids of what a listing is made of. They come back the same each time, without a table."""

from __future__ import annotations

import hashlib
from typing import Final
from uuid import UUID, uuid5

SPACE: Final = UUID("6f0b6b3e-8f0e-5a51-9d0c-6f8f3a1d2b77")
_LOW: Final = (1 << 62) - 1
_VERSION: Final = 0xF << 76


def part(pk: UUID, name: str) -> UUID:
    """The one `name` of a listing: a UUIDv8 from which `whole` finds its id again."""
    return UUID(int=_mixed(pk, name) & ~_VERSION | 0x8 << 76)


def whole(part_id: UUID, name: str) -> UUID:
    """The id that `part` was made of."""
    return UUID(int=_mixed(part_id, name) & ~_VERSION | 0x7 << 76)


def of(*names: object) -> UUID:
    """An id that nobody has to find back."""
    return uuid5(SPACE, "\n".join(str(name) for name in names))


def _mixed(pk: UUID, name: str) -> int:
    pattern = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") & _LOW
    return pk.int ^ pattern
