"""Hazards as those who find, check and put them right see them."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, Place, PlaceKind
from lianxin.operate.worker import run_all
from lianxin.outbox.models import Message
from lianxin.visits.actions import hazards
from lianxin.visits.models import Hazard
from tests import make
from tests.make import NOON
from tests.web.swap import one, soup
from tests.web.test_visits_round import picture

JPEG = b"\xff\xd8"
pytestmark = pytest.mark.django_db
TODAY = NOON.date()
DAY = dt.timedelta(days=1)


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


def shown(client: Client, url: str) -> str:
    return " ".join(one(soup(client.get(url)), "main").get_text(" ", strip=True).split())


def keyed(**fields: Any) -> dict[str, Any]:
    return {"key": str(new_id()), **fields}


def reported(house: Place, text: str = "四层扶手断了一截", **fields: Any) -> Hazard:
    seen = hazards.Seen(house, "STAIRS", text)
    told: dict[str, Any] = {"by": None, "at": NOON, "key": new_id()} | fields
    return hazards.report(house.district, seen, **told)


def url_of(found: Hazard, deed: str = "") -> str:
    return f"/visits/hazards/{found.ref}/{deed}"


def told(person: Any) -> list[str]:
    rows = Message.objects.filter(to=person)
    return sorted(rows.values_list("kind", flat=True))


def test_a_hazard_is_reported_checked_put_right_looked_at_and_cleared(house: Place) -> None:
    """VIS-09, X38"""
    unit = make.organisation(name="物业公司", at=house)
    worker, fixer = make.worker(house.parent), make.handler(unit)
    finder, checker = signed_in(make.handler(make.organisation())), signed_in(worker)
    said = keyed(place=house.name, thing="STAIRS", text="502 的租客可疑", spot="")

    refused = finder.post("/visits/hazards/new/", said)
    assert refused.status_code == 422
    assert "隐患只写地方和东西，不写人" in refused.content.decode()
    assert "502 的租客可疑" in refused.content.decode()
    for _time in range(2):
        finder.post("/visits/hazards/new/", said | {"text": "四层扶手断了一截"})
    found = Hazard.objects.get()
    assert found.place == house
    assert "四层扶手断了一截" in shown(checker, "/visits/hazards/?state=REPORTED")

    late = checker.post(url_of(found, "check/"), keyed(unit=unit.name, due_on=str(TODAY - DAY)))
    assert (late.status_code, "整改期限要在今天到一年以内" in late.content.decode()) == (422, True)
    assert finder.post(url_of(found, "check/"), keyed()).status_code == 422
    checker.post(url_of(found, "check/"), keyed(unit=unit.name, due_on=str(TODAY + 9 * DAY)))
    fixing = signed_in(fixer)
    assert "物业公司" in shown(fixing, url_of(found))
    fixing.post(url_of(found, "fix/"), keyed(result="重新焊好"))
    checker.post(url_of(found, "reopen/"), keyed(note="还晃", due_on=str(TODAY + DAY)))
    fixing.post(url_of(found, "fix/"), keyed(result="加了支架"))
    checker.post(url_of(found, "recheck/"), keyed(note=""))

    found.refresh_from_db()
    assert (found.state, found.result) == ("CLEARED", "加了支架")
    assert told(worker) == ["hazard_fixed", "hazard_fixed", "hazard_reported"]
    assert told(fixer) == ["hazard_given", "hazard_given"]
    assert not soup(checker.get(url_of(found))).select("main form")


def test_places_and_units_are_offered_by_name(house: Place) -> None:
    unit = make.organisation(name="城市更新局")
    found, client = reported(house), signed_in(make.dispatcher())

    names = soup(client.get("/visits/hazards/new/")).select("datalist#places option")
    assert any("第一网格" in str(name["value"]) for name in names)
    units = soup(client.get(url_of(found))).select("datalist#units option")
    assert unit.name in {name["value"] for name in units}


def test_who_may_not_check_or_put_right_is_told_so(house: Place) -> None:
    unit = make.organisation(at=house)
    found = reported(house)
    other = signed_in(make.handler(make.organisation(at=make.place())))
    assert other.get(url_of(found)).status_code == 404
    assert other.post(url_of(found, "dismiss/"), keyed(reason="没有")).status_code == 404
    hazards.check(found, unit=unit, due_on=TODAY, by=None, at=NOON)
    fixing = signed_in(make.handler(unit))
    assert fixing.post(url_of(found, "fix/"), keyed(result=" ")).status_code == 422
    checker = signed_in(make.worker(house.parent))
    assert checker.post(url_of(found, "fix/"), keyed(result="好了")).status_code == 403
    assert Client().get("/visits/hazards/").status_code == 302


def test_late_ones_are_counted_and_listed_and_go_into_a_file(house: Place) -> None:
    unit: Organisation = make.organisation(name="物业公司", at=house)
    old = NOON - 20 * DAY
    first, second = (reported(house, text, at=old) for text in ("扶手断了", "灯罩要掉"))
    for found, days in ((first, 3), (second, 30)):
        hazards.check(found, unit=unit, due_on=old.date() + days * DAY, by=None, at=old)
    reported(house, "门合不上", at=NOON)
    checker = signed_in(make.worker(house.parent))

    page = soup(checker.get("/visits/hazards/"))
    assert "逾期没整改 1" in one(page, ".kpis").get_text(" ", strip=True)
    assert len(page.select("tbody tr")) == 3
    late = soup(checker.get(str(one(page, ".kpis a")["href"]))).select("tbody tr")
    assert [one(row, "a").get_text(strip=True) for row in late] == ["扶手断了"]
    book = openpyxl.load_workbook(
        io.BytesIO(checker.get("/visits/hazards/all.xlsx?late=on").content)
    )
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[3] for row in rows] == ["哪里不安全", "扶手断了"]


def test_a_list_of_many_costs_as_many_queries(
    house: Place, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        reported(house, f"第 {number} 级台阶松了")
    checker = signed_in(make.worker(house.parent))
    checker.get("/visits/hazards/")
    with django_assert_max_num_queries(14):
        checker.get("/visits/hazards/")


def test_pictures_are_sent_with_it_and_shown_to_who_sees_it(client: Client, house: Place) -> None:
    lead = make.unit_lead(make.organisation(at=house.parent))
    client.force_login(lead)
    told = keyed(place=house.code, thing="STAIRS", text="四层扶手断了", spot="")
    client.post("/visits/hazards/new/", told | {"photos": picture()})
    run_all()
    found = Hazard.objects.get()

    page = soup(client.get(url_of(found)))
    link = str(one(page, "ul.photos a")["href"])
    for url in (link, f"{link}?size=small"):
        answer = client.get(url)
        assert (answer["Content-Type"], answer.getvalue()[:2]) == ("image/jpeg", JPEG)
    stranger = signed_in(make.handler(make.organisation(at=make.place())))
    assert stranger.get(link).status_code == 404
    assert Client().get(link).status_code in (302, 404)
