"""Who runs events and series."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Listing
from lianxin.exchange.policy import Someone
from lianxin.kernel.refusals import NotAllowed
from lianxin.network.models import Organisation, User


def runs(user: Someone, unit: Organisation, *, on: date) -> bool:
    """Whether `user` works in the unit, or coordinates where it is."""
    if not user.is_authenticated or user.district_id != unit.district_id:
        return False
    return unit.pk in exchange.units_of(user, on=on) or exchange.coordinates(
        user, unit.place, on=on
    )


def gives(user: Someone, listing: Listing, *, on: date) -> bool:
    """Whether `user` stands at its door: nobody else learns who comes."""
    return listing.provider_id in exchange.units_of(user, on=on)


def require_running(by: User | None, unit: Organisation, *, on: date) -> None:
    if by is not None and not runs(by, unit, on=on):
        raise NotAllowed(_("只有“%s”的人员和供需协调员可以这样做。") % unit.name)


def require_giving(by: User | None, listing: Listing, *, on: date) -> None:
    if by is not None and not gives(by, listing, on=on):
        raise NotAllowed(_("只有主办这场活动的单位可以这样做。"))


def require_of(by: User | None, unit: Organisation, *, on: date) -> None:
    if by is not None and unit.pk not in exchange.units_of(by, on=on):
        raise NotAllowed(_("只有“%s”的人员可以这样做。") % unit.name)
