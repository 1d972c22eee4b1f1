"""A meal for a neighbour, on one phone: ordered, taken, delivered, rated by her own link."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from lianxin.exchange.models import Claim, Listing, Rating
from lianxin.network.models import Organisation
from tests import make
from tests.exchange import shelf
from tests.journeys.browser import PHONE, chromium, open_page, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "rice-2-go"


@pytest.fixture
def kitchen(transactional_db: None) -> Organisation:
    unit = make.organisation(name="学苑餐厅", kind="FIRM")
    cook = make.handler(unit)
    cook.username = "cook"
    cook.set_password(PASSWORD)
    cook.save()
    return unit


@pytest.fixture
def offer(kitchen: Organisation) -> Listing:
    return shelf.listing(kitchen, at=timezone.now())


def reads_well(page: Page) -> None:
    assert violations(page) == []
    assert not too_wide(page)
    page.set_viewport_size(PHONE)


def fill(page: Page) -> None:
    page.get_by_text("替别人", exact=True).click()
    page.get_by_label("怎么称呼").fill("王奶奶")
    page.get_by_label("手机号").fill("13900139000")
    page.get_by_label("在哪个社区？").select_option(last(page))
    page.get_by_label("具体地址").fill("3 号楼 502")


def last(page: Page) -> str:
    """The last of the list: the whole district."""
    return str(page.locator("#id_place option").last.get_attribute("value"))


def order(page: Page) -> None:
    page.get_by_role("link", name="找服务").click()
    page.get_by_role("link", name="午餐送到家").click()
    reads_well(page)
    fill(page)
    page.get_by_role("button", name="点单").dblclick()  # an impatient thumb
    expect(page.get_by_role("heading", name="把这条链接给王奶奶")).to_be_visible()
    reads_well(page)


def deliver(page: Page) -> None:
    page.get_by_role("link", name="工作人员登录").click()
    page.locator("[name=login]").fill("cook")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="接单").click()
    reads_well(page)
    page.get_by_role("button", name="完成服务").click()
    expect(page.get_by_text("已完成，请对方评单。")).to_be_visible()


def rate(page: Page) -> None:
    page.get_by_role("link", name="午餐送到家").click()
    expect(page.get_by_text("等王奶奶评一评").first).to_be_visible()
    page.get_by_role("link", name="打开王奶奶的页面").click()
    reads_well(page)
    page.get_by_text("很不满意", exact=True).click()
    page.get_by_label("想说的话").fill("凉了")
    page.get_by_role("button", name="评单").click()
    expect(page.get_by_text("您给了 1 分")).to_be_visible()


def test_a_meal_for_a_neighbour_on_one_phone(live_server: LiveServer, offer: Listing) -> None:
    """X13, X15: no account but the cook's, and a double tap is one order."""
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/", size=PHONE)
        order(page)
        page.goto(f"{live_server.url}/")
        deliver(page)
        page.goto(f"{live_server.url}/track/")
        rate(page)
    claim = Claim.objects.get()
    assert (claim.state, Rating.objects.get().stars) == ("DONE", 1)


def test_what_is_ordered_without_a_network_goes_out_once_and_by_itself(
    live_server: LiveServer, offer: Listing
) -> None:
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/exchange/{offer.ref}/", size=PHONE)
        page.context.set_offline(True)
        fill(page)
        page.get_by_role("button", name="点单").click()
        page.get_by_text("连上网络后自动提交").wait_for()
        page.context.set_offline(False)
        page.get_by_text("已经提交").wait_for()
        page.get_by_role("link", name="打开").click()
        expect(page.get_by_role("heading", name="把这条链接给王奶奶")).to_be_visible()
    assert Claim.objects.count() == 1


def remembered(browser: Browser, url: str) -> None:
    page = open_page(browser, url, size=PHONE)
    fill(page)
    page.get_by_text("我自己", exact=True).click()
    page.get_by_text("记住我填的").click()
    page.get_by_role("button", name="点单").click()
    page.get_by_text("已收到").first.wait_for()
    page.goto(url)
    assert page.get_by_label("具体地址").input_value() == "3 号楼 502"
    page.get_by_text("替别人", exact=True).click()
    assert page.get_by_label("具体地址").input_value() == ""


def test_this_phone_remembers_where_i_live_when_i_ask_it_to(
    live_server: LiveServer, offer: Listing
) -> None:
    with chromium() as browser:
        remembered(browser, f"{live_server.url}/exchange/{offer.ref}/")
