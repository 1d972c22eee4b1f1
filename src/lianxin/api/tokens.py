"""Who may call: tokens and what they may be used for."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from copy import copy
from datetime import datetime, timedelta
from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from lianxin.api.models import Scope, Token
from lianxin.kernel.reference import remembered
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import District, User
from lianxin.network.request import DistrictRequest

PREFIX = "lx_"
VALID_FOR = timedelta(days=365)


def make(
    user: User,
    *,
    name: str,
    scopes: Iterable[str],
    at: datetime,
    valid_for: timedelta = VALID_FOR,
) -> str:
    """A new token that acts as `user`. The answer is the only time it can be read.

    Raises `Refusal` for a scope that does not exist, and for a user without a district.
    """
    wanted = sorted(set(scopes))
    if unknown := [scope for scope in wanted if scope not in Scope.values]:
        raise Refusal(_("没有这个范围：%s") % ", ".join(unknown), field="scopes")
    if user.district_id is None:
        raise Refusal(_("令牌要代表一个辖区里的账号。"), field="user")
    secret = PREFIX + secrets.token_urlsafe(32)
    Token.objects.create(
        district_id=user.district_id,
        user=user,
        name=name,
        hash=_hash(secret),
        scopes=wanted,
        made_at=at,
        expires_at=at + valid_for,
    )
    return secret


def revoke(token: Token, *, at: datetime) -> None:
    token.revoked_at = token.revoked_at or at
    token.save(update_fields=["revoked_at"])


def find(secret: str, district: District, *, at: datetime) -> Token | None:
    """The live token of `district` with this secret, whose person is still active."""
    token = _hashed(district.pk, _hash(secret))
    return token if token and token.expires_at > at else None


@remembered
def _hashed(district_id: int, digest: str) -> Token | None:
    live = Token.objects.filter(district_id=district_id, revoked_at=None, user__is_active=True)
    return live.select_related("user").filter(hash=digest).first()


class ApiRequest(DistrictRequest):
    """As `Bearer` lets it through: the person is the one whom the token stands for."""

    user: User


class Bearer(HttpBearer):
    """`Authorization: Bearer lx_…`, with the scope that the operation needs."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """None, hence 401, for a token that is not live here; raises `NotAllowed`, hence 403,
        for one without the scope."""
        district = cast("ApiRequest", request).district
        found = find(token, district, at=timezone.now())
        if found is None:
            return None
        if self.scope not in found.scopes:
            raise NotAllowed(_("这个令牌没有“%s”的范围。") % self.scope.label)
        request.user = copy(found.user)  # the one that is remembered serves other requests too
        return found


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
