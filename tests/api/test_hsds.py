"""X17: the published offers as HSDS 3.0.1, read page by page and as a package of tables."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate

from lianxin.api.hsds.api import api
from lianxin.exchange.actions import listings
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.kinds.base import As, Detail, Side
from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, Place
from tests import make
from tests.api.hsds_schema import schema
from tests.api.test_contract import CHECKS, _keep_the_connection  # noqa: F401  a fixture
from tests.exchange import shelf
from tests.make import NOON

DAY = dt.timedelta(days=1)
OFFERED = [kind for kind in KINDS.values() if kind.side is Side.OFFER]
OPERATIONS = sorted(api.get_openapi_schema(path_prefix="/hsds/")["paths"])


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


def get(client: Client, path: str, **told: Any) -> Any:
    answer = client.get(f"/hsds/{path}", told)
    assert answer.status_code == 200, answer.content
    return answer.json()


def some_value(detail: Detail) -> Any:
    return {
        As.NUMBER: 3, As.MONEY: 100, As.DAY: "2026-05-01", As.YES: True,
        As.ONE: next(iter(detail.choices), ""), As.SOME: list(detail.choices)[:1],
        As.WORDS: ["助餐", "健康"],
    }.get(detail.typed, "一句话")  # fmt: skip


def one_of_each() -> list[Listing]:
    """An offer of every kind, with all that can be said of it."""
    street = make.place(kind="STREET", name="海韵街道")
    street.lon, street.lat = 120.4, 36.1
    street.save()
    made = []
    for number, kind in enumerate(OFFERED):
        unit = make.organisation(name=f"单位{number}", at=street, kind="FIRM")
        unit.hotline = "0532-8888"
        unit.save()
        draft = _told(kind.code, unit, street)
        listing = listings.draft(unit.district, draft, by=None, at=NOON, key=new_id())
        listings.publish(listing, by=None, at=NOON)
        made.append(listing)
    return made


def _told(code: str, unit: Organisation, place: Place) -> listings.Draft:
    kind = KINDS[code]
    return listings.Draft(
        kind=code, title=f"{kind.label} 一", text="说明", provider=unit, area=place, place=place,
        details={detail.name: some_value(detail) for detail in kind.details},
        mode="ON_SITE", address="学苑路 1 号", contact="李", phone="0532-1", confirm_days=60,
        price_fen=1550, price_note="每次", audience=["ELDERS"],
        hours="Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-12:00",
    )  # fmt: skip


def check(name: str, document: dict[str, Any]) -> None:
    errors = Draft202012Validator(schema(name), format_checker=FormatChecker()).iter_errors(
        document
    )
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_every_published_offer_is_valid(client: Client) -> None:
    """X17: 0 errors of jsonschema, for every kind of offer."""
    made = one_of_each()
    course = next(one for one in made if one.kind == "COURSE")
    shelf.slot(course)

    page = get(client, "services", full="true", per_page=100)

    assert page["total_items"] == len(made)
    for document in page["contents"]:
        check("service", document)
        assert get(client, f"services/{document['id']}") == document
    for document in get(client, "services", per_page=100)["contents"]:
        check("service", document)
    for name in ("organizations", "locations", "service_at_locations", "taxonomies"):
        found = get(client, name, full="true", per_page=100)["contents"]
        assert found, name
        for document in found:
            one = get(client, f"{name}/{document['id']}")
            check({"taxonomies": "taxonomy"}.get(name, name.removesuffix("s")), one)
    for document in get(client, "taxonomy_terms", per_page=500)["contents"]:
        check("taxonomy_term", document)
        assert get(client, f"taxonomy_terms/{document['id']}") == document


def test_hours_and_price_are_told_by_parts(client: Client) -> None:
    listing = shelf.listing(
        hours="Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-12:00", price_fen=1550, mode="ON_SITE",
        address="学苑路 1 号",
    )  # fmt: skip

    told = get(client, f"services/{listing.pk}")

    assert [(row["byday"], row["opens_at"]) for row in told["schedules"]] == [
        ("MO,TU,WE,TH,FR", "08:30:00"),
        ("MO,TU,WE,TH,FR", "14:00:00"),
        ("SA", "09:00:00"),
    ]
    assert told["cost_options"][0]["amount"] == 15.5
    [where] = told["service_at_locations"]
    assert where["location"]["addresses"][0]["address_1"] == "学苑路 1 号"
    assert told["organization"]["name"] == "学苑餐厅"


@pytest.mark.parametrize(("days", "is_there"), [(0, True), (183, True), (213, True), (214, False)])
def test_what_nobody_has_confirmed_for_too_long_is_not_in_it(
    client: Client, days: int, *, is_there: bool
) -> None:
    """X17: `assured_date` is never older than the interval and 30 days."""
    shelf.listing(confirm_days=183)
    with time_machine.travel(NOON + days * DAY, tick=False):
        page = get(client, "services")

    assert bool(page["contents"]) is is_there
    for document in page["contents"]:
        assert document["assured_date"] == "2026-03-02"
        assert ("alert" in document) is (days > 183)


def test_neither_drafts_nor_needs_nor_what_persons_offer_are_in_it(client: Client) -> None:
    shelf.draft()
    shelf.listing(kind="NEED", title="求膜材料")
    person = make.user()
    told = shelf.told(None, title="我会修伞")
    told = replace(told, provider=None)
    listing = listings.draft(make.district(), told, by=person, at=NOON, key=new_id())
    listings.publish(listing, by=None, at=NOON)

    assert get(client, "services")["empty"] is True


def test_pages_are_counted_from_one(client: Client) -> None:
    for n in range(5):
        shelf.listing(title=f"服务 {n}")

    pages = [get(client, "services", page=n, per_page=2) for n in (1, 2, 3, 4)]

    assert [page["size"] for page in pages] == [2, 2, 1, 0]
    assert [page["first_page"] for page in pages] == [True, False, False, False]
    assert [page["last_page"] for page in pages] == [False, False, True, True]
    assert {page["total_pages"] for page in pages} == {3}
    assert len({one["id"] for page in pages for one in page["contents"]}) == 5


def test_services_are_asked_for_by_unit_term_words_and_change(client: Client) -> None:
    meal = shelf.listing(title="助餐上门")
    shelf.listing(title="修家电", details={"subjects": ["维修"]}, at=NOON - 9 * DAY)
    term = next(one for one in get(client, "taxonomy_terms")["contents"] if one["name"] == "助餐")

    asked = [
        {"organization_id": meal.provider_id},
        {"taxonomy_term_id": term["id"]},
        {"search": "助餐"},
        {"modified_after": (NOON - DAY).isoformat()},
    ]

    for told in asked:
        found = get(client, "services", **told)["contents"]
        assert [one["id"] for one in found] == [str(meal.pk)], told
    [short] = get(client, "services", minimal="true", modified_after=(NOON - DAY).isoformat())[
        "contents"
    ]
    assert short["id"] == str(meal.pk)


def test_a_unit_is_told_with_what_it_offers(client: Client) -> None:
    listing = shelf.listing()

    told = get(client, f"organizations/{listing.provider_id}")

    check("organization", told)
    assert [one["id"] for one in told["services"]] == [str(listing.pk)]


def test_the_package_is_whole(client: Client) -> None:
    """X17: one row for each thing, and nothing points to what is not there."""
    course = next(one for one in one_of_each() if one.kind == "COURSE")
    shelf.slot(course)

    answer = client.get("/hsds/package.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    answer.close()

    described = json.loads(archive.read("datapackage.json"))
    tables = {
        resource["name"]: list(
            csv.DictReader(io.StringIO(archive.read(resource["path"]).decode()))
        )
        for resource in described["resources"]
    }
    assert len(tables["service"]) == len(OFFERED)
    for resource in described["resources"]:
        rows, shape = tables[resource["name"]], resource["schema"]
        names = [field["name"] for field in shape["fields"]]
        assert len({row["id"] for row in rows}) == len(rows)
        for field in shape["fields"]:
            if field["constraints"]["required"]:
                assert all(row[field["name"]] for row in rows), (resource["name"], field["name"])
        for link in shape["foreignKeys"]:
            there = {row["id"] for row in tables[link["reference"]["resource"]]}
            assert {row[link["fields"]] for row in rows} - {""} <= there, (resource["name"], link)
        assert all(list(row) == names for row in rows)
    linked = {row["link_id"] for row in tables["attribute"]}
    assert linked == {row["id"] for row in tables["service"]}


def test_the_root_says_what_it_is(client: Client) -> None:
    make.district()

    told = get(client, "")

    assert told["version"] == "3.0.1"
    described = client.get("/hsds/openapi.json").json()
    assert told["openapi_url"].endswith("/hsds/openapi.json")
    validate(described)


@pytest.mark.parametrize("path", OPERATIONS)
def test_it_answers_as_it_is_described(path: str) -> None:
    shelf.listing()
    described = schemathesis.openapi.from_wsgi("/hsds/openapi.json", WSGIHandler())

    @given(case=described[path]["GET"].as_strategy())
    @settings(
        max_examples=12, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def call(case: Any) -> None:
        answer = case.call(headers={"Accept-Encoding": "identity"})
        case.validate_response(answer, checks=CHECKS)

    call()


def test_an_unknown_address_or_id_is_a_problem(client: Client) -> None:
    make.district()

    for path in ("nothing", f"services/{new_id()}", f"locations/{new_id()}"):
        answer = client.get(f"/hsds/{path}")
        assert (answer.status_code, answer.json()["status"]) == (404, 404)
