"""The board: figures of the places one leads, each with its denominator and its rows."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.utils import timezone

from lianxin.cases.actions import dispatch, handling, meeting, requester
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case
from lianxin.cases.states import State
from lianxin.insight import actions as insight
from lianxin.network.models import Place, Role
from lianxin.web.lead.scope import Scope
from tests import make
from tests.plans import plan
from tests.web.swap import one, soup

BOARD, CASES, LATE = "/lead/", "/lead/cases/", "/lead/late/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def lately() -> dt.datetime:
    """Three days ago: late by now, and inside every period."""
    return timezone.now() - dt.timedelta(hours=72)


def count() -> None:
    insight.count_stale_days(make.district().pk, at=timezone.now())


def rated(place: Place, at: dt.datetime, solved: str = "YES", **fields: Any) -> Case:
    case = make.case(place, answered=True, received_at=at, **fields)
    requester.rate(case, Verdict(solved), code=make.code(case), at=at + HOUR)
    return case


def figures(page: BeautifulSoup) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kpi in page.select(".kpi"):
        found.setdefault(one(kpi, ".kpi__label").text, one(kpi, ".kpi__value"))
    return found


def titles(client: Client, url: str, **query: str) -> list[str]:
    return sorted(one.text for one in soup(client.get(url, query)).select(".table__title"))


@pytest.mark.parametrize("url", [BOARD, CASES, LATE, "/lead/export/?table=UNIT"])
def test_it_is_for_those_who_lead(client: Client, url: str) -> None:
    client.force_login(make.handler(make.organisation()))

    assert client.get(url).status_code == 403


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.DISPATCHER])
def test_managers_auditors_and_dispatchers_lead(client: Client, role: Role) -> None:
    client.force_login(make.seat(role, make.desk(make.district())))

    assert client.get(BOARD).status_code == 200


def test_a_seat_counts_until_its_last_day(client: Client) -> None:
    """X4."""
    today = timezone.localdate()
    client.force_login(make.manager(until=today))
    assert client.get(BOARD).status_code == 200

    client.force_login(make.manager(until=today - dt.timedelta(days=1)))
    assert client.get(BOARD).status_code == 403


def test_every_figure_leads_to_as_many_rows(client: Client, lately: dt.datetime) -> None:
    """X8."""
    place = make.grid()
    for solved in ("YES", "YES", "PARTLY", "NO", "YES", "YES"):
        rated(place, lately, solved, class_code="ROADS")
    make.case(place, received_at=lately, class_code="WATER")
    make.case(place, received_at=lately, accepted=True)
    make.case(place)  # long ago, and open
    client.force_login(make.manager())
    count()

    page = soup(client.get(BOARD))

    links = [
        (one.text, str(one["href"]))
        for one in page.select("td.num a")
        if re.fullmatch(r"[\d,]+", one.text)
    ]
    links += [
        (figures(page)[name].text, str(figures(page)[name]["href"]))
        for name in ("受理", "未办结", "已超时", "待分派", "要求重办")
    ]
    assert len(links) > 20
    for text, href in links:
        listed = soup(client.get(href)).select("tbody tr")
        assert len(listed) == int(text.strip()), href


def test_satisfaction_is_never_a_bare_number(client: Client, lately: dt.datetime) -> None:
    """X8."""
    place = make.grid()
    for solved in ("YES", "YES", "PARTLY", "NO", "YES"):
        rated(place, lately, solved)
    unsolved = Case.objects.in_state(State.REOPENING).get()
    dispatch.uphold(unsolved, note="已按规定办结。", by=None, at=timezone.now())
    make.case(place, answered=True, received_at=lately)
    client.force_login(make.manager())
    count()

    words = soup(client.get(BOARD)).text

    assert re.search(r"80\.0 %\s*5 件评价中 4 件满意；办结 5 件；", words)


def test_fewer_than_five_ratings_give_no_rate(client: Client, lately: dt.datetime) -> None:
    """X8."""
    rated(make.grid(), lately)
    client.force_login(make.manager())
    count()

    page = soup(client.get(BOARD))

    assert figures(page)["满意率"].text.strip() == "—"
    assert "评价不足 5 件" in page.text


def test_a_lead_sees_the_own_places_alone(client: Client, lately: dt.datetime) -> None:
    here, there = make.grid(), make.grid()
    make.case(here, received_at=lately, text="这边")
    make.case(there, received_at=lately, text="那边")
    client.force_login(make.manager(here.parent.parent))
    count()

    page = soup(client.get(BOARD))

    assert figures(page)["受理"].text.strip() == "1"
    assert titles(client, CASES) == ["这边"]
    assert titles(client, LATE) == ["这边"]
    asked_beyond = {"area": there.parent.parent.code}
    assert titles(client, CASES, **asked_beyond) == ["这边"]


def test_the_lead_of_a_community_sees_what_is_counted_there(
    client: Client, lately: dt.datetime
) -> None:
    here = make.grid()
    beside = make.place(under=here.parent.parent, name="隔壁社区")
    make.case(here, received_at=lately)
    make.case(beside, received_at=lately)
    client.force_login(make.manager(here.parent))
    count()

    page = soup(client.get(BOARD))

    assert figures(page)["受理"].text.strip() == "1"
    assert [table["id"] for table in page.select("h2[id^=table-]")] == ["table-place"]


def test_one_street_may_be_chosen(client: Client, lately: dt.datetime) -> None:
    here, there = make.grid(), make.grid()
    for place in (here, there, there):
        make.case(place, received_at=lately)
    client.force_login(make.manager())
    count()

    page = soup(client.get(BOARD, {"area": here.parent.parent.code, "days": "7"}))

    assert figures(page)["受理"].text.strip() == "1"
    assert one(page, ".tabs__tab[aria-current]").text == "近 7 天"


def test_what_is_counted_anew_is_said(client: Client, lately: dt.datetime) -> None:
    make.case(received_at=lately)
    client.force_login(make.manager())
    assert "有 1 天的数字有变动" in soup(client.get(BOARD)).text

    count()

    assert "数字都是最新的" in soup(client.get(BOARD)).text


def test_what_is_late_says_by_which_promise_and_what_came_last(
    client: Client, lately: dt.datetime
) -> None:
    """C13, X8."""
    unit = make.organisation(name="市政服务中心")
    case = make.case(received_at=lately, assigned_to=unit, text="路灯")
    dispatch.bounce(
        case,
        reason="NOT_OUR_DUTY",
        proposed=make.organisation(),
        note="归养护所",
        by=None,
        at=lately + HOUR,
    )
    dispatch.assign(case, to=unit, by=None, at=lately + 2 * HOUR)
    client.force_login(make.manager())

    [row] = soup(client.get(LATE)).select("tbody tr")

    assert "响应" in row.text
    assert "反馈" in row.text
    assert "退回过 1 次" in row.text
    assert "分派" in row.text
    assert "市政服务中心" in row.text
    assert "网格" in row.text


def test_a_parked_case_is_not_late_for_its_solution(client: Client, lately: dt.datetime) -> None:
    """X7."""
    case = make.case(received_at=lately, accepted=True, class_code="ROADS")
    handling.feedback(case, note="去看过了", by=None, at=lately + HOUR)
    client.force_login(make.manager())
    assert titles(client, LATE) == [case.subject]

    meeting.park(case, reason="要几家商量", by=make.dispatcher(), at=timezone.now())

    assert titles(client, LATE) == []
    assert titles(client, CASES, state="OPEN", due="PARKED") == [case.subject]


def test_a_table_is_taken_along_as_a_workbook(client: Client, lately: dt.datetime) -> None:
    """X8: and a name that begins like a formula stays a name."""
    unit = make.organisation(name="=1+1")
    for _n in range(5):
        rated(make.grid(), lately, assigned_to=unit)
    client.force_login(make.manager())
    count()
    [link] = soup(client.get(BOARD)).select("a[href*='table=UNIT']")

    answer = client.get(str(link["href"]))

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0][:3] == ["主办单位", "受理", "未办结"]
    assert rows[1][0] == "=1+1"
    assert sheet["A4"].data_type == "s"
    assert (rows[1][1], rows[1][-1]) == (5, 1.0)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plan")
@pytest.mark.parametrize("kind", ["DISTRICT", "STREET", "COMMUNITY"])
def test_what_stands_open_is_counted_without_reading_what_is_closed(kind: str) -> None:
    make.grid()
    scope = Scope(make.district().pk, [Place.objects.get(kind=kind)])

    found = plan(scope.open_cases().order_by().values("lead", "class_code", "place__path"))

    assert "INDEX case_queue" in found


def test_a_swap_equals_a_reload(client: Client, lately: dt.datetime) -> None:
    make.case(received_at=lately)
    client.force_login(make.manager())

    for url, root in ((BOARD, "#board"), (CASES, "#lead-cases"), (LATE, "#late")):
        query = {"area": "", "days": "7"}
        [whole] = soup(client.get(url, query)).select(root)
        [part] = soup(client.get(url, query, headers={"HX-Request": "true"})).select(root)
        for moment in (
            *whole.select(".page-head__note time"),
            *part.select(".page-head__note time"),
        ):
            moment.decompose()  # the second in which each was asked
        assert whole == part
