"""What clients in the wild send, as they send it: FixMyStreet, GeoReporter for Android and iOS,
OneBusAway, node-open311, the Ruby gem, Helsinki's, Chicago's and Boston's own. C24."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from lianxin.cases.actions import dispatch
from lianxin.cases.models import Answers, Case
from lianxin.network.models import District, Place, User
from tests import make
from tests.api.open311.caller import App, read
from tests.api.open311.test_services import with_questions

ROOT = "/open311/v2"
FORM = "application/x-www-form-urlencoded"
SQUARE = [[[114.3, 30.5], [114.4, 30.5], [114.4, 30.6], [114.3, 30.6], [114.3, 30.5]]]


def _send(app: App, body: str | bytes, kind: str, **headers: str) -> Any:
    content = body.encode() if isinstance(body, str) else body
    return app.client.post(f"{ROOT}/requests.json", content, content_type=kind, headers=headers)


def _told(app: App, **more: Any) -> dict[str, Any]:
    told = {"api_key": app.key, "service_code": "WATER", "address_string": "学苑社区"}
    return told | {"description": "水管漏了"} | more


# --- Addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("services.JSON", "*/*", "application/json"),
        ("services.Xml", "*/*", "text/xml"),
        ("services.json/", "text/xml", "application/json"),
        ("services", "*/*", "text/xml"),
        ("services/", "application/json", "application/json"),
        ("services", "text/html, application/xml;q=0.9", "text/xml"),
        ("services?format=json", "*/*", "application/json"),
        ("services/WATER", "application/json", "application/json"),
        ("discovery", "application/json;q=0.5, text/xml;q=0.1", "application/json"),
    ],
)
def test_the_format_is_read_from_what_there_is(
    anybody: App, path: str, accept: str, kind: str
) -> None:
    answer = anybody.client.get(f"{ROOT}/{path}", headers={"Accept": accept})

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)
    assert read(answer)


def test_a_page_that_cannot_call_loads_a_script(anybody: App) -> None:
    """As jQuery does with `callback=?` (Chicago)."""
    answer = anybody.client.get(f"{ROOT}/services.json?callback=jQuery17_1.cb")
    wrong = anybody.client.get(f"{ROOT}/services.json?callback=alert(1)//")

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.content.startswith(b"/**/jQuery17_1.cb([{")
    assert answer.content.endswith(b"]);")
    assert wrong.status_code == 400
    assert b"alert" not in wrong.content


def test_a_browser_may_ask_first(anybody: App) -> None:
    answer = anybody.client.options(
        f"{ROOT}/requests.json",
        headers={
            "Origin": "https://app.example.org",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,idempotency-key",
        },
    )

    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert answer["Access-Control-Allow-Headers"] == "content-type,idempotency-key"


# --- Bodies -------------------------------------------------------------------------------------


@pytest.mark.parametrize("charset", ["ISO-8859-1", "UTF8", "windows-1252"])
def test_utf_8_is_read_whatever_the_label_says(app: App, charset: str) -> None:
    """GeoReporter for Android labels its forms ISO-8859-1."""
    answer = _send(app, urlencode(_told(app)), f"{FORM}; charset={charset}")

    assert answer.status_code == 200, answer.content
    assert Case.objects.get().text == "水管漏了"


@pytest.mark.parametrize("label", ["; charset=GBK", "; charset=gb2312", ""])
def test_gbk_is_read_too(app: App, label: str) -> None:
    answer = _send(app, urlencode(_told(app), encoding="gbk"), f"{FORM}{label}")

    assert answer.status_code == 200, answer.content
    assert Case.objects.get().text == "水管漏了"


def test_what_is_no_text_in_any_encoding_is_refused(app: App) -> None:
    assert _send(app, b"description=%ff%fe%ff", FORM).status_code == 400


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_mark_of_byte_order_is_no_part_of_a_name(app: App, mark: bytes) -> None:
    assert _send(app, mark + urlencode(_told(app)).encode(), FORM).status_code == 200


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_json_is_taken(client: Client, person: User, mark: bytes) -> None:
    """As Helsinki's clients send it."""
    with_questions()
    app = App(client, make.token(person, "CASES_FILE"))
    told = _told(app, service_code="ROADS", lat=None, title="Lamp", geometry={"type": "Point"})
    told |= {"attribute": {"lamps": 2, "seen": ["wire", "pole"]}}

    answer = _send(app, mark + json.dumps(told).encode(), "application/json; charset=utf-8")

    assert answer.status_code == 200, answer.content
    assert Answers.objects.get().values == {"lamps": 2, "seen": ["wire", "pole"]}


@pytest.mark.parametrize("body", ["[]", "{", '"x"', "[" * 100_000, "null"])
def test_what_is_no_json_object_is_told(app: App, body: str) -> None:
    answer = _send(app, body, "application/json")

    assert answer.status_code == 400
    assert answer.json()[0]["code"] == 400


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><request>&x;</request>',
        '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><request>&z;</request>',
    ],
)
def test_xml_is_never_read(app: App, body: str) -> None:
    answer = _send(app, body, "text/xml")

    assert answer.status_code == 400
    assert FORM in answer.json()[0]["description"]


