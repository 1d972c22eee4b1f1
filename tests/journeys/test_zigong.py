"""自贡高新区 (seed 002): a community orders, the sub-district dispatches, the unit accepts, and
who was helped judges it (点单—派单—接单—评单)."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from lianxin.exchange.models import Claim, Rating
from lianxin.network.models import Role
from tests.exchange import shelf
from tests.journeys.browser import DESK, chromium
from tests.journeys.district import Town, do, reads_well

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_massage_is_ordered_dispatched_accepted_and_judged(live_server: LiveServer) -> None:
    """CAT-02, X13, X15: four steps with their local names, each by who does it."""
    with chromium() as browser:
        town = Town(browser, live_server.url, "zigong")
        offer = shelf.listing(
            town.unit("care-base"), title="上门康养理疗", details={"subjects": ["康养", "理疗"]},
            at=timezone.now(),
        )  # fmt: skip
        page = town.see(f"/exchange/{offer.ref}/")
        ordered(page)
        claim = Claim.objects.get()
        desk = town.who(Role.DISPATCHER, "dispatch", over="")
        staff = town.at_desk(f"/exchange/orders/{claim.ref}/", desk)
        expect(staff.get_by_text("街道派单").first).to_be_visible()
        do(staff, "dispatch", listing=str(offer.pk))
        base = town.who(Role.UNIT_LEAD, "care-base")
        staff = town.at_desk(f"/exchange/orders/{claim.ref}/", base)
        do(staff, "accept")
        reads_well(staff, DESK)
        do(staff, "deliver")
        rated(page, live_server.url)
    assert (Claim.objects.get().state, Rating.objects.get().stars) == ("DONE", 5)


def ordered(page: Page) -> None:
    page.get_by_text("替别人", exact=True).click()
    page.get_by_label("怎么称呼").fill("刘奶奶")
    page.get_by_label("手机号").fill("13900139000")
    page.get_by_label("在哪个社区？").select_option(index=1)
    page.get_by_label("具体地址").fill("谢家坝 3 号楼 502")
    page.get_by_role("button", name="点单").click()
    expect(page.get_by_role("heading", name="把这条链接给刘奶奶")).to_be_visible()
    reads_well(page)


def rated(page: Page, site: str) -> None:
    page.goto(f"{site}/track/")
    page.get_by_role("link", name="上门康养理疗").click()
    page.get_by_role("link", name="打开刘奶奶的页面").click()
    reads_well(page)
    page.get_by_text("很满意", exact=True).click()
    page.get_by_label("想说的话").fill("按完腿轻了")
    page.get_by_role("button", name="评单").click()
    expect(page.get_by_text("您给了 5 分")).to_be_visible()
