"""Stewards of buildings and contact points of organisations (NET-16, NET-17)."""

from __future__ import annotations

from typing import Any

import pytest

from lianxin.bodies import queries
from lianxin.bodies.actions import retention, serving
from lianxin.bodies.models import Point
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import Place, PlaceKind
from tests import make
from tests.bodies.build import DAY
from tests.make import NOON

TODAY = NOON.date()


def building() -> Place:
    return make.place(kind=PlaceKind.BUILDING, name="3 号楼", under=make.grid())


def steward(where: Place) -> Point:
    host = make.organisation(kind="COMMUNITY")
    helper = serving.Helper("三号楼王姐", phone="139 0000 2222", place=where)
    return serving.name_point(
        host, helper, starts_on=TODAY, by=make.handler(host), at=NOON, key=new_id()
    )


def test_a_building_has_a_steward_from_day_to_day() -> None:
    where = building()
    point = steward(where)
    assert [one.name for one in queries.points_of_place(where, on=TODAY)] == ["三号楼王姐"]

    with pytest.raises(NotAllowed):
        serving.end_point(point, ends_on=TODAY, by=make.user(), at=NOON)
    serving.end_point(point, ends_on=TODAY, by=make.handler(point.host), at=NOON)

    assert queries.points_of_place(where, on=TODAY) == [point]
    assert queries.points_of_place(where, on=TODAY + DAY) == []


def test_her_number_goes_with_her_term() -> None:
    point = steward(building())
    serving.end_point(point, ends_on=TODAY, by=None, at=NOON)

    assert retention.keep_terms(point.district_id, at=NOON) == 0
    assert retention.keep_terms(point.district_id, at=NOON + DAY) == 1
    assert Point.objects.get(district_id=point.district_id).phone is None


def test_a_point_serves_a_building_or_a_unit_never_a_person_or_a_street() -> None:
    host = make.organisation()
    told: dict[str, Any] = {"starts_on": TODAY, "by": None, "at": NOON, "key": new_id()}

    with pytest.raises(Refusal) as refused:
        serving.name_point(host, serving.Helper("王姐"), **told)
    assert refused.value.field == "place"
    with pytest.raises(Refusal, match="楼栋"):
        serving.name_point(host, serving.Helper("王姐", place=make.grid()), **told)
    firm = make.organisation(kind="FIRM")
    serving.name_point(host, serving.Helper("服务专员小李", unit=firm), **told)
    mine = Point.objects.filter(district_id=firm.district_id, unit=firm)
    assert [one.name for one in queries.live(mine, on=TODAY)] == ["服务专员小李"]
