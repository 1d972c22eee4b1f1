"""大场镇 (seed 000): what one office cannot settle goes to the monthly meeting; on her phone she
sees when it meets, and then what was decided."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from lianxin.cases.actions import intake, meeting
from lianxin.cases.actions.intake import Report
from lianxin.cases.models import Case
from lianxin.gatherings.models import Meeting
from lianxin.kernel.ids import new_id
from lianxin.network.models import Role
from tests import make
from tests.journeys.browser import DESK, chromium
from tests.journeys.district import Town, do, form_of, letters, link_in, reads_well

pytestmark = pytest.mark.django_db(transaction=True)
HER = "sun@example.org"
DAYS = dt.timedelta(days=3)


def test_a_leaking_roof_goes_to_the_monthly_meeting_and_comes_back_decided(
    live_server: LiveServer,
) -> None:
    """GAT-01, CAS-04, X7, X31: the day instead of "late", then the decision in its file."""
    with chromium() as browser:
        town = Town(browser, live_server.url, "dachang")
        clerk = town.who(Role.DISPATCHER, "dispatch", over="")
        page = town.at_desk("/gatherings/series/lianxinhui/", clerk)
        day = timezone.localtime() + DAYS
        do(page, "plan", starts_at=day.strftime("%Y-%m-%dT09:00"), minutes="120")
        case, link = filed(town)
        meeting.park(
            case, reason="房屋、民政、村里要一起定", meeting_on=day.date(), by=clerk,
            at=timezone.now(),
        )  # fmt: skip
        her = town.see(link)
        expect(her.get_by_text("月度连心会").first).to_be_visible()
        decided(page, town)
        her = town.see(link_in(letters(HER)[-1]))
        expect(her.get_by_text("先搭防雨棚").first).to_be_visible()


def filed(town: Town) -> tuple[Case, str]:
    told = Report(
        text="老屋房顶漏雨，墙也裂了，一家三口不敢住。", place=town.place(),
        contact=make.contact(name="孙大娘", email=HER),
    )  # fmt: skip
    made = intake.open_case(town.district, told, key=new_id(), source="WEB", at=timezone.now())
    (letter,) = letters(HER)
    return Case.objects.whole().get(pk=made.case.pk), link_in(letter)


def decided(page: Page, town: Town) -> None:
    page.goto(f"{town.site}/gatherings/{Meeting.objects.get().ref}/")
    do(page, "open")
    here = form_of(page, "mark").locator("input[type=checkbox]")
    for number in range(here.count()):
        here.nth(number).check(force=True)
    do(page, "mark")
    due = (timezone.localdate() + dt.timedelta(days=20)).isoformat()
    do(page, "adopt", text="先搭防雨棚，二十天内修好屋顶。", owner="住房和城乡建设局", due_on=due)
    reads_well(page, DESK)
