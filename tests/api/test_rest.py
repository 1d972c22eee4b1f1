"""The API: tokens, scopes, and the same rules as on every other face."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from openapi_spec_validator import validate

from lianxin.cases.models import Case
from lianxin.kernel.ids import new_id
from lianxin.network import actions
from lianxin.network.models import Scope, Token, User
from tests import make

ALL = Scope.values


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


class Caller:
    """A machine that acts as `user` with `scopes`."""

    def __init__(self, client: Client, user: User, scopes: list[str] = ALL) -> None:
        self.client = client
        self.secret = make.token(user, *scopes)

    def __call__(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        answer = getattr(self.client, method)(
            f"/api/v1/{path}",
            **({"data": json.dumps(body), "content_type": "application/json"} if body else {}),
            headers={"Authorization": f"Bearer {self.secret}"},
        )
        return answer.status_code, answer.json()


@pytest.fixture
def dispatcher() -> User:
    return make.dispatcher()


@pytest.fixture
def call(client: Client, dispatcher: User) -> Caller:
    return Caller(client, dispatcher)


def test_the_description_is_openapi_3_1(client: Client) -> None:
    make.district()

    description = client.get("/api/v1/openapi.json").json()

    assert description["openapi"].startswith("3.1")
    validate(description)


def test_a_case_is_filed_once_per_key(call: Caller) -> None:
    """C2."""
    body = {"key": str(new_id()), "text": "井盖松动，车一过就响。", "place": make.grid().code}

    first, again = call("post", "cases", body), call("post", "cases", body)

    assert (first[0], again[0]) == (201, 200)
    assert first[1]["code"] == again[1]["code"]
    assert Case.objects.get().source == "API"


def test_a_list_goes_by_pages(call: Caller) -> None:
    place = make.grid()
    minute = dt.timedelta(minutes=1)
    refs = [make.case(place, received_at=make.NOON - n * minute).ref for n in range(5)]

    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        _status, page = call("get", f"cases?limit=2&cursor={cursor}")
        seen += [item["ref"] for item in page["items"]]
        cursor = page["next"]

    assert seen == refs


def test_what_the_person_may_not_see_does_not_exist(client: Client) -> None:
    case = make.case()
    stranger = Caller(client, make.user())

    assert stranger("get", f"cases/{case.ref}")[0] == 404
    assert stranger("get", "cases")[1]["items"] == []


def test_nothing_of_another_district(client: Client) -> None:
    elsewhere = make.district("other")
    case = make.case(make.grid(of=elsewhere))
    make.district()
    caller = Caller(client, make.dispatcher(of=elsewhere))

    answer = client.get(
        f"/wanghai/api/v1/cases/{case.ref}", headers={"Authorization": f"Bearer {caller.secret}"}
    )

    assert answer.status_code == 401


def test_a_scope_is_needed(client: Client, dispatcher: User) -> None:
    case = make.case()
    reader = Caller(client, dispatcher, [Scope.CASES_READ])

    assert reader("get", f"cases/{case.ref}")[0] == 200
    status, problem = reader("post", f"cases/{case.ref}/note", {"note": "看过"})
    assert (status, problem["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("how", ["none", "wrong", "revoked", "expired", "left"])
def test_a_token_that_is_not_live_opens_nothing(
    client: Client, dispatcher: User, noon: dt.datetime, how: str
) -> None:
    caller = Caller(client, dispatcher)
    if how == "wrong":
        caller.secret = "lx_wrong"
    elif how == "revoked":
        actions.revoke_token(Token.objects.get(), by=None, at=noon)
    elif how == "expired":
        Token.objects.update(expires_at=noon)
    elif how == "left":
        User.objects.filter(pk=dispatcher.pk).update(is_active=False)

    if how == "none":
        assert client.get("/api/v1/cases").status_code == 401
    else:
        assert caller("get", "cases")[0] == 401


def test_deeds_are_the_same_actions(call: Caller, client: Client) -> None:
    unit = make.organisation()
    handler = Caller(client, make.handler(unit))
    ref = make.case().ref

    steps: list[tuple[Caller, str, dict[str, str], str]] = [
        (call, "assign", {"unit": unit.code}, "ASSIGNED"),
        (handler, "accept", {"note": ""}, "WORKING"),
        (handler, "feedback", {"note": "已到现场。"}, "WORKING"),
        (handler, "answer", {"outcome": "SOLVED", "note": "修好了。"}, "ANSWERED"),
        (call, "close", {"outcome": "SOLVED", "note": "电话确认。"}, "CLOSED"),
    ]
    for caller, verb, body, state in steps:
        status, case = caller("post", f"cases/{ref}/{verb}", body)
        assert (status, case["state"]) == (200, state)
    _status, entries = call("get", f"cases/{ref}/timeline")
    assert [e["verb"] for e in entries] == [
        "open",
        "assign",
        "accept",
        "feedback",
        "answer",
        "close",
    ]


def test_an_illegal_move_is_a_conflict_that_names_the_legal_ones(call: Caller) -> None:
    """C7."""
    unit = make.organisation()
    case = make.case(answered=True, assigned_to=unit)

    status, problem = call("post", f"cases/{case.ref}/assign", {"unit": make.desk().code})

    assert (status, problem["code"]) == (409, "illegal_move")
    assert problem["legal"] == ["confirm", "lapse", "object", "close"]


def test_the_same_deed_again_is_done_once(call: Caller) -> None:
    case, key = make.case(), str(new_id())
    body = {"note": "已电话核实", "key": key}

    assert call("post", f"cases/{case.ref}/note", body)[0] == 200
    assert call("post", f"cases/{case.ref}/note", body)[0] == 200

    _status, entries = call("get", f"cases/{case.ref}/timeline")
    assert [e["verb"] for e in entries] == ["open", "note"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("cases", {"text": "x"}, "key"),
        ("cases", {"key": "no", "text": "x"}, "key"),
        ("cases", {"key": "0198c0de-0000-7000-8000-000000000000", "text": "水" * 4001}, "text"),
        ("cases", {"key": "0198c0de-0000-7000-8000-000000000000", "text": "x"}, "place"),
        ("cases", {"key": "0198c0de-0000-7000-8000-000000000000", "text": "a\x00"}, "text"),
    ],
)
def test_bad_input_names_the_field(
    call: Caller, path: str, body: dict[str, str], field: str
) -> None:
    status, problem = call("post", path, body)

    assert (status, problem["field"]) == (422, field)


def test_contact_data_is_not_in_it(call: Caller) -> None:
    """C23."""
    case = make.case(contact=make.contact(phone="13800138000"))

    for path in ("cases", f"cases/{case.ref}", f"cases/{case.ref}/timeline"):
        assert "13800138000" not in json.dumps(call("get", path))


def test_places_units_and_classes(call: Caller) -> None:
    grid = make.grid()

    status, places = call("get", "places?kind=GRID")
    assert (status, [place["code"] for place in places]) == (200, [grid.code])
    assert call("get", "units")[1][0]["code"] == "desk"
    assert call("get", "classes")[1][0]["code"] == "ROADS"


def test_the_command_shows_a_token_once(
    client: Client, dispatcher: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_token", dispatcher.username, "--name", "网站", "--scope", "CASES_READ")
    secret = capsys.readouterr().out.strip()

    answer = client.get("/api/v1/cases", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 200
    assert secret not in str(Token.objects.values().get())
    with pytest.raises(CommandError, match="no account"):
        call_command("create_token", "nobody", "--name", "x", "--scope", "CASES_READ")
