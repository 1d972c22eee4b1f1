"""Who looks after a group, and who speaks for it."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _

from lianxin.exchange import policy as exchange
from lianxin.incubation.models import Group, GroupQuerySet
from lianxin.incubation.states import GroupStage
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User

Someone = User | AnonymousUser
OVERSEEING = (Role.DISPATCHER, Role.MANAGER, Role.AUDITOR)


def public(district_id: int) -> GroupQuerySet:
    """Groups that have come further than an idea and are not over."""
    found: GroupQuerySet = Group.objects.filter(district_id=district_id)
    return found.filter(state__in=[GroupStage.TRIAL, GroupStage.REGISTERED, GroupStage.ACTIVE])


def visible_to(user: Someone, district_id: int, *, on: date) -> GroupQuerySet:
    """Those one's unit looks after or is, one's own, and those of places that one oversees."""
    everything: GroupQuerySet = Group.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return everything.none()
    units = exchange.units_of(user, on=on)
    there = network.places_covered(user, *OVERSEEING, on=on)
    mine = Q(incubator__in=units) | Q(organisation__in=units) | Q(lead=user.pk)
    return everything.filter(mine | Q(place__in=there.values("pk")))


def hosts(user: Someone, incubator: Organisation, *, on: date) -> bool:
    """Whether `user` works in the incubator, or coordinates where it is."""
    return incubator.pk in exchange.units_of(user, on=on) or exchange.coordinates(
        user, incubator.place, on=on
    )


def speaks(user: Someone, group: Group, *, on: date) -> bool:
    if not user.is_authenticated:
        return False
    units = exchange.units_of(user, on=on)
    is_of = group.organisation_id is not None and group.organisation_id in units
    return group.lead_id == user.pk or is_of


def require_host(by: User | None, incubator: Organisation, *, on: date) -> None:
    if by is not None and not hosts(by, incubator, on=on):
        raise NotAllowed(_("只有“%s”的人员和供需协调员可以这样做。") % incubator.name)


def require_speaker(by: User | None, group: Group, *, on: date) -> None:
    """The group itself, or who looks after it."""
    if by is None or speaks(by, group, on=on) or hosts(by, group.incubator, on=on):
        return
    raise NotAllowed(_("只有团队自己和孵化平台的人员可以这样做。"))
