"""How much time a presence is worth, and the code that is only known on the spot. No tables."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

EDGE: Final = timedelta(minutes=15)
"""So long before and after its shift a presence still counts."""

EARLIEST: Final = timedelta(hours=1)
"""So long before its start one can check in."""

TURNS: Final = timedelta(minutes=5)
DIGITS: Final = 6
SALT: Final = "lianxin.volunteering.spot"


def credited(
    starts_at: datetime, ends_at: datetime, *, came: datetime, went: datetime, percent: int
) -> int:
    """Minutes from `came` to `went`, clipped to the shift and a quarter of an hour around it;
    none for who was there less than `percent` of the shift."""
    since, until = max(came, starts_at - EDGE), min(went, ends_at + EDGE)
    there = max(until - since, timedelta())
    if there * 100 < (ends_at - starts_at) * percent:
        return 0
    return there // timedelta(minutes=1)


def spot_code(slot_id: UUID, *, at: datetime) -> str:
    """The six digits that the organiser's screen shows now."""
    return _code(slot_id, _turn(at))


def is_spot_code(slot_id: UUID, typed: str, *, at: datetime) -> bool:
    """Whether `typed` is the present code, or the one before: it may turn while it is typed."""
    turn = _turn(at)
    told = "".join(filter(str.isdigit, typed)).encode()
    known = [_code(slot_id, one).encode() for one in (turn, turn - 1)]
    return any([hmac.compare_digest(told, code) for code in known])  # noqa: C419  asks both


def turns_at(at: datetime) -> datetime:
    """When the present code is replaced."""
    return datetime.fromtimestamp((_turn(at) + 1) * TURNS.total_seconds(), tz=UTC)


def _turn(at: datetime) -> int:
    return int(at.timestamp() // TURNS.total_seconds())


def _code(slot_id: UUID, turn: int) -> str:
    text = f"{slot_id.hex} {turn}"
    digest = salted_hmac(SALT, text, secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}}"
