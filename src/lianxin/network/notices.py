"""Messages about people, their seats, and machines that act for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianxin.outbox.actions import Notice


@dataclass(frozen=True)
class Invited(Notice):
    """`until` is an ISO moment. The link is a secret: it travels with the address."""

    kind: ClassVar[str] = "invited"

    name: str
    inviter: str
    district: str
    unit: str
    role: str
    until: str


@dataclass(frozen=True)
class TokenMade(Notice):
    """Tells somebody that a machine may now act in their name. `until` is an ISO moment."""

    kind: ClassVar[str] = "token_made"

    maker: str
    name: str
    until: str
