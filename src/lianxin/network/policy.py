"""Who may change the district's structure, fill its seats, and see who sits where."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries
from lianxin.network.models import (
    District,
    Invitation,
    Organisation,
    Place,
    Role,
    Seat,
    SeatQuerySet,
    Token,
    TokenQuerySet,
    User,
)

GIVEN_BY_UNIT_LEAD = frozenset({Role.HANDLER, Role.UNIT_LEAD, Role.WORKER, Role.VOLUNTEER})
GIVEN_BY_MANAGER = GIVEN_BY_UNIT_LEAD | {
    Role.DISPATCHER,
    Role.MANAGER,
    Role.AUDITOR,
    Role.MEDIATOR,
}


def can_operate(user: User | AnonymousUser, district_id: int | None, *, on: date) -> bool:
    """Whether `user` runs the installation, or holds an operator's seat in the district."""
    if not user.is_authenticated:
        return False
    if user.is_superuser and user.district_id in (None, district_id):
        return True
    seats = queries.seats_on(user, on=on)
    return user.district_id == district_id and any(seat.role == Role.OPERATOR for seat in seats)


def require_operator(by: User | None, district: District | None, *, on: date) -> None:
    """Raises `NotAllowed`. The system itself (`by=None`) may."""
    if by and not can_operate(by, district.pk if district else None, on=on):
        raise NotAllowed(_("只有系统管理员可以修改辖区的组织设置。"))


def tokens_visible_to(
    user: User | AnonymousUser, district: District, *, on: date
) -> TokenQuerySet:
    tokens = Token.objects.filter(district=district)
    return tokens if can_operate(user, district.pk, on=on) else tokens.none()


def require_tokens(by: User | None, district_id: int | None, *, on: date) -> None:
    """Raises `NotAllowed` unless `by` may make and revoke the district's tokens."""
    if by and not can_operate(by, district_id, on=on):
        raise NotAllowed(_("您不是这个辖区的系统管理员，不能管理它的接口令牌。"))


def roles_to_give(
    user: User | AnonymousUser, organisation: Organisation, *, on: date
) -> frozenset[Role]:
    """The roles in `organisation` for which `user` may invite people and end seats."""
    if can_operate(user, organisation.district_id, on=on):
        return frozenset(Role)
    seats = queries.seats_on(user, on=on)
    if any(one.role == Role.MANAGER and queries.covers(one, organisation.place) for one in seats):
        return GIVEN_BY_MANAGER
    units = [one.organisation_id for one in seats if one.role == Role.UNIT_LEAD]
    return GIVEN_BY_UNIT_LEAD if organisation.pk in units else frozenset()


def require_giving(
    by: User | None, organisation: Organisation, role: str, place: Place, *, on: date
) -> None:
    """Raises `NotAllowed` unless `by` may give `role` in `organisation` over `place`."""
    if by is None:
        return
    if role not in roles_to_give(by, organisation, on=on):
        raise NotAllowed(
            _("您不能为“%(unit)s”安排“%(role)s”。请找本单位负责人、分管领导或系统管理员。")
            % {"unit": organisation.name, "role": Role(role).label}
        )
    reach = queries.places_below(organisation.district_id, _reach(by, organisation, on=on))
    if not reach.filter(pk=place.pk).exists():
        raise NotAllowed(_("“%(place)s”不在您负责的范围内，不能安排。") % {"place": place.name})


def _reach(user: User, organisation: Organisation, *, on: date) -> list[str]:
    """The paths below which `user` may give seats: an operator's reach is the district."""
    if can_operate(user, organisation.district_id, on=on):
        roots = Place.objects.filter(district_id=organisation.district_id, parent=None)
        return list(roots.values_list("path", flat=True))
    return [
        seat.place.path
        for seat in queries.seats_on(user, on=on)
        if seat.role == Role.MANAGER
        or (seat.role == Role.UNIT_LEAD and seat.organisation_id == organisation.pk)
    ]


def can_end(user: User | AnonymousUser, seat: Seat, *, on: date) -> bool:
    """The holder always may: nobody is kept in a seat."""
    if seat.user_id == user.pk:
        return True
    return seat.role in roles_to_give(user, seat.organisation, on=on)


def require_end(by: User | None, seat: Seat, *, on: date) -> None:
    if by and not can_end(by, seat, on=on):
        raise NotAllowed(
            _("您不能结束“%(unit)s”的任职。请找该单位负责人或系统管理员。")
            % {"unit": seat.organisation.name}
        )


def units_visible_to(
    user: User | AnonymousUser, district: District, *, on: date
) -> QuerySet[Organisation]:
    """The organisations whose people `user` sees in the directory: the own ones, those below a
    manager, all for an operator."""
    return _units(user, district, tuple(Role), on=on)


def units_to_staff(
    user: User | AnonymousUser, district: District, *, on: date
) -> QuerySet[Organisation]:
    """The organisations into which `user` may invite people; which roles, see `roles_to_give`."""
    return _units(user, district, (Role.UNIT_LEAD,), on=on)


def _units(
    user: User | AnonymousUser, district: District, inside: tuple[Role, ...], *, on: date
) -> QuerySet[Organisation]:
    units = Organisation.objects.filter(district=district, is_active=True)
    if can_operate(user, district.pk, on=on):
        return units
    own = Q(pk__in=queries.units_of(user, *inside, on=on).values("pk"))
    below = Q(place__in=queries.places_covered(user, Role.MANAGER, on=on).values("pk"))
    return units.filter(own | below)


def seats_visible_to(user: User | AnonymousUser, district: District, *, on: date) -> SeatQuerySet:
    units = units_visible_to(user, district, on=on)
    seats = Seat.objects.filter(district=district, organisation__in=units.values("pk"))
    return seats.live(on=on)


def invitations_visible_to(
    user: User | AnonymousUser, district: District, *, on: date
) -> QuerySet[Invitation]:
    """Open invitations into the units that `user` may staff."""
    units = units_to_staff(user, district, on=on)
    return Invitation.objects.filter(
        district=district, organisation__in=units.values("pk"), accepted_at__isnull=True
    )
