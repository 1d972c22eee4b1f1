"""Intake on the phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.cases.models import Case, Requester
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.network.models import Place
from tests import make
from tests.web.swap import one, soup

REGISTER, LOOK_UP = "/desk/register/", "/desk/register/look-up/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


@pytest.fixture
def grid() -> Place:
    return make.grid()


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.dispatcher())
    return client


def typed(**fields: Any) -> dict[str, Any]:
    call = {
        "key": new_id(),
        "phone": "138 0013 8000",
        "name": "李阿姨",
        "text": "三号楼前的路灯不亮。",
        "place": "海韵街道 · 学苑社区 · 第一网格",
        "class_code": "POLICY",
        "grade": "",
        "source": "PHONE",
    }
    return call | fields


def test_a_call_becomes_a_case_with_a_number_to_read_out(desk: Client, grid: Place) -> None:
    answer = desk.post(REGISTER, typed())

    case = Case.objects.get()
    assert (case.source, case.place, case.kind, case.class_code) == (
        "PHONE",
        grid,
        "ENTERPRISE",
        "POLICY",
    )
    assert Requester.objects.get().phone == "13800138000"
    page = soup(answer).get_text(" ", strip=True)
    assert case.ref in page
    assert privacy.tracking_code(case.pk) in page


def test_sending_it_twice_files_one_case_and_shows_the_same_number(
    desk: Client, grid: Place
) -> None:
    """C2."""
    call = typed()

    first, second = desk.post(REGISTER, call), desk.post(REGISTER, call)

    assert Case.objects.count() == 1
    [shown, again] = [
        [code.text for code in soup(answer).select(".receipt__code")] for answer in (first, second)
    ]
    assert shown == again


def test_what_is_missing_is_named_and_the_rest_is_kept(desk: Client, grid: Place) -> None:
    answer = desk.post(REGISTER, typed(text="", place="没有这里"))

    page = soup(answer)
    assert answer.status_code == 422
    summary = one(page, ".error-summary")
    assert summary
    assert "请写下发生了什么" in summary.text
    assert "没有找到“没有这里”" in summary.text
    name = one(page, "#id_name")
    assert name
    assert name["value"] == "李阿姨"


def test_the_caller_is_known_by_number_without_it_being_readable(
    desk: Client, grid: Place
) -> None:
    old = make.case(contact=make.contact(phone="+86 13800138000"))
    make.case(contact=make.contact(phone="13900139000"))

    for number in ("13800138000", "138-0013-8000", "１３８００１３８０００"):
        answer = desk.post(LOOK_UP, typed(phone=number), headers=HTMX)
        hints = one(soup(answer), "#hints")
        assert hints
        assert old.ref in hints.text
        assert hints.text.count("WH-26-") == 1


def test_what_came_in_from_the_place_is_listed_as_long_as_nothing_is_written(
    desk: Client, grid: Place
) -> None:
    same = make.case(grid, class_code="ROADS", subject="路灯又坏了")
    other = make.case(grid, class_code="WATER")

    any_class = desk.post(LOOK_UP, typed(class_code="", text=""), headers=HTMX).content.decode()
    roads = desk.post(LOOK_UP, typed(class_code="ROADS", text=""), headers=HTMX).content.decode()

    assert same.ref in any_class
    assert other.ref in any_class
    assert same.ref in roads
    assert other.ref not in roads


def test_what_others_told_of_the_same_is_offered_to_the_caller(desk: Client, grid: Place) -> None:
    """C15: by its words, as a resident is offered it; the desk reads more."""
    lamp = make.case(grid, class_code="ROADS", text="三号楼前的路灯不亮，晚上看不见台阶。")
    noise = make.case(grid, class_code="NOISE", text="广场舞音响太大，孩子写不了作业。")
    call = typed(class_code="")

    answer = desk.post(LOOK_UP, call, headers=HTMX)
    alike = one(soup(answer), "#alike[data-hx-swap-oob]")
    whole = one(soup(desk.post(LOOK_UP, call | {"joins": lamp.ref})), "form #alike")

    assert [one(alike, "[name=joins]")["value"]] == [lamp.ref]
    assert lamp.subject in alike.text
    assert noise.ref not in soup(answer).text
    assert whole.select(f"[value='{lamp.ref}'][checked]")
    desk.post(REGISTER, call | {"joins": lamp.ref})
    assert Case.objects.get(text=call["text"]).into == lamp


def test_of_a_case_that_one_may_not_see_nothing_is_offered(desk: Client, grid: Place) -> None:
    secret = make.case(grid, class_code="ROADS", text="三号楼前的路灯不亮。")
    Case.objects.filter(pk=secret.pk).update(is_confidential=True)

    answer = desk.post(LOOK_UP, typed(class_code=""), headers=HTMX)

    assert secret.ref not in answer.content.decode()


def test_looking_up_without_scripts_keeps_the_form_and_files_nothing(
    desk: Client, grid: Place
) -> None:
    old = make.case(contact=make.contact())

    answer = desk.post(LOOK_UP, typed(text=""))

    page = soup(answer)
    assert answer.status_code == 200
    assert not page.select(".error-summary")
    phone = one(page, "#id_phone")
    assert phone
    assert phone["value"] == "138 0013 8000"
    assert old.ref in page.text
    assert Case.objects.count() == 1


def test_cases_of_another_street_are_not_told(client: Client, grid: Place) -> None:
    elsewhere = make.case(make.grid(), contact=make.contact())
    street = Place.objects.get(path=grid.path.rsplit("/", 2)[0])
    client.force_login(make.dispatcher(over=street))

    assert elsewhere.ref not in client.post(LOOK_UP, typed(), headers=HTMX).content.decode()


def test_a_place_is_found_by_its_bare_name_when_only_one_has_it(desk: Client, grid: Place) -> None:
    desk.post(REGISTER, typed(place="第一网格"))
    assert Case.objects.get().place == grid

    make.grid()
    assert desk.post(REGISTER, typed(place="第一网格")).status_code == 422


def test_only_dispatchers_register_here(client: Client, grid: Place) -> None:
    client.force_login(make.manager())

    assert client.get(REGISTER).status_code == 403
    assert client.post(REGISTER, typed()).status_code == 403
