"""GET requests: by number, service, time and status; in pages; at what cost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lianxin.api.open311 import listing, sight
from lianxin.api.open311.door import Call
from lianxin.api.open311.told import Told
from lianxin.cases.actions import dispatch, publishing
from lianxin.cases.models import Case
from lianxin.network.models import Place
from tests import make
from tests.api.open311.caller import App
from tests.plans import plan

DAY = dt.timedelta(days=1)


@pytest.fixture
def reader(client: Client) -> App:
    return App(client, make.token(make.dispatcher(), "CASES_READ"))


@pytest.fixture
def grid() -> Place:
    return make.grid()


def _refs(rows: list[dict[str, Any]]) -> list[str]:
    return [row["service_request_id"] for row in rows]


def _days_ago(grid: Place, *days: float, **fields: Any) -> list[Case]:
    return [make.case(grid, received_at=make.NOON - n * DAY, **fields) for n in days]


def test_the_newest_come_first(reader: App, grid: Place) -> None:
    old, new = _days_ago(grid, 2, 1)

    assert _refs(reader.get("requests.json")) == [new.ref, old.ref]


def test_without_a_word_it_is_the_last_90_days(reader: App, grid: Place) -> None:
    """C24."""
    inside, _outside = _days_ago(grid, 90, 90.01)

    assert _refs(reader.get("requests.json")) == [inside.ref]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"start_date": "2026-02-20T00:00:00Z"}, [10, 1]),
        ({"end_date": "2026-02-20T00:00:00Z"}, [100, 20]),
        ({"start_date": "2025-11-20T00:00:00Z"}, [100, 20]),
        ({"start_date": "2026-02-10", "end_date": "2026-02-20"}, [20, 10]),
        (
            {"start_date": "2026-02-20T12:00:00+08:00", "end_date": "2026-02-20T12:00:00 08:00"},
            [10],
        ),
        ({"start_date": "2026-02-20T04:00:00Z", "end_date": "2026-02-20T12:00"}, [10]),
        ({"start_date": "2026-02-20T11:59:59.999999+08:00", "end_date": "2026-02-20"}, [10]),
        ({"start_date": "2026-02", "end_date": "2026-02-20T04:00:00z"}, [20, 10]),
        ({"start_date": "2026-02-20T12:00:01+0800", "end_date": ""}, [1]),
    ],
)
def test_a_window_has_both_its_ends(
    reader: App, grid: Place, params: dict[str, str], found: list[int]
) -> None:
    """C24: W3C times; an open end is 90 days away."""
    made = {
        n: case.ref
        for n, case in zip([100, 20, 10, 1], _days_ago(grid, 100, 20, 10, 1), strict=True)
    }

    assert _refs(reader.get("requests.json", **params)) == [made[n] for n in reversed(found)]


def test_status_and_service_narrow_it(reader: App, grid: Place) -> None:
    water, roads = make.case(grid, class_code="WATER"), make.case(grid, class_code="ROADS")
    done = make.case(grid, class_code="ROADS", answered=True)
    dispatch.close(done, outcome="SOLVED", note="修好了", by=None, at=make.NOON + DAY / 24)

    def found(**params: Any) -> set[str]:
        return set(_refs(reader.get("requests.json", **params)))

    everything = {water.ref, roads.ref, done.ref}
    assert found(status="open") == found(status="OPEN") == {water.ref, roads.ref}
    assert found(status="closed") == {done.ref}
    assert found(status="open,closed") == found(status="") == everything
    assert found(service_code="ROADS") == {roads.ref, done.ref}
    assert (
        found(service_code="ROADS,WATER") == found(service_code=["ROADS", "WATER"]) == everything
    )
    assert found(service_code="NOPE") == set()
    assert found(service_code="ROADS", status="open") == {roads.ref}


def test_numbers_go_before_all_else(reader: App, grid: Place) -> None:
    """C24."""
    old, _new = _days_ago(grid, 300, 1)

    rows = reader.get(
        "requests.json",
        service_request_id=f"{old.ref.lower()}, WH-26-99999",
        status="closed",
        start_date="nonsense",
        service_code="LAND",
    )

    assert _refs(rows) == [old.ref]


def test_pages_follow_each_other(reader: App, grid: Place) -> None:
    """C24: page and page_size."""
    refs = [case.ref for case in _days_ago(grid, 1, 2, 3, 4, 5)]

    pages = [_refs(reader.get("requests.json", page_size=2, page=n)) for n in (1, 2, 3, 4)]

    assert pages == [refs[:2], refs[2:4], refs[4:], []]
    assert _refs(reader.get("requests.json", page_size=500)) == refs


def test_a_page_without_a_size_has_1000_rows(
    reader: App, grid: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C24; three stand for a thousand."""
    monkeypatch.setattr("lianxin.api.open311.told.MOST_ROWS", 3)
    refs = [case.ref for case in _days_ago(grid, 1, 2, 3, 4)]

    assert _refs(reader.get("requests.json")) == refs[:3]
    assert _refs(reader.get("requests.json", page=2)) == refs[3:]


