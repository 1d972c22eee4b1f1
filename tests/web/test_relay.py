"""X9: a volunteer relays a case for somebody else."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lianxin.cases.models import Answers, Case
from lianxin.forms import actions
from lianxin.forms.checks import checked
from lianxin.kernel.ids import new_id
from lianxin.network.models import Place, Role, User
from tests import make
from tests.forms import samples
from tests.web.swap import one, soup

LONG_AGO = dt.date(2020, 1, 1)


@pytest.fixture
def grid() -> Place:
    return make.grid()


@pytest.fixture
def volunteer(grid: Place) -> User:
    return make.volunteer(make.organisation(at=grid.parent, kind="TEAM"), since=LONG_AGO)


@pytest.fixture
def phone(client: Client, volunteer: User) -> Client:
    client.force_login(volunteer)
    return client


def said(place: Place, /, **fields: str) -> dict[str, str]:
    return {
        "key": str(new_id()),
        "text": "独居老人家里停电了。",
        "place": place.code,
        "phone": "13800138000",
    } | fields


def test_three_fields_are_enough(phone: Client, grid: Place, volunteer: User) -> None:
    """X9: the place is the volunteer's own unless said otherwise."""
    page = BeautifulSoup(phone.get("/relay/").content, "lxml")
    assert grid.parent is not None
    form = page.select_one("form[action='/relay/']")
    assert form is not None
    asked = form.select("textarea, select, input:not([type=hidden])")
    folded = form.select("details textarea, details select, details input")
    assert [field["name"] for field in asked if field not in folded] == ["text", "place", "phone"]
    assert [field["name"] for field in folded] == ["wants_privacy", "class_code"]
    assert one(page, "option[selected]")["value"] == grid.parent.code

    phone.post("/relay/", said(grid.parent))

    case = Case.objects.get()
    assert (case.relayed_by, case.source, case.place) == (volunteer, "VOLUNTEER", grid.parent)
    assert case.requester.phone == "13800138000"


def test_the_person_may_be_kept_from_the_units(phone: Client, grid: Place) -> None:
    page = soup(phone.get("/relay/"))
    box = one(page, "details [name=wants_privacy]")
    assert grid.parent is not None
    assert box["type"] == "checkbox"

    phone.post("/relay/", said(grid.parent, wants_privacy="on"))
    assert Case.objects.get().requester.wants_privacy


def test_the_person_gets_number_code_and_qr(phone: Client, grid: Place) -> None:
    """X9: without an account; the code opens the case for anybody who holds it."""
    assert grid.parent is not None
    slip = phone.get(phone.post("/relay/", said(grid.parent))["Location"])

    case = Case.objects.get()
    shown = BeautifulSoup(slip.content, "lxml")
    assert case.ref in shown.text
    assert make.code(case) in shown.text
    assert shown.select_one("svg.qr")
    track = Client().get(f"/track/{case.ref}/{make.code(case)}/")
    assert "代您提交反映" in track.content.decode()


def test_the_code_is_not_shown_the_day_after(phone: Client, grid: Place, volunteer: User) -> None:
    """Who relayed a case is not to rate it in her place."""
    past = timezone.now() - dt.timedelta(hours=25)
    case = make.receipt(grid, by=volunteer, source="VOLUNTEER", received_at=past).case

    slip = phone.get(f"/relay/{case.ref}/").content.decode()

    assert make.code(case) not in slip
    assert "不再显示" in slip


def test_sent_twice_is_relayed_once(phone: Client, grid: Place) -> None:
    assert grid.parent is not None
    sent = said(grid.parent)

    first, second = (phone.post("/relay/", sent) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_what_is_missing_is_said(phone: Client, grid: Place) -> None:
    answer = phone.post("/relay/", said(grid, text="", place=""))

    page = BeautifulSoup(answer.content, "lxml")
    assert answer.status_code == 422
    assert len(page.select(".error-summary li")) == 2
    assert one(page, "[name=phone]")["value"] == "13800138000"


def test_others_see_neither_form_nor_slips(client: Client, grid: Place, volunteer: User) -> None:
    case = make.receipt(grid, by=volunteer, source="VOLUNTEER", received_at=timezone.now()).case
    assert client.get("/relay/").status_code == 302  # to the sign-in

    client.force_login(make.manager(since=LONG_AGO))
    assert client.get("/relay/").status_code == 403

    desk = make.dispatcher(since=LONG_AGO)
    client.force_login(desk)
    assert client.get(f"/relay/{case.ref}/").status_code == 404


def test_a_grid_worker_may_relay_too(client: Client, grid: Place) -> None:
    worker = make.seat(Role.WORKER, make.organisation(at=grid), since=LONG_AGO)
    client.force_login(worker)

    assert client.get("/relay/").status_code == 200
    assert client.post("/relay/", said(grid)).status_code == 302


def test_the_page_costs_few_queries(phone: Client, grid: Place, volunteer: User) -> None:
    for _ in range(10):
        make.receipt(grid, by=volunteer, source="VOLUNTEER", received_at=timezone.now())
    phone.get("/relay/")

    with CaptureQueriesContext(connection) as asked:
        phone.get("/relay/")

    assert len(asked) <= 12


def test_who_knows_the_class_is_asked_its_questions(phone: Client, grid: Place) -> None:
    """Also without scripts: the questions come with the form, and nothing is judged yet."""
    actions.put_form(make.district().pk, checked(samples.lamp()), by=None, at=make.NOON)
    assert grid.parent is not None
    call = said(grid.parent, class_code="ROADS")

    asked = soup(phone.post("/relay/", call | {"text": "", "ask": "1"}))
    refused = soup(phone.post("/relay/", call | {"asked": "LAMP"}))

    assert asked.select("details[open] [name=answer-lamps_out]")
    assert not asked.select(".error-summary")
    assert refused.select(".error-summary")
    assert not Case.objects.exists()
    phone.post("/relay/", call | {"asked": "LAMP", "answer-what": "lamp", "answer-lamps_out": "3"})
    case = Case.objects.get()
    assert case.class_code == "ROADS"
    assert Answers.objects.get(case=case).values == {"what": "lamp", "lamps_out": 3}
