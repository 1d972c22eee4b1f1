"""DingTalk's robot: signed JSON in, JSON out. The signature is over the moment alone, so a message
counts once by its number, and not later than an hour after it was signed."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lianxin.bots.chat.channels import DingTalk
from lianxin.bots.chat.said import Forged, Said, clean, require_recent

ALONE = "1"  # the conversation of one person with the robot


def require_signed(keys: DingTalk, *, timestamp: str, signature: str, at: datetime) -> None:
    """Raises `Forged` when DingTalk did not sign this, or did so long ago."""
    expected = sign(keys, timestamp)
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise Forged("signature")
    require_recent(timestamp, per_second=1000, at=at)


def sign(keys: DingTalk, timestamp: str) -> str:
    told = f"{timestamp}\n{keys.secret}".encode()
    return b64encode(hmac.new(keys.secret.encode(), told, hashlib.sha256).digest()).decode()


def said(keys: DingTalk, body: bytes) -> Said | None:
    """What somebody wrote; None for what is no text. Raises `Forged` for what is no message."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Forged("JSON") from error
    if not isinstance(told, dict):
        raise Forged("JSON")
    text = told.get("text")
    if told.get("msgtype") != "text" or not isinstance(text, dict):
        return None
    sender = _word(told, "senderStaffId") or _word(told, "senderId")
    is_group = _word(told, "conversationType") not in {"", ALONE}
    return Said(
        channel="DINGTALK",
        sender=sender,
        message_id=_word(told, "msgId") or f"{sender} {_word(told, 'createAt')}",
        text=clean(_word(text, "content")),
        is_overheard=is_group and not keys.in_groups,
    )


def reply(text: str) -> Mapping[str, Any]:
    return {"msgtype": "text", "text": {"content": text}}


def _word(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return clean(str(value)) if isinstance(value, str | int) else ""
