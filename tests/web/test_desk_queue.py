"""The queue: what is in it, how it is narrowed, paged, polled, and assigned from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from bs4 import Tag
from django.test import Client
from django.urls import reverse

from lianxin.cases import findable
from lianxin.cases.actions import dispatch, handling, requester
from lianxin.cases.actions.rulebook import Assignment, put_duties
from lianxin.cases.models import Case
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, Place, PlaceKind, Role
from lianxin.web import listing
from lianxin.web.desk import queue
from tests import make
from tests.web.swap import after_swap, one, soup

HOUR = dt.timedelta(hours=1)
QUEUE = "/desk/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + HOUR, tick=False):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.dispatcher())
    return client


@pytest.fixture
def unit() -> Organisation:
    """The unit whose duty the roads are."""
    unit = make.organisation(name="市政养护所")
    put_duties(unit.district, [Assignment("ROADS", unit, make.root())])
    return unit


def refs(client: Client, **query: Any) -> list[str]:
    page = soup(client.get(QUEUE, query))
    return [str(row["id"]).removeprefix("row-") for row in page.select(".rows__row")]


def figures(client: Client) -> dict[str, str]:
    page = soup(client.get(QUEUE))
    return {
        one(kpi, ".kpi__label").text: one(kpi, ".kpi__value").text.split()[-1]
        for kpi in page.select(".kpi")
    }


def test_the_queue_begins_with_what_waits_for_the_desk_soonest_first(
    desk: Client, unit: Organisation
) -> None:
    late = make.case(received_at=make.NOON - 30 * HOUR)
    new = make.case()
    make.case(assigned_to=unit)

    assert refs(desk) == [late.ref, new.ref]


def test_only_people_of_the_desk_come_in(client: Client, unit: Organisation) -> None:
    client.force_login(make.handler(unit))
    assert client.get(QUEUE).status_code == 403

    for role in (Role.MANAGER, Role.AUDITOR):
        client.force_login(make.seat(role, make.desk()))
        assert client.get(QUEUE).status_code == 200


def test_a_street_sees_its_own_cases_alone(client: Client) -> None:
    here, there = make.grid(), make.grid()
    ours = make.case(here)
    theirs = make.case(there)
    street = Place.objects.get(path=here.path.rsplit("/", 2)[0])
    client.force_login(make.dispatcher(over=street))

    assert refs(client) == [ours.ref]
    assert client.get(reverse("desk:case", args=[theirs.ref])).status_code == 404


def test_each_figure_leads_to_the_rows_it_counts(desk: Client, unit: Organisation) -> None:
    make.case(received_at=make.NOON - 30 * HOUR)
    make.case(received_at=make.NOON - 21 * HOUR)
    make.case()
    reopened = make.case(answered=True)
    handling_no(reopened)

    page = soup(desk.get(QUEUE))

    counted = figures(desk)
    assert counted == {
        "待分派": "3",
        "要求重办": "1",
        "4 小时内到期": "1",
        "已超时": "1",
        "今天新增": "2",
    }
    for kpi in page.select(".kpi"):
        link = one(kpi, "a")
        assert link is not None
        rows = soup(desk.get(str(link["href"]))).select(".rows__row")
        assert len(rows) == int(link.text.split()[-1])


def handling_no(case: Case) -> None:
    requester.rate(case, requester.Verdict("NO"), by=make.dispatcher(), at=make.NOON + HOUR / 2)


def test_counting_stops_at_a_thousand(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianxin.cases.queries.MOST_COUNTED", 2)
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    for _n in range(4):
        make.case()

    assert figures(desk)["待分派"] == "2+"


def test_filters_live_in_the_address(desk: Client, unit: Organisation) -> None:
    road = make.case(class_code="ROADS")
    water = make.case(class_code="WATER", subject="下水道堵了")
    assigned = make.case(assigned_to=unit, class_code="LAND")
    firm = make.case(class_code="POLICY", kind="ENTERPRISE")
    closed = make.case(answered=True)
    dispatch.close(closed, outcome="SOLVED", note="好了", by=None, at=make.NOON)

    findable.catch_up(road.district_id)

    assert refs(desk, class_code="ROADS") == [road.ref]
    assert refs(desk, q="下水道") == [water.ref]
    assert refs(desk, q=assigned.ref.lower()) == [assigned.ref]
    assert refs(desk, unit=unit.name, state="OPEN") == [assigned.ref]
    assert refs(desk, kind="ENTERPRISE") == [firm.ref]
    assert refs(desk, state="CLOSED") == [closed.ref]
    assert set(refs(desk, state="OPEN")) == {road.ref, water.ref, assigned.ref, firm.ref}
    assert refs(desk, state="NONSENSE") == refs(desk)
    assert refs(desk, unit="没有这个单位") == []


def test_a_street_or_community_narrows_to_all_below(desk: Client) -> None:
    grid = make.grid()
    inside = make.case(grid)
    make.case()
    street = Place.objects.get(path=grid.path.rsplit("/", 2)[0])
    assert street.kind == PlaceKind.STREET

    assert refs(desk, place=street.code) == [inside.ref]


@pytest.mark.parametrize("state", ["", "ALL"])
def test_paging_by_key_shows_each_row_once(
    desk: Client, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    monkeypatch.setattr(queue, "ROWS", 3)
    made = {make.case(received_at=make.NOON - n * HOUR).ref for n in range(8)}
    url, seen = f"{QUEUE}?state={state}", []
    while url:
        page = soup(desk.get(url))
        seen += [str(row["id"]).removeprefix("row-") for row in page.select(".rows__row")]
        later = page.select_one("a[rel=next]")
        url = str(later["href"]) if later else ""

    assert len(seen) == len(set(seen)) == 8
    assert set(seen) == made


@pytest.mark.parametrize("after", ["x", "~", "2026~1", "not-a-date~0", "%00"])
def test_a_broken_mark_begins_at_the_front(desk: Client, after: str) -> None:
    case = make.case()

    assert refs(desk, after=after) == [case.ref]


def test_nothing_new_is_told_in_no_bytes(desk: Client) -> None:
    case, rows = make.case(), reverse("desk:rows")
    zipped = HTMX | {"Accept-Encoding": "gzip"}  # as every browser asks
    first = desk.get(rows, headers=zipped)

    unchanged = desk.get(rows, headers=zipped | {"If-None-Match": first["ETag"]})
    handling.note(case, note="记一笔", by=None, at=make.NOON + HOUR)
    changed = desk.get(rows, headers=HTMX | {"If-None-Match": first["ETag"]})

    assert first["Content-Encoding"] == "gzip"
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert changed.status_code == 200
    assert one(soup(changed), "#rows")


def test_what_is_polled_is_what_a_reload_shows(desk: Client, unit: Organisation) -> None:
    make.case(class_code="ROADS")

    polled = one(soup(desk.get(reverse("desk:rows"), headers=HTMX)), "#rows")
    shown = one(soup(desk.get(QUEUE)), "#rows")

    assert polled
    assert shown
    assert without_keys(polled) == without_keys(shown)


def without_keys(page: Tag) -> str:
    """Each form of each page carries a key of its own."""
    for field in page.select("input[name=key]"):
        field["value"] = "KEY"
    return str(page.prettify())


def test_a_row_is_assigned_to_its_unit_in_one_move(desk: Client, unit: Organisation) -> None:
    case, rest = make.case(class_code="ROADS"), make.case(class_code="WATER")
    page = soup(desk.get(QUEUE))
    [button], [form] = page.select(".desk__quick"), page.select("form#desk-assign")
    typed = {str(field["name"]): field["value"] for field in form.select("input")}
    typed[str(button["name"])] = button["value"]
    assert button["form"] == form["id"]
    assert "职责：道路与路灯 · 望海新区" in str(button)

    answer = desk.post(str(button["formaction"]), typed, headers=HTMX)

    assert f"{case.ref} 已分派给“{unit.name}”。" in answer.content.decode()
    swapped = after_swap(page, trigger=".desk__quick", answer=answer)
    assert without_keys(swapped) == without_keys(soup(desk.get(QUEUE)))
    assert refs(desk) == [rest.ref]
    case.refresh_from_db()
    assert case.lead == unit
    again = desk.post(str(button["formaction"]), typed)  # the answer was lost
    assert again.status_code == 302
    assert timeline.of(case).filter(verb__in=["assign", "reassign"]).count() == 1


def test_of_two_desks_the_second_is_told(desk: Client, unit: Organisation) -> None:
    case, other = make.case(class_code="ROADS"), make.organisation(name="另一单位")
    dispatch.assign(case, to=other, by=None, at=make.NOON + HOUR)

    answer = desk.post(
        reverse("desk:assign", args=[case.ref]), {"key": new_id(), "to": unit.pk}, headers=HTMX
    )

    assert answer.status_code == 409
    assert "不能分派" in answer.content.decode()
    case.refresh_from_db()
    assert case.lead == other


def test_an_open_case_stands_beside_the_queue(desk: Client, unit: Organisation) -> None:
    first, second = make.case(), make.case(class_code="ROADS")
    path = reverse("desk:case", args=[second.ref])

    page = soup(desk.get(path, {"state": "OPEN"}))
    fragment = soup(desk.get(path, headers=HTMX))

    current = [row["id"] for row in page.select(".rows__row[aria-current=true]")]
    assert current == [f"row-{second.ref}"]
    assert page.select(f"#row-{first.ref}")
    assert page.select("#desk-case #case-detail #deed-assign")
    assert fragment.select("#desk-case #case-detail")
    assert not fragment.select("#queue")
    assert f"/desk/cases/{first.ref}/?state=OPEN" in str(page)


def test_the_maps_shapes_are_geojson(desk: Client) -> None:
    street = make.place(kind=PlaceKind.STREET, name="海韵街道")
    street.shape = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    street.save()

    answer = desk.get(reverse("desk:shapes"))

    [feature] = answer.json()["features"]
    assert feature["properties"] == {"name": "海韵街道"}
    again = desk.get(reverse("desk:shapes"), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
