"""What an operator has set up for each district."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

AES_KEY_BYTES = 32


class NotSetUp(LookupError):
    """The district has no such bot."""


@dataclass(frozen=True)
class WeCom:
    """As the app's page in WeCom's console calls them: Token, EncodingAESKey, CorpID."""

    token: str
    aes_key: bytes
    corp_id: str


@dataclass(frozen=True)
class DingTalk:
    """`in_groups`: cases are filed in groups too, where everybody reads the tracking code."""

    secret: str
    in_groups: bool


def wecom(slug: str) -> WeCom:
    told = _told(slug, "wecom")
    return WeCom(_text(told, "token"), decoded(_text(told, "aes_key")), _text(told, "corp_id"))


def dingtalk(slug: str) -> DingTalk:
    told = _told(slug, "dingtalk")
    return DingTalk(_text(told, "secret"), told.get("in_groups") is True)


def decoded(aes_key: str) -> bytes:
    """WeCom writes the 32 bytes in Base64 without its last sign. Raises `ValueError`."""
    key = b64decode(f"{aes_key}=", validate=True)
    if len(key) != AES_KEY_BYTES:
        raise binascii.Error("aes_key must have 43 characters")
    return key


def check_channels(**_: Any) -> Sequence[CheckMessage]:
    """Whether each bot can be read at all, at start instead of at the first message."""
    return [
        Error(
            f"LIANXIN_CHAT: the {name} bot of {slug} is not complete: {why}.",
            hint="docs/operate/chat.md says what belongs there.",
            id="lianxin.E006",
        )
        for slug, bots in settings.CHAT.items()
        for name, why in _faults(slug, bots)
    ]


def _faults(slug: str, bots: Any) -> list[tuple[str, str]]:
    if not isinstance(bots, Mapping):
        return [("", "expected an object with wecom or dingtalk")]
    found = []
    for name in bots:
        if name not in READERS:
            found.append((name, "there is no bot of this name"))
            continue
        try:
            READERS[name](slug)
        except (NotSetUp, ValueError) as error:
            found.append((name, str(error)))
    return found


def _told(slug: str, name: str) -> Mapping[str, Any]:
    bots = settings.CHAT.get(slug)
    told = bots.get(name) if isinstance(bots, Mapping) else None
    if not isinstance(told, Mapping):
        raise NotSetUp(name)
    return told


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not (isinstance(value, str) and value):
        raise NotSetUp(f"{name} is missing")
    return value


READERS = {"wecom": wecom, "dingtalk": dingtalk}
