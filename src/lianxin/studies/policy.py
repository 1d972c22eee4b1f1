"""Who asks, who is in the team, and who reads what."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _

from lianxin.exchange import policy as exchange
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User
from lianxin.studies.models import Member, Study, StudyQuerySet
from lianxin.studies.states import StudyState

Someone = User | AnonymousUser
OVERSEEING = (Role.DISPATCHER, Role.MANAGER, Role.AUDITOR)


def public(district_id: int) -> StudyQuerySet:
    """The library that everybody reads."""
    found: StudyQuerySet = Study.objects.filter(district_id=district_id)
    return found.filter(published_at__isnull=False)


def observing(district_id: int) -> StudyQuerySet:
    """Those whose team looks on somewhere now: everybody may know of it."""
    found: StudyQuerySet = Study.objects.filter(district_id=district_id)
    return found.filter(state=StudyState.RUNNING, ethics__gt="")


def known(district_id: int) -> StudyQuerySet:
    """What everybody may open: what is published, and where somebody looks on."""
    return public(district_id) | observing(district_id)


def visible_to(user: Someone, district_id: int, *, on: date) -> StudyQuerySet:
    """Those one's unit asked or is asked to join, those oneself is, and those one oversees."""
    everything: StudyQuerySet = Study.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return everything.none()
    units = exchange.units_of(user, on=on)
    there = network.places_covered(user, *OVERSEEING, on=on)
    mine = Member.objects.filter(district_id=district_id, declined_at=None)
    mine = mine.filter(Q(organisation__in=units) | Q(user=user.pk))
    return everything.filter(
        Q(unit__in=units) | Q(unit__place__in=there.values("pk")) | Q(pk__in=mine.values("study"))
    )


def asks_for(user: Someone, unit: Organisation, *, on: date) -> bool:
    """Whether `user` works in the unit, or coordinates where it is."""
    return unit.pk in exchange.units_of(user, on=on) or exchange.coordinates(
        user, unit.place, on=on
    )


def is_member(user: Someone, member: Member, *, on: date) -> bool:
    """Whether `user` is the member, or speaks for the unit that is."""
    if not user.is_authenticated:
        return False
    units = exchange.units_of(user, on=on)
    return member.user_id == user.pk or (member.organisation_id in units)


def is_in_team(user: Someone, study: Study, *, on: date) -> bool:
    """By own consent."""
    rows = Member.objects.filter(
        district_id=study.district_id, study=study, consented_at__isnull=False
    )
    return any(is_member(user, member, on=on) for member in rows)


def require_asker(by: User | None, unit: Organisation, *, on: date) -> None:
    if by is not None and not asks_for(by, unit, on=on):
        raise NotAllowed(_("只有“%s”的人员和供需协调员可以这样做。") % unit.name)


def require_member(by: User | None, member: Member, *, on: date) -> None:
    if by is not None and not is_member(by, member, on=on):
        raise NotAllowed(_("只有受邀的单位或本人可以答复。"))


def require_team(by: User | None, study: Study, *, on: date) -> None:
    if by is None or is_in_team(by, study, on=on) or asks_for(by, study.unit, on=on):
        return
    raise NotAllowed(_("只有调研组和提出单位的人员可以这样做。"))
