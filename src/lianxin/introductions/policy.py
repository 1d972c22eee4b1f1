"""Who may bring together, see, record and tell what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _

from lianxin.exchange import policy as exchange
from lianxin.introductions.models import Introduction, IntroductionQuerySet, Milestone, Side
from lianxin.kernel import privacy
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import Role, User

Someone = User | AnonymousUser
OVERSEEING = frozenset({Role.DISPATCHER, Role.MANAGER, Role.AUDITOR})


def oversees(user: Someone, *, on: date) -> bool:
    """Whether `user` sees every introduction: who coordinates, leads or audits the district."""
    return any(
        seat.role in OVERSEEING and seat.place.parent_id is None
        for seat in network.seats_on(user, on=on)
    )


def records(user: Someone, *, on: date) -> bool:
    """Whether `user` writes down what came of any of them."""
    return exchange.coordinates(user, None, on=on)


def visible_to(user: Someone, district_id: int, *, on: date) -> IntroductionQuerySet:
    """Those of one's own side, all for who oversees the district."""
    if not user.is_authenticated or user.district_id != district_id:
        return Introduction.objects.none()
    everything: IntroductionQuerySet = Introduction.objects.filter(district_id=district_id)
    if oversees(user, on=on):
        return everything
    units = exchange.units_of(user, on=on)
    own = Side.objects.filter(
        Q(organisation__in=units) | Q(user_id=user.pk), district_id=district_id
    )
    return everything.filter(pk__in=own.values("introduction"))


def is_of(user: Someone, side: Side, *, on: date) -> bool:
    if not user.is_authenticated:
        return False
    return side.user_id == user.pk or (
        side.organisation_id is not None and side.organisation_id in exchange.units_of(user, on=on)
    )


def require_introducer(by: User | None, units: set[UUID | None], *, on: date) -> None:
    """The desk brings anybody together, a unit itself with somebody."""
    if by is None or records(by, on=on) or not units.isdisjoint(exchange.units_of(by, on=on)):
        return
    raise NotAllowed(_("只有供需协调员和双方单位的人员可以登记对接。"))


def require_recorder(by: User | None, *, on: date) -> None:
    if by is not None and not records(by, on=on):
        raise NotAllowed(_("只有供需协调员可以登记进展；双方请在“我方的说法”里填写。"))


def standing(
    user: Someone | None, sides: Sequence[Side], *, code: str = "", on: date
) -> frozenset[int]:
    """For which sides somebody may speak: her own, that of her link, both for the desk."""
    if user is None:
        return frozenset(
            side.number for side in sides if not code or privacy.matches_code(side.pk, code)
        )
    if records(user, on=on):
        return frozenset(side.number for side in sides)
    return frozenset(side.number for side in sides if is_of(user, side, on=on))


def doers(milestone: Milestone) -> frozenset[int]:
    """Which sides do it."""
    return frozenset({milestone.side.number} if milestone.side else (1, 2))


def require_party(
    by: User | None, sides: Sequence[Side], *, code: str = "", on: date
) -> frozenset[int]:
    """The numbers of the sides that `by`, or who has the link, stands for."""
    ours = standing(by, sides, code=code, on=on)
    if not ours:
        raise NotAllowed(_("只有双方和供需协调员可以安排和提交阶段。"))
    return ours


def require_side(by: User | None, side: Side, *, code: str, on: date) -> None:
    """Its people by account, whoever has its link, and the desk for who told it by telephone."""
    if by is None and code and not privacy.matches_code(side.pk, code):
        raise NotAllowed(_("链接不对，请用收到的完整链接打开。"))
    if by is None or is_of(by, side, on=on) or records(by, on=on):
        return
    raise NotAllowed(_("只有这一方的人员可以填写它的说法。"))
