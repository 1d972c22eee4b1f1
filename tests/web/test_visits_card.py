"""Contact cards and the log of a household, by page."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from lianxin.bodies.models import Point
from lianxin.cases.models import Case
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.network.models import PlaceKind
from lianxin.papers.pictures import Upload
from lianxin.visits.actions import households, keeping
from lianxin.visits.models import Household, Visit, VisitPhoto
from lianxin.web.visits import cards_vcf
from tests import make
from tests.make import NOON
from tests.visits import doors
from tests.web.test_partnering import keyed, said, signed_in, soup


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def link_of(one: Household) -> str:
    return f"/visits/log/{one.pk}/{one.code}/"


def visited(**fields: Any) -> tuple[doors.Round, Household, Visit]:
    house = doors.building(name="3 号楼", floors=1, doors=2)
    of = doors.running(officers=1)
    call = next(one for one in of.calls() if one.household and one.household.building == house)
    received = doors.visit(call, note="问了楼道灯，报修了。", **fields)
    assert call.household is not None
    return of, call.household, received.visit


def steward(house: Any, **fields: Any) -> Point:
    told = {"name": "王阿姨", "phone": "13800000001", "starts_on": NOON.date()} | fields
    made: Point = Point.objects.create(
        district=house.district, place=house, host=make.organisation(), **told
    )
    return made


def test_a_household_reads_corrects_and_deletes_what_was_written() -> None:
    """X37"""
    _of, home, visit = visited()
    path, who = link_of(home), Client()
    page = who.get(path)
    assert page.headers["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in page.headers["Cache-Control"]
    assert "问了楼道灯，报修了。" in page.content.decode()

    empty = who.post(f"{path}{visit.pk}/correct/", keyed(note=""))
    assert empty.status_code == 422
    long = "灯" * 501
    kept = who.post(f"{path}{visit.pk}/correct/", keyed(note=long))
    assert kept.status_code == 422
    assert long in kept.content.decode()

    who.post(f"{path}{visit.pk}/correct/", keyed(note="灯还没修好。"))
    assert "灯还没修好。" in said(soup(who, path))
    assert "已改成您自己的话" in said(soup(who, path))

    for _twice in range(2):
        assert who.post(f"{path}{visit.pk}/forget/", keyed()).status_code == 302
    visit.refresh_from_db()
    assert (visit.note, visit.officer_id) == ("", None)
    assert "还没有走访记录" in said(soup(who, path))
    late = who.post(f"{path}{visit.pk}/correct/", keyed(note="再写"))
    assert late.status_code == 409
    assert "已经删除" in late.content.decode()
    assert "再写" in late.content.decode()


def test_nobody_calls_for_twelve_months_until_she_says_otherwise() -> None:
    """X37"""
    of, home, _visit = visited(outcome="NOBODY")
    path, who = link_of(home), Client()
    who.post(f"{path}decline/", keyed())
    assert "2027-03-02 以前没有人来走访" in said(soup(who, path))
    assert home.pk not in {one.household_id for one in of.calls() if one.state == "OPEN"}

    who.post(f"{path}welcome/", keyed())
    home.refresh_from_db()
    assert home.declined_until_on is None
    assert home.pk in {one.household_id for one in of.calls() if one.state == "OPEN"}


def test_asking_for_a_visit_is_a_case_with_a_number_and_once() -> None:
    """C2"""
    _of, home, _visit = visited()
    path, who = link_of(home), Client()
    bad = who.post(f"{path}ask/", keyed(text="", name="林女士", phone="13912345678"))
    assert bad.status_code == 422
    assert "林女士" in bad.content.decode()

    told = keyed(text="楼道灯坏了，周末在家", name="林女士", phone="13912345678")
    first, again = who.post(f"{path}ask/", told), who.post(f"{path}ask/", told)
    case = Case.objects.get()
    assert first["Location"] == again["Location"]
    assert first["Location"] == f"/track/{case.ref}/{privacy.tracking_code(case.pk)}/?new=1"
    assert (case.text, case.address) == ("请人上门：楼道灯坏了，周末在家", home.address)
    assert (case.source, case.place_id) == ("CARD", home.building_id)


def test_a_wrong_code_opens_nothing() -> None:
    _of, home, visit = visited()
    other = Household.objects.exclude(pk=home.pk).first()
    assert other is not None
    wrong = f"/visits/log/{home.pk}/{other.code}/"
    who = Client()
    for path in (wrong, f"{wrong}contacts.vcf", f"/visits/log/{new_id()}/{'A' * 20}/"):
        assert who.get(path).status_code == 404
    for name in ("ask", "decline", "welcome", f"{visit.pk}/correct", f"{visit.pk}/forget"):
        assert who.post(f"{wrong}{name}/", keyed(note="x", text="x")).status_code == 404
    assert who.post(f"{link_of(other)}{visit.pk}/forget/", keyed()).status_code == 404
    visit.refresh_from_db()
    assert visit.note == "问了楼道灯，报修了。"


def test_one_door_does_not_ask_without_end() -> None:
    _of, home, _visit = visited()
    path, who = link_of(home), Client()
    codes = [who.post(f"{path}decline/", keyed()).status_code for _n in range(41)]
    assert codes.count(302) == 40
    assert codes[-1] == 429


def test_pictures_are_seen_by_who_lives_there_alone() -> None:
    _of, home, visit = visited()
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(drawn, "JPEG")
    drawn.seek(0)
    keeping.keep(visit, [Upload("a.jpg", len(drawn.getvalue()), drawn)])
    row = VisitPhoto.objects.get()
    path, who = link_of(home), Client()
    assert who.get(f"{path}photos/{row.pk}/").status_code == 404
    keeping.make_visit_photo_ready.func(str(row.pk))
    page = soup(who, path)
    shown = who.get(str(page.select_one(".photos a")["href"]))  # type: ignore[index]  # it is there
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")  # type: ignore[attr-defined]  # a file
    other = Household.objects.exclude(pk=home.pk).first()
    assert other is not None
    assert who.get(f"{link_of(other)}photos/{row.pk}/").status_code == 404


def test_a_card_says_who_serves_the_building_today() -> None:
    """VIS-04, NET-17: the number of a steward is for those whom she serves."""
    _of, home, _visit = visited()
    house, who = home.building, Client()
    steward(house)
    steward(house, name="老李", phone="", ends_on=NOON.date() - dt.timedelta(days=1),
            starts_on=NOON.date() - dt.timedelta(days=90))  # fmt: skip
    public, own = said(soup(who, f"/visits/at/{house.code}/")), said(soup(who, link_of(home)))
    assert "王阿姨" in public
    assert "13800000001" not in public
    assert "13800000001" in own
    assert "老李" not in public + own
    assert "走访单位" in own

    Point.objects.update(name="赵老师")
    assert "赵老师" in said(soup(who, link_of(home)))


def test_contacts_go_into_an_address_book() -> None:
    _of, home, _visit = visited()
    house = home.building
    water = make.organisation(name="供水公司", kind="UTILITY")
    water.hotline = "0532-1234 5678"
    water.save()
    steward(house)
    public = Client().get(f"/visits/at/{house.code}/contacts.vcf")
    assert public.headers["Content-Type"] == "text/vcard; charset=utf-8"
    told = public.content.decode()
    assert "13800000001" not in told
    assert 'TEL;VALUE=uri;TYPE="voice,work":tel:0532-12345678\r\n' in told
    own = Client().get(f"{link_of(home)}contacts.vcf").content.decode()
    assert "tel:13800000001" in own
    assert "/visits/log/" not in own
    assert own.count("BEGIN:VCARD\r\nVERSION:4.0\r\n") == own.count("END:VCARD\r\n") >= 3


def test_a_contact_is_written_by_the_book() -> None:
    """RFC 6350: lines of 75 octets, no character cut, signs escaped."""
    name = "望海新区海韵街道办事处,;\\便民服务中心" * 4
    made = cards_vcf.vcards([cards_vcf.Contact(new_id(), name, "", note="一\n二")])
    lines = made.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = made.replace("\r\n ", "")
    escaped = name.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    assert f"FN:{escaped}\r\n" in whole
    assert "NOTE:一\\n二\r\n" in whole


def test_who_keeps_the_doors_prints_all_cards_and_who_calls_her_own() -> None:
    house = doors.building(name="3 号楼", floors=2, doors=2)
    of = doors.running(officers=2)
    keeper = make.worker(house)
    home = f"/visits/cards/{house.code}/"
    assert "打印每户的卡（4 张）" in said(soup(signed_in(keeper), home))
    stranger = make.handler(make.organisation())
    assert "没有您可以发卡的住户" in said(soup(signed_in(stranger), home))
    assert signed_in(stranger).get(f"{home}doors.pdf").status_code == 404

    unit = make.organisation(name="报社")
    officer = make.handler(unit)
    call = of.calls()[0]
    assert call.household is not None
    type(call).objects.filter(pk=call.pk).update(officer=officer)
    page = signed_in(officer)
    assert "打印每户的卡（1 张）" in said(soup(page, home))
    assert page.get(f"/visits/cards/door/{call.household_id}/").status_code == 200
    others = Household.objects.exclude(pk=call.household.pk)
    assert page.get(f"/visits/cards/door/{others[0].pk}/").status_code == 404
    assert page.get(f"{home}doors.pdf?door={others[0].pk}").status_code == 404
    assert page.get(f"{home}doors.pdf?door=x").status_code == 404
    made = page.get(f"{home}doors.pdf")
    assert made.content.startswith(b"%PDF")
    assert "no-store" in made.headers["Cache-Control"]


def test_the_cards_of_a_building_cost_the_same_for_many_doors() -> None:
    house = doors.building(name="3 号楼", floors=1, doors=2)
    page = signed_in(make.worker(house))
    page.get(f"/visits/cards/{house.code}/doors.pdf")
    with CaptureQueriesContext(
        connection,
    ) as few:
        page.get(f"/visits/cards/{house.code}/doors.pdf")
    households.put(house, households.Drawn(6, 3).listed(), by=None, at=NOON, key=new_id())
    with CaptureQueriesContext(connection) as many:
        made = page.get(f"/visits/cards/{house.code}/doors.pdf")
    assert len(many) == len(few) <= 14
    assert made.content.startswith(b"%PDF")


def test_the_card_for_everybody_has_no_link_of_a_household() -> None:
    house = doors.building(name="3 号楼", floors=1, doors=2)
    assert house.kind == PlaceKind.BUILDING
    made = signed_in(make.worker(house)).get(f"/visits/cards/{house.code}/building.pdf")
    assert made.content.startswith(b"%PDF")
    assert "每户的卡" in said(soup(signed_in(make.worker(house)), f"/cards/{house.code}/"))


def test_a_lost_card_opens_nothing_once_it_is_renewed() -> None:
    of, home, _visit = visited()
    old, who = link_of(home), Client()
    stranger = signed_in(make.handler(make.organisation()))
    path = f"/visits/cards/door/{home.pk}/"
    assert stranger.post(f"{path}renew/", keyed()).status_code == 404
    assert who.get(old).status_code == 200

    officer, told = signed_in(of.officers[0]), keyed()
    for _twice in range(2):
        assert officer.post(f"{path}renew/", told).status_code == 302
    home.refresh_from_db()
    assert who.get(old).status_code == 404
    assert "问了楼道灯，报修了。" in said(soup(who, link_of(home)))
    assert link_of(home) != old


def test_who_moves_in_reads_nothing_of_before_and_has_not_declined() -> None:
    """X37: a log is of a household, not of its walls."""
    of, home, visit = visited()
    Household.objects.filter(pk=home.pk).update(declined_until_on=NOON.date())
    officer = signed_in(of.officers[0])

    officer.post(f"/visits/cards/door/{home.pk}/renew/", keyed(is_new="on"))

    home, who = Household.objects.get(pk=home.pk), Client()
    assert home.declined_until_on is None
    assert "问了楼道灯，报修了。" not in said(soup(who, link_of(home)))
    assert who.post(f"{link_of(home)}{visit.pk}/forget/", keyed()).status_code == 404
    assert Visit.objects.get(pk=visit.pk).note == "问了楼道灯，报修了。"
