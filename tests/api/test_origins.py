"""X17: a service of another directory comes in, and goes out as it came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.exchange.models import Listing
from lianxin.network.models import Organisation
from tests import make
from tests.api.test_rest import Caller

PHONE = {
    "id": "1554f2e2-a373-45db-a3fa-9fc48a61c15e", "number": "+86 532 8888 0001", "extension": 100,
    "type": "voice", "languages": [{"id": "2989d3ed-c547-48f8-8f9d-432d81c7892e", "code": "ur"}],
}  # fmt: skip
SERVICE: dict[str, Any] = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "社区心理咨询",
    "alternate_name": "心语小屋",
    "description": "由受过训练的专业人员提供咨询。",
    "url": "https://example.org/counselling",
    "additional_urls": [{"id": "30951f94-7b24-11ef-ba1b-a79405d4dcaa", "label": "网站"}],
    "status": "active",
    "minimum_age": 12,
    "fees_description": "首次免费",
    "assured_date": "2005-01-01",
    "phones": [PHONE],
    "schedules": [
        {
            "id": "48102e86-bb50-41c4-8f1e-e269368c41d1", "freq": "WEEKLY", "interval": 1,
            "byday": "TH,FR", "opens_at": "10:00:00", "closes_at": "18:00:00", "timezone": 8,
        },
        {"id": "58102e86-bb50-41c4-8f1e-e269368c41d1", "freq": "MONTHLY", "byday": "2MO"},
    ],
    "service_at_locations": [
        {
            "id": "e94c9f38-1e8f-4564-91d4-d53501ab1765",
            "location": {
                "id": "3a19ff88-4620-4d17-9830-ac1d859eb5d5", "location_type": "physical",
                "latitude": 100, "longitude": 101, "transportation": "1 路车",
                "addresses": [
                    {"id": "74706e55-df26-4b84-80fe-ecc30b5befb4", "address_1": "主街 1 号"},
                ],
            },
        }
    ],
    "organization": {
        "id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "示例机构", "description": "非营利",
        "year_incorporated": 2011,
    },
    "cost_options": [
        {"id": "1fdf4d39-3d80-484d-9f92-a8ffa08621e7", "currency": "gbp", "amount": 35},
    ],
    "contacts": [{"id": "1e7efce3-639b-4880-940c-b95cd30cdb50", "name": "安", "phones": [PHONE]}],
    "attributes": [
        {
            "id": "ae58cc39-8b70-4ab1-8aea-786882e5ac8e", "link_type": "topic",
            "taxonomy_term": {
                "id": "3f7b145d-84af-42d7-8fae-eaca714b02b2", "name": "心理",
                "description": "心理",
            },
        }
    ],
    "metadata": [{"id": "6cd71e9f-1013-49d9-8370-26b8f59d3e5a", "field_name": "name"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


@pytest.fixture
def unit() -> Organisation:
    return make.organisation(name="心语社工站", kind="NGO")


@pytest.fixture
def own(client: Client, unit: Organisation) -> Caller:
    return Caller(client, make.handler(unit))


def take_in(own: Caller, unit: Organisation, **changes: Any) -> dict[str, Any]:
    service = deepcopy(SERVICE) | changes
    status, told = own("post", "exchange/hsds", {"provider": unit.code, "service": service})
    assert status == 200, told
    return dict(told)


def test_what_comes_in_goes_out_the_same(own: Caller, unit: Organisation) -> None:
    """X17."""
    listing = take_in(own, unit)

    status, told = own("get", f"exchange/listings/{listing['ref']}/hsds")

    assert (status, told) == (200, SERVICE)
    assert (listing["state"], listing["title"]) == ("DRAFT", "社区心理咨询")
    assert (listing["hours"], listing["contact"]) == ("Th,Fr 10:00-18:00", "安")
    assert listing["details"] == {"subjects": ["心理"]}
    assert (listing["lat"], listing["address"]) == (None, "主街 1 号")


def test_what_is_changed_here_is_told_as_it_is_now(own: Caller, unit: Organisation) -> None:
    ref = take_in(own, unit)["ref"]

    assert (
        own("post", f"exchange/listings/{ref}/edit", {"title": "心理咨询", "phone": "1"})[0] == 200
    )

    told = own("get", f"exchange/listings/{ref}/hsds")[1]
    assert (told["name"], told["phones"][0]["number"]) == ("心理咨询", "1")
    left = {"alternate_name", "schedules", "service_at_locations", "metadata", "organization"}
    assert {name: told[name] for name in left} == {name: SERVICE[name] for name in left}


def test_the_same_service_again_brings_it_up_to_date(own: Caller, unit: Organisation) -> None:
    first = take_in(own, unit)

    again = take_in(own, unit, description="换了新的老师。")

    assert again["ref"] == first["ref"]
    assert again["text"] == "换了新的老师。"
    assert Listing.objects.count() == 1


def test_once_published_it_is_found_by_its_own_id_and_assured_here(
    own: Caller, unit: Organisation, client: Client
) -> None:
    ref = take_in(own, unit)["ref"]
    told = {"area": make.root().code, "confirm_days": 90}
    assert own("post", f"exchange/listings/{ref}/edit", told)[0] == 200
    assert own("post", f"exchange/listings/{ref}/submit", {"note": ""})[0] == 200

    service = client.get(f"/hsds/services/{SERVICE['id']}").json()

    assert service["assured_date"] == "2026-03-02"
    assert {**service, "assured_date": "2005-01-01"} == SERVICE
    [listed] = client.get("/hsds/services").json()["contents"]
    assert listed["id"] == SERVICE["id"]
    package = client.get("/hsds/package.zip")
    package.close()
    assert package.status_code == 200


def test_what_cannot_be_is_refused(own: Caller, unit: Organisation, client: Client) -> None:
    other = Caller(client, make.handler(make.organisation()))
    body = {"provider": unit.code, "service": SERVICE}

    assert other("post", "exchange/hsds", body)[0] == 403
    for service in ({}, {"id": "x"}, {"id": "x", "name": "a\x00b", "status": "active"}):
        answer = own("post", "exchange/hsds", {"provider": unit.code, "service": service})
        assert answer[0] == 422, answer
    assert own("post", "exchange/hsds", {"provider": "nobody", "service": SERVICE})[0] == 422
    assert Listing.objects.count() == 0
