"""Badges that units give one another in public (GAT-19)."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError
from django.test import Client

from lianxin.bodies import queries
from lianxin.bodies.actions import badges
from lianxin.bodies.actions.badges import Recognition
from lianxin.bodies.models import Badge
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import Organisation, Scope, User
from tests import make
from tests.kernel.race import race
from tests.make import NOON
from tests.web.swap import soup

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


def units() -> tuple[Organisation, Organisation]:
    return make.organisation(name="科技局"), make.organisation(name="星海机电", kind="PROPERTY")


def said(**fields: Any) -> Recognition:
    told: dict[str, Any] = {
        "title": "星火科创先锋单位", "reason": "三年里建了两个实验室", "given_on": TODAY,
    }  # fmt: skip
    return Recognition(**(told | fields))


def given(host: Organisation, unit: Organisation, by: User | None = None, **more: Any) -> Badge:
    told: dict[str, Any] = {"by": by, "at": NOON, "key": new_id()}
    return badges.give(host, unit, said(**more), **told)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_it_is_given_once_and_holds_until_its_last_day() -> None:
    (host, unit), key = units(), new_id()
    made = badges.give(host, unit, said(), by=None, at=NOON, key=key)
    assert badges.give(host, unit, said(), by=None, at=NOON, key=key) == made
    badges.end(made, ends_on=TODAY, by=None, at=NOON)
    assert list(queries.badges(host.district_id, on=TODAY)) == [made]
    assert not queries.badges(host.district_id, on=TODAY + DAY).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_one_key_from_two_at_once_is_one_badge() -> None:
    (host, unit), key = units(), new_id()
    found = race(lambda _n: badges.give(host, unit, said(), by=None, at=NOON, key=key), runners=2)
    assert found[0] == found[1]
    assert Badge.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"), ({"reason": ""}, "reason"),
        ({"given_on": TODAY + DAY}, "given_on"), ({"ends_on": TODAY - DAY}, "ends_on"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(fields: Any, field: str) -> None:
    host, unit = units()
    with pytest.raises(Refusal) as why:
        given(host, unit, **fields)
    assert why.value.field == field


def test_nobody_gives_one_to_itself_or_in_the_name_of_others() -> None:
    host, unit = units()
    with pytest.raises(Refusal):
        given(host, host)
    stranger = make.handler(unit)
    with pytest.raises(NotAllowed):
        given(host, unit, stranger)
    with pytest.raises(NotAllowed):
        badges.end(given(host, unit), ends_on=TODAY, by=stranger, at=NOON)
    row = {"district_id": host.district_id, "host": host, "given_on": TODAY}
    with pytest.raises(IntegrityError):
        Badge.objects.create(**row, unit=host, title="a", reason="b")


def test_everybody_reads_it_and_its_unit_has_it_in_the_list(client: Client) -> None:
    host, unit = units()
    page = signed_in(make.handler(host))
    told = {
        "key": str(new_id()), "host": str(host.pk), "unit": str(unit.pk), "ends_on": "",
        "title": "星火科创先锋单位", "reason": "", "given_on": str(TODAY),
    }  # fmt: skip
    refused = page.post("/bodies/badges/give/", told)
    assert refused.status_code == 422
    assert "星火科创先锋单位" in refused.content.decode()
    whole = told | {"reason": "建了两个实验室"}
    for _time in range(2):
        assert page.post("/bodies/badges/give/", whole).status_code == 302
    assert "建了两个实验室" in client.get("/bodies/badges/").content.decode()
    assert "星火科创先锋单位" in client.get("/units/").content.decode()
    assert not soup(client.get("/bodies/badges/")).select("main form")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/bodies/badges/badges.xlsx").content))
    assert book.worksheets[0]["A2"].value == "星火科创先锋单位"
    badge = Badge.objects.get()
    other = signed_in(make.handler(unit))
    last = {"key": str(new_id()), "ends_on": str(TODAY)}
    assert other.post(f"/bodies/badges/{badge.pk}/end/", last).status_code == 403
    assert page.post(f"/bodies/badges/{badge.pk}/end/", last).status_code == 302
    badge.refresh_from_db()
    assert badge.ends_on == TODAY


def test_it_is_given_and_read_by_rest(client: Client) -> None:
    host, unit = units()
    secret = make.token(make.handler(host), Scope.EXCHANGE_ACT)
    body = {
        "title": "爱心驿站", "reason": "留水留座", "unit": unit.code, "host": host.code,
        "given_on": str(TODAY), "key": str(new_id()),
    }  # fmt: skip
    head = {"Authorization": f"Bearer {secret}"}
    made = [
        client.post("/api/v1/badges", body, content_type="application/json", headers=head)
        for _time in range(2)
    ]
    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json()["id"] == made[1].json()["id"]
    assert [one["title"] for one in client.get("/api/v1/badges").json()["items"]] == ["爱心驿站"]


def test_a_page_of_many_costs_as_much_as_of_one(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    host, unit = units()
    for number in range(60):
        given(host, unit, title=f"牌子{number}", given_on=TODAY - number * DAY)
    client.get("/bodies/badges/")
    with django_assert_max_num_queries(8):
        page = client.get("/bodies/badges/").content.decode()
    assert "牌子49" in page
    assert "牌子50" not in page
