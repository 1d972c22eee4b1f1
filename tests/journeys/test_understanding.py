"""What comes in is read by the worker; the desk chooses where that is unsure; leads look back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from lianxin.cases.actions import rulebook, understanding
from lianxin.cases.actions.rulebook import Assignment
from lianxin.cases.models import Case, ClassedBy
from lianxin.language.values import Guess
from lianxin.network.models import Organisation, User
from tests import make
from tests.journeys.browser import PHONE, chromium, open_page, too_wide, violations
from tests.journeys.meanwhile import meanwhile

SCREEN: ViewportSize = {"width": 1440, "height": 900}
LAMP = "三号楼前的路灯不亮了，晚上看不见台阶。"
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unit() -> Organisation:
    unit = make.organisation(name="市政养护所")
    rulebook.put_duties(unit.district, [Assignment("ROADS", unit, make.root())])
    return unit


@pytest.fixture
def unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """The classifier has its own tests; here it doubts."""
    found = [Guess("ROADS", 0.41, ("路灯", "不亮")), Guess("WATER", 0.2, ("台阶",))]
    monkeypatch.setattr(understanding, "guess", lambda *_args, **_more: (found, 0))


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read() -> None:
    """What the worker does with each case that was filed."""
    case = Case.objects.get()
    understanding.understand.func(case.district_id, str(case.pk))


def reads_well(page: Page) -> None:
    size = page.viewport_size
    assert size
    assert violations(page) == [], page.url
    assert not too_wide(page), page.url
    page.set_viewport_size(size)


def in_english(browser: Browser, page: Page) -> None:
    context = browser.new_context(
        viewport=SCREEN, locale="en-US", storage_state=page.context.storage_state()
    )
    english = context.new_page()
    english.goto(page.url)
    expect(english.locator("html")).to_have_attribute("lang", "en")
    reads_well(english)
    context.close()


@pytest.mark.usefixtures("unsure")
def test_an_unclear_report_is_read_chosen_and_assigned(
    live_server: LiveServer, unit: Organisation
) -> None:
    place, desk = make.grid(), signed_in(make.dispatcher())
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/r/{place.code}/", size=PHONE)
        page.get_by_label("发生了什么？").fill(LAMP)
        page.get_by_label("手机号").fill("138 0013 8000")
        page.get_by_role("button", name="提交反映").click()
        expect(page.get_by_role("heading", name="已收到。请保存这张回执")).to_be_visible()
        reads_well(page)

        ref = page.locator("#code-1").inner_text()
        meanwhile(read)
        url = f"{live_server.url}/desk/cases/{ref}/"
        page = open_page(browser, url, size=SCREEN, signed_in=desk)
        card = page.locator("#case-detail .understood")
        expect(card).to_contain_text("拿不准类别，请从下面选一个。")
        expect(card).to_contain_text("依据：路灯、不亮")
        card.get_by_text("怎么判断的").click()
        expect(card.locator(".understood__trail")).to_contain_text("权责清单")
        reads_well(page)
        in_english(browser, page)
        _choose_and_assign(page, unit)
    case = Case.objects.get()
    assert (case.class_code, case.classed_by, case.lead) == ("ROADS", ClassedBy.STAFF, unit)


def _choose_and_assign(page: Page, unit: Organisation) -> None:
    page.keyboard.press("1")
    expect(page.locator("#case-detail .understood__guess")).to_have_count(0)
    expect(page.locator("#case-detail")).to_contain_text("道路与路灯")
    page.wait_for_load_state("networkidle")
    page.locator("#deed-assign button[type=submit]").click()
    expect(page.locator("#case-detail .case__line")).to_contain_text("待签收")
    expect(page.locator("#case-detail")).to_contain_text(unit.name)
    reads_well(page)


def test_a_clear_report_finds_its_unit_by_itself(
    live_server: LiveServer, unit: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    sure = [Guess("ROADS", 0.97, ("路灯", "不亮"))]
    monkeypatch.setattr(understanding, "guess", lambda *_args, **_more: (sure, 0))
    case, desk = make.case(text=LAMP, received_at=timezone.now()), signed_in(make.dispatcher())
    read()
    with chromium() as browser:
        url = f"{live_server.url}/desk/cases/{case.ref}/"
        page = open_page(browser, url, size=SCREEN, signed_in=desk)
        card = page.locator("#case-detail .understood")
        expect(card).to_contain_text("已自动归为“道路与路灯”，把握 97%。")
        expect(card).to_contain_text(unit.name)
        for path in ("/desk/understanding/", "/desk/understanding/rules/"):
            page.goto(live_server.url + path)
            reads_well(page)


def test_a_manager_sees_what_recurs_and_where_time_went(
    live_server: LiveServer, unit: Organisation
) -> None:
    place, now = make.grid(), timezone.now()
    for days in range(8):
        received = now - timedelta(days=2 * days) - HOUR
        make.case(place, class_code="ROADS", text=LAMP, assigned_to=unit, received_at=received)
    manager = signed_in(make.manager())
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/lead/", size=SCREEN, signed_in=manager)
        _open(page, "反复发生的")
        expect(page.get_by_role("main")).to_contain_text("道路与路灯")
        reads_well(page)
        page.goto(f"{live_server.url}/lead/")
        _open(page, "时间花在哪里")
        expect(page.get_by_role("main")).to_contain_text(unit.name)
        reads_well(page)


def _open(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