def test_a_boundary_of_equals_signs_divides(app: App) -> None:
    """OneBusAway's library makes such ones."""
    parts = "".join(
        f'--===1===\r\nContent-Disposition: form-data; name="{name}"\r\n'
        f"Content-Type: text/plain; charset=UTF-8\r\n\r\n{value}\r\n"
        for name, value in _told(app).items()
    )

    answer = _send(app, f"{parts}\r\n--===1===--\r\n", "multipart/form-data; boundary====1===")

    assert answer.status_code == 200, answer.content
    assert Case.objects.get().text == "水管漏了"


@pytest.mark.parametrize(
    "header", [{"Authorization": "bearer {}"}, {"Authorization": "Token {}"}, {"X-Api-Key": "{}"}]
)
def test_a_key_comes_in_any_usual_header(app: App, header: dict[str, str]) -> None:
    told = {name: value for name, value in _told(app).items() if name != "api_key"}
    filled = {name: value.format(app.key) for name, value in header.items()}

    assert _send(app, urlencode(told), FORM, **filled).status_code == 200


# --- What is said in them -----------------------------------------------------------------------


@pytest.mark.parametrize("field", ["media_url", "media_url[]"])
def test_every_link_to_a_picture_is_kept(app: App, field: str) -> None:
    """FixMyStreet sends one for each; none is ever fetched, wherever it points."""
    links = ["http://10.0.0.1/a.jpg", "HTTPS://fms.example.org/b.jpg?x=1,2"]

    case = app.file(**{field: links})

    assert make.last_entry(case).note.endswith("\n".join(links))


@pytest.mark.parametrize(
    "links", [["http://a.example/1", "file:///etc/passwd"], ["http://a.example/" + "x" * 500]]
)
def test_a_link_must_be_one(app: App, links: list[str]) -> None:
    status, _ = app.post(
        "requests.json", service_code="WATER", address_string="x", media_url=links
    )

    assert status == 400
    assert not Case.objects.exists()


def test_an_address_id_of_others_does_no_harm(app: App) -> None:
    """FixMyStreet sends #NOTPINPOINTED# beside what it knows."""
    assert app.file(address_id="#NOTPINPOINTED#").address == "学苑社区门口"


@pytest.mark.parametrize("name", ["attribute[seen]", "attribute[seen][]", "attribute[seen][0]"])
def test_several_choices_may_come_in_one(client: Client, person: User, name: str) -> None:
    with_questions()
    app = App(client, make.token(person, "CASES_FILE"))

    app.file(**{"attribute[lamps]": "1", name: "wire,pole"})

    assert Answers.objects.get().values["seen"] == ["wire", "pole"]


@pytest.mark.parametrize(
    "start", ["2026-03-01 12:00:00", "2026-03-01T12:00:00.123456+08", "2026-03-01T04:00Z"]
)
def test_a_moment_is_read_as_programs_write_it(client: Client, start: str) -> None:
    reader = App(client, make.token(make.dispatcher(), "CASES_READ"))
    case = make.case(received_at=make.NOON - dt.timedelta(hours=1))
    make.case(received_at=make.NOON - dt.timedelta(days=2))

    rows = reader.get("requests.json", start_date=start)

    assert [row["service_request_id"] for row in rows] == [case.ref]


def test_what_has_changed_since_is_found_however_old(client: Client) -> None:
    """`updated_after`, as Boston and Chicago have it."""
    reader = App(client, make.token(make.dispatcher(), "CASES_READ"))
    unit, grid = make.organisation(), make.grid()
    old, _still = (
        make.case(grid, received_at=make.NOON - dt.timedelta(days=n), assigned_to=unit)
        for n in (200, 10)
    )
    dispatch.accept(old, by=None, at=make.NOON - dt.timedelta(hours=1))
    since = "2026-03-02T10:00:00+08:00"

    rows = reader.get("requests.json", updated_after=since)
    late = reader.get("requests.json", updated_after=since, updated_before=since)

    assert [row["service_request_id"] for row in rows] == [old.ref]
    assert late == []
    assert reader.get("requests.json", updated_after=since, start_date="2026-01-01") == []


# --- Several districts --------------------------------------------------------------------------


@pytest.fixture
def two(client: Client, person: User) -> App:
    """With a key for one of them, whose place has bounds."""
    make.district("other")
    grid = make.grid()
    Place.objects.filter(pk=grid.pk).update(shape={"type": "Polygon", "coordinates": SQUARE})
    return App(client, make.token(person, "CASES_FILE"))


def test_a_point_tells_which_district(two: App) -> None:
    """SeeClickFix and OneBusAway ask for the services of a point."""
    anybody = App(two.client)
    here = {"lat": "30.55", "long": "114.35"}

    assert anybody.get("services.json", **here)
    assert anybody.ask("services.json", lat="10", long="114.35")[0] == 400
    assert two.post("requests.json", service_code="ROADS", **here)[0] == 200


def test_a_key_tells_which_district(two: App) -> None:
    case = two.file()

    assert case.district == District.objects.get(slug="wanghai")
    assert two.get(f"requests/{case.ref}.json")[0]["description"]
    assert two.get("servicerequestupdates.xml")
