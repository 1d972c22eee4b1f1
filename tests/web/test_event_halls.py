"""Markets, programmes, exhibits and rooms of events, by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lianxin.events import markets, queries
from lianxin.events.actions import rooms
from lianxin.events.models import Market, RoomHeld
from lianxin.exchange.actions import bookings
from lianxin.exchange.actions.bookings import Span
from lianxin.introductions.models import Introduction
from lianxin.kernel.ids import new_id
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Thing
from lianxin.outbox.models import Message
from tests import make
from tests.events.test_door import DOORS, giver_of
from tests.events.test_halls import ask, pitch, shown
from tests.events.test_markets import apply
from tests.exchange import shelf
from tests.make import NOON
from tests.web.publishing import signed_in
from tests.web.test_events import HOUR, event, said


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


def do(client: Client, path: str, **told: Any) -> Any:
    return client.post(path, {"key": str(new_id())} | told)


def test_a_market_is_laid_out_applied_for_drawn_and_read_by_everybody() -> None:
    """GAT-11."""
    listing = shelf.listing(kind="STALL", title="周末市集摊位")
    assert listing.provider is not None
    at_work, here = signed_in(make.handler(listing.provider)), f"/events/markets/{listing.ref}/"
    assert "摊位图还没有画" in said(Client().get(here))
    do(at_work, f"{here}open/")
    bad = do(at_work, f"{here}add_row/", count="30", size="2×2 米")
    do(at_work, f"{here}add_row/", count="3", size="2×2 米")
    plan = Market.objects.get(district_id=listing.district_id)
    claims = [apply(plan, number) for number in range(5)]
    first = markets.stalls(plan)[0]
    do(at_work, f"{here}give/", stall=str(first.pk), claim=str(claims[0].pk), name="老粗布")
    before = said(Client().get(here))
    do(at_work, f"{here}draw/")
    do(at_work, f"{here}name_stall/", stall=str(first.pk), name="老粗布和蓝印花")
    page = Client().get(here)

    assert (bad.status_code, "30" in bad.content.decode()) == (422, True)
    assert markets.mark(plan.seed) in before
    assert plan.seed not in before
    assert "老粗布" in before
    assert plan.seed in said(page)
    assert "老粗布和蓝印花" in said(page)
    assert page.content.decode().count("plan__stall") == 3
    assert "手作摊" in said(page)
    assert "陈师傅" not in said(page)
    assert f"{claims[0].ref} 1 号摊位（指定的，没有参加抽签）" in said(page)
    assert f"/events/markets/{listing.ref}/" in said_links(f"/exchange/{listing.ref}/")


def said_links(path: str) -> str:
    return Client().get(path).content.decode()


def test_only_who_gives_it_lays_out_a_market_or_a_hall() -> None:
    listing, slot = shelf.listing(kind="STALL"), event()
    for person in (make.handler(make.organisation(name="别家")), make.dispatcher()):
        client = signed_in(person)
        assert do(client, f"/events/markets/{listing.ref}/open/").status_code == 403
        told = {"slot": str(slot.pk), "title": "甲", "minutes": "8"}
        assert do(client, f"/events/{slot.listing.ref}/hall/add_pitch/", **told).status_code == 403
    assert do(Client(), f"/events/markets/{listing.ref}/open/").status_code == 302
    assert Client().get(f"/events/markets/{slot.listing.ref}/").status_code == 404


def test_a_roadshow_has_a_programme_with_times_that_can_be_put_in_order() -> None:
    """GAT-20."""
    slot = event()
    at_work, here = signed_in(make.handler(giver_of(slot))), f"/events/{slot.listing.ref}/hall/"
    for title in ("甲项目", "乙项目"):
        do(at_work, f"{here}add_pitch/", slot=str(slot.pk), title=title, minutes="8", who="团队")
    full = do(at_work, f"{here}add_pitch/", slot=str(slot.pk), title="丙", minutes="300")
    second = queries.programmes([slot])[slot.pk][1][1]
    do(at_work, f"{here}move_pitch/", row=str(second.pk))
    page = said(Client().get(here))

    assert (full.status_code, "还剩 104 分钟" in said(full)) == (422, True)
    assert page.index("乙项目") < page.index("甲项目")
    begins = f"{DOORS.astimezone(dt.timezone(dt.timedelta(hours=8))):%H:%M}"
    assert f"{begins} 乙项目" in page
    assert "提前" not in page
    do(at_work, f"{here}drop_pitch/", row=str(second.pk))
    assert "乙项目" not in said(Client().get(here))
    assert "程序和展位" in said(Client().get(f"/exchange/{slot.listing.ref}/"))


def test_a_meeting_that_is_agreed_to_becomes_an_introduction() -> None:
    """MAT-10: who shows something and who looks for it are brought together."""
    slot = event()
    here = f"/events/{slot.listing.ref}/hall/"
    exhibit = shown(slot)
    firm, bank = exhibit.shown.provider, make.organisation(name="海湾银行", kind="FIRM")
    assert firm is not None
    banker, exhibitor = signed_in(make.handler(bank)), signed_in(make.handler(firm))
    when = [f"{slot.pk}|{turn}" for turn in range(2)]
    told = {"exhibit": str(exhibit.pk), "unit": str(bank.pk), "about": "给传感器做设备贷"}
    do(banker, f"{here}ask/", when=when[0], **told)
    again = do(banker, f"{here}ask/", when=when[1], **told)
    talk = queries.talks(slot.listing)[0]
    outside = said(Client().get(here))
    refused = do(exhibitor, f"{here}decline/", row=str(talk.pk), reason="")
    do(exhibitor, f"{here}accept/", row=str(talk.pk))
    do(exhibitor, f"{here}accept/", row=str(talk.pk))

    assert (again.status_code, "已经约过" in said(again)) == (422, True)
    assert "海湾银行" not in outside
    assert refused.status_code == 422
    made = Introduction.objects.get(district_id=slot.district_id)
    [came_of] = lineage.sources_of(slot.district_id, [Thing.of(made)])[made.pk]
    assert came_of.from_id == talk.pk
    assert made.ref in said(banker.get(here))
    public = said(Client().get(here))
    assert "海湾银行 → 潮芯科技" in public
    assert "设备贷" not in public
    assert made.ref not in public


def test_both_hear_of_a_meeting_and_what_is_taken_back_ends_the_introduction() -> None:
    slot = event()
    here, exhibit = f"/events/{slot.listing.ref}/hall/", shown(slot)
    firm, bank = exhibit.shown.provider, make.organisation(name="海湾银行", kind="FIRM")
    assert firm is not None
    people = make.handler(bank), make.handler(firm)
    banker, exhibitor = map(signed_in, people)
    told = {"exhibit": str(exhibit.pk), "unit": str(bank.pk), "about": "设备贷"}
    do(banker, f"{here}ask/", when=f"{slot.pk}|0", **told)
    row = str(queries.talks(slot.listing)[0].pk)
    do(exhibitor, f"{here}accept/", row=row)
    do(banker, f"{here}withdraw/", row=row)

    heard = Message.objects.filter(kind__startswith="talk_").values_list("kind", "to")
    assert set(heard) == {
        ("talk_asked", people[1].pk), ("talk_accepted", people[0].pk),
        ("talk_withdrawn", people[1].pk),
    }  # fmt: skip
    assert Introduction.objects.get(district_id=slot.district_id).state == "FELL_THROUGH"


def test_an_event_has_its_room_or_hears_what_is_free() -> None:
    """X34, by page: booked, moved with the event, given back when it is called off."""
    slot, space = event(), shelf.space(longest=600)
    at_work, here = signed_in(make.handler(giver_of(slot))), f"/events/{slot.listing.ref}/hall/"
    other = Span(slot.starts_at, slot.starts_at + HOUR)
    had = bookings.book(space, other, shelf.wish(), key=new_id(), at=NOON).claim
    told = {"slot": str(slot.pk), "space": str(space.pk)}

    taken = do(at_work, f"{here}hold_room/", **told)
    bookings.cancel(had, at=NOON)
    do(at_work, f"{here}hold_room/", **told)

    assert taken.status_code == 409
    assert "这些时间空着" in said(taken)
    assert "社区活动中心 大厅" in said(Client().get(here))
    assert RoomHeld.objects.get(district_id=slot.district_id).claim.state == "HELD"


def test_an_event_moved_by_page_takes_its_room_along_or_stays_and_says_why() -> None:
    """X34: called off by page, its calendar says so and the room is free."""
    slot, space = event(), shelf.space(longest=600)
    rooms.hold_room(slot, space, by=None, at=NOON, key=new_id())
    at_work = signed_in(make.handler(giver_of(slot)))
    path = f"/exchange/mine/{slot.listing.ref}/sessions/{slot.pk}/"
    other = Span(slot.starts_at + 24 * HOUR, slot.starts_at + 25 * HOUR)
    had = bookings.book(space, other, shelf.wish(), key=new_id(), at=NOON).claim
    begins, ends = (timezone.localtime(at) for at in (other.starts_at, other.ends_at))
    told = {
        "day": f"{begins:%Y-%m-%d}", "start": f"{begins:%H:%M}", "end": f"{ends:%H:%M}",
        "capacity": "10", "note": "换一天",
    }  # fmt: skip

    stays = do(at_work, path, **told)
    bookings.cancel(had, at=NOON)
    moves = do(at_work, path, **told)

    assert (stays.status_code, moves.status_code) == (409, 302)
    assert "已经有人预约" in said(stays)
    assert "换一天" in stays.content.decode()
    assert RoomHeld.objects.get(district_id=slot.district_id).claim.starts_at == other.starts_at
    do(at_work, f"{path}off/", note="台风")
    assert RoomHeld.objects.get(district_id=slot.district_id).claim.state == "CANCELLED"
    calendar = Client().get("/calendars/events.ics").content.decode()
    assert all(each in calendar for each in (f"UID:{slot.pk}@lianxin", "STATUS:CANCELLED"))


def test_the_pages_of_a_hall_cost_the_same_for_few_and_many() -> None:
    slot = event()
    here = f"/events/{slot.listing.ref}/hall/"
    viewer = signed_in(make.handler(giver_of(slot)))

    def cost() -> int:
        viewer.get(here)
        with CaptureQueriesContext(connection) as counted:
            assert viewer.get(here).status_code == 200
        return len(counted)

    def add(name: str) -> None:
        pitch(slot, name, 3)
        shelf.slot(slot.listing)
        ask(shown(slot, name), slot, make.organisation(name=f"{name}银行"))

    add("甲")
    few = cost()
    for name in ("乙", "丙", "丁"):
        add(name)
    assert cost() == few
    assert few <= 24
