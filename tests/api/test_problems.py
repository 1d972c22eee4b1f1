"""RFC 9457: whatever goes wrong, and wherever, a program reads it in one shape."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import lianxin
from lianxin.api import filing
from lianxin.api.problems import TITLES
from lianxin.cases.models import Case, Photo
from lianxin.kernel.ids import new_id
from lianxin.network.models import Scope
from tests import make

KIND = "application/problem+json"
JSON = "application/json"


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


@pytest.fixture
def token() -> dict[str, str]:
    return {"Authorization": f"Bearer {make.token(make.dispatcher(), *Scope.values)}"}


def _is_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer["Content-Type"]) == (status, KIND)
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["code"] == code
    assert told["title"] == str(TITLES[code])
    assert told["type"].endswith(f"/api/v1/problems#{code}")
    assert told["detail"] == told["message"]
    return told


def test_whatever_goes_wrong_is_told_alike(client: Client, token: dict[str, str]) -> None:
    case = make.case(assigned_to=make.organisation())
    there = f"/api/v1/cases/{case.ref}"

    def post(path: str, body: str) -> Any:
        return client.post(path, body, content_type=JSON, headers=token)

    _is_problem(client.get("/api/v1/cases"), 401, "unauthorized")
    _is_problem(client.get("/api/v1/cases/LX-26-99999", headers=token), 404, "not_found")
    _is_problem(client.get("/api/v1/nothing/there", headers=token), 404, "not_found")
    _is_problem(client.get("/api/v1/cases?limit=many", headers=token), 422, "invalid")
    _is_problem(post("/api/v1/cases", "{"), 400, "bad_request")
    _is_problem(post(f"{there}/answer", "{}"), 403, "not_allowed")
    moved = _is_problem(post(f"{there}/assign", '{"unit": "desk"}'), 409, "illegal_move")
    assert moved["legal"]
    refused = _is_problem(post("/api/v1/cases", _case(place="")), 422, "refused")
    assert refused["field"] == "place"


def test_another_method_is_told_with_those_there_are(
    client: Client, token: dict[str, str]
) -> None:
    make.district()

    answer = client.delete("/api/v1/cases", headers=token)

    _is_problem(answer, 405, "method_not_allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_what_nobody_expected_is_a_problem_too(
    client: Client, token: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_named: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(filing, "file", broken)
    client.raise_request_exception = False
    make.district()

    answer = client.post("/api/v1/cases", _case(), content_type=JSON, headers=token)

    _is_problem(answer, 500, "server_error")


def test_an_address_without_a_district_is_told_with_those_there_are(client: Client) -> None:
    make.district("wanghai")
    make.district("other")

    answer = client.get("/api/v1/cases")

    assert (answer.status_code, answer["Content-Type"]) == (404, KIND)
    assert "/other/api/v1/cases" in answer.json()["detail"]


def test_in_english_it_is_english(client: Client) -> None:
    make.district()

    told = client.get("/api/v1/cases", headers={"Accept-Language": "en"}).json()

    assert told["title"].isascii()
    assert "live token" in told["detail"]


def test_every_code_there_is_has_a_name(client: Client) -> None:
    make.district()
    rooms = [Path(lianxin.__file__).parent / name for name in ("cases", "casebook", "api")]
    text = "".join(file.read_text() for room in rooms for file in room.rglob("*.py"))
    used = set(re.findall(r'\bcode="([a-z_]+)"', text))

    rows = client.get("/api/v1/problems").json()

    assert used <= {row["code"] for row in rows}


def test_the_description_says_so(client: Client) -> None:
    make.district()

    paths = client.get("/api/v1/openapi.json").json()["paths"]

    answers = paths["/api/v1/cases"]["post"]["responses"]
    assert list(answers["422"]["content"]) == [KIND]
    assert list(answers["201"]["content"]) == [JSON]


def test_a_case_is_filed_with_its_pictures_once(client: Client, token: dict[str, str]) -> None:
    """C1, C2."""
    told = _case(place=make.grid().code)

    def send() -> Any:
        body = {"case": told, "files": _pictures(2)}
        return client.post("/api/v1/cases/pictures", body, headers=token)

    first, again = send(), send()

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["ref"] == again.json()["ref"]
    assert Photo.objects.filter(case=Case.objects.get()).count() == 2


def test_a_seventh_picture_or_none_at_all_is_refused(
    client: Client, token: dict[str, str]
) -> None:
    """C1."""
    told = _case(place=make.grid().code)
    path, no_picture = "/api/v1/cases/pictures", SimpleUploadedFile("a.jpg", b"MZ")

    seven = client.post(path, {"case": told, "files": _pictures(7)}, headers=token)
    none = client.post(path, {"case": told, "files": no_picture}, headers=token)

    assert _is_problem(seven, 422, "refused")["field"] == "photos"
    assert _is_problem(none, 422, "refused")["field"] == "photos"
    assert not Case.objects.exists()


def _pictures(many: int) -> list[SimpleUploadedFile]:
    contents = [make.upload(size=(64 + n, 48)).content.read() for n in range(many)]
    return [SimpleUploadedFile(f"{n}.jpg", one, "image/jpeg") for n, one in enumerate(contents)]


def _case(place: str = "") -> str:
    return json.dumps({"key": str(new_id()), "text": "井盖松动，车一过就响。", "place": place})
