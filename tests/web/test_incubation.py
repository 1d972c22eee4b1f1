"""Groups by page: taken in, led on, registered, with a project."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.incubation import actions, queries
from lianxin.incubation.models import Cycle, Group
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from tests import make
from tests.incubation.test_incubation import fresh, nest, registered
from tests.make import NOON
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


def test_a_resident_proposes_on_a_phone_and_follows_by_her_link(client: Client) -> None:
    street = make.organisation(name="海韵街道办事处", kind="STREET_OFFICE")
    told = keyed(
        name="棋友会", about="教孩子下棋", people="4", contact="周阿姨", phone="13900008812"
    )

    assert "办一个社区团队" in client.get("/incubation/town/propose/").content.decode()
    bad = client.post("/incubation/town/propose/", told)
    assert (bad.status_code, "请选社区" in bad.content.decode()) == (422, True)
    assert "教孩子下棋" in bad.content.decode()
    told["place"] = str(make.place().pk)
    path = client.post("/incubation/town/propose/", told)["Location"]
    again = client.post("/incubation/town/propose/", told)["Location"]
    assert path == again

    page = client.get(path)
    assert page["X-Robots-Tag"].startswith("noindex")
    assert "海韵街道办事处" in page.content.decode()
    group = Group.objects.get(name="棋友会")
    assert client.get(f"/incubation/town/{group.ref}/00000000/").status_code == 404
    assert client.get(f"/incubation/town/{group.ref}/").status_code == 404
    host = signed_in(make.handler(street))
    assert "周阿姨" in host.get(f"/incubation/{group.ref}/").content.decode()
    host.post(f"/incubation/{group.ref}/take-up/", keyed())
    assert Group.objects.get(pk=group.pk).state == "IDEA"


def test_everybody_finds_groups_by_stage_and_street(client: Client) -> None:
    made = registered()
    nest()

    page = said(soup(client, "/incubation/town/"))
    assert "邻里帮" in page
    assert "三名以上发起人名单" in page
    assert "这里还没有团队" in said(soup(client, "/incubation/town/?stage=TRIAL"))
    assert "这里还没有团队" not in said(soup(client, "/incubation/town/?stage=nonsense"))
    known = said(soup(client, f"/incubation/town/{made.group.ref}/"))
    assert "登记证号" in known
    assert made.host.name not in known


def test_who_put_it_forward_plans_and_reports_by_her_link(client: Client) -> None:
    street = make.organisation(name="海韵街道办事处", kind="STREET_OFFICE")
    idea = actions.Idea("棋友会", "下棋", make.place(), 4, "周阿姨", "13900008812")
    group = fresh(actions.propose(street.district, idea, at=NOON, key=new_id()))
    actions.take_up(group, by=None, at=NOON)
    path = f"/incubation/town/{group.ref}/{privacy.tracking_code(group.pk)}/"
    for item in queries.missing(group):
        actions.show(group, item.code, by=None, at=NOON)
    actions.go_on(group, by=None, at=NOON)

    days = {"starts_on": "2026-03-02", "ends_on": "2026-03-01"}
    bad = client.post(f"{path}plan/", keyed(title="棋赛", text="一天", **days))
    assert bad.status_code == 422
    client.post(
        f"{path}plan/", keyed(title="棋赛", text="一天", **(days | {"ends_on": "2026-04-01"}))
    )
    project = Cycle.objects.get()
    assert "等" in said(soup(client, path))
    actions.begin(project, promised_fen=100, by=None, at=NOON)
    done = client.post(f"{path}{project.pk}/report/", keyed(text="办了", spent_fen="80"))
    assert done.status_code == 302
    assert Cycle.objects.get().state == "REPORTED"
