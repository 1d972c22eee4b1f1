"""Bodies by page: founded, chaired in turn, joined by one's own word, and left in two taps."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.bodies import queries
from lianxin.bodies.actions import serving, terms
from lianxin.bodies.models import Body, Member, SignUp, Term
from lianxin.kernel.ids import new_id
from lianxin.network.models import PlaceKind
from lianxin.outbox.models import Delivery
from lianxin.web.bodies.town_build import mine_url
from tests import make
from tests.bodies import build
from tests.bodies.build import BEGUN, DAY
from tests.make import NOON
from tests.web.test_partnering import keyed, said, signed_in, soup


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def council() -> Body:
    body = build.body()
    build.terms(body, build.units(body, 6))
    return body


def test_a_council_is_founded_and_its_chair_goes_round_by_page() -> None:
    host = make.unit_lead(make.organisation(name="高校服务中心"))
    page, unit = signed_in(host), make.organisation(name="海大")
    told = keyed(
        name="", kind="COUNCIL", about="一起商量", begun_on="2026-01-01",
        convener=str(host.seats.get().organisation_id), place=str(make.root().pk),
    )  # fmt: skip
    assert page.post("/bodies/new/", told).status_code == 422
    path = page.post("/bodies/new/", told | {"name": "校地联席会议"})["Location"]
    page.post(f"{path}admit/", keyed(unit=str(unit.pk), starts_on="2026-01-01"))
    laying = keyed(units="海大\n没有的单位", starts_on="2026-01-01", months="3", span="12")
    wrong = page.post(f"{path}lay/", laying)
    assert wrong.status_code == 422
    assert "没有的单位" in said(_soup(wrong))
    page.post(f"{path}lay/", laying | {"units": "海大"})

    body = Body.objects.get(district=make.district())
    first, *_rest = found = queries.terms_of(body)
    assert len(found) == 4
    here = f"{path}terms/{first.pk}/"
    page.post(f"{here}pledge/", keyed(title="开放自习室"))
    page.post(f"{here}move/", keyed(ends_on="2026-04-10"))
    page.post(f"{path}terms/{found[2].pk}/swap/", keyed(other=str(found[3].pk)))
    page.post(f"{here}report/", keyed(text="做了一半"))
    known = said(soup(Client(), f"/bodies/town/{body.ref}/"))
    for words in ("海大", "开放自习室", "2026-04-10", "做了一半", "现在轮值"):
        assert words in known
    assert signed_in(make.handler(make.organisation())).get(path).status_code == 404


def test_a_missing_report_is_said_on_the_public_page() -> None:
    """X2: from the fifteenth day on, without any job."""
    body = council()
    last = queries.terms_of(body)[3].ends_on  # 2025-12-31; it is 2 March
    terms_before = queries.terms_of(body)[:3]
    for term in terms_before:
        terms.report(term, text="都做完了", by=None, at=NOON)
    page = f"/bodies/town/{body.ref}/"

    for days, is_shown in ((14, False), (15, True)):
        with time_machine.travel(_noon(last + days * DAY), tick=False):
            assert ("履职报告未交" in said(soup(Client(), page))) is is_shown
    desk = signed_in(make.dispatcher())
    assert "履职报告未交" in said(soup(desk, "/bodies/?late=1"))


def test_somebody_joins_by_mail_and_leaves_in_two_taps() -> None:
    """X5"""
    body, client = build.body("ASSOCIATION", name="夜跑协会"), Client()
    build.body("GROUP", name="路线小组", parent=body)
    path = f"/bodies/town/{body.ref}/join/"
    assert client.post(path, keyed(name="小林", email="没有")).status_code == 422
    sent = client.post(path, keyed(name="小林", email="lin@example.org", shown_as="林同学"))
    assert "链接发出去了" in said(_soup(sent))
    page = said(soup(client, f"/bodies/town/{body.ref}/"))
    assert "林同学" not in page

    (letter,) = Delivery.objects.filter(district=body.district, kind="body_confirm")
    link = json.loads(letter.address)["link"]
    assert "加入“夜跑协会”吗" in said(soup(client, link))  # opening it is not yet a yes
    assert not Member.objects.filter(district=body.district).exists()
    mine = client.post(link)["Location"]
    assert client.get(link)["Location"] == mine
    assert "林同学" in said(soup(client, f"/bodies/town/{body.ref}/"))
    group = Body.objects.get(district=body.district, kind="GROUP")
    client.post(f"{mine}groups/{group.ref}/", keyed())
    assert "您在这个小组里" in said(soup(client, mine))

    leaving = soup(client, mine).select("section[aria-labelledby=groups-head] form")
    assert client.post(str(leaving[0]["action"]), keyed())["Location"] == mine
    assert "您在这个小组里" not in said(soup(client, mine))
    client.post(f"{mine}groups/{group.ref}/", keyed())

    shown = soup(client, mine)  # the first tap: her link; the second: the button
    (form,) = shown.select("section[aria-labelledby=leave-head] form")
    assert not form.select("input:not([type=hidden])")
    client.post(str(form["action"]), keyed())
    assert "您已经退出" in said(soup(client, mine))
    assert queries.members_on(group, on=NOON.date()) == []
    assert client.get(re.sub(r"/[^/]+/$", "/0000-0000/", mine)).status_code == 404


def test_who_says_no_leaves_nothing_behind() -> None:
    """X5"""
    body, client = build.body("ASSOCIATION"), Client()
    client.post(f"/bodies/town/{body.ref}/join/", keyed(name="小林", email="lin@example.org"))
    (letter,) = Delivery.objects.filter(district=body.district, kind="body_confirm")
    link = json.loads(letter.address)["link"]

    client.post(f"{link}decline/")

    assert not SignUp.objects.filter(district=body.district).exists()
    assert client.get(link).status_code == 404


def test_a_member_by_account_joins_stands_and_votes() -> None:
    body, user = build.body("ASSOCIATION", name="夜跑协会"), make.user(name="韩雪")
    me, host = signed_in(user), signed_in(make.handler(body.convener))
    mine = me.post(f"/bodies/town/{body.ref}/join/", keyed(shown_as="小雪"))["Location"]
    poll = keyed(
        title="会长", seats="1", nominate_until_on="2026-03-05", vote_until_on="2026-03-10",
        starts_on="2026-03-15", ends_on="2027-03-14",
    )  # fmt: skip
    host.post(f"/bodies/{body.ref}/call/", poll)
    election = body.elections.get(district=body.district)
    polls = f"{mine}polls/{election.pk}/"
    me.post(f"{polls}stand/", keyed(name="韩雪", statement="多跑几次"))

    with time_machine.travel(_noon(dt.date(2026, 3, 8)), tick=False):
        ballot = keyed(chosen=str(election.candidates.get(district=body.district).pk))
        assert me.post(f"{polls}vote/", keyed()).status_code == 422
        me.post(f"{polls}vote/", ballot)
        me.post(f"{polls}vote/", ballot | keyed())
        assert "已投票" in said(soup(me, mine)) or "1 人投票" in said(soup(me, mine))
    with time_machine.travel(_noon(dt.date(2026, 3, 12)), tick=False):
        host.post(f"/bodies/{body.ref}/polls/{election.pk}/count/", keyed())
    with time_machine.travel(_noon(dt.date(2026, 3, 20)), tick=False):
        known = said(soup(Client(), f"/bodies/town/{body.ref}/"))
    assert "会长：小雪" in known
    assert "1 票" in known


def test_a_number_is_for_those_whom_she_serves() -> None:
    """NET-16, NET-17"""
    grid = make.grid()
    house = make.place(kind=PlaceKind.BUILDING, name="3 号楼", under=grid)
    host = make.organisation(kind="COMMUNITY", at=grid)
    lead = make.unit_lead(host)
    told = keyed(
        name="三号楼王姐", phone="13900002222", host=str(host.pk), place=str(house.pk),
        starts_on="2026-03-01",
    )  # fmt: skip
    page = signed_in(lead)
    assert page.post("/bodies/points/", told | {"place": ""}).status_code == 422
    page.post("/bodies/points/", told)

    assert "13900002222" in said(soup(page, "/bodies/points/"))
    stranger = signed_in(make.handler(make.organisation(at=make.place())))
    assert "王姐" not in said(soup(stranger, "/bodies/points/"))
    card = f"/cards/{house.code}/"
    assert "楼长（2026-03 起） 三号楼王姐 13900002222" in said(soup(page, card))
    (point,) = queries.points_of_place(house, on=NOON.date())
    page.post(f"/bodies/points/{point.pk}/end/", keyed(ends_on="2026-03-01"))
    assert "王姐" not in said(soup(page, "/bodies/points/"))


def test_a_contact_point_is_known_in_its_unit() -> None:
    """NET-16"""
    firm, host = make.organisation(kind="FIRM", at=make.place()), make.organisation()
    helper = serving.Helper("服务专员小李", phone="13900003333", unit=firm)
    serving.name_point(host, helper, starts_on=BEGUN, by=None, at=NOON, key=new_id())

    assert "13900003333" in said(soup(signed_in(make.handler(firm)), "/bodies/points/"))
    other = make.handler(make.organisation(kind="FIRM", at=make.place()))
    assert "小李" not in said(soup(signed_in(other), "/bodies/points/"))


def test_lists_are_taken_out_as_excel() -> None:
    body, desk = council(), signed_in(make.dispatcher())

    for path, cell in (
        ("/bodies/bodies.xlsx", "校地联席会议"),
        (f"/bodies/{body.ref}/members.xlsx", "成员单位3"),
        (f"/bodies/{body.ref}/roster.xlsx", "2026-12-31"),
    ):
        sheet: Any = openpyxl.load_workbook(io.BytesIO(desk.get(path).content)).active
        assert any(cell in row for row in sheet.iter_rows(values_only=True)), path


def test_members_come_in_as_a_table_whole_or_not_at_all_and_once() -> None:
    """NET-03: some hundred part-time members, as a street office has them in Excel."""
    body = build.body()
    make.organisation(name="海大")
    desk = signed_in(make.unit_lead(body.convener))
    path = f"/bodies/{body.ref}/bring-in/"
    head = "姓名,所在单位,职务,聘任日期,任期届满\n"
    good = "".join(f"委员{n},海大,,2026-01-01,2028-12-31\n" for n in range(249))
    good += ",海大,,2026年1月1日,\n王敏,海大,副主任,2026-01-01,\n"

    def send(table: str) -> Any:
        file = SimpleUploadedFile("members.csv", (head + table).encode())
        return desk.post(path, keyed(file=file))

    wrong = send(good + "李强,没有这个校,,明年,\n,海大,主任,2026-01-01,2025-01-01\n")
    told = said(_soup(wrong))
    assert wrong.status_code == 422
    for words in ("没有找到“没有这个校”", "不是日期", "早于加入日期", "写了职务，没有姓名"):
        assert words in told
    assert not Member.objects.filter(district=body.district).exists()

    assert send(good)["Location"] == f"/bodies/{body.ref}/"
    assert send(good).status_code == 302
    assert len(queries.members_on(body, on=NOON.date())) == 250
    assert [one.name for one in queries.units_on(body, on=NOON.date())] == ["海大"]
    assert "副主任：王敏" in said(soup(desk, f"/bodies/{body.ref}/"))
    sheet: Any = openpyxl.load_workbook(io.BytesIO(desk.get("/bodies/members.xlsx").content))
    assert [cell.value for cell in sheet.active[1]][:2] == ["姓名", "单位"]


def test_into_an_association_nobody_is_put_by_a_table() -> None:
    """X5"""
    body = build.body("ASSOCIATION")
    desk = signed_in(make.unit_lead(body.convener))
    table = f"姓名,单位,加入日期\n小林,{body.convener.name},2026-01-01\n"

    assert "导入成员" not in said(soup(desk, f"/bodies/{body.ref}/"))
    file = SimpleUploadedFile("members.csv", table.encode())
    answer = desk.post(f"/bodies/{body.ref}/bring-in/", keyed(file=file))
    assert answer.status_code == 422
    assert not Member.objects.filter(district=body.district).exists()


def test_a_list_costs_as_much_for_many_as_for_one() -> None:
    council()
    desk, costs = signed_in(make.dispatcher()), []

    for _round in range(2):
        for path in ("/bodies/", "/bodies/town/"):
            desk.get(path)
            with CaptureQueriesContext(connection) as asked:
                desk.get(path)
            costs.append(len(asked))
        for number in range(3):
            build.body("ASSOCIATION", name=f"协会{number}")

    assert costs[2] <= costs[0]
    assert costs[3] <= costs[1]


def test_bodies_are_found_drawn_and_on_the_map() -> None:
    body = council()
    build.body("GROUP", name="岗位小组", parent=body)

    town = soup(Client(), "/bodies/town/")
    assert [text.get_text() for text in town.select("svg.body-chart__drawn text")] == [
        "校地联席会议", "岗位小组"
    ]  # fmt: skip
    assert "校地联席会议" in said(soup(Client(), "/find/?q=联席会议"))
    assert Client().get("/bodies/town/shapes.geojson").json()["type"] == "FeatureCollection"


def test_a_body_by_api_and_in_the_words_of_popolo() -> None:
    body, client = council(), Client()
    club = build.body("ASSOCIATION", name="夜跑协会")
    build.by_mail(club)
    build.member(club)

    first = client.get("/api/v1/bodies?limit=1").json()
    then = client.get(f"/api/v1/bodies?limit=1&cursor={first['next']}").json()
    assert {first["items"][0]["ref"], then["items"][0]["ref"]} == {body.ref, club.ref}
    told = client.get(f"/api/v1/bodies/{body.ref}").json()
    assert len(told["terms"]) == 8
    assert told["terms"][0]["is_missing"] is True
    popolo = client.get(f"/api/v1/bodies/{club.ref}/popolo").json()
    assert [one["name"] for one in popolo["persons"]] == ["林同学"]  # and nobody who is not named
    assert len(popolo["memberships"]) == 1
    assert "lin@example" not in json.dumps(popolo)


def test_the_chair_promises_and_reports_by_api() -> None:
    body = council()
    term: Term = queries.terms_of(body)[4]
    path = f"/api/v1/bodies/{body.ref}/terms/{term.pk}"
    token = {"Authorization": f"Bearer {make.token(make.handler(term.unit))}"}

    def post(where: str, told: dict[str, str]) -> Any:
        return Client().post(where, told, content_type="application/json", headers=token)

    assert post(f"{path}/pledges", {"title": "开放自习室"}).status_code == 201
    assert post(f"{path}/report", {"text": "开放了六间"}).json()["state"] == "REPORTED"
    host = f"Bearer {make.token(make.unit_lead(body.convener))}"
    stranger = make.token(make.handler(make.organisation()))
    assert post(f"{path}/close", {}).status_code == 403
    mine, token["Authorization"] = token["Authorization"], host
    assert post(f"{path}/close", {}).status_code == 422  # it is not over
    past = queries.terms_of(body)[3]
    terms.report(past, text="都做完了", by=None, at=NOON)
    done = f"/api/v1/bodies/{body.ref}/terms/{past.pk}/close"
    assert post(done, {}).json()["state"] == "CLOSED"
    unit = {"unit": make.organisation(name="海大").code, "starts_on": "2026-03-01"}
    seats = f"/api/v1/bodies/{body.ref}"
    assert unit["unit"] in post(f"{seats}/units", unit).json()["units"]
    assert post(f"{seats}/units", unit).status_code == 422  # it is a member already
    who = {"name": "王敏", "home": unit["unit"], "starts_on": "2026-03-01"}
    assert post(f"{seats}/members", who).json()["people"] == 1
    club = build.body("ASSOCIATION", convener=body.convener)
    assert post(f"/api/v1/bodies/{club.ref}/members", who).status_code == 422
    token["Authorization"] = mine
    assert post(f"{seats}/members", who).status_code == 403
    token["Authorization"] = f"Bearer {stranger}"
    assert post(f"{path}/report", {"text": "不是我的"}).status_code == 403


def test_a_members_page_opens_with_her_code_alone() -> None:
    member = build.member(build.body("ASSOCIATION"))
    client = Client()

    answer = client.get(mine_url(member))

    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get(f"/bodies/town/member/{member.pk}/WRONG/").status_code == 404


def _soup(answer: Any) -> Any:
    return BeautifulSoup(answer.content.decode(), "html.parser")


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=make.SHANGHAI)
