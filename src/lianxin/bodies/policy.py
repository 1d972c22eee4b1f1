"""Who runs a body, who chairs it, and who may speak in it."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _

from lianxin.bodies import queries
from lianxin.bodies.models import Body, BodyQuerySet, Member, Office, Term, UnitMember
from lianxin.exchange import policy as exchange
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User

Someone = User | AnonymousUser
OVERSEEING = (Role.DISPATCHER, Role.MANAGER, Role.AUDITOR)


def public(district_id: int) -> BodyQuerySet:
    """Everybody may read which bodies there are, and which there were."""
    found: BodyQuerySet = Body.objects.filter(district_id=district_id)
    return found


def visible_to(user: Someone, district_id: int, *, on: date) -> BodyQuerySet:
    """Those `user` works in: her unit calls or chairs it or belongs to it, she holds an office in
    it, or it lies where she oversees."""
    if not user.is_authenticated or user.district_id != district_id:
        return public(district_id).none()
    units = exchange.units_of(user, on=on)
    there = network.places_covered(user, *OVERSEEING, on=on)
    offices = queries.live(Office.objects.filter(district_id=district_id), on=on)
    mine = Q(convener__in=units) | Q(pk__in=_of_units(district_id, units, on=on))
    held = Q(pk__in=offices.filter(member__user=user.pk).values("body"))
    return public(district_id).filter(mine | held | Q(place__in=there.values("pk")))


def _of_units(district_id: int, units: object, *, on: date) -> object:
    rows = UnitMember.objects.filter(district_id=district_id, unit__in=units)
    return queries.live(rows, on=on).values("body")


def hosts(user: Someone, convener: Organisation, *, on: date) -> bool:
    """Whether `user` works in the unit, or coordinates where it is."""
    return convener.pk in exchange.units_of(user, on=on) or exchange.coordinates(
        user, convener.place, on=on
    )


def runs(user: Someone, body: Body, *, on: date) -> bool:
    """The convener, who coordinates there, and up to the last day of her term an officer."""
    return hosts(user, body.convener, on=on) or queries.holds_office(user, body, on=on)


def chairs(user: Someone, term: Term, *, on: date) -> bool:
    """Whether `user` works in the unit whose term it is."""
    return term.unit_id in exchange.units_of(user, on=on)


def require_host(by: User | None, convener: Organisation, *, on: date) -> None:
    if by is not None and not hosts(by, convener, on=on):
        raise NotAllowed(_("只有“%s”的人员和供需协调员可以这样做。") % convener.name)


def require_runner(by: User | None, body: Body, *, on: date) -> None:
    if by is not None and not runs(by, body, on=on):
        raise NotAllowed(
            _("只有召集单位“%s”的人员和在任的负责人可以这样做。") % body.convener.name
        )


def require_chair(by: User | None, term: Term, *, on: date) -> None:
    """The unit whose term it is, or who runs the body."""
    if by is None or chairs(by, term, on=on) or runs(by, term.body, on=on):
        return
    raise NotAllowed(_("只有轮值单位“%s”和召集单位的人员可以这样做。") % term.unit.name)


def require_self(by: User | None, member: Member) -> None:
    """Only herself, by her account or, without one, by her own link."""
    if by is not None and by.pk != member.user_id:
        raise NotAllowed(_("只有本人可以这样做。"))
