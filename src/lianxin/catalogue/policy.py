"""Who may put something on a list."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.kernel.refusals import NotAllowed
from lianxin.network.models import Organisation, User


def require_unit(by: User | None, unit: Organisation, *, on: date) -> None:
    """Raises `NotAllowed` unless `by` speaks for `unit` or coordinates where it is."""
    if by is None or unit.pk in policy.units_of(by, on=on):
        return
    if not policy.coordinates(by, unit.place, on=on):
        raise NotAllowed(_("您不是“%s”的人员，不能替它编清单。") % unit.name)
