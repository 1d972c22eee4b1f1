"""Who sees what: without a key, with the key that filed it, with a key to read."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from lianxin.cases.actions import dispatch, handling, photos, publishing
from lianxin.cases.models import Case, Photo
from lianxin.network.models import Place
from tests import make
from tests.api.open311.caller import MOMENT, REQUEST, App

HOUR = dt.timedelta(hours=1)
SECRET = "李阿姨说三号楼502水管爆了"
PUBLIC = "社区的水管已经修好。"


def _published(grid: Place | None = None) -> Case:
    case = make.case(
        grid or make.grid(),
        text=SECRET,
        address="三号楼502",
        lon=114.35,
        lat=30.55,
        class_code="WATER",
        answered=True,
        contact=make.contact(),
    )
    at = make.NOON + HOUR
    dispatch.close(case, outcome="SOLVED", note="给李阿姨的话", by=None, at=at)
    publishing.publish(case, subject="水管爆裂", text=PUBLIC, by=None, at=at)
    return case


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_public_reads_what_was_published(anybody: App, form: str) -> None:
    """C24, C23: all 17 fields, none of them closer than the street."""
    grid = make.grid()
    Place.objects.filter(kind="STREET").update(lon=114.3, lat=30.5)
    case = _published(grid)
    make.case(grid)  # not published

    [row] = anybody.get(f"requests.{form}")

    assert tuple(row) == REQUEST
    assert row["service_request_id"] == case.ref
    assert (row["status"], row["status_notes"]) == ("closed", "已办结 · 已解决")
    assert (row["service_name"], row["service_code"]) == ("供水排水", "WATER")
    assert row["description"] == f"水管爆裂\n{PUBLIC}"
    assert row["agency_responsible"] == case.lead.name
    assert row["address"] == "海韵街道, 望海新区"
    assert row["address_id"] == grid.path.split("/")[1]
    assert (float(row["lat"]), float(row["long"])) == (30.5, 114.3)
    assert row["requested_datetime"] == "2026-03-02T12:00:00+08:00"
    assert row["updated_datetime"] == "2026-03-02T13:00:00+08:00"
    assert row["media_url"] is row["zipcode"] is row["service_notice"] is None
    assert (anybody.get(f"requests/{case.ref}.{form}")) == [row]


def test_what_is_not_published_does_not_exist_for_the_public(anybody: App) -> None:
    """C23, C3."""
    case = make.case(text=SECRET)

    assert anybody.get("requests.json") == []
    assert anybody.get("requests.json", service_request_id=case.ref) == []
    assert anybody.ask(f"requests/{case.ref}.json")[0] == 404
    assert anybody.get("servicerequestupdates.json", service_request_id=case.ref) == []


def test_who_filed_a_request_reads_all_of_it(app: App) -> None:
    grid = make.grid()
    case = app.file(
        description=SECRET,
        address_id=grid.code,
        address_string="三号楼",
        lat="30.55",
        long="114.3",
    )

    [row] = app.get(f"requests/{case.ref}.json")

    assert row["description"] == SECRET
    assert (row["lat"], row["long"]) == (30.55, 114.3)
    assert row["address"] == "三号楼, 第一网格, 学苑社区, 海韵街道, 望海新区"
    assert row["address_id"] == grid.code
    assert row["status"] == "open"
    assert MOMENT.fullmatch(row["expected_datetime"])
    assert app.get("requests.json") == [row]


def test_how_a_filed_request_stands_is_no_secret(app: App, anybody: App) -> None:
    """The standard lets everybody ask for a request by its number; of one that came through an
    app, without a word of it. In lists it is not."""
    case = app.file(description=SECRET, address_string="三号楼", lat="30.55", long="114.35")

    [row] = anybody.get(f"requests/{case.ref}.json")
    [update] = anybody.get("servicerequestupdates.json", service_request_id=case.ref)

    assert (row["status"], row["service_code"]) == ("open", "ROADS")
    assert row["description"] is row["media_url"] is None
    assert (row["address"], row["lat"]) == ("望海新区", None)
    assert update["description"] == "提交反映"
    assert anybody.get("requests.json") == []


def test_another_key_that_files_sees_no_more_than_the_public(app: App, client: Client) -> None:
    case = app.file(description=SECRET)
    other = App(client, make.token(make.volunteer(), "CASES_FILE"))

    assert other.get(f"requests/{case.ref}.json")[0]["description"] is None
    assert other.get("requests.json") == []


def test_a_key_to_read_sees_what_its_person_may(client: Client) -> None:
    case = make.case(text=SECRET)
    reader = App(client, make.token(make.dispatcher(), "CASES_READ"))
    stranger = App(client, make.token(make.user(), "CASES_READ"))

    assert reader.get("requests.json")[0]["description"] == SECRET
    assert reader.get(f"requests/{case.ref}.json")[0]["description"] == SECRET
    assert stranger.get("requests.json") == []
    assert stranger.ask(f"requests/{case.ref}.json")[0] == 404


def test_what_is_confidential_is_told_to_no_app(app: App, anybody: App) -> None:
    case = app.file(description=SECRET)
    Case.objects.filter(pk=case.pk).update(is_confidential=True)

    assert app.get(f"requests/{case.ref}.json")[0]["description"] is None
    assert anybody.ask(f"requests/{case.ref}.json")[0] == 404


def test_nothing_of_another_district(client: Client) -> None:
    elsewhere = make.case(make.grid(of=make.district("other")))
    dispatcher = make.dispatcher()
    reader = App(client, make.token(dispatcher, "CASES_READ"))

    assert reader.get("requests.json", jurisdiction_id="wanghai") == []
    answer = reader.ask(f"requests/{elsewhere.ref}.json", jurisdiction_id="wanghai")
    assert answer[0] == 404


# --- Pictures -----------------------------------------------------------------------------------


def _ready(case: Case, *, is_proof: bool = False, is_public: bool = True) -> Photo:
    made = make.upload(colour="red" if is_proof else "blue")
    [row] = photos.attach(case, [made], at=make.NOON, is_public=is_public, is_proof=is_proof)
    photos.make_ready.func(str(row.pk))
    row.refresh_from_db()
    return row


def _picture(client: Client, url: str) -> tuple[int, bytes]:
    answer: Any = client.get(url.removeprefix("http://testserver"))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, content


def test_the_app_that_filed_shows_its_picture(app: App, client: Client) -> None:
    case = app.file()
    assert app.get(f"requests/{case.ref}.json")[0]["media_url"] is None
    _ready(case)

    url = app.get(f"requests/{case.ref}.json")[0]["media_url"]

    status, content = _picture(client, url)
    assert status == 200
    assert Image.open(io.BytesIO(content)).format == "JPEG"
    assert _picture(client, url.replace("~", "~x"))[0] == 404


def test_the_public_sees_pictures_of_the_work_only(anybody: App, client: Client) -> None:
    """C23: what a resident took was not taken for everybody."""
    case = _published()
    _ready(case)
    assert anybody.get(f"requests/{case.ref}.json")[0]["media_url"] is None
    _ready(case, is_proof=True)

    url = anybody.get("requests.json")[0]["media_url"]

    assert _picture(client, url)[0] == 200
    publishing.unpublish(case, by=None, at=make.NOON + 2 * HOUR)
    assert _picture(client, url)[0] == 404


def test_an_inner_picture_stays_inside(app: App) -> None:
    case = app.file()
    _ready(case, is_public=False)

    assert app.get(f"requests/{case.ref}.json")[0]["media_url"] is None


def test_what_staff_write_among_themselves_stays_inside(app: App) -> None:
    """C3."""
    case = app.file()
    handler = make.handler(make.organisation(name="市政中心"), who=make.user(name="钱某某"))
    dispatch.assign(
        case, to=handler.seats.get().organisation, by=None, at=make.NOON, note="内部话一"
    )
    dispatch.accept(case, by=handler, at=make.NOON)
    handling.note(case, note="内部话二", by=handler, at=make.NOON)

    seen = [app.get(path) for path in ("requests.json", "servicerequestupdates.json")]

    assert not any(word in str(seen) for word in ("内部话", "钱某某"))
    assert "市政中心" in str(seen)
