"""Publishing by page: sessions, rooms and hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from lianxin.exchange.actions import bookings
from lianxin.exchange.actions.bookings import Span
from lianxin.exchange.models import Cell, Claim, Closure, Slot, Space
from lianxin.kernel.ids import new_id
from lianxin.network import hours
from lianxin.web.exchange import opening
from tests.exchange import shelf
from tests.web.publishing import kitchen, page, said

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def test_sessions_are_added_by_the_week_changed_and_called_off() -> None:
    unit, at_work = kitchen()
    course = shelf.listing(unit, kind="COURSE", title="书法课", mode="ON_SITE")
    own = f"/exchange/mine/{course.ref}/sessions/"
    form = {"day": "2026-03-10", "start": "14:00", "end": "16:00", "capacity": "12", "weeks": "4"}

    at_work.post(own, form | {"key": str(new_id())})

    slots = list(Slot.objects.filter(district_id=unit.district_id).order_by("starts_at"))
    assert [str(slot.starts_at.date()) for slot in slots] == [
        "2026-03-10", "2026-03-17", "2026-03-24", "2026-03-31",
    ]  # fmt: skip
    first, last = slots[0], slots[-1]
    at_work.post(f"{own}{first.pk}/", form | {"key": str(new_id()), "capacity": "20"})
    assert at_work.post(f"{own}{last.pk}/off/", {"key": str(new_id())}).status_code == 422
    at_work.post(f"{own}{last.pk}/off/", {"key": str(new_id()), "note": "老师有事"})
    first.refresh_from_db()
    last.refresh_from_db()
    assert (first.capacity, last.cancelled_at is not None) == (20, True)
    assert "3月10日" in said(at_work.get(own))


def test_a_session_that_ends_before_it_begins_is_refused() -> None:
    unit, at_work = kitchen()
    course = shelf.listing(unit, kind="COURSE", title="书法课", mode="ON_SITE")
    form = {"day": "2026-03-10", "start": "16:00", "end": "14:00", "capacity": "9", "weeks": "1"}

    answer = at_work.post(f"/exchange/mine/{course.ref}/sessions/", form | {"key": str(new_id())})

    assert answer.status_code == 422
    assert "结束时间要晚于开始时间" in said(answer)


SPACE = {
    "seats": "30", "hours": "每天 8:00-22:00", "shortest": "60", "longest": "240", "buffer": "15",
    "ahead": "90",
}  # fmt: skip


def test_rooms_are_added_divided_closed_and_opened_again() -> None:
    unit, at_work = kitchen()
    venue = shelf.listing(unit, kind="VENUE", title="活动中心", mode="ON_SITE")
    own = f"/exchange/mine/{venue.ref}/spaces/"
    for name in ("东半", "西半"):
        at_work.post(own, SPACE | {"key": str(new_id()), "name": name})
    east, west = Space.objects.filter(district_id=unit.district_id).order_by("name")

    at_work.post(own, SPACE | {"key": str(new_id()), "name": "大厅", "parts": [east.pk, west.pk]})
    hall = Space.objects.get(district_id=unit.district_id, name="大厅")
    at_work.post(f"{own}{east.pk}/", SPACE | {"key": str(new_id()), "name": "东厅"})
    times = {"starts_at": "2026-03-03T08:00", "ends_at": "2026-03-03T10:00", "why": "检修"}
    at_work.post(f"{own}{hall.pk}/close/", times | {"key": str(new_id())})

    east.refresh_from_db()
    assert (east.name, east.hours, hall.parts.count()) == ("东厅", "Mo-Su 08:00-22:00", 2)
    odd = times | {"key": str(new_id()), "starts_at": "2026-03-04T08:07"}
    backwards = times | {"key": str(new_id()), "starts_at": "2026-03-03T11:00"}
    for wrong in (odd, backwards):
        assert at_work.post(f"{own}{hall.pk}/close/", wrong).status_code == 422
    closure = Closure.objects.get(district_id=unit.district_id)
    assert "检修" in said(at_work.get(own))
    assert Cell.objects.filter(district_id=unit.district_id, closure=closure).exists()
    at_work.post(f"{own}{closure.pk}/reopen/", {"key": str(new_id())})
    assert not Cell.objects.filter(district_id=unit.district_id).exists()


def test_a_series_with_conflicts_is_refused_with_the_list_or_skips_them(client: Client) -> None:
    """X30, by page: 12 dates with 2 conflicts."""
    space = shelf.space(ahead=120)
    zone, venue = dt.timezone(8 * HOUR), space.listing
    for week in (3, 7):
        starts = dt.datetime(2026, 3, 3, 10, tzinfo=zone) + dt.timedelta(weeks=week)
        span = Span(starts, starts + 2 * HOUR)
        bookings.book(space, span, shelf.wish(), key=new_id(), at=venue.made_at)
    form = {
        "key": str(new_id()), "space": str(space.pk), "day": "2026-03-03", "start": "10:00",
        "end": "12:00", "weeks": "12", "seats": "10", "subject": "合唱", "phone": "13800138000",
    }  # fmt: skip
    own = f"/exchange/{venue.ref}/series/"
    assert own in str(page(client.get(f"/exchange/{venue.ref}/")))

    refused = client.post(own, form)

    assert refused.status_code == 409
    taken = [li.text for li in page(refused).select(".notice--warn li")]
    assert taken == ["2026-03-24 10:00–12:00", "2026-04-21 10:00–12:00"]
    assert Claim.objects.filter(district_id=venue.district_id).count() == 2
    done = client.post(own, form | {"skip_conflicts": "on"})
    assert Claim.objects.filter(district_id=venue.district_id).count() == 12
    assert len(page(done).select("a[href^='/orders/']")) == 10
    assert "跳过了" in said(done)


# --- Tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "text",
    [
        "Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-12:00",
        "24/7",
        "Mo-Su 08:00-22:00; PH 08:00-22:00",
        "Mo,We 14:30-16:00",
        "Mo-Sa 09:00-17:00; PH off",
    ],
)
def test_hours_are_typed_as_they_are_shown(text: str, language: str) -> None:
    with translation.override(language):
        shown = opening.typed(text)

    assert hours.read(shown) == text
    assert hours.parse(hours.read(shown))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("周一至周五 8:30–17:30；周六 9点到12点", "Mo-Fr 08:30-17:30; Sa 09:00-12:00"),
        ("每天9点半-21:00", "Mo-Su 09:30-21:00"),
        ("星期一、星期三 14:00～16:00", "Mo,We 14:00-16:00"),
        ("9:00-17:00", "Mo-Su 09:00-17:00"),
        ("全天", "24/7"),
        ("工作日 08:30-12:00、14:00-17:30；节假日休息", "Mo-Fr 08:30-12:00,14:00-17:30; PH off"),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, kept: str) -> None:
    assert hours.read(typed) == kept
