"""Who may put something on a list, and in whose name."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import Organisation, User


def units_of(user: policy.Someone, *, on: date) -> QuerySet[Organisation]:
    """In whose name `user` may put lists together: her own units, and the desk that she
    coordinates at."""
    if not user.is_authenticated:
        return Organisation.objects.none()
    found = Organisation.objects.filter(
        district_id=user.district_id or 0, pk__in=_own(user, on=on)
    )
    return found.select_related("place").order_by("name")


def require_unit(by: User | None, unit: Organisation, *, on: date) -> None:
    """Raises `NotAllowed` unless `by` speaks for `unit` or coordinates where it is."""
    if by is None or unit.pk in _own(by, on=on):
        return
    if not policy.coordinates(by, unit.place, on=on):
        raise NotAllowed(_("您不是“%s”的人员，不能替它编清单。") % unit.name)


def _own(user: User, *, on: date) -> set[UUID]:
    seats = network.seats_on(user, on=on)
    desks = {seat.organisation_id for seat in seats if seat.role in policy.COORDINATORS}
    return desks | policy.units_of(user, on=on)
