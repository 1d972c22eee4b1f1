"""Stewards of buildings, and contact points of organisations: dated, called as they want to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import policy
from lianxin.bodies.actions.writing import once
from lianxin.bodies.models import Point
from lianxin.kernel import privacy
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation, Place, PlaceKind, User


@dataclass(frozen=True)
class Helper:
    """`name` is what everybody reads; the number is for those she serves."""

    name: str
    phone: str = ""
    place: Place | None = None
    unit: Organisation | None = None
    user: User | None = None


@transaction.atomic
def name_point(
    host: Organisation,
    helper: Helper,
    *,
    starts_on: date,
    ends_on: date | None = None,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Point:
    """A unit names a steward or contact point. The same `key` is one."""
    policy.require_host(by, host, on=timezone.localdate(at))
    _check(host, helper)
    if ends_on is not None and ends_on < starts_on:
        raise Refusal(_("最后一天不能早于开始日期。"), field="ends_on")
    made = Point(
        district_id=host.district_id, key=key, host=host, place=helper.place, unit=helper.unit,
        user=helper.user, name=helper.name.strip()[:60],
        phone=privacy.normalise_phone(helper.phone) or None, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    return once(made)[0]


@transaction.atomic
def end_point(point: Point, *, ends_on: date, by: User | None, at: datetime) -> None:
    """Her last day; she herself may say it, too."""
    if by is None or by.pk != point.user_id:
        policy.require_host(by, point.host, on=timezone.localdate(at))
    if ends_on < point.starts_on:
        raise Refusal(_("最后一天不能早于开始日期。"), field="ends_on")
    point.ends_on = ends_on
    point.save(update_fields=["ends_on"])


def _check(host: Organisation, helper: Helper) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    if not helper.name.strip():
        raise Refusal(_("请写公开的称呼，可以不是真名。"), field="name")
    if (helper.place is None) == (helper.unit is None):
        raise Refusal(_("请选一栋楼，或者一个单位。"), field="place")
    for thing, field in ((helper.place, "place"), (helper.unit, "unit")):
        if thing is not None and thing.district_id != host.district_id:
            raise Refusal(_("这个单位或地点不在本辖区。"), field=field)
    if helper.place is not None and helper.place.kind != PlaceKind.BUILDING:
        raise Refusal(_("楼长是一栋楼的，请选楼栋。"), field="place")
