"""X34 for bookings: calendars that others subscribe to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import icalendar
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianxin.exchange.actions import bookings, orders, places
from lianxin.exchange.actions.bookings import Span
from lianxin.exchange.actions.claiming import Receipt, Who, Wish
from lianxin.exchange.models import Slot
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Repeated
from lianxin.network import actions
from lianxin.network.models import Token, User
from tests import make
from tests.exchange import shelf
from tests.make import NOON

HOUR = dt.timedelta(hours=1)
TOMORROW = NOON + 22 * HOUR


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


def read(client: Client, name: str, *parts: str) -> list[Any]:
    """The events of a calendar, as `icalendar` reads them."""
    answer = client.get(reverse(f"ical:{name}", args=parts))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert calendar.to_ical()
    assert not calendar.errors
    return [event for event in calendar.walk("VEVENT") if not event.errors]


def signed_up(slot: Slot, user: User | None = None) -> Receipt:
    wish = Wish(who=Who(name="李阿姨", phone="13800138000", user=user))
    return places.take(slot, wish, key=new_id(), at=NOON, by=user)


def booked(space: Any, start: dt.datetime = TOMORROW) -> Receipt:
    span = Span(start, start + 2 * HOUR)
    return bookings.book(space, span, shelf.wish(subject="家长会"), key=new_id(), at=NOON)


def test_moving_a_session_keeps_the_uid_and_raises_the_sequence(client: Client) -> None:
    """X34."""
    slot = shelf.slot()
    receipt = signed_up(slot)
    [before] = read(client, "order", receipt.claim.ref, receipt.code)
    [session] = read(client, "listing", slot.listing.ref)

    starts_at, ends_at = slot.starts_at + HOUR, slot.ends_at + HOUR
    places.change_slot(slot, starts_at=starts_at, ends_at=ends_at, by=None, at=NOON + HOUR)

    [after] = read(client, "order", receipt.claim.ref, receipt.code)
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt - before["DTSTART"].dt == HOUR
    [moved] = read(client, "listing", slot.listing.ref)
    assert (moved["UID"], moved["SEQUENCE"] > session["SEQUENCE"]) == (session["UID"], True)


def test_cancelling_says_so_and_frees_the_room(client: Client) -> None:
    """X34."""
    space = shelf.space()
    receipt = booked(space)
    [before] = read(client, "order", receipt.claim.ref, receipt.code)
    assert before["STATUS"] == "CONFIRMED"

    bookings.cancel(receipt.claim, code=receipt.code, at=NOON)

    [after] = read(client, "order", receipt.claim.ref, receipt.code)
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    [busy] = read(client, "listing", space.listing.ref)
    assert busy["STATUS"] == "CANCELLED"
    booked(space)


def test_a_venue_shows_when_it_is_had_and_not_by_whom(client: Client) -> None:
    space = shelf.space()
    booked(space)

    [event] = read(client, "listing", space.listing.ref)

    assert event["SUMMARY"] == "已占用：大厅"
    assert event["DTEND"].dt - event["DTSTART"].dt == 2 * HOUR
    text = event.to_ical().decode()
    assert "家长会" not in text
    assert "李" not in text


def test_a_place_shows_the_sessions_there_and_below(client: Client) -> None:
    grid = make.grid()
    assert grid.parent is not None
    listing = shelf.listing(kind="COURSE", title="书法课，第一期；初级", place=grid)
    shelf.slot(listing)
    shelf.slot(shelf.listing(kind="COURSE", title="别处的课"))

    [event] = read(client, "place", grid.parent.code)

    assert event["SUMMARY"] == "书法课，第一期；初级"
    assert read(client, "place", make.place(name="别的社区").code) == []


def test_ones_own_calendar_opens_by_its_link_until_it_is_renewed(client: Client) -> None:
    person = make.user()
    signed_up(shelf.slot(), person)
    signed_up(shelf.slot(), make.user())
    first = actions.renew_calendar(person, key=new_id(), at=NOON)

    assert len(read(client, "own", first)) == 1
    second = actions.renew_calendar(person, key=new_id(), at=NOON)

    assert client.get(reverse("ical:own", args=[first])).status_code == 404
    [event] = read(client, "own", second)
    assert event["SUMMARY"] == "书法课"
    assert str(event["URL"]).endswith("/")  # to the course; a receipt's code is in no feed
    assert "orders" not in str(event["URL"])


def test_another_token_opens_no_calendar(client: Client) -> None:
    person = make.user()

    secret = make.token(person, "CASES_READ")

    assert client.get(reverse("ical:own", args=[secret])).status_code == 404
    calendar = actions.renew_calendar(person, key=new_id(), at=NOON)
    answer = client.get("/api/v1/cases", headers={"Authorization": f"Bearer {calendar}"})
    assert answer.status_code == 403


def test_a_link_is_made_once_for_its_key() -> None:
    person, key = make.user(), new_id()
    actions.renew_calendar(person, key=key, at=NOON)

    with pytest.raises(Repeated):
        actions.renew_calendar(person, key=key, at=NOON)

    assert Token.objects.get(user=person).revoked_at is None


def test_an_order_that_is_expected_has_an_hour(client: Client) -> None:
    receipt = shelf.ordered(starts_at=TOMORROW, address="3 号楼 502")
    [event] = read(client, "order", receipt.claim.ref, receipt.code)
    assert event["STATUS"] == "TENTATIVE"

    orders.accept(receipt.claim, by=None, at=NOON, starts_at=TOMORROW + HOUR)

    [event] = read(client, "order", receipt.claim.ref, receipt.code)
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTART"].dt == TOMORROW + HOUR
    assert event["DTEND"].dt - event["DTSTART"].dt == HOUR
    assert event["LOCATION"] == "3 号楼 502"


def test_without_the_code_or_a_time_there_is_no_event(client: Client) -> None:
    timed, timeless = shelf.ordered(starts_at=TOMORROW), shelf.ordered()

    for ref, code in (
        (timed.claim.ref, timeless.code), (timeless.claim.ref, timeless.code), ("X", "X"),
    ):  # fmt: skip
        assert client.get(reverse("ical:order", args=[ref, code])).status_code == 404


def test_nobody_keeps_a_private_calendar(client: Client) -> None:
    receipt = shelf.ordered(starts_at=TOMORROW)

    answer = client.get(reverse("ical:order", args=[receipt.claim.ref, receipt.code]))

    assert "no-store" in answer["Cache-Control"]


def test_a_person_makes_her_link_on_her_page(client: Client) -> None:
    person = make.user()
    client.force_login(person)
    page = reverse("account:profile")
    assert "创建日程链接" in client.get(page).content.decode()

    answer = client.post(reverse("account:calendar"))

    link = answer.content.decode().split("/calendars/own/")[1].split(".ics")[0]
    assert read(client, "own", link) == []
    assert link not in client.get(page).content.decode()


def test_a_receipt_and_a_course_lead_to_their_calendars(client: Client) -> None:
    slot = shelf.slot()
    receipt = signed_up(slot)

    course = client.get(reverse("exchange:listing", args=[slot.listing.ref])).content.decode()
    held = client.get(reverse("exchange:receipt", args=[receipt.claim.ref, receipt.code]))

    assert reverse("ical:listing", args=[slot.listing.ref]) in course
    link = reverse("ical:order", args=[receipt.claim.ref, receipt.code])
    assert link in held.content.decode()
