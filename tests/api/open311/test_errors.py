"""404 for what does not exist, 403 for the key, 400 for the rest; always a list of errors."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lianxin.network.models import District
from tests import make
from tests.api.open311.caller import App

FORMATS = ("json", "xml")
UNKNOWN = [
    "services.{form}?jurisdiction_id=nowhere.example",
    "discovery.{form}?jurisdiction_id=nowhere.example",
    "services/NOPE.{form}",
    "service/NOPE.{form}",
    "requests/WH-26-99999.{form}",
    "tokens/no-uuid.{form}",
    "tokens/0198c0de-0000-7000-8000-000000000000.{form}",
    "nothing.{form}",
    "requests/.{form}",
    "requests/a%00b.{form}",
]
BAD = [
    "requests.{form}?status=asleep",
    "requests.{form}?start_date=yesterday",
    "requests.{form}?start_date=2026-13-01T00:00:00Z",
    "requests.{form}?end_date=0001-01-01T00:00:00Z",
    "requests.{form}?start_date=2026-01-01T00:00:00Z&end_date=2026-04-02T00:00:00Z",
    "requests.{form}?start_date=2026-02-02T00:00:00Z&end_date=2026-02-01T00:00:00Z",
    "requests.{form}?page_size=501",
    "requests.{form}?radius=100",
    "requests.{form}?lat=30.5&long=114.3&radius=0",
    "requests.{form}?lat=30.5&long=114.3&radius=50001",
    "requests.{form}?lat=30.5&long=114.3&radius=near",
    "requests.{form}?page_size=0",
    "requests.{form}?page=-1",
    "requests.{form}?page=99999999999999999999",
    "requests.{form}?status=open%00",
    "requests.{form}?service_request_id=" + ",".join(map(str, range(1001))),
    "servicerequestupdates.{form}?start_date=x",
]


def _errors(answer: tuple[int, Any], code: int) -> None:
    status, errors = answer
    assert status == code
    assert errors
    for error in errors:
        assert error.keys() == {"code", "description"}
        assert str(error["code"]) == str(code)
        assert error["description"].strip()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("path", UNKNOWN)
def test_what_does_not_exist_is_a_404(anybody: App, path: str, form: str) -> None:
    """C24."""
    _errors(anybody.ask(path.format(form=form)), 404)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("path", BAD)
def test_what_cannot_be_read_is_a_400(anybody: App, path: str, form: str) -> None:
    """C24."""
    _errors(anybody.ask(path.format(form=form)), 400)


@pytest.mark.parametrize("path", ["services.csv", "", "v3/services.xml", "services."])
def test_another_format_is_a_404(anybody: App, path: str) -> None:
    _errors(anybody.ask(path), 404)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("key", ["", "lx_wrong", "读"])
@pytest.mark.parametrize("path", ["requests", "servicerequestupdates"])
def test_without_a_key_nothing_is_filed(anybody: App, path: str, key: str, form: str) -> None:
    """C24."""
    _errors(anybody.post(f"{path}.{form}", api_key=key, service_code="ROADS"), 403)


def test_a_key_needs_the_scope(client: Client) -> None:
    reader = App(client, make.token(make.dispatcher(), "CASES_READ"))

    _errors(reader.post("requests.json", service_code="ROADS", address_string="门口"), 403)


def test_whom_the_key_stands_for_must_be_allowed_to_file(client: Client) -> None:
    nobody = App(client, make.token(make.user(), "CASES_FILE"))

    _errors(nobody.post("requests.json", service_code="ROADS", address_string="门口"), 403)


def test_a_wrong_key_opens_no_list_either(anybody: App) -> None:
    _errors(anybody.ask("requests.json", api_key="lx_wrong"), 403)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, 400),
        ({"service_code": "ROADS"}, 400),
        ({"address_string": "门口"}, 400),
        ({"service_code": "NOPE", "address_string": "门口"}, 404),
        ({"service_code": "ROADS", "lat": "30.5"}, 400),
        ({"service_code": "ROADS", "lat": "30.5", "long": "abc"}, 400),
        ({"service_code": "ROADS", "lat": "91", "long": "181"}, 400),
        ({"service_code": "ROADS", "lat": "nan", "long": "inf"}, 400),
        ({"service_code": "ROADS", "address_id": "nowhere"}, 400),
        ({"service_code": "ROADS", "address_string": "门口", "phone": "1" * 41}, 400),
        ({"service_code": "ROADS", "address_string": "门口", "description": "a\x00b"}, 400),
        ({"service_code": " ", "address_string": "门口"}, 400),
    ],
)
@pytest.mark.parametrize("form", FORMATS)
def test_what_is_missing_or_wrong_is_told(
    app: App, told: dict[str, str], code: int, form: str
) -> None:
    """C24."""
    _errors(app.post(f"requests.{form}", **told), code)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_another_method_is_a_405(client: Client, method: str) -> None:
    make.district()

    answer = getattr(client, method)("/open311/v2/requests.json")

    assert (answer.status_code, answer["Allow"]) == (405, "OPTIONS, GET, POST")
    assert answer.json()[0]["code"] == 405
    assert client.post("/open311/v2/services.json").status_code == 405


def test_a_broken_body_is_a_400(client: Client) -> None:
    make.district()

    answer = client.post(
        "/open311/v2/requests.json", b"--x\r\n", content_type="multipart/form-data; boundary="
    )

    assert answer.status_code == 400
    assert answer.json()[0]["code"] == 400


# --- Several districts --------------------------------------------------------------------------


@pytest.fixture
def two(client: Client) -> App:
    make.district()
    other = make.district("other")
    District.objects.filter(pk=other.pk).update(name="邻区", host="www.other.example.org")
    return App(client)


def test_of_several_districts_one_must_be_named(two: App) -> None:
    """C24."""
    _errors(two.ask("services.json"), 400)
    _errors(two.ask("services.json", jurisdiction_id=""), 400)
    assert "wanghai" in two.ask("services.json")[1][0]["description"]


@pytest.mark.parametrize("name", ["other", "www.other.example.org", "other.example.org", "OTHER"])
def test_a_district_is_named_by_slug_or_host(two: App, name: str) -> None:
    make.case(make.grid(of=District.objects.get(slug="other")))

    assert two.get("services.json", jurisdiction_id=name)
    assert "邻区" in two.get("discovery.json", jurisdiction_id=name)["contact"]


def test_a_district_has_its_own_address(two: App, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    below = App(two.client, root="/wanghai/open311/v2")
    host = {"Host": "www.other.example.org"}

    endpoints = below.get("discovery.json")["endpoints"]
    at_host = two.client.get("/open311/v2/discovery.json", headers=host)

    assert endpoints[0]["url"] == "http://testserver/wanghai/open311/v2"
    _errors(below.ask("services.json", jurisdiction_id="other"), 404)
    assert "邻区" in at_host.json()["contact"]


def test_discovery_names_them_all(two: App) -> None:
    contact = two.get("discovery.json")["contact"]

    assert "wanghai" in contact
    assert "other" in contact


def test_a_key_opens_its_own_district_only(two: App) -> None:
    key = make.token(make.volunteer(), "CASES_FILE")
    told = {"service_code": "ROADS", "address_string": "门口", "api_key": key}

    _errors(two.post("requests.json", jurisdiction_id="other", **told), 403)
    assert two.post("requests.json", jurisdiction_id="wanghai", **told)[0] == 200
