"""西海岸新区 (seed 000): campus and city at one table, run by one clerk from the agenda to the
minutes; what was not decided comes first the next time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from lianxin.gatherings.models import Action, Item, Meeting, Topic
from lianxin.network.models import Role
from tests.journeys.browser import DESK, chromium
from tests.journeys.district import Town, do, form_of, reads_well

pytestmark = pytest.mark.django_db(transaction=True)
DUE = (timezone.localdate() + dt.timedelta(days=60)).isoformat()


def test_one_clerk_runs_the_council_of_campus_and_city(live_server: LiveServer) -> None:
    """NET-02, GAT-02, X31: no spreadsheet; the minutes are there as the meeting ends."""
    with chromium() as browser:
        town = Town(browser, live_server.url, "xihai")
        clerk = town.who(Role.DISPATCHER, "dispatch", over="")
        page = town.at_desk("/gatherings/series/xiaocheng/", clerk)
        meeting = planned(page, days=3)
        for title in ("体育馆周末向居民开放", "教师公寓和子女入学"):
            do(page, "add", title=title)
        do(page, "call")
        held(page)
        closed(page)
        shown = town.see(f"/gatherings/town/xiaocheng/{meeting.ref}/")
        expect(shown.get_by_text("周末上午开放，提前一天预约").first).to_be_visible()
        page.goto(f"{live_server.url}/gatherings/series/xiaocheng/")
        after = planned(page, days=93)
        reads_well(page, DESK)
    items = Item.objects.filter(district_id=after.district_id, meeting=after).order_by("rank")
    first = [item.action or item.topic for item in items.select_related("action", "topic")]
    assert first[0] == Action.objects.get()
    assert first[1] == Topic.objects.get(title="教师公寓和子女入学")


def planned(page: Page, *, days: int) -> Meeting:
    day = timezone.localtime() + dt.timedelta(days=days)
    do(page, "plan", starts_at=day.strftime("%Y-%m-%dT14:30"), minutes="90")
    found: Meeting = Meeting.objects.latest("starts_at")
    if found.ref not in page.url:
        page.goto(page.url.split("/gatherings/")[0] + f"/gatherings/{found.ref}/")
    return found


def held(page: Page) -> None:
    do(page, "open")
    reads_well(page, DESK)
    here = form_of(page, "mark").locator("input[type=checkbox]")
    for number in range(here.count()):
        here.nth(number).check(force=True)
    do(page, "mark")
    do(
        page, "adopt", text="周末上午开放，提前一天预约，街道派人维持。",
        owner="长江路街道办事处", due_on=DUE,
    )  # fmt: skip
    expect(page.get_by_text("周末上午开放，提前一天预约").first).to_be_visible()
    reads_well(page, DESK)
    do(page, "carry")


def closed(page: Page) -> None:
    do(page, "adjourn")
    do(page, "approve")
    do(page, "send")
    expect(page.get_by_text("纪要已发出").first).to_be_visible()
    reads_well(page, DESK)
