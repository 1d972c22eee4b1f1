"""Who organises, who is found, and whose record is whose."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Listing, Slot
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Place, Role, User
from lianxin.volunteering.models import Correction, Presence, Team, Volunteer
from lianxin.volunteering.queries import SHIFT
from lianxin.volunteering.states import CorrectionState

Someone = User | AnonymousUser
SEATED: Final = (Role.HANDLER, Role.UNIT_LEAD, Role.WORKER)
COORDINATORS: Final = (Role.DISPATCHER, Role.MANAGER)


def units_of(user: Someone, *, on: date) -> set[UUID]:
    """The organisations in whose name `user` calls volunteers: a desk calls in its own, too."""
    roles = (*exchange.OF_UNIT, *COORDINATORS)
    return {s.organisation_id for s in network.seats_on(user, on=on) if s.role in roles}


def organises(user: Someone, listing: Listing, *, on: date) -> bool:
    """Whether `user` speaks for the unit that gives the shift. For others' shifts the desk does
    not: it sees nobody's hours, and who did not come is none of its business."""
    if not user.is_authenticated or user.district_id != listing.district_id:
        return False
    return listing.provider_id in units_of(user, on=on)


def require_organiser(by: User | None, listing: Listing | None, *, on: date) -> None:
    if by is None or (listing is not None and organises(by, listing, on=on)):
        return
    raise NotAllowed(_("只有组织这一班的单位的人员可以这样做。"))


def require_own(presence: Presence, volunteer: Volunteer) -> None:
    if presence.volunteer_id != volunteer.pk:
        raise NotAllowed(_("这不是您的班次。"))


def slots_run_by(user: Someone, *, on: date) -> QuerySet[Slot]:
    """The shifts of one's own units."""
    if not user.is_authenticated or user.district_id is None:
        return Slot.objects.none()
    units = units_of(user, on=on)
    return Slot.objects.filter(
        district_id=user.district_id, listing__kind=SHIFT, listing__provider__in=units
    )


def corrections_answered_by(user: Someone, *, on: date) -> QuerySet[Correction]:
    """Those of one's own units; and, for who coordinates there, what was not answered in time."""
    if not user.is_authenticated or user.district_id is None:
        nothing: QuerySet[Correction] = Correction.objects.none()
        return nothing
    answered = Q(unit__in=units_of(user, on=on))
    if exchange.coordinates(user, None, on=on):
        answered |= Q(state=CorrectionState.ESCALATED)
    found: QuerySet[Correction] = Correction.objects.filter(answered, district_id=user.district_id)
    return found


def require_answer(by: User | None, correction: Correction, *, on: date) -> None:
    if by is None:
        return
    allowed = corrections_answered_by(by, on=on).filter(pk=correction.pk)
    if not allowed.exists():
        raise NotAllowed(_("这条更正不由您答复。"))


def helpers_visible_to(user: Someone, *, on: date) -> QuerySet[Volunteer]:
    """Those who let themselves be found, in the areas where `user` organises: the place of a seat
    and below, and the areas of her team."""
    if not user.is_authenticated or user.district_id is None:
        return Volunteer.objects.none()
    seats = [s for s in network.seats_on(user, on=on) if s.role in (*SEATED, *COORDINATORS)]
    paths = {seat.place.path for seat in seats}
    units = units_of(user, on=on)
    teams = Team.objects.filter(district_id=user.district_id, organisation__in=units)
    paths |= set(teams.values_list("areas__path", flat=True)) - {None}
    return helpers_in(user.district_id, paths)


def helpers_in(district_id: int, paths: set[str]) -> QuerySet[Volunteer]:
    """Those who let themselves be found at `paths` and below."""
    here = network.places_below(district_id, sorted(paths)).values("pk")
    return Volunteer.objects.filter(district_id=district_id, is_open=True, place__in=here)


def leads(user: Someone, team: Team, *, on: date) -> bool:
    if not user.is_authenticated or user.district_id != team.district_id:
        return False
    return team.organisation_id in units_of(user, on=on)


def require_lead(by: User | None, team: Team, *, on: date) -> None:
    if by is not None and not leads(by, team, on=on):
        raise NotAllowed(_("只有“%s”的队长可以这样做。") % team.organisation.name)


def require_founder(by: User | None, place: Place, *, on: date) -> None:
    """The coordinating desk of the place."""
    exchange.require_coordinator(by, place, on=on)


def teams_led_by(user: Someone, *, on: date) -> QuerySet[Team]:
    if not user.is_authenticated or user.district_id is None:
        return Team.objects.none()
    units = units_of(user, on=on)
    return Team.objects.filter(district_id=user.district_id, organisation__in=units)


def providers_for(user: User, *, on: date) -> QuerySet[Organisation]:
    """In whose name `user` may call volunteers: her units, and the desk where she coordinates."""
    mine = Organisation.objects.filter(is_active=True)
    return mine.filter(district_id=user.district_id or 0, pk__in=units_of(user, on=on))
