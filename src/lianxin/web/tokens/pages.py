"""What the page of tokens shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from lianxin.network.models import Scope, Token
from lianxin.web.parts import Fact
from lianxin.web.tokens.forms import TokenForm


@dataclass(frozen=True)
class TokenRow:
    pk: UUID
    name: str
    person: str
    scopes: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    revoked_at: datetime | None
    ended: str  # why it opens nothing any more; "" while it does

    @classmethod
    def of(cls, token: Token, *, at: datetime) -> TokenRow:
        return cls(
            pk=token.pk,
            name=token.name,
            person=str(token.user),
            scopes=_("、").join(str(scope.label) for scope in Scope if scope in token.scopes),
            made_at=token.made_at,
            made_by=str(token.made_by or _("命令行")),
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
            ended=_why_ended(token, at=at),
        )


@dataclass(frozen=True)
class Tokens:
    live: Sequence[TokenRow]
    ended: Sequence[TokenRow]
    form: TokenForm
    secret: Sequence[Fact]  # of the token that was just made; empty otherwise


def _why_ended(token: Token, *, at: datetime) -> str:
    if token.revoked_at:
        return _("已停用")
    if token.expires_at <= at:
        return _("已到期")
    return "" if token.user.is_active else _("账号已停用")
