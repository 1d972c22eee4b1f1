"""The secret of a machine's token: made here, told once, and found again by its hash alone."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from lianxin.kernel.reference import remembered
from lianxin.network.models import District, Token

PREFIX = "lx_"


def new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str, district: District, *, at: datetime) -> Token | None:
    """The live token of `district` with this secret, whose person is still active."""
    token = _hashed(district.pk, hashed(secret))
    return token if token and token.expires_at > at else None


@remembered
def _hashed(district_id: int, digest: str) -> Token | None:
    live = Token.objects.filter(district_id=district_id, revoked_at=None, user__is_active=True)
    return live.select_related("user").filter(hash=digest).first()
