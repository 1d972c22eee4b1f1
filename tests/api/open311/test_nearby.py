"""C24: GET requests around a point, no closer than what the caller may know."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lianxin.cases.actions import dispatch, publishing
from lianxin.cases.models import Case
from lianxin.network.models import Place
from tests import make
from tests.api.open311.caller import App

LAT, LON = 30.55, 114.35
METRE = 1 / 111_195


@pytest.fixture
def grid() -> Place:
    found = make.grid()
    streets = Place.objects.filter(kind="STREET")
    streets.update(lat=LAT + 2000 * METRE, lon=LON)
    return found


def _at(grid: Place, metres: float, **fields: Any) -> Case:
    return make.case(grid, lat=LAT + metres * METRE, lon=LON, **fields)


def _found(app: App, radius: int, **params: Any) -> set[str]:
    rows = app.get("requests.json", lat=LAT, long=LON, radius=radius, **params)
    return {row["service_request_id"] for row in rows}


def test_what_lies_within_is_found(client: Client, grid: Place) -> None:
    reader = App(client, make.token(make.dispatcher(), "CASES_READ"))
    near, far = _at(grid, 240), _at(grid, 260)

    assert _found(reader, 250) == {near.ref}
    assert _found(reader, 300) == {near.ref, far.ref}
    assert _found(reader, 300, status="closed") == set()


def test_a_case_without_a_point_lies_where_its_place_does(client: Client, grid: Place) -> None:
    reader = App(client, make.token(make.dispatcher(), "CASES_READ"))
    Place.objects.filter(pk=grid.pk).update(lat=LAT + 100 * METRE, lon=LON)
    case = make.case(grid)

    assert _found(reader, 50) == set()
    assert _found(reader, 150) == {case.ref}


def test_the_public_finds_by_the_street_alone(client: Client, grid: Place) -> None:
    case = _at(grid, 10, answered=True)
    dispatch.close(case, outcome="SOLVED", note="修好了", by=None, at=make.NOON)
    publishing.show(case, subject="路灯不亮", text="已修好", by=None, at=make.NOON)
    publishing.agree(case, code=make.code(case), at=make.NOON)
    anybody = App(client, "")

    assert _found(anybody, 100) == set()
    assert _found(anybody, 2100) == {case.ref}


def test_a_point_without_a_radius_narrows_nothing(client: Client, grid: Place) -> None:
    reader = App(client, make.token(make.dispatcher(), "CASES_READ"))
    case = _at(grid, 9000)

    [row] = reader.get("requests.json", lat=LAT, long=LON)

    assert row["service_request_id"] == case.ref
