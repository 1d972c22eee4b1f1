"""A week of a venue: free or taken for everybody, who comes for those who run it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from lianxin.exchange.actions import bookings
from lianxin.exchange.actions.bookings import Span
from lianxin.exchange.models import Space
from lianxin.kernel.ids import new_id
from tests import make
from tests.exchange import shelf
from tests.make import NOON
from tests.web.swap import one, soup

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    """A Monday noon."""
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


def booked(space: Space, *, days: int = 1, hours: int = 2) -> Span:
    span = Span(NOON + days * DAY, NOON + days * DAY + hours * HOUR)
    wish = shelf.wish(subject="活动中心：合唱排练", seats=8)
    bookings.book(space, span, wish, key=new_id(), at=NOON)
    return span


def week(client: Client, space: Space, **asked: str) -> BeautifulSoup:
    return soup(client.get(f"/exchange/{space.listing.ref}/week/", {"space": space.code, **asked}))


def told(page: BeautifulSoup, kind: str) -> list[str]:
    return [" ".join(cell.text.split()) for cell in page.select(f".week__list .week__{kind}")]


def test_everybody_sees_when_it_is_taken_and_nobody_by_whom(client: Client) -> None:
    """GAT-09: the public sees free and taken."""
    space = shelf.space(buffer=30)
    booked(space)

    page = week(client, space)

    assert told(page, "had") == ["12:00–14:00 已约"]
    assert told(page, "gap") == ["14:00–14:30 间隔"]
    assert "合唱" not in page.text
    assert "李" not in one(page, "#week").text
    cells = [cell for cell in page.select("td.week__had") if "已约" in cell.text]
    assert [int(str(cell["rowspan"])) for cell in cells] == [4]


def test_who_runs_it_sees_who_comes(client: Client) -> None:
    space = shelf.space()
    booked(space)
    unit = space.listing.provider
    assert unit is not None
    client.force_login(make.handler(unit))

    page = week(client, space)

    assert "合唱排练" in told(page, "had")[0]
    client.force_login(make.handler(make.organisation(name="别的单位")))
    assert "合唱排练" not in week(client, space).text


def test_a_half_is_taken_with_its_hall_and_the_hall_with_its_half(client: Client) -> None:
    left, right = shelf.space(name="东半"), None
    right = shelf.space(left.listing, name="西半")
    hall = shelf.space(left.listing, name="大厅")
    hall.parts.set([left, right])
    booked(hall, days=1)
    booked(left, days=2)

    assert len(told(week(client, right), "had")) == 1
    assert len(told(week(client, left), "had")) == 2
    assert len(told(week(client, hall), "had")) == 2


def test_what_is_closed_for_once_says_why(client: Client) -> None:
    space = shelf.space()
    span = Span(NOON + 2 * DAY, NOON + 2 * DAY + HOUR)
    bookings.close(space, span, why="消防检查", by=None, at=NOON, key=new_id())

    assert told(week(client, space), "off") == ["12:00–13:00 消防检查"]


def test_free_hours_lead_to_the_form_with_these_hours(client: Client) -> None:
    space = shelf.space()
    booked(space)

    page = week(client, space)
    free = next(link for link in page.select(".week__list a") if link.text == "空着")
    form = soup(client.get(str(free["href"])))

    assert one(form, f"input[name=space][value='{space.pk}']").has_attr("checked")
    assert one(form, "input[name=day]")["value"] == "2026-03-02"
    assert one(form, "input[name=start]")["value"] == "12:00"


@pytest.mark.parametrize("asked", ["no-day", "2026-02-31", "1900-01-01", "9999-12-31"])
def test_a_week_that_is_none_is_this_one(client: Client, asked: str) -> None:
    page = week(client, shelf.space(), **{"from": asked})

    assert one(page, "[aria-current=date]").text.split()[0] == "星期一"


def test_past_hours_and_hours_too_far_off_cannot_be_booked(client: Client) -> None:
    space = shelf.space(ahead=7)

    this, far = week(client, space), week(client, space, **{"from": "2026-03-16"})

    assert told(this, "past")
    assert not far.select(".week__list a")


def test_what_is_no_venue_has_no_week(client: Client) -> None:
    offer = shelf.listing()

    assert client.get(f"/exchange/{offer.ref}/week/").status_code == 404
