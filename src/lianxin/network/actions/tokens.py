"""Tokens of machines: made for a person's account, revoked, never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.network import policy, tokens
from lianxin.network.models import Scope, Token, User
from lianxin.network.notices import TokenMade
from lianxin.outbox import actions as outbox

LONGEST = 730
"""Days. Longer than that nobody remembers what it was for."""


@transaction.atomic
def make_token(
    user: User,
    *,
    name: str,
    scopes: Iterable[str],
    days: int = 365,
    key: UUID,
    by: User | None,
    at: datetime,
) -> str:
    """A new token that acts as `user`. The answer is the only time it can be read.
    Who did not make it for themselves is told.

    Raises `NotAllowed` unless `by` operates the district of `user`; `Repeated` for a key that was
    used before, since its secret cannot be told again; `Refusal` for a scope that does not
    exist, none at all, a wrong number of days, and an account that is closed or of no district.
    """
    wanted = sorted(set(scopes))
    district_id = _district_of(user)
    policy.require_tokens(by, district_id, on=timezone.localdate(at))
    _require_sound(user, wanted, days)
    secret = tokens.new_secret()
    token, is_new = Token.objects.get_or_create(
        district_id=district_id,
        key=key,
        defaults={
            "user": user,
            "name": name,
            "hash": tokens.hashed(secret),
            "scopes": wanted,
            "made_by": by,
            "made_at": at,
            "expires_at": at + timedelta(days=days),
        },
    )
    if not is_new:
        raise Repeated(
            _("这个令牌刚才已经创建，它的密钥不能再显示。没有记下来，请停用它，再创建一个。")
        )
    if by not in {None, user}:
        _tell(token, at=at)
    return secret


@transaction.atomic
def renew_calendar(user: User, *, key: UUID, at: datetime) -> str:
    """The secret of a new link to one's own calendar. Former links open nothing any more.

    Raises `Repeated` for a key that was used before.
    """
    former = Token.objects.filter(
        district_id=_district_of(user), user=user, scopes=[Scope.CALENDAR], revoked_at=None
    )
    former.update(revoked_at=at)
    return make_token(
        user,
        name=_("个人日历"),
        scopes=[Scope.CALENDAR],
        days=LONGEST,
        key=key,
        by=None,
        at=at,
    )


def revoke_token(token: Token, *, by: User | None, at: datetime) -> None:
    """From now on it opens nothing. Once more changes nothing."""
    policy.require_tokens(by, token.district_id, on=timezone.localdate(at))
    same = Token.objects.filter(district_id=token.district_id, pk=token.pk, revoked_at=None)
    same.update(revoked_at=at)


def _tell(token: Token, *, at: datetime) -> None:
    """Whoever is acted for must know of it."""
    notice = TokenMade(
        maker=str(token.made_by), name=token.name, until=token.expires_at.isoformat()
    )
    outbox.queue(notice, to=[token.user], about=token.pk, at=at)


def _district_of(user: User) -> int:
    if user.district_id is None:
        raise Refusal(_("令牌要代表一个辖区里的账号。"), field="user")
    return user.district_id


def _require_sound(user: User, scopes: list[str], days: int) -> None:
    if not user.is_active:
        raise Refusal(_("这个账号已停用，不能用来创建令牌。请选另一个账号。"), field="user")
    if unknown := [scope for scope in scopes if scope not in Scope.values]:
        raise Refusal(_("没有这个范围：%s") % ", ".join(unknown), field="scopes")
    if not scopes:
        raise Refusal(_("请至少选一个范围。"), field="scopes")
    if not 1 <= days <= LONGEST:
        raise Refusal(_("有效天数要在 1 到 %d 之间。") % LONGEST, field="days")
