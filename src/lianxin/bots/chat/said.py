"""One message to the bot, whichever chat it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

RECENT = timedelta(hours=1)
UNKEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no column takes, or no XML."""


class Forged(Exception):
    """The message does not come from where it says, or comes too late."""


@dataclass(frozen=True)
class Said:
    """`sender` and `message_id` are the chat's own. `is_overheard`: others read the answer too."""

    channel: str
    sender: str
    message_id: str
    text: str
    is_overheard: bool = False


def clean(text: str) -> str:
    return UNKEPT.sub("", text).strip()


def require_recent(timestamp: str, *, per_second: int, at: datetime) -> None:
    """Raises `Forged` for what was signed more than an hour before or after `at`."""
    if not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) > len("1234567890123"):
        raise Forged("timestamp")
    if abs(at.timestamp() - int(timestamp) / per_second) > RECENT.total_seconds():
        raise Forged("timestamp")
