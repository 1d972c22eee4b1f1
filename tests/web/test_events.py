"""Events by page: found, signed up for, checked at the door, told of afterwards."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.events import actions, queries
from lianxin.events.models import Episode, EventSeries, Report
from lianxin.exchange import codes
from lianxin.exchange.actions import places
from lianxin.exchange.models import Claim, Slot
from lianxin.kernel.ids import new_id
from lianxin.network.models import Role
from tests import make
from tests.events.test_door import DOORS, LATER, giver_of, sign_up
from tests.events.test_series import series
from tests.exchange import shelf
from tests.web.publishing import signed_in

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


def said(answer: Any) -> str:
    return BeautifulSoup(answer.content.decode(), "lxml").get_text(" ", strip=True)


def event(**fields: Any) -> Slot:
    campus = make.organisation(name="海洋大学", kind="CAMPUS")
    listing = shelf.listing(campus, kind="EVENT", title="海洋科普讲座", **fields)
    return shelf.slot(listing, capacity=2)


def ticket(claim: Claim) -> str:
    return f"/orders/{claim.ref}/{codes.of(claim)}/"


def test_events_are_found_by_day_format_and_street_and_say_what_is_free() -> None:
    slot = event()
    market = shelf.slot(
        shelf.listing(
            kind="EVENT", title="周末市集", details={"format": "MARKET", "topics": ["手作"]}
        )
    )
    for number in range(3):
        sign_up(slot, number)

    page = said(Client().get("/events/"))
    only = said(Client().get("/events/", {"format": "MARKET"}))

    assert "海洋科普讲座" in page
    assert "已满，可以排队" in page
    assert "周末市集" in only
    assert "海洋科普讲座" not in only
    assert market.listing.ref in Client().get("/events/").content.decode()
    assert "没有" in said(Client().get("/events/", {"tab": "past"}))


def test_a_waiting_person_is_told_her_number_and_holds_no_ticket() -> None:
    """X27: never "confirmed"."""
    slot = event()
    first, _second, third = (sign_up(slot, number) for number in range(3))

    hers, waits = Client().get(ticket(first)), Client().get(ticket(third))

    assert "入场码" in said(hers)
    assert "您排在第 1 位" in said(waits)
    assert "入场码" not in said(waits)
    assert "已确认" not in said(waits)


def test_the_door_checks_one_ticket_after_another_by_hand(now: time_machine.Traveller) -> None:
    slot = event()
    claim = sign_up(slot)
    door, at_work = f"/events/door/{slot.pk}/", signed_in(make.handler(giver_of(slot)))
    now.move_to(DOORS)

    for text, told in (
        (ticket(claim), "已签到"),
        (f"{claim.ref} {codes.of(claim)}", "已经进过"),
        ("WHB-26-99999 AAAA", "没有这张票"),
    ):
        page = at_work.post(door, {"key": str(new_id()), "text": text})
        assert told in said(page)
    assert at_work.post(door, {"key": str(new_id()), "text": ""}).status_code == 422
    assert queries.present(slot) == 1
    assert "1 人已到" in said(at_work.get(door))


def test_a_phone_takes_the_list_along_and_sends_in_what_it_saw(
    now: time_machine.Traveller,
) -> None:
    """X28, by the addresses that its script uses; sent twice is once."""
    slot = event()
    claim = sign_up(slot)
    at_work = signed_in(make.handler(giver_of(slot)))
    [told] = at_work.get(f"/events/door/{slot.pk}/tickets.json").json()["tickets"]
    assert (told["ref"], told["mark"]) == (claim.ref, queries.mark(claim))
    now.move_to(LATER)
    key = str(new_id())
    scan = {"key": key, "text": ticket(claim), "device": "A", "at": DOORS.isoformat()}

    for _twice in range(2):
        answer = at_work.post(
            f"/events/door/{slot.pk}/sync/", json.dumps({"scans": [scan]}), "application/json"
        )
        assert answer.json() == {"seen": {key: "PRESENT"}, "present": 1}
    bad = at_work.post(f"/events/door/{slot.pk}/sync/", "{", "application/json")
    naive = {"scans": [scan | {"at": "2026-01-01"}]}
    worse = at_work.post(f"/events/door/{slot.pk}/sync/", json.dumps(naive), "application/json")
    assert (bad.status_code, worse.status_code) == (400, 400)


def test_nobody_else_learns_who_comes() -> None:
    slot = event()
    sign_up(slot)
    others = (make.handler(make.organisation(name="别家")), make.dispatcher())
    for person in others:
        client = signed_in(person)
        for path in ("", "tickets.json"):
            assert client.get(f"/events/door/{slot.pk}/{path}").status_code == 404
        assert client.post(f"/events/door/{slot.pk}/sync/").status_code == 404
        assert client.get(f"/events/{slot.listing.ref}/report/").status_code == 404
    assert Client().get(f"/events/door/{slot.pk}/").status_code == 302


def test_a_unit_begins_a_series_puts_its_event_in_and_tells_what_came_of_it(
    now: time_machine.Traveller,
) -> None:
    slot = event()
    unit = giver_of(slot)
    at_work = signed_in(make.handler(unit))
    told = {"key": str(new_id()), "unit": str(unit.pk), "name": "海洋大讲堂", "code": "talks"}
    bad = at_work.post("/events/series/new/", told | {"name": ""})
    assert (bad.status_code, "请写一个名称" in said(bad)) == (422, True)

    at_work.post("/events/series/new/", told)
    at_work.post(
        "/events/series/talks/put-in/", {"key": str(new_id()), "listing": str(slot.listing.pk)}
    )
    claim = sign_up(slot)
    now.move_to(LATER + HOUR)
    places.attend(claim, by=None, at=LATER)
    path = f"/events/{slot.listing.ref}/report/"
    kept = at_work.post(path, {"key": str(new_id()), "text": "电话 13800138000"})
    at_work.post(path, {"key": str(new_id()), "text": "讲了潮汐。"})

    assert kept.status_code == 422
    assert "13800138000" in kept.content.decode()
    assert Episode.objects.get(district_id=unit.district_id).series.name == "海洋大讲堂"
    page = said(Client().get(f"/exchange/{slot.listing.ref}/"))
    assert "讲了潮汐。" in page
    assert "办了 1 场，来了 1 人次" in page
    assert "讲了潮汐。" in said(Client().get("/events/series/talks/"))


def test_large_events_lead_to_where_one_signs_up_and_to_nothing_else() -> None:
    """GAT-08."""
    details = {"format": "FORUM", "topics": ["海洋"]}
    there = event(details=details | {"tickets_url": "https://meet.example.org/2026"}).listing
    wrong = event(details=details | {"tickets_url": "javascript:alert(1)"}).listing

    page = Client().get(f"/exchange/{there.ref}/").content.decode()

    assert 'href="https://meet.example.org/2026"' in page
    assert "javascript:" not in Client().get(f"/exchange/{wrong.ref}/").content.decode()


def test_what_is_broadcast_is_watched_from_half_an_hour_before_until_it_is_over(
    now: time_machine.Traveller,
) -> None:
    """MAT-07: jobs by broadcast; and only where a browser may safely be sent."""
    details = {"format": "LECTURE", "topics": ["招聘"]}
    there = event(details=details | {"live_url": "https://live.example.org/1"})
    wrong = event(details=details | {"live_url": "javascript:alert(1)"})

    def seen(slot: Slot, at: dt.datetime) -> str:
        now.move_to(at)
        return Client().get(f"/exchange/{slot.listing.ref}/").content.decode()

    minute = dt.timedelta(minutes=1)
    early = seen(there, there.starts_at - 31 * minute)
    assert "有直播，开始前半小时在这里打开" in early
    assert "live.example.org" not in early
    assert 'href="https://live.example.org/1"' in seen(there, there.starts_at - 30 * minute)
    assert "live.example.org" not in seen(there, there.ends_at)
    assert "javascript:" not in seen(wrong, wrong.starts_at)


def test_calendars_of_events_keep_the_uid_when_one_moves_and_say_that_one_is_off() -> None:
    """X34."""
    slot = event()
    many = series(slot.listing.provider)
    actions.put_in(many, slot.listing, by=None, at=slot.listing.made_at)
    before = Client().get("/calendars/events.ics").content.decode()
    places.change_slot(
        slot, starts_at=DOORS + HOUR, ends_at=DOORS + 3 * HOUR, by=None, at=slot.listing.made_at
    )
    moved = Client().get("/calendars/events/talks.ics").content.decode()
    slot.refresh_from_db()
    places.cancel_slot(slot, note="台风", by=None, at=slot.listing.made_at)
    off = Client().get("/calendars/events/talks.ics").content.decode()

    uid = f"UID:{slot.pk}@lianxin"
    assert all(uid in told for told in (before, moved, off))
    assert ("SEQUENCE:0" in before, "SEQUENCE:1" in moved, "SEQUENCE:2" in off) == (True,) * 3
    assert "STATUS:CANCELLED" in off
    assert Client().get("/calendars/events/none.ics").status_code == 404


@pytest.mark.parametrize("path", ["/events/", "/events/series/", "/events/series/talks/"])
def test_pages_cost_the_same_for_few_and_many(path: str) -> None:
    unit = make.organisation(name="海洋大学", kind="CAMPUS")
    many = series(unit)
    viewer = signed_in(make.seat(Role.HANDLER, unit))

    def cost() -> int:
        viewer.get(path)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert viewer.get(path).status_code == 200
        return len(counted)

    def add() -> None:
        listing = shelf.listing(unit, kind="EVENT", title="讲座")
        shelf.slot(listing)
        actions.put_in(many, listing, by=None, at=listing.made_at)
        series(unit, code=f"s{EventSeries.objects.filter(district_id=unit.district_id).count()}")

    add()
    few = cost()
    for _more in range(4):
        add()
    assert cost() == few
    assert few <= 16
    assert not Report.objects.filter(district_id=unit.district_id).exists()
