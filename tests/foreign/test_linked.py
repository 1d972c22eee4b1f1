"""What a page says in JSON-LD, as `extruct` reads it out of the page."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing
from lianxin.web.exchange import linked
from tests import make
from tests.api.test_hsds import some_value
from tests.exchange import shelf
from tests.make import NOON

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # others' code may warn
    import extruct

TEXT = "</script><script>alert(1)</script> & 说明"
NEEDED = {
    "JobPosting": {
        "title", "description", "datePosted", "validThrough", "hiringOrganization", "jobLocation",
        "employmentType",
    },
    "Course": {"name", "description", "provider", "hasCourseInstance"},
    "Event": {"name", "startDate", "location", "eventStatus"},
    "Place": {"name", "address", "openingHoursSpecification"},
    "Demand": {"name", "itemOffered"},
    "Service": {"name", "provider", "areaServed"},
    "GovernmentService": {"name", "provider", "areaServed"},
    "FinancialProduct": {"name", "provider"},
    "Product": {"name", "description", "offers"},
    "Offer": {"itemOffered", "offeredBy"},
    "Project": {"name", "description", "location", "sponsor"},
}  # fmt: skip
"""What search engines ask for, and what makes the thing whole."""


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


def read(client: Client, listing: Listing) -> dict[str, Any]:
    answer = client.get(reverse("exchange:listing", args=[listing.ref]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = extruct.extract(
            answer.content.decode(), syntaxes=["json-ld"], errors="strict", uniform=False
        )["json-ld"]
    [told] = found
    assert told["@context"] == "https://schema.org"
    return dict(told)


@pytest.mark.parametrize("code", [code for code in KINDS if code != "SHIFT"])
def test_every_kind_is_told_whole(client: Client, code: str) -> None:
    kind = KINDS[code]
    listing = shelf.listing(
        make.organisation(name="学苑大学", kind="CAMPUS"),
        kind=code,
        title=f"一个{kind.label}",
        text=TEXT,
        mode="ON_SITE",
        place=make.place(),
        address="学苑路 1 号",
        price_fen=1500,
        hours="Mo-Fr 08:30-12:00,14:00-17:30",
        details={detail.name: some_value(detail) for detail in kind.details},
    )
    if kind.has_slots:
        shelf.slot(listing)
        shelf.slot(listing, starts_at=NOON + dt.timedelta(days=9))

    told = read(client, listing)

    assert told["@type"] == kind.schema_type
    assert NEEDED[kind.schema_type] <= told.keys()
    assert told["description"] == TEXT
    assert told["url"].endswith(f"/exchange/{listing.ref}/")
    assert None not in told.values()


def test_sessions_are_events() -> None:
    """A volunteer's shift has a page of its own."""
    listing = shelf.listing(kind="SHIFT", title="送餐", mode="ON_SITE", place=make.place())
    slot = shelf.slot(listing)
    later = shelf.slot(listing, starts_at=NOON + dt.timedelta(days=9))

    told = linked.thing(listing, [slot, later], at=NOON)

    assert NEEDED["Event"] <= told.keys()
    assert dt.datetime.fromisoformat(told["startDate"]) == slot.starts_at
    assert len(told["subEvent"]) == 1


def test_a_job_is_told_as_boards_ask_for_it(client: Client) -> None:
    listing = shelf.listing(
        kind="JOB", title="电工", mode="ON_SITE", capacity=3, place=make.place(),
        details={"employment": "FULL_TIME", "pay_from": 5000, "pay_to": 8000},
    )  # fmt: skip

    told = read(client, listing)

    assert told["employmentType"] == "FULL_TIME"
    assert told["baseSalary"]["value"]["minValue"] == 5000
    assert told["baseSalary"]["currency"] == "CNY"
    assert told["hiringOrganization"]["name"] == "学苑餐厅"
    assert told["totalJobOpenings"] == 3
    assert dt.date.fromisoformat(told["validThrough"]) > NOON.date()


def test_a_course_is_told_with_its_sessions_and_seats(client: Client) -> None:
    slot = shelf.slot(capacity=12)

    [session] = read(client, slot.listing)["hasCourseInstance"]

    assert session["@type"] == "CourseInstance"
    assert dt.datetime.fromisoformat(session["startDate"]) == slot.starts_at
    assert session["remainingAttendeeCapacity"] == 12


def test_a_point_is_told_with_its_hours(client: Client) -> None:
    listing = shelf.listing(
        kind="POINT", title="驿站", mode="ON_SITE", place=make.place(),
        hours="Mo-Fr 08:30-17:30", details={"amenities": ["饮水"]},
    )  # fmt: skip

    told = read(client, listing)

    [hours] = told["openingHoursSpecification"]
    assert (len(hours["dayOfWeek"]), hours["opens"], hours["closes"]) == (5, "08:30", "17:30")
    assert told["amenityFeature"][0]["name"] == "饮水"


def test_what_is_not_public_says_nothing(client: Client) -> None:
    listing = shelf.draft()
    assert listing.provider is not None
    client.force_login(make.handler(listing.provider))

    page = client.get(reverse("exchange:listing", args=[listing.ref])).content.decode()

    assert "application/ld+json" not in page
