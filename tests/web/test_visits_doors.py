"""Buildings and their doors as those who keep the list see them: addresses, and nobody's name."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxin.kernel.ids import new_id
from lianxin.network.models import Place, PlaceKind
from lianxin.visits.models import Household
from tests import make
from tests.make import NOON
from tests.visits import doors
from tests.web.swap import one, soup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def house() -> Place:
    return make.place(kind=PlaceKind.BUILDING, name="海韵 3 号楼", under=make.grid())


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def keyed(**fields: Any) -> dict[str, Any]:
    return {"key": str(new_id()), **fields}


def url_of(house: Place, deed: str = "") -> str:
    return f"/visits/doors/{house.code}/{deed}"


def table(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in (("楼号", "单元", "房号"), *rows):
        book.worksheets[0].append(row)
    book.save(content)
    return SimpleUploadedFile("doors.xlsx", content.getvalue())


def sheet(client: Client, url: str) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(client.get(url).content))
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_a_building_is_drawn_added_to_and_one_of_its_doors_retired(house: Place) -> None:
    """Floors × doors; twice is once."""
    client = signed_in(make.worker(house.parent))
    refused = client.post(url_of(house, "draw/"), keyed(floors="200", doors="2", stairs="2"))
    assert (refused.status_code, 'value="200"' in refused.content.decode()) == (422, True)
    drawn = {"floors": "6", "doors": "2", "stairs": "2", "first": "2"}
    for _time in range(2):
        client.post(url_of(house, "draw/"), keyed(**drawn))
    client.post(url_of(house, "put/"), keyed(stair="1", door="阁楼"))
    assert Household.objects.count() == 25

    page = soup(client.get(url_of(house)))
    floors = page.select("[role=region][aria-label$='1 单元'] tr")
    assert [one(row, "th").get_text(strip=True) for row in (floors[0], floors[-1])] == [
        "7 层", "其他",
    ]  # fmt: skip
    gone = Household.objects.get(stair="2", door="702")
    client.post(url_of(house, "retire/"), keyed(household=str(gone.pk)))
    assert "24 户" in one(soup(client.get(url_of(house))), "main").get_text()
    again = client.post(url_of(house, "retire/"), keyed(household=str(gone.pk)))
    assert again.status_code == 422


def test_a_list_comes_in_from_a_file_whole_or_not_at_all(house: Place) -> None:
    other = make.place(kind=PlaceKind.BUILDING, name="别处 1 号楼", under=make.grid())
    client = signed_in(make.worker(house.parent))

    bad = client.post("/visits/doors/bring/", keyed(file=table(
        ("海韵 3 号楼", "1", "101"), ("海韵 3 号楼", "1单元", "101"), ("别处 1 号楼", "", "101"),
        ("海韵 3 号楼", "1", ""),
    )))  # fmt: skip
    assert bad.status_code == 422
    told = [row.get_text(" ", strip=True) for row in soup(bad).select("tbody tr")]
    assert len(told) == 3
    assert "和第 2 行是同一户" in told[0]
    assert "没有您负责的楼栋“别处 1 号楼”" in told[1]
    assert "没有门牌号" in told[2]
    assert not Household.objects.exists()

    rows = (("海韵 3 号楼", "1", "101"), ("海韵 3 号楼", "1", "102"), (house.code, "2", "101"))
    for _time in range(2):
        assert client.post("/visits/doors/bring/", keyed(file=table(*rows))).status_code == 302
    assert Household.objects.count() == 3
    assert not Household.objects.filter(building=other).exists()
    assert sheet(client, url_of(house, "doors.xlsx"))[1:3] == [
        ("海韵 3 号楼", "1", "101", None), ("海韵 3 号楼", "1", "102", None),
    ]  # fmt: skip
    assert sheet(client, "/visits/doors/template.xlsx")[0] == ("楼栋", "单元", "门牌号")


def test_who_declines_is_shown_with_a_day_and_no_reason() -> None:
    """X37"""
    doors.building(floors=1, doors=2)
    of = doors.running(officers=1)
    call = of.calls()[0]
    doors.visit(call, outcome="DECLINED")
    assert call.household is not None
    house = call.household.building
    client = signed_in(make.worker(house.parent))

    page = one(soup(client.get(url_of(house))), "main").get_text(" ", strip=True)

    assert "1 户谢绝走访" in page
    assert "谢绝到 2027-03-02" in page
    assert sheet(client, url_of(house, "doors.xlsx"))[1][3] == "2027-03-02"


def test_only_who_keeps_a_building_sees_its_doors(house: Place) -> None:
    other = signed_in(make.worker(make.grid()))
    assert other.get(url_of(house)).status_code == 404
    assert other.post(url_of(house, "put/"), keyed(door="101")).status_code == 404
    assert "没有您负责的楼栋" in other.get("/visits/doors/").content.decode()
    assert signed_in(make.handler(make.organisation())).get("/visits/doors/").status_code == 403
    mine = soup(signed_in(make.worker(house.parent)).get("/visits/doors/"))
    assert one(mine, ".rows__title").get_text(strip=True) == "海韵 3 号楼"


def test_a_page_of_many_doors_costs_as_many_queries(django_assert_max_num_queries: Any) -> None:
    houses = [doors.building(floors=10, doors=4) for _n in range(3)]
    client = signed_in(make.manager())
    for url in ("/visits/doors/", url_of(houses[0])):
        client.get(url)
        with django_assert_max_num_queries(16):
            client.get(url)
