"""C24: five clients that nobody here wrote, against the running server."""

from __future__ import annotations

import datetime as dt
import io
from types import ModuleType
from typing import Any

import pytest
from django.utils import timezone

from lianxin.cases.models import Answers, Case, Photo
from tests import make
from tests.foreign.conftest import Town

HERE = {"lat": "30.55", "long": "114.35"}


# --- georeport: reads, in both formats ----------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport(georeport: ModuleType, town: Town, form: str) -> None:
    client = georeport.GeoReport(town.root, jurisdiction="wanghai", output_format=form)

    services = {row["service_code"]: row for row in client.get_service_list()}
    definition = client.get_service_definition("ROADS")
    found = client.get_service_requests(status="closed", service_code="WATER")
    one = client.get_service_request(town.published.ref)

    assert str(services["ROADS"]["metadata"]).lower() == "true"
    assert definition["service_code"] == "ROADS"
    assert one["service_request_id"] == town.published.ref
    assert (found[0] if form == "json" else found) == one
    assert one["status"] == "closed"
    assert float(one["lat"]) == 30.56


# --- three: files as well, with a picture -------------------------------------------------------


def _three(three: ModuleType, town: Town, **settings: Any) -> Any:
    return three.Three(town.root, api_key=town.key, jurisdiction="wanghai", **settings)


def test_three_reads(three: ModuleType, town: Town) -> None:
    client = _three(three, town)
    today = timezone.localdate()

    recent = client.requests(start=f"{today - dt.timedelta(days=5):%m-%d-%Y}", count=10)
    between = client.requests("WATER", between=[today - dt.timedelta(days=9), today])

    assert {one["type"] for one in client.discovery()["endpoints"]} == {"production", "test"}
    assert client.services()[0]["service_code"] == "ROADS"
    assert client.services("ROADS")["attributes"]
    assert [row["service_request_id"] for row in recent] == [town.published.ref]
    assert between == recent == client.request(town.published.ref)


def test_three_files_and_follows(three: ModuleType, town: Town) -> None:
    client = _three(three, town)
    picture = io.BytesIO(make.upload().content.read())
    told = {"attribute[lamps]": "2", "attribute[seen][]": ["wire", "pole"]}

    [filed] = client.post(
        "ROADS",
        name="建国 周",
        phone="138 0013 8000",
        address="三号楼前",
        description="路灯不亮，\n晚上看不见。",
        media=("photo.jpg", picture, "image/jpeg"),
        **HERE,
        **told,
    )
    [followed] = client.request(filed["service_request_id"])
    [whole] = client.request(filed["service_request_id"], api_key=town.key)

    assert followed["status"] == "open"
    assert followed["description"] is None
    assert whole["description"] == "路灯不亮，\n晚上看不见。"
    assert (whole["lat"], whole["long"]) == (30.55, 114.35)
    assert Answers.objects.get().values == {"lamps": 2, "seen": ["wire", "pole"]}
    assert Photo.objects.get().case.ref == filed["service_request_id"]


def test_three_is_told_what_is_wrong(three: ModuleType, town: Town) -> None:
    client = _three(three, town)

    [unknown] = client.request("WH-26-99999")
    [refused] = client.post("ROADS", api_key="wrong", address="门口")
    errors = client.post("ROADS", address="门口")

    assert (unknown["code"], refused["code"]) == (404, 403)
    assert errors[0]["code"] == 400
    assert "lamps" in errors[0]["description"]
    assert Case.objects.count() == 1


# --- boston311: strict about types --------------------------------------------------------------


def test_boston311(boston311: ModuleType, town: Town) -> None:
    services = boston311.get_services()
    one = boston311.get_service_request(town.published.ref)
    found = boston311.get_service_requests(
        service_code="WATER", start_date=timezone.now() - dt.timedelta(days=30)
    )

    assert services.get_service_name("WATER") == "供水排水"
    assert one.status == "closed"
    assert one.requested_datetime == town.published.received_at.replace(microsecond=0)
    assert list(found.service_requests) == [one]


# --- chicagorequests: goes through pages --------------------------------------------------------


def test_chicagorequests(chicagorequests: ModuleType, town: Town) -> None:
    now = timezone.now()
    load = chicagorequests.Downloader()
    water = chicagorequests.Downloader(["WATER", "ROADS"])
    for client in (load, water):
        client.session.requests_per_minute = 0

    found = load((now - dt.timedelta(days=30), now))

    assert [row["service_request_id"] for row in found] == [town.published.ref]
    assert water((now - dt.timedelta(days=30), now)) == found
    assert load((now - dt.timedelta(days=60), now - dt.timedelta(days=30))) == []


# --- civicbot: checks against the definition before it sends ------------------------------------


def test_civicbot(civicbot: ModuleType, town: Town) -> None:
    place = civicbot.Endpoint(id="wanghai", name="望海", base_url=town.root, write=True)
    transport = civicbot.HttpTransport(rate_limiter=_NoWait())
    client = civicbot.Open311Client(place, transport, jurisdiction_id="wanghai")
    report: dict[str, Any] = {
        "lat": 30.55,
        "lng": 114.35,
        "description": "路灯不亮",
        "email": "zhou@example.org",
        "validate_remote": True,
        "dry_run": False,
        "confirm": civicbot.CONFIRM_TOKEN,
        "api_key": town.key,
    }

    with pytest.raises(civicbot.ValidationError, match="lamps"):
        client.create_request("ROADS", **report)
    answers = {"lamps": 3, "where": "yard", "seen": ["wire"]}
    [filed] = client.create_request("ROADS", attributes=answers, **report).response

    ref = filed["service_request_id"]
    assert client.get_request(ref)["status"] == "open"
    assert client.list_requests(service_request_ids=[ref, "WH-26-99999"])[0]["status"] == "open"
    assert client.get_request(town.published.ref)["status"] == "closed"
    assert Answers.objects.get().values == {"lamps": 3, "where": "yard", "seen": ["wire"]}


class _NoWait:
    """The server is ours."""

    def wait(self, host: str) -> None:
        """No need to be polite to 127.0.0.1."""
