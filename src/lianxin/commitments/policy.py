"""Who draws up a list of promises, who reports on one, and who sees what."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _

from lianxin.commitments.models import (
    Commitment,
    CommitmentQuerySet,
    Programme,
    ProgrammeQuerySet,
)
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Place, Role, User

Someone = User | AnonymousUser
OF_UNIT = (Role.HANDLER, Role.UNIT_LEAD)
STEWARDS = (Role.DISPATCHER, Role.MANAGER)
OVERSEEING = (*STEWARDS, Role.AUDITOR)


def units_of(user: Someone, *, on: date) -> set[UUID]:
    """The units in whose name `user` reports."""
    return {seat.organisation_id for seat in network.seats_on(user, on=on) if seat.role in OF_UNIT}


def programmes_visible_to(user: Someone, district_id: int, *, on: date) -> ProgrammeQuerySet:
    """What is public; drafts by who draws them up and who oversees the place."""
    everything: ProgrammeQuerySet = Programme.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return everything.public()
    there = network.places_covered(user, *OVERSEEING, on=on)
    mine = Q(unit__in=units_of(user, on=on)) | Q(place__in=there.values("pk"))
    return everything.filter(~Q(state="DRAFT") | mine)


def visible_to(user: Someone, district_id: int, *, on: date) -> CommitmentQuerySet:
    """What is public; what is not yet by its owner too."""
    everything: CommitmentQuerySet = Commitment.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return everything.public()
    seen = programmes_visible_to(user, district_id, on=on).filter(state="DRAFT")
    mine = Q(owner__in=units_of(user, on=on)) | Q(programme__in=seen.values("pk"))
    return everything.filter(~Q(state="PLANNED") | mine)


def stewards(user: Someone, unit: Organisation, place: Place, *, on: date) -> bool:
    """Whether `user` coordinates `place`, or leads the unit that answers for the whole list."""
    for seat in network.seats_on(user, on=on):
        if seat.role in STEWARDS and network.covers(seat, place):
            return True
        if seat.role == Role.UNIT_LEAD and seat.organisation_id == unit.pk:
            return True
    return False


def looks_after(user: Someone, programme: Programme, *, on: date) -> bool:
    return stewards(user, programme.unit, programme.place, on=on)


def looked_after_by(user: User, *, on: date) -> ProgrammeQuerySet:
    """The lists to which `user` may add: those of the units she leads and the places she
    coordinates, until they have ended."""
    there = network.places_covered(user, *STEWARDS, on=on)
    led = network.units_of(user, Role.UNIT_LEAD, on=on)
    rows: ProgrammeQuerySet = Programme.objects.filter(district_id=user.district_id or 0)
    mine = Q(unit__in=led.values("pk")) | Q(place__in=there.values("pk"))
    return rows.filter(mine).exclude(state="ENDED")


def reports(user: Someone, commitment: Commitment, *, on: date) -> bool:
    return commitment.owner_id in units_of(user, on=on)


def can_draw_up(user: Someone, *, on: date) -> bool:
    """Anywhere."""
    roles = (*STEWARDS, Role.UNIT_LEAD)
    return any(seat.role in roles for seat in network.seats_on(user, on=on))


def require_steward(by: User | None, unit: Organisation, place: Place, *, on: date) -> None:
    if by is not None and not stewards(by, unit, place, on=on):
        text = _("只有“%s”的负责人和本区域的调度员、分管领导可以这样做。")
        raise NotAllowed(text % unit.name)


def require_owner(by: User | None, commitment: Commitment, *, on: date) -> None:
    """The owner, or who looks after the list."""
    if by is None or reports(by, commitment, on=on):
        return
    if not looks_after(by, commitment.programme, on=on):
        raise NotAllowed(_("只有责任单位“%s”的人员可以这样做。") % commitment.owner.name)
