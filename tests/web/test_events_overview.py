"""A month of events, what was held in a year, and what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from lianxin.events import actions
from lianxin.exchange.models import Slot
from tests.events.test_door import DOORS, LATER, event, seen, sign_up
from tests.exchange import shelf
from tests.web.test_events import HOUR, said


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


def market() -> Slot:
    return shelf.slot(
        shelf.listing(
            kind="EVENT", title="周末市集", details={"format": "MARKET", "topics": ["手作"]}
        )
    )


def read(path: str, **told: Any) -> Any:
    return BeautifulSoup(Client().get(path, told).content.decode(), "lxml")


def test_a_month_shows_each_session_on_its_day_and_leads_to_the_next() -> None:
    slot = event()

    page = read("/events/month/", month="2026-03")

    assert DOORS.day == 9
    [cell] = [cell for cell in page.select("td") if "海洋科普讲座" in cell.text]
    assert cell.find("strong").text == "9"
    assert f"/exchange/{slot.listing.ref}/" in str(cell)
    assert "海洋科普讲座" in page.select_one(".week__days").text
    hrefs = [link["href"] for link in page.select(".page-head a")]
    assert hrefs == ["/events/month/?month=2026-02", "/events/month/?month=2026-04"]
    assert "这个月没有活动" in read("/events/month/", month="2026-07").text
    assert "2026年3月" in read("/events/month/", month="nonsense").text


def test_the_figures_of_a_year_are_the_sums_of_the_lists_they_lead_to(
    now: time_machine.Traveller,
) -> None:
    """GAT-06: 场次 and 人次, as the doors counted."""
    lecture, fair, empty = event(), market(), event()
    for slot, seats in ((lecture, (1, 2)), (fair, (3,))):
        claims = [sign_up(slot, number, seats=n) for number, n in enumerate(seats)]
        actions.check_in(slot, [seen(claim) for claim in claims], by=None, at=LATER)
    sign_up(empty, 9)
    now.move_to(LATER + 24 * HOUR)

    page = read("/events/figures/")

    assert "办了 2 场" in " ".join(page.select_one(".kpis").get_text(" ").split())
    for row in page.select("tbody tr"):
        sessions, people, _units = (int(cell.text) for cell in row.select("td"))
        there = [one.text for one in read(row.a["href"]).select("article") if "来了" in one.text]
        assert len(there) == sessions == 1
        assert f"来了 {people} 人次" in there[0]
    assert said(Client().get("/events/", {"tab": "past"})).count("海洋科普讲座") == 2
    assert "这一年还没有办过活动" in read("/events/figures/", year="2024").text


def test_what_is_new_is_read_as_atom() -> None:
    slot = event()

    answer = Client().get("/events/feed.atom")

    assert answer["Content-Type"].startswith("application/atom+xml")
    feed: Any = BeautifulSoup(answer.content.decode(), "xml")
    [entry] = feed.find_all("entry")
    assert entry.title.text == "海洋科普讲座"
    assert entry.link["href"].endswith(f"/exchange/{slot.listing.ref}/")
    assert entry.id.text == f"urn:uuid:{slot.listing.pk}"
