"""Messages about people and their seats."""

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
