"""POST requests, and the tokens that lead back to what was filed."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxin.api.open311 import filing
from lianxin.cases import contacts
from lianxin.cases.models import Answers, Case, Photo
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.network.models import Place, User
from tests import make
from tests.api.open311.caller import App
from tests.api.open311.test_services import with_questions

SQUARE = [[[114.3, 30.5], [114.4, 30.5], [114.4, 30.6], [114.3, 30.6], [114.3, 30.5]]]


def _picture(name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make.upload(name=name).content.read(), "image/jpeg")


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_request_becomes_a_case(app: App, person: User, form: str) -> None:
    """C24, C1."""
    grid = make.grid()

    status, rows = app.post(
        f"requests.{form}",
        service_code="WATER",
        address_id=grid.code,
        address_string="三号楼前",
        description="水管爆了，\n流了一地 <b>水</b> & 泥。",
        email="zhou@example.org",
        first_name="建国",
        last_name="周",
        phone="138 0013 8000",
        device_id="tt222111",
        account_id="123456",
    )

    case = Case.objects.get()
    contact = contacts.in_full(case)
    assert status == 200
    assert rows[0].keys() == {"service_request_id", "service_notice", "account_id"}
    assert rows[0]["service_request_id"] == case.ref
    assert f"/track/{case.ref}/{make.code(case)}/" in rows[0]["service_notice"]
    assert (case.class_code, case.kind, case.source) == ("WATER", "RESIDENT", "API")
    assert (case.place, case.address, case.relayed_by) == (grid, "三号楼前", person)
    assert case.text == "水管爆了，\n流了一地 <b>水</b> & 泥。"
    assert contact == contacts.Contact("周建国", "13800138000", "zhou@example.org")


def test_a_firm_is_served_as_a_firm(app: App) -> None:
    assert app.file(service_code="POLICY").kind == "ENTERPRISE"


def test_the_service_is_the_choice_of_who_used_the_app(app: App) -> None:
    """Only what staff confirm is learned from."""
    assert app.file().classed_by == "REQUESTER"


def test_without_a_description_the_service_says_what_it_is_about(app: App) -> None:
    """The standard does not ask for one."""
    assert app.file().text == "道路与路灯"


def test_a_name_is_written_as_its_people_write_it(app: App) -> None:
    app.file(first_name="John", last_name="Smith")

    contact = contacts.in_full(Case.objects.get())
    assert contact is not None
    assert contact.name == "John Smith"


def test_a_point_leads_to_the_smallest_place(app: App) -> None:
    grid = make.grid()
    Place.objects.filter(pk=grid.pk).update(shape={"type": "Polygon", "coordinates": SQUARE})

    case = app.file(lat="30.55", long="114.35", address_string="三号楼")

    assert (case.place, case.lat, case.lon, case.address) == (grid, 30.55, 114.35, "三号楼")


def test_a_point_outside_is_refused_where_there_are_boundaries(app: App) -> None:
    grid = make.grid()
    told = {"service_code": "ROADS", "lat": "-33.86", "long": "151.2"}
    assert app.post("requests.json", **told)[0] == 200  # nobody has drawn any

    Place.objects.filter(pk=grid.pk).update(shape={"type": "Polygon", "coordinates": SQUARE})

    status, errors = app.post("requests.json", **told)
    assert (status, errors[0]["code"]) == (400, 400)
    assert "不在望海新区内" in errors[0]["description"]


def test_an_address_leads_to_the_place_that_its_names_mean(app: App) -> None:
    street = make.place(kind="STREET", name="海韵街道", under=make.root())
    first = make.place(under=street, name="学苑社区")
    second = make.place(under=street, name="临港社区")
    grids = [make.place(kind="GRID", under=one, name="第一网格") for one in (first, second)]
    places = {
        "海韵街道临港社区第一网格2号楼": grids[1],
        "2号楼, 学苑社区, 海韵街道": first,
        "海韵街道办事处门口": street,
        "第一网格": street,  # both are called so
        "某处": make.root(),
    }

    for address, place in places.items():
        assert app.file(address_string=address).place == place


def test_what_clients_put_into_the_address_counts(client: Client, person: User) -> None:
    """C24: jurisdiction_id and api_key in the query of a POST."""
    query = urlencode({"jurisdiction_id": "wanghai", "api_key": make.token(person, "CASES_FILE")})

    answer = client.post(
        f"/open311/v2/requests.json?{query}",
        urlencode({"service_code": "ROADS", "address_string": "门口"}),
        content_type="application/x-www-form-urlencoded; charset=utf-8",
    )

    assert answer.status_code == 200
    assert answer.json()[0]["service_request_id"] == Case.objects.get().ref


def test_a_key_may_come_as_a_header(client: Client, person: User) -> None:
    secret = make.token(person, "CASES_FILE")

    status, _rows = App(client).post(
        "requests.json",
        {"Authorization": f"Bearer {secret}"},
        service_code="ROADS",
        address_string="门口",
    )

    assert status == 200


@pytest.mark.parametrize("field", ["media", "media[]", "photo"])
def test_pictures_come_with_it(app: App, field: str) -> None:
    """C24: multipart with a file field."""
    case = app.file(**{field: _picture()})

    assert Photo.objects.get().case == case


def test_what_is_no_picture_is_refused(app: App) -> None:
    status, errors = app.post(
        "requests.json",
        service_code="ROADS",
        address_string="门口",
        media=SimpleUploadedFile("a.jpg", b"MZ"),
    )

    assert status == 400
    assert "不是照片" in errors[0]["description"]
    assert not Case.objects.exists()


def test_a_link_to_a_picture_is_kept_for_staff(app: App) -> None:
    """And never fetched."""
    case = app.file(media_url="http://media.example.org/1.jpg", description="路灯不亮")

    note = make.last_entry(case)
    assert (note.verb, note.audience) == ("note", "STAFF")
    assert "http://media.example.org/1.jpg" in note.note
    assert case.text == "路灯不亮"


# --- Once ---------------------------------------------------------------------------------------


def test_the_same_key_files_once(app: App) -> None:
    """C2."""
    headers = {"Idempotency-Key": str(new_id())}

    first, again = app.file(headers), app.file(headers)

    assert first == again
    assert Case.objects.count() == 1


def test_a_key_that_is_no_uuid_is_the_clients_own(app: App, client: Client) -> None:
    other = App(client, make.token(make.volunteer(), "CASES_FILE"))

    cases = {app.file({"Idempotency-Key": "7"}), app.file({"Idempotency-Key": "7"})}
    cases.add(other.file({"Idempotency-Key": "7"}))

    assert len(cases) == 2


def test_a_key_of_somebody_elses_opens_nothing(app: App, client: Client) -> None:
    headers = {"Idempotency-Key": str(new_id())}
    app.file(headers)
    other = App(client, make.token(make.volunteer(), "CASES_FILE"))

    status, errors = other.post(
        "requests.json", headers, service_code="ROADS", address_string="门口"
    )

    assert (status, errors[0]["code"]) == (400, 400)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_lost_answer_is_asked_for_by_its_key(app: App, anybody: App, form: str) -> None:
    """C24: tokens."""
    key = str(new_id())
    case = app.file({"Idempotency-Key": key})

    rows = anybody.get(f"tokens/{key}.{form}")

    assert rows == [{"service_request_id": case.ref, "token": key}]


def test_a_case_from_elsewhere_has_no_token(anybody: App) -> None:
    case = make.case()

    assert anybody.ask(f"tokens/{case.key}.json")[0] == 404


# --- Questions ----------------------------------------------------------------------------------


def _post(app: App, **told: Any) -> tuple[int, Any]:
    return app.post("requests.json", service_code="ROADS", address_string="门口", **told)


def test_a_required_question_must_be_answered(client: Client) -> None:
    """C24."""
    with_questions()
    app = App(client, make.token(make.volunteer(), "CASES_FILE"))

    status, errors = _post(app, **{"attribute[where]": "sky", "attribute[seen][]": ["wire"]})

    assert status == 400
    texts = [error["description"] for error in errors]
    assert any(text.startswith("attribute[lamps]") for text in texts)
    assert any(text.startswith("attribute[where]") for text in texts)


def test_answers_are_kept_with_their_types(client: Client) -> None:
    """C24: attribute[code] and attribute[code][]."""
    with_questions()
    app = App(client, make.token(make.volunteer(), "CASES_FILE"))
    told = {
        "attribute[lamps]": "3",
        "attribute[where]": "yard",
        "attribute[seen][]": ["wire", "pole"],
        "attribute[easting]": "529025",  # what answers no question is not kept
    }

    assert _post(app, **told)[0] == 200

    kept = Answers.objects.get()
    assert kept.values == {"lamps": 3, "where": "yard", "seen": ["wire", "pole"]}
    assert (kept.form_code, kept.form_version) == ("LAMP", 1)


def test_everything_that_is_wrong_is_told_at_once(app: App) -> None:
    status, errors = app.post(
        "requests.xml", description="水" * 4001, lat="30.5", email="no", media_url="x"
    )

    assert status == 400
    assert len(errors) == 5
    assert {error["code"] for error in errors} == {"400"}


def test_a_long_description_is_refused(app: App) -> None:
    """At 4,000 characters, as the standard has it."""
    assert _post(app, description="水" * 4000)[0] == 200
    assert _post(app, description="水" * 4001)[0] == 400


# --- Limits, and the test endpoint --------------------------------------------------------------


def test_a_key_has_its_limit(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filing, "MOST", 2)
    assert [_post(app)[0] for _ in range(3)] == [200, 200, 429]

    answer = app.client.post("/open311/v2/requests.json", {"api_key": app.key})

    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()[0]["code"] == 429


def test_the_test_endpoint_checks_everything_and_keeps_nothing(app: App) -> None:
    trial = App(app.client, app.key, root="/open311/test/v2")

    assert trial.post("requests.json", service_code="ROADS")[0] == 400
    status, rows = trial.post(
        "requests.json", service_code="ROADS", address_string="门口", media_url="http://a.org/1"
    )

    assert status == 200
    assert "没有登记" in rows[0]["service_notice"]
    assert not Case.objects.exists()
    assert app.file().ref == rows[0]["service_request_id"]  # no number was used up


def test_contact_data_never_comes_back(app: App, noon: dt.datetime) -> None:
    """C23."""
    case = app.file(phone="13800138000", email="zhou@example.org", last_name="周周")

    for path in ("requests.json", f"requests/{case.ref}.json", "servicerequestupdates.json"):
        text = json.dumps(app.get(path), ensure_ascii=False)
        assert not any(part in text for part in ("13800138000", "zhou@", "周周"))
    assert timeline.of(case).count() == 1
