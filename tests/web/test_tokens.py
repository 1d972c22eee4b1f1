"""The operator's page of the tokens with which machines call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.kernel.ids import new_id
from lianxin.network.models import Role, Scope, Token, User
from lianxin.outbox.models import Message
from tests import make
from tests.web.swap import after_swap, one, soup

PAGE = "/operator/tokens/"


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


@pytest.fixture
def boss() -> User:
    return make.seat(Role.OPERATOR, make.desk())


@pytest.fixture
def operator(client: Client, boss: User) -> Client:
    client.force_login(boss)
    return client


def asked(user: User, **fields: object) -> dict[str, object]:
    filled = {"name": "街道网站", "user": str(user.pk), "scopes": ["CASES_READ"], "days": "30"}
    return {"key": str(new_id())} | filled | fields


def texts(answer: Any, where: str) -> list[str]:
    return [found.get_text(" ", strip=True) for found in soup(answer).select(where)]


def test_a_token_opens_what_its_person_may_see(operator: Client) -> None:
    ref = make.case().ref

    [secret] = texts(operator.post(PAGE, asked(make.dispatcher())), ".receipt__code")

    machine = {"Authorization": f"Bearer {secret}"}
    assert Client().get(f"/api/v1/cases/{ref}", headers=machine).json()["ref"] == ref
    assert Client().get("/api/v1/units", headers=machine).status_code == 403


def test_its_secret_is_shown_once_and_kept_nowhere(operator: Client) -> None:
    answer = operator.post(PAGE, asked(make.user()))
    [secret] = texts(answer, ".receipt__code")

    assert "no-store" in answer.headers["Cache-Control"]
    assert secret not in str(Token.objects.values().get())
    assert secret not in operator.get(PAGE).content.decode()


def test_the_same_form_sent_twice_is_one_token(operator: Client) -> None:
    """C2."""
    told = asked(make.user())
    operator.post(PAGE, told)

    again = operator.post(PAGE, told)

    assert Token.objects.count() == 1
    assert "不能再显示" in again.content.decode()
    assert str(told["key"]) not in again.content.decode()
    assert texts(again, ".receipt__code") == []


def test_a_row_says_whose_what_for_and_until_when(operator: Client, boss: User) -> None:
    person = make.user(name="李四")
    operator.post(PAGE, asked(person, scopes=["CASES_READ", "PLACES_READ"]))

    [row] = texts(operator.get(PAGE), "tbody tr")

    for said in ("街道网站", "李四", "查看诉求", "查看地点和单位", boss.name, "4月1日"):
        assert said in row


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["ALL"]}, {"days": "0"}, {"days": "731"}]
)
def test_what_is_missing_or_wrong_makes_none(operator: Client, wrong: dict[str, object]) -> None:
    assert operator.post(PAGE, asked(make.user(), **wrong)).status_code == 422
    assert not Token.objects.exists()


def test_only_active_people_of_the_district_can_be_acted_for(operator: Client) -> None:
    elsewhere = make.user(of=make.district("other"))
    gone = make.user(is_active=False)
    for person in (elsewhere, gone):
        answer = operator.post(f"/wanghai{PAGE}", asked(person))
        assert answer.status_code == 422
    assert not Token.objects.exists()


def test_a_revoked_token_opens_nothing_at_once(operator: Client) -> None:
    secret = make.token(make.dispatcher())
    machine = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/cases", headers=machine).status_code == 200

    operator.post(f"{PAGE}{Token.objects.get().pk}/revoke/")

    assert Client().get("/api/v1/cases", headers=machine).status_code == 401


def test_revoking_twice_is_once(operator: Client, noon: dt.datetime) -> None:
    make.token(make.user())
    revoke = f"{PAGE}{Token.objects.get().pk}/revoke/"
    assert operator.post(revoke).status_code == 302

    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        assert operator.post(revoke).status_code == 302

    assert Token.objects.get().revoked_at == noon


def test_the_page_after_revoking_is_the_page_after_reloading(operator: Client) -> None:
    make.token(make.user(), name="甲")
    make.token(make.user(), name="乙")
    page = soup(operator.get(PAGE))
    revoke = f"{PAGE}{Token.objects.get(name='甲').pk}/revoke/"

    answer = operator.post(revoke, headers={"HX-Request": "true"})

    trigger = f"form[data-hx-post='{revoke}']"
    swapped = after_swap(page, trigger=trigger, answer=answer)
    reloaded = soup(operator.get(PAGE))
    for each in (swapped, reloaded):
        one(each, "[name=key]").decompose()  # a new one in every form
    assert swapped.prettify() == reloaded.prettify()


@pytest.mark.parametrize("how", ["已停用", "已到期", "账号已停用"])
def test_what_opens_nothing_any_more_says_why(
    operator: Client, noon: dt.datetime, how: str
) -> None:
    person = make.user()
    make.token(person)
    if how == "已停用":
        Token.objects.update(revoked_at=noon)
    elif how == "已到期":
        Token.objects.update(expires_at=noon)
    else:
        User.objects.filter(pk=person.pk).update(is_active=False)

    page = operator.get(PAGE)

    assert texts(page, "tbody .state") == [how]
    assert texts(page, "tbody form") == []


def test_only_operators_of_the_district_may(client: Client) -> None:
    person = make.user()
    make.token(person)
    revoke = f"/wanghai{PAGE}{Token.objects.get().pk}/revoke/"
    elsewhere = make.seat(Role.OPERATOR, make.desk(make.district("elsewhere")))
    for somebody in (person, make.dispatcher(), elsewhere):
        client.force_login(somebody)
        assert client.get(f"/wanghai{PAGE}").status_code in {302, 403}
        assert client.post(f"/wanghai{PAGE}", asked(person)).status_code in {302, 403}
        assert client.post(revoke).status_code in {302, 404}
    assert Token.objects.get().revoked_at is None


def test_who_is_acted_for_is_told(operator: Client, boss: User) -> None:
    person = make.user()
    operator.post(PAGE, asked(person))
    operator.post(PAGE, asked(boss, scopes=Scope.values))

    told = Message.objects.get(kind="token_made")

    assert told.to == person
    assert (told.facts["maker"], told.facts["name"]) == (boss.name, "街道网站")
