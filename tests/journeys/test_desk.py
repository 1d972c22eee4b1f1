"""The dispatch desk in a real browser: by keyboard, beside others, and on a phone."""

from __future__ import annotations

import re

from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from lianxin.cases.models import Case
from tests import make
from tests.journeys.browser import PHONE, chromium, faults
from tests.journeys.conftest import SCREEN, Sit

CURRENT = ".rows__row[aria-current=true]"
expect.set_options(timeout=15_000)


def complaints(page: Page) -> list[str]:
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def test_a_dispatcher_works_the_queue_by_keyboard(sit_down: Sit, waiting: list[Case]) -> None:
    page = sit_down()
    heard = complaints(page)
    expect(page.locator(CURRENT)).to_contain_text("第一盏")

    page.keyboard.press("j")
    expect(page.locator(CURRENT)).to_contain_text("第二盏")
    page.keyboard.press("Enter")
    expect(page.locator("#case-detail h1")).to_have_text("第二盏路灯不亮")
    expect(page).to_have_url(re.compile(r"/desk/cases/WH-"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/desk/$"))
    expect(page.locator("#case-detail")).to_have_count(0)
    page.wait_for_load_state("networkidle")

    page.keyboard.press("a")
    expect(page.locator(".flash")).to_contain_text("已分派给“市政养护所”")
    expect(page.locator(".rows__row")).to_have_count(5)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("a")
    expect(page.locator(".rows__row")).to_have_count(4)

    page.keyboard.press("/")
    page.keyboard.type("第四")
    expect(page.locator(".rows__row")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q="))
    page.locator("h1").first.click()
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_contain_text("分派给建议单位")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(r"/desk/register/$"))
    assert heard == []


def test_whoever_assigns_by_keyboard_keeps_their_place(sit_down: Sit, waiting: list[Case]) -> None:
    page = sit_down()
    focused = page.locator(f"{CURRENT} a:focus-visible")
    page.keyboard.press("j")
    for next_one in ("第三盏", "第四盏", "第五盏"):
        page.keyboard.press("a")
        expect(focused).to_contain_text(next_one)
    page.keyboard.press("Enter")
    expect(page.locator("#case-detail h1")).to_have_text("第五盏路灯不亮")
    page.locator("#deed-note summary").press("Enter")
    page.get_by_label("内部记录").fill("已电话问过")
    page.get_by_role("button", name="内部记录").press("Enter")
    expect(page.locator(".flash")).to_contain_text("已记录")
    expect(page.locator("h1:focus-visible")).to_have_text("第五盏路灯不亮")


def test_a_slip_is_taken_back_by_keyboard(sit_down: Sit, waiting: list[Case]) -> None:
    page = sit_down()
    page.keyboard.press("a")
    expect(page.locator(".flash")).to_contain_text("已分派给“市政养护所”")
    expect(page.locator(".rows__row")).to_have_count(5)

    page.keyboard.press("z")

    expect(page.locator(".flash")).to_contain_text("已撤回分派")
    expect(page.locator(".rows__row")).to_have_count(6)
    expect(page).to_have_url(re.compile(r"/desk/$"))


def test_a_call_is_taken_by_keyboard_alone(sit_down: Sit, waiting: list[Case]) -> None:
    make.case(contact=make.contact(), subject="以前的一件")
    page = sit_down("/desk/register/")

    page.keyboard.type("13800138000")
    page.keyboard.press("Tab")
    expect(page.locator("#hints")).to_contain_text("以前的一件")
    page.keyboard.type("李阿姨")
    page.keyboard.press("Tab")  # whether the unit may know who she is
    page.keyboard.press("Tab")
    page.keyboard.type("路灯又不亮了。")
    page.keyboard.press("Tab")
    page.keyboard.type("海韵街道 · 学苑社区 · 第一网格")
    page.keyboard.press("Tab")
    page.keyboard.type("3号楼")
    page.keyboard.press("Enter")

    expect(page.locator(".receipt__code").first).to_have_text(re.compile(r"WH-\d\d-\d{5}"))


def test_a_case_is_assigned_in_its_pane_and_the_pane_shows_it(
    sit_down: Sit, waiting: list[Case]
) -> None:
    page = sit_down(f"/desk/cases/{waiting[0].ref}/")

    page.locator("#deed-assign button[type=submit]").click()

    expect(page.locator("#case-detail .case__line")).to_contain_text("待签收")
    expect(page.locator("#case-detail .timeline")).to_contain_text("分派")


def test_the_desk_is_open_to_everybody(
    live_server: LiveServer, dispatcher: Client, waiting: list[Case]
) -> None:
    paths = (
        "/desk/?state=OPEN",
        f"/desk/cases/{waiting[0].ref}/",
        f"/cases/{waiting[0].ref}/",
        "/desk/register/",
        "/desk/meeting/",
        "/desk/extensions/",
    )
    looks = (("light", "normal"), ("dark", "normal"))
    with chromium() as browser:
        for path in paths:
            url = live_server.url + path
            assert faults(browser, url, *looks, size=SCREEN, signed_in=dispatcher) == []


def test_on_a_phone_the_list_gives_way_to_the_case(sit_down: Sit, waiting: list[Case]) -> None:
    page = sit_down(size=PHONE)
    page.get_by_role("link", name="第三盏路灯不亮").click()

    expect(page.locator("#case-detail h1")).to_be_visible()
    expect(page.locator(".desk__list")).to_be_hidden()
    page.get_by_role("link", name="返回列表").click()
    expect(page.locator(".desk__list")).to_be_visible()
