"""A monthly meeting with its clerk, its members and a mediator, as a test needs it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lianxin.gatherings.actions import calling
from lianxin.gatherings.models import Meeting, Part, Series
from lianxin.kernel.calendar import SHANGHAI
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, User
from tests import make
from tests.make import NOON

NINE = dt.time(9)


@dataclass
class Room:
    series: Series
    clerk: User
    chair: User
    unit: Organisation
    member: User
    mediator: User


def room(*, is_called: bool = False, **fields: object) -> Room:
    """The clerk dispatches, as she must who writes decisions into cases."""
    convener = make.desk()
    clerk, chair = make.dispatcher(), make.manager()
    told: dict[str, object] = {
        "name": "月度连心会", "kind": "MONTHLY", "convener": convener, "starts": NINE,
        "quorum": 2, "clerk": clerk, "chair": chair, "has_cases": True, "room": "三楼会议室",
    }  # fmt: skip
    series = calling.put_series(
        make.district(), "lianxin", calling.Told(**(told | fields)),  # type: ignore[arg-type]  # plain values
        by=clerk, at=NOON, key=new_id(),
    )  # fmt: skip
    unit = make.organisation(name="城管局")
    member, mediator = make.unit_lead(unit), make.mediator()
    calling.invite_always(series, unit=unit, by=clerk, at=NOON)
    calling.invite_always(series, user=chair, part=Part.CHAIR, by=clerk, at=NOON)
    calling.invite_always(series, user=mediator, part=Part.MEDIATOR, by=clerk, at=NOON)
    return Room(series, clerk, chair, unit, member, mediator)


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, NINE, SHANGHAI)


def planned(of: Room, day: dt.date = dt.date(2026, 3, 27), at: dt.datetime = NOON) -> Meeting:
    made = calling.plan(of.series, starts_at=morning(day), by=of.clerk, at=at, key=new_id())
    return fresh(made)


def fresh(of: Meeting) -> Meeting:
    found: Meeting = Meeting.objects.filter(district_id=of.district_id).whole().get(pk=of.pk)
    return found
