"""Links in letters: each opens one thing for whoever holds it. Signed, so that nobody makes one
up, and dated, so that the room that sent it can say until when it is good. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core import signing

from lianxin.kernel.refusals import NotAllowed


@dataclass(frozen=True)
class Opened:
    """What a link is for. `does` tells links of one purpose apart."""

    of: UUID
    made_at: datetime
    does: str = ""


def seal(purpose: str, thing: UUID, *, at: datetime, does: str = "") -> str:
    """The part of an address that opens `thing`, for this purpose alone."""
    told = {"of": thing.hex, "at": int(at.timestamp())} | ({"does": does} if does else {})
    return signing.Signer(salt=purpose, sep="~").sign_object(told)


def read(purpose: str, token: str) -> Opened:
    """Raises `NotAllowed` for a link that was never sent for this purpose."""
    try:
        told = signing.Signer(salt=purpose, sep="~").unsign_object(token)
    except signing.BadSignature as error:
        raise NotAllowed("") from error
    made_at = datetime.fromtimestamp(told["at"], tz=UTC)
    return Opened(UUID(told["of"]), made_at, told.get("does", ""))