def test_what_expected_and_updated_mean(reader: App, grid: Place) -> None:
    minute = dt.timedelta(minutes=1)
    [case] = _days_ago(grid, 0, class_code="ROADS")
    dispatch.assign(case, to=make.organisation(), by=None, at=make.NOON + minute)

    [row] = reader.get("requests.json")

    assert row["updated_datetime"] == "2026-03-02T12:01:00+08:00"
    assert row["expected_datetime"] == "2026-03-04T12:00:00+08:00"  # a minor matter: 48 hours
    assert row["status_notes"] == "已交给单位，等待接手"


def test_xml_holds_whatever_people_write(client: Client) -> None:
    text = "坏了 <b>& \u000b\u0000\ufffe]]> \r\n表情🛠 终".replace("\u0000", "")
    app = App(client, make.token(make.volunteer(), "CASES_FILE"))
    case = app.file(description=text)

    [row] = app.get(f"requests/{case.ref}.xml")

    assert row["description"] == case.text.replace("\u000b", "\ufffd").replace("\ufffe", "\ufffd")
    assert app.get(f"requests/{case.ref}.json")[0]["description"] == case.text


# --- Cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["requests.json", "servicerequestupdates.json"])
@pytest.mark.parametrize("scope", ["CASES_READ", "CASES_FILE", ""])
def test_a_list_costs_the_same_however_long(client: Client, path: str, scope: str) -> None:
    person = make.dispatcher()
    app = App(client, make.token(person, scope) if scope else "")

    def cost() -> int:
        app.get(path)  # what is remembered is not counted
        with CaptureQueriesContext(connection) as asked:
            app.get(path)
        return len(asked)

    _made(person)
    few = cost()
    for _n in range(3):
        _made(person)

    assert cost() == few <= 12


def _made(person: Any) -> None:
    """One of each kind, in a place of its own."""
    for fields in ({"source": "API", "by": person}, {}):
        case = make.case(make.grid(), answered=True, photos=[make.upload()], **fields)
        at = make.NOON + DAY / 24
        dispatch.close(case, outcome="SOLVED", note="好了", by=None, at=at)
        publishing.publish(case, subject="路灯", text="修好了", by=None, at=at)


def _call(app: App) -> Call:
    request = RequestFactory().get("/open311/v2/requests.json", {"api_key": app.key})
    return Call(request, Told(request), timezone.now(), is_trial=False)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plan")
def test_a_page_is_read_by_the_order_of_arrival(reader: App, grid: Place) -> None:
    """And not by reading and sorting everything: a district has 200,000."""
    make.case(grid)
    call = _call(reader)
    cases = listing.narrowed(sight.listed(call), call.told, at=call.at)

    found = plan(listing.touched(cases.order_by("-received_at", "-pk"))[:500])

    assert "case_by_arrival" in found
    assert "TEMP B-TREE" not in found
