"""Campaigns as those who run them see them: planned, dealt out, handed over, counted."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from lianxin.kernel.ids import new_id
from lianxin.network.models import Place, PlaceKind, User
from lianxin.visits import queries
from lianxin.visits.actions import campaigns
from lianxin.visits.models import Campaign, Officer
from tests import make
from tests.make import NOON
from tests.visits import doors
from tests.visits.doors import DAY, TODAY
from tests.web.swap import one, soup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, url: str) -> str:
    return " ".join(one(soup(client.get(url)), "main").get_text(" ", strip=True).split())


def keyed(**fields: Any) -> dict[str, Any]:
    return {"key": str(new_id()), **fields}


def sheet(client: Client, url: str) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(client.get(url).content))
    return list(book.worksheets[0].iter_rows(values_only=True))


def url_of(found: Campaign, deed: str = "") -> str:
    return f"/visits/campaigns/{found.ref}/{deed}"


def test_a_campaign_is_planned_manned_dealt_out_and_begun_by_its_pages() -> None:
    """VIS-01, X35"""
    doors.building(floors=5, doors=2)
    unit = make.organisation(name="望潮街道办事处", kind="STREET_OFFICE")
    lead, helper = make.unit_lead(unit), make.worker(make.root())
    client = signed_in(lead)
    told = keyed(
        title="百名干部进万家", aim="HOUSEHOLDS", unit=str(unit.pk), place=str(make.root().pk),
        starts_on=str(TODAY), ends_on=str(TODAY + 9 * DAY), quota="40", form="", about="",
    )  # fmt: skip

    refused = client.post("/visits/campaigns/new/", told | {"ends_on": str(TODAY - DAY)})
    assert refused.status_code == 422
    assert "结束日期要在开始日期之后" in refused.content.decode()
    assert 'value="百名干部进万家"' in refused.content.decode()
    client.post("/visits/campaigns/new/", told)
    client.post("/visits/campaigns/new/", told)
    found = Campaign.objects.get()

    assert "写明谁去走访" in shown(client, url_of(found))
    engaged = client.post(url_of(found, "engage/"), keyed(people=f"{helper.username}\n没有这人"))
    assert (engaged.status_code, "没有找到：没有这人" in engaged.content.decode()) == (422, True)
    assert client.post(url_of(found, "engage/"), keyed()).status_code == 422
    client.post(url_of(found, "engage/"), keyed(people=helper.username, unit=str(unit.pk)))
    assert {row.user for row in Officer.objects.all()} == {lead, helper}
    client.post(url_of(found, "deal/"), keyed())
    client.post(url_of(found, "start/"), keyed())

    found.refresh_from_db()
    assert found.state == "RUNNING"
    assert [row.whole for row in queries.coverage_by(found, "officer").values()] == [5, 5]
    page = shown(client, url_of(found))
    assert "每天走 1 户就赶得上" in page
    assert "应走访 10 户，0%" in page


def test_the_same_name_twice_asks_for_the_account() -> None:
    of = doors.planned(officers=0)
    people = [make.worker(make.root()) for _n in range(2)]
    User.objects.filter(pk__in=[one.pk for one in people]).update(name="王芳")

    answer = signed_in(of.lead).post(url_of(of.campaign, "engage/"), keyed(people="王芳"))

    assert (answer.status_code, "不止一个人叫：王芳" in answer.content.decode()) == (422, True)
    assert not Officer.objects.exists()


def test_doors_are_given_to_another_one_by_one_or_all_that_the_list_shows() -> None:
    """VIS-01: by hand, where nobody has been yet."""
    doors.building(floors=4, doors=2)
    of = doors.running(officers=2)
    first, second = of.officers
    doors.visit(of.calls(first)[0])
    client = signed_in(of.lead)
    here = url_of(of.campaign, f"calls/hand-over/?officer={first.pk}")

    empty = client.post(here, keyed(to=str(second.pk)))
    assert (empty.status_code, "请勾选要移交的" in empty.content.decode()) == (422, True)
    one_door = of.calls(first)[1]
    key = keyed(to=str(second.pk), calls=[str(one_door.pk)])
    for _time in range(2):
        assert client.post(here, key).status_code == 302
    assert (len(of.calls(first)), len(of.calls(second))) == (3, 5)
    client.post(here, keyed(to=str(second.pk), is_whole="on"))

    assert [call.state for call in of.calls(first)] == ["DONE"]
    assert len(of.calls(second)) == 7


def test_figures_lead_to_their_rows_and_doors_count_once() -> None:
    """VIS-01: distinct households; what needs no visit stands beside."""
    house = doors.building(floors=4, doors=2, name="海韵 3 号楼")
    of = doors.running(officers=1)
    calls = of.calls()
    for call in (calls[0], calls[0], calls[1]):
        doors.visit(call)
    doors.visit(calls[2], outcome="DECLINED")
    doors.visit(calls[3], outcome="NOBODY")
    client = signed_in(of.lead)

    page = soup(client.get(url_of(of.campaign, "?by=building")))
    row = one(page, "section[aria-labelledby=covered-head] tbody tr")
    assert [cell.get_text(strip=True) for cell in row.select("th, td")] == [
        "海韵 3 号楼", "5", "228%", "7", "1",
    ]  # fmt: skip
    spared = soup(client.get(str(row.select("td a")[-1]["href"]))).select("tbody tr")
    assert len(spared) == 1
    link = one(row, "td a")["href"]
    assert one(soup(client.get(str(link))), "h1").get_text(strip=True) == house.name
    assert len(soup(client.get(str(link))).select("tbody tr")) == 5
    done = soup(client.get(url_of(of.campaign, "calls/?state=DONE")))
    assert len(done.select("tbody tr")) == 2

    assert sheet(client, url_of(of.campaign, "calls.xlsx?state=DECLINED"))[1][3] == "谢绝走访"
    counted = sheet(client, url_of(of.campaign, "coverage.xlsx?by=building"))
    assert counted[1] == ("海韵 3 号楼", 7, 2, 28, 5, 1)
    areas = client.get(url_of(of.campaign, "shapes/")).json()
    assert areas["type"] == "FeatureCollection"


def test_who_is_not_of_it_sees_nothing_and_who_calls_changes_nothing() -> None:
    doors.building(floors=1, doors=2)
    of = doors.running(officers=1)
    stranger = signed_in(make.handler(make.organisation(at=make.place())))
    assert stranger.get(url_of(of.campaign)).status_code == 404
    assert of.campaign.title not in stranger.get("/visits/campaigns/").content.decode()

    caller = signed_in(of.officers[0])
    assert not soup(caller.get(url_of(of.campaign))).select("main form")
    assert caller.post(url_of(of.campaign, "end/"), keyed()).status_code == 403
    other = signed_in(make.handler(make.organisation(at=make.place())))
    assert other.post(url_of(of.campaign, "end/"), keyed()).status_code == 404
    desk = signed_in(make.dispatcher())
    assert desk.post(url_of(of.campaign, "end/"), keyed()).status_code == 302
    assert Campaign.objects.get().state == "ENDED"
    assert "重新开始" in shown(desk, url_of(of.campaign))


def test_what_a_page_costs_does_not_grow(django_assert_max_num_queries: Any) -> None:
    for _house in range(3):
        doors.building(floors=10, doors=2)
    of = doors.running(officers=4)
    campaigns.plan(
        of.campaign.district, doors.told(of.campaign.unit), by=None, at=NOON, key=new_id()
    )
    client = signed_in(of.lead)
    for url, most in (
        ("/visits/campaigns/", 15),
        (url_of(of.campaign, "?by=officer"), 26),
        (url_of(of.campaign, "calls/"), 18),
    ):
        client.get(url)
        with django_assert_max_num_queries(most):
            client.get(url)


def test_a_list_is_read_page_by_page_in_walking_order() -> None:
    doors.building(floors=30, doors=2)
    of = doors.running(officers=2)
    client = signed_in(of.lead)

    first = soup(client.get(url_of(of.campaign, "calls/")))
    second = soup(client.get(str(one(first, "a[rel=next]")["href"])))
    back = soup(client.get(str(one(second, "a[rel=prev]")["href"])))

    rows = [page.select("tbody th") for page in (first, second, back)]
    assert [len(found) for found in rows] == [50, 10, 50]
    assert rows[0][0].get_text() == rows[2][0].get_text()
    asked = client.get(url_of(of.campaign, "calls/?after=abc~def"))
    assert asked.status_code == 200


def test_a_campaign_of_firms_is_counted_in_firms_by_area_and_week() -> None:
    """VIS-08"""
    park = make.place(kind=PlaceKind.PARK, name="望海软件园")
    for name in ("海川机电", "云帆软件", "北岸食品"):
        make.organisation(name=name, at=park, kind="FIRM")
    of = doors.running(officers=1, aim="FIRMS", ends_on=TODAY)
    client, caller = signed_in(of.lead), signed_in(of.officers[0])

    assert "今天走 3 家就赶得上" in shown(caller, "/visits/")
    first = of.calls()[0]
    assert "住户" not in shown(caller, f"/visits/{first.pk}/")
    doors.visit(first, note="问了用工，讲了招聘会怎么报名。")

    page = client.get(url_of(of.campaign))
    assert "每天走 2 家就赶得上" in shown(client, url_of(of.campaign))
    row = one(soup(page), "section[aria-labelledby=covered-head] tbody tr")
    assert [cell.get_text(strip=True) for cell in row.select("th, td")] == [
        "望海软件园", "2", "133%", "3", "0",
    ]  # fmt: skip
    assert len(soup(client.get(str(one(row, "th a")["href"]))).select("tbody tr")) == 3
    weeks = one(soup(client.get(url_of(of.campaign, "?by=week"))), "a[aria-label*=这一周走访]")
    assert len(soup(client.get(str(weeks["href"]))).select("tbody tr")) == 1
    monday = TODAY - TODAY.weekday() * DAY
    kept = sheet(client, url_of(of.campaign, "coverage.xlsx?by=week"))[1]
    assert kept == (str(monday), 1, 1, 3)


def test_a_campaign_of_places_is_drawn_place_by_place() -> None:
    """VIS-07"""
    street = make.place(kind=PlaceKind.STREET, name="海韵街道")
    square = {"type": "Polygon", "coordinates": [[[120, 36], [120.1, 36], [120, 36.1], [120, 36]]]}
    villages = [make.place(under=street, name=name) for name in ("学苑社区", "东风村")]
    Place.objects.filter(pk=villages[0].pk).update(shape=square)
    of = doors.running(officers=1, aim="PLACES")
    client = signed_in(of.lead)
    doors.visit(next(call for call in of.calls() if call.place_id == villages[0].pk))

    [drawn] = [
        one["properties"]
        for one in client.get(url_of(of.campaign, "shapes/")).json()["features"]
        if "url" in one["properties"]
    ]
    assert drawn["value"] == 100
    assert [
        row.get_text(" ", strip=True)
        for row in soup(client.get(drawn["url"])).select("th[scope=row]")
    ] == ["学苑社区 海韵街道"]
    row = one(
        soup(client.get(url_of(of.campaign))), "section[aria-labelledby=covered-head] tbody tr"
    )
    assert [cell.get_text(strip=True) for cell in row.select("th, td")][:4] == [
        "海韵街道",
        "1",
        "150%",
        "2",
    ]
