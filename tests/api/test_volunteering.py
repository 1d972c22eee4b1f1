"""Volunteering by REST: the same rules as on the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from lianxin.volunteering import hours
from tests import make
from tests.api.test_rest import Caller
from tests.make import NOON
from tests.volunteering import crew
from tests.volunteering.crew import HOUR, TOMORROW

ROOM = "volunteering"


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


def keyed(**told: Any) -> dict[str, Any]:
    return {"key": str(new_id())} | told


def public(path: str, **asked: Any) -> Any:
    return Client().get(f"/api/v1/{ROOM}/{path}", asked)


@pytest.fixture
def unit() -> Any:
    return crew.unit()


@pytest.fixture
def lead(unit: Any) -> Caller:
    return Caller(Client(), make.unit_lead(unit))


@pytest.fixture
def helper() -> User:
    return make.user(name="崔勇")


@pytest.fixture
def her(helper: User) -> Caller:
    return Caller(Client(), helper)


def called(lead: Caller, unit: Any, **told: Any) -> dict[str, Any]:
    body = {
        "provider": unit.code, "title": "净滩", "tasks": "捡垃圾", "place": make.root().code,
        "times": [
            {"starts_at": TOMORROW.isoformat(), "ends_at": (TOMORROW + 2 * HOUR).isoformat()}
        ],
        "capacity": 2, "contact": "任队长", "phone": "0532-88671000",
    }  # fmt: skip
    status, answer = lead("post", f"{ROOM}/calls", keyed(**(body | told)))
    assert status == 200, answer
    shift: dict[str, Any] = answer["shifts"][0]
    return shift


def test_from_a_call_to_a_certificate(lead: Caller, unit: Any, her: Caller, now: Any) -> None:
    """X19, X20: called, signed up, come and gone by the digits, certified, and verified."""
    shift = called(lead, unit)
    assert [one["id"] for one in public("shifts").json()["items"]] == [shift["id"]]
    body = keyed()
    first = her("post", f"{ROOM}/shifts/{shift['id']}/sign_up", body)
    again = her("post", f"{ROOM}/shifts/{shift['id']}/sign_up", body)
    assert (first[0], again[0], first[1]["service"]["state"]) == (201, 200, "HELD")
    service = first[1]["service"]["id"]

    for at, verb in ((TOMORROW, "check_in"), (TOMORROW + 2 * HOUR, "check_out")):
        now.move_to(at)
        code = hours.spot_code(crew.slots_of(_listing(shift))[0].pk, at=at)
        bad = her("post", f"{ROOM}/services/{service}/{verb}", keyed(code="12"))
        assert (bad[0], bad[1]["field"]) == (422, "code")
        told = keyed(code=code)
        answers = [her("post", f"{ROOM}/services/{service}/{verb}", told) for _again in range(2)]
        assert [status for status, _answer in answers] == [200, 200]
    assert her("get", f"{ROOM}/hours")[1] == {"recorded": 120, "manual": 0}
    assert [one["id"] for one in her("get", f"{ROOM}/services")[1]["items"]] == [service]

    body = keyed(issuer=unit.code)
    made = her("post", f"{ROOM}/certificates", body)[1]
    assert her("post", f"{ROOM}/certificates", body)[1]["ref"] == made["ref"]
    verified = public(f"certificates/{made['ref']}/{made['code']}")
    assert (verified.json()["is_valid"], verified.json()["minutes"]) == (True, 120)
    assert "崔勇" not in verified.content.decode()
    assert public(f"certificates/{made['ref']}/X").status_code == 404


def _listing(shift: dict[str, Any]) -> Any:
    return Listing.objects.get(district_id=make.district().pk, ref=shift["listing"])


def test_two_at_once_are_refused_and_a_tight_one_warns(
    lead: Caller, unit: Any, her: Caller
) -> None:
    """X21."""

    def shift(start: dt.datetime, address: str) -> str:
        span = {"starts_at": start.isoformat(), "ends_at": (start + HOUR).isoformat()}
        return str(called(lead, unit, times=[span], address=address)["id"])

    first, at_once = shift(TOMORROW, "东门"), shift(TOMORROW + HOUR / 2, "西门")
    near = shift(TOMORROW + 1.25 * HOUR, "南门")
    assert her("post", f"{ROOM}/shifts/{first}/sign_up", keyed())[0] == 201
    status, problem = her("post", f"{ROOM}/shifts/{at_once}/sign_up", keyed())
    assert (status, problem["code"]) == (422, "overlapping")
    assert problem["type"].endswith("#overlapping")
    status, answer = her("post", f"{ROOM}/shifts/{near}/sign_up", keyed())
    assert (status, len(answer["warnings"])) == (201, 1)


def test_who_comes_is_for_the_organiser_and_hours_by_hand_need_two(
    lead: Caller, unit: Any, her: Caller, now: Any
) -> None:
    """X19."""
    shift = called(lead, unit)
    service = her("post", f"{ROOM}/shifts/{shift['id']}/sign_up", keyed())[1]["service"]["id"]
    people = f"{ROOM}/shifts/{shift['id']}/people"
    assert lead("get", people)[1][0]["name"] == "崔勇"
    for other in (her, Caller(Client(), make.dispatcher())):
        assert other("get", people)[0] == 404
    now.move_to(TOMORROW)
    assert her("post", f"{ROOM}/services/{service}/check_in", keyed())[0] == 403
    now.move_to(TOMORROW + 3 * HOUR)
    by_hand = f"{ROOM}/services/{service}"
    body = keyed(minutes=90, why="没带手机")
    assert her("post", f"{by_hand}/add_manual", body)[0] == 403
    assert lead("post", f"{by_hand}/add_manual", body)[0] == 200
    assert lead("post", f"{by_hand}/agree_manual", keyed())[0] == 403
    second = Caller(Client(), make.unit_lead(unit))
    assert second("post", f"{by_hand}/agree_manual", keyed())[1]["is_agreed"]
    assert her("get", f"{ROOM}/hours")[1] == {"recorded": 0, "manual": 90}


def test_teams_are_founded_by_the_desk_and_joined_by_asking(her: Caller, helper: User) -> None:
    desk, leader = Caller(Client(), make.dispatcher()), make.user()
    body = keyed(name="敲门队", place=make.root().code, lead=leader.username)
    assert her("post", f"{ROOM}/teams", body)[0] == 403
    team = desk("post", f"{ROOM}/teams", body)[1]
    assert desk("post", f"{ROOM}/teams", body)[1]["code"] == team["code"]
    assert [one["code"] for one in public("teams").json()["items"]] == [team["code"]]

    asked = her("post", f"{ROOM}/teams/{team['code']}/ask", keyed())[1]
    by_lead = Caller(Client(), leader)
    members = f"{ROOM}/teams/{team['code']}/members"
    assert (her("get", members)[0], len(by_lead("get", members)[1])) == (403, 1)
    member = f"{ROOM}/members/{asked['id']}"
    assert her("post", f"{member}/approve", keyed())[0] == 403
    body = keyed()
    for _again in range(2):
        assert by_lead("post", f"{member}/approve", body)[1]["state"] == "JOINED"
    assert her("post", f"{member}/leave", keyed())[1]["state"] == "LEFT"


def test_an_urgent_call_takes_people_until_it_is_full_and_is_called_off(
    lead: Caller, unit: Any, her: Caller
) -> None:
    """GAT-21."""
    shift = called(lead, unit, is_surge=True, capacity=1)
    [found] = public("shifts", is_surge=True).json()["items"]
    assert found["is_surge"]
    assert her("post", f"{ROOM}/shifts/{shift['id']}/sign_up", keyed())[0] == 201
    other = Caller(Client(), make.user(name="乙"))
    status, problem = other("post", f"{ROOM}/shifts/{shift['id']}/sign_up", keyed())
    assert (status, problem["code"]) == (422, "full")
    off = f"{ROOM}/shifts/{shift['id']}/call_off"
    assert other("post", off, keyed(note="雨停了"))[0] == 404
    assert lead("post", off, keyed(note="雨停了"))[0] == 200
    assert public("shifts").json()["items"] == []


def test_without_the_scope_nothing_is_done(helper: User, lead: Caller, unit: Any) -> None:
    shift = called(lead, unit)
    reader = Caller(Client(), helper, ["EXCHANGE_READ"])
    assert reader("post", f"{ROOM}/shifts/{shift['id']}/sign_up", keyed())[0] == 403
    assert reader("get", f"{ROOM}/hours")[0] == 200
    assert NOON < TOMORROW
