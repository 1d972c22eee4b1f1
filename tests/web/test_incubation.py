"""Groups by page: taken in, led on, registered, with a project."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.incubation.models import Cycle, Group
from tests import make
from tests.incubation.test_incubation import fresh, nest, registered
from tests.web.test_partnering import keyed, said, signed_in, soup


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def test_a_group_is_taken_in_and_led_on_by_page() -> None:
    made, place = nest(), make.place()
    host = signed_in(made.host)
    told = keyed(
        name="",
        about="做事",
        place=str(place.pk),
        incubator=str(made.group.incubator_id),
        people="4",
    )
    assert host.post("/incubation/new/", told).status_code == 422
    path = host.post("/incubation/new/", told | {"name": "读书会"})["Location"]
    assert "还差" in said(soup(host, path))

    for code in ("PLAN", "FOUNDERS", "SPACE"):
        host.post(f"{path}show/", keyed(code=code))
    host.post(f"{path}go-on/", keyed())
    answer = host.post(f"{path}register/", keyed(registration="民 9", code="ngo-read"))
    assert answer.status_code == 422
    assert "办过三次活动的记录" in answer.content.decode()
    for code in ("ACTIVITIES", "CHARTER", "NAME"):
        host.post(f"{path}show/", keyed(code=code))
    host.post(f"{path}register/", keyed(registration="民 9", code="ngo-read"))

    assert Group.objects.get(name="读书会").state == "REGISTERED"
    other = make.handler(make.organisation())
    assert signed_in(other).get(path).status_code == 404


def test_a_project_runs_by_page() -> None:
    made = registered()
    host, path = signed_in(made.host), f"/incubation/{made.group.ref}/"
    host.post(
        f"{path}plan/",
        keyed(title="看护", text="两月", starts_on="2026-03-02", ends_on="2026-05-01"),
    )
    project = Cycle.objects.get()

    host.post(f"{path}{project.pk}/begin/", keyed(promised_fen="5000"))
    bad = host.post(f"{path}{project.pk}/report/", keyed(text="", spent_fen="10"))
    assert bad.status_code == 422
    host.post(f"{path}{project.pk}/report/", keyed(text="办了十次", spent_fen="4800"))
    host.post(f"{path}{project.pk}/accept/", keyed())

    page = said(soup(host, path))
    assert "已验收" in page
    assert "4,800 元" in page
    host.post(f"{path}close/", keyed(reason="转为街道项目"))
    assert fresh(made.group).state == "CLOSED"


def test_the_list_costs_the_same_however_long_and_comes_as_excel() -> None:
    lead = signed_in(make.manager())
    nest()

    def cost() -> int:
        lead.get("/incubation/")
        with CaptureQueriesContext(connection) as asked:
            lead.get("/incubation/")
        return len(asked)

    before = cost()
    for _n in range(3):
        nest()
    assert cost() == before <= 12
    sheet = openpyxl.load_workbook(io.BytesIO(lead.get("/incubation/groups.xlsx").content)).active
    assert sheet is not None
    assert len(list(sheet.iter_rows())) == 5
