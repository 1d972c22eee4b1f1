"""Those who do the work, and those who lead it: a phone in the street, a board at the desk."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any
from wsgiref import simple_server

import pytest
from django.core.servers.basehttp import ServerHandler, ThreadedWSGIServer
from django.test import Client
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from lianxin.cases.actions import dispatch, requester
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case, Source
from lianxin.cases.states import State
from lianxin.insight import actions as insight
from lianxin.kernel import timeline
from lianxin.network.models import Organisation, User
from tests import make
from tests.journeys.browser import PHONE, chromium, faults, open_page
from tests.journeys.meanwhile import meanwhile

BOARD_SIZE: ViewportSize = {"width": 1440, "height": 900}
LOOKS = [("light", "normal"), ("dark", "normal"), ("light", "elder")]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def unit() -> Organisation:
    return make.organisation()


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


class SameAddress(ThreadedWSGIServer):
    """A server that comes back where it was."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"allow_reuse_address": True})


@pytest.fixture
def _server_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """No lasting connections: through those, a server that has stopped goes on answering."""
    monkeypatch.setattr(LiveServerThread, "server_class", SameAddress)

    def close(handler: Any) -> None:
        simple_server.ServerHandler.cleanup_headers(handler)
        handler.headers["Connection"] = "close"
        handler.request_handler.close_connection = True

    monkeypatch.setattr(ServerHandler, "cleanup_headers", close)


def town(unit: Organisation) -> None:
    """A few days of cases: open, late, answered, rated."""
    place, now = make.grid(), timezone.now()
    for number in range(6):
        at = now - (number + 1) * 20 * HOUR
        case = make.case(place, answered=True, assigned_to=unit, received_at=at)
        requester.rate(case, Verdict("YES"), code=make.code(case), at=at + HOUR)
    make.case(place, assigned_to=unit, received_at=now - 72 * HOUR, text="老楼水管漏了三天")
    make.case(place, received_at=now - HOUR, text="小区门口的坑")
    insight.count_stale_days(unit.district_id, at=now)


@pytest.mark.django_db(transaction=True)
def test_a_handler_accepts_opens_and_answers_on_a_phone(
    live_server: LiveServer, unit: Organisation
) -> None:
    """C11."""
    case = make.case(assigned_to=unit, received_at=timezone.now() - HOUR)
    handler = signed_in(make.handler(unit))
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/today/", size=PHONE, signed_in=handler)
        page.get_by_role("button", name="签收").click()
        expect(page.get_by_role("heading", name="正在办")).to_be_visible()
        expect(page.get_by_role("status")).to_contain_text(f"已签收 {case.ref}")
        page.get_by_role("link", name=case.subject).click()
        page.get_by_label("已解决", exact=True).check()
        page.get_by_label("答复内容").fill("灯已换好，今晚会亮。")
        page.get_by_role("button", name="答复", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("答复已发给诉求人")
    case.refresh_from_db()
    assert case.state == State.ANSWERED


@pytest.mark.django_db(transaction=True)
def test_what_is_to_be_done_can_be_read_without_a_network(
    live_server: LiveServer, unit: Organisation
) -> None:
    make.case(assigned_to=unit, text="地下室的灯不亮")
    handler = signed_in(make.handler(unit))
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/today/", size=PHONE, signed_in=handler)
        page.evaluate("navigator.serviceWorker.ready")
        page.reload()  # once through the service worker, which keeps it
        page.wait_for_load_state("networkidle")
        page.context.set_offline(True)
        page.reload()

        expect(page.get_by_role("link", name="地下室的灯不亮")).to_be_visible()


@pytest.mark.usefixtures("_server_can_be_stopped")
@pytest.mark.django_db(transaction=True)
def test_what_is_accepted_while_the_server_is_away_is_accepted_later(unit: Organisation) -> None:
    """C2, C11: by itself, once; and what others took meanwhile is told."""
    mine, taken = (make.case(assigned_to=unit, received_at=timezone.now()) for _n in range(2))
    handler, server = make.handler(unit), LiveServer("localhost")
    phone, address = signed_in(handler), f"localhost:{server.thread.port}"
    with chromium() as browser:
        page = open_page(browser, f"{server.url}/today/", size=PHONE, signed_in=phone)
        page.evaluate("navigator.serviceWorker.ready")
        page.reload()  # once through the service worker, which keeps it
        page.wait_for_load_state("networkidle")
        server.stop()
        for case in (mine, taken):
            page.get_by_role("button", name=f"签收 {case.ref}").click()
            expect(page.locator(".queued")).to_contain_text(f"签收 {case.ref}")
        expect(page.get_by_role("button", name="已存在本机")).to_have_count(2)
        page.reload()
        expect(page.get_by_role("button", name="已存在本机")).to_have_count(2)
        meanwhile(lambda: dispatch.accept(taken, by=None, at=timezone.now()))
        again = LiveServer(address)
        with suppress(TooLate):  # it may have gone by itself in this moment
            page.get_by_role("button", name="立即提交").click(timeout=5_000)

        expect(page.locator(".queued")).to_contain_text(f"“签收 {mine.ref}”已经提交")
        expect(page.locator(".queued")).to_contain_text(
            f"“签收 {taken.ref}”没有办成：当前状态为“办理中”，不能签收"
        )
        expect(page.get_by_role("heading", name="正在办")).to_be_visible()
        expect(page.get_by_role("heading", name="等您签收")).to_have_count(0)
        page.get_by_role("button", name="知道了").click()
        expect(page.locator(".queued")).not_to_contain_text(taken.ref)
        again.stop()
    mine.refresh_from_db()
    assert (mine.state, mine.handler) == (State.WORKING, handler)
    assert timeline.of(mine).filter(verb="accept").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_waits_is_not_lost_with_the_sign_in(
    live_server: LiveServer, unit: Organisation
) -> None:
    """C2."""
    case = make.case(assigned_to=unit, received_at=timezone.now())
    handler, colleague = signed_in(make.handler(unit)), signed_in(make.handler(unit))
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/today/", size=PHONE, signed_in=handler)
        page.context.set_offline(True)
        page.get_by_role("button", name="签收").click()
        expect(page.locator(".queued")).to_contain_text("连上网络后自动提交")
        cookies = page.context.cookies()
        page.context.clear_cookies(name="sessionid")
        page.context.set_offline(False)
        sign_in = page.get_by_role("link", name="登录")
        expect(page.locator(".queued")).to_contain_text("请重新登录")
        expect(sign_in).to_have_attribute("href", "/accounts/login/?next=%2Ftoday%2F")
        theirs = colleague.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": theirs, "url": live_server.url}])
        page.reload()  # a colleague, on the same phone: neither shown nor sent in their name
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("button", name="签收")).to_be_enabled()
        expect(page.locator(".queued")).to_be_empty()
        page.context.clear_cookies(name="sessionid")
        page.context.add_cookies(cookies)  # type: ignore[arg-type]  # as cookies() gave them
        page.reload()

        expect(page.locator(".queued")).to_contain_text("已经提交")
    case.refresh_from_db()
    assert case.state == State.WORKING


@pytest.mark.django_db(transaction=True)
def test_a_unit_lead_signs_for_several_at_once_and_hands_one_on(
    live_server: LiveServer, unit: Organisation
) -> None:
    """C11."""
    now = timezone.now()
    for _n in range(3):
        make.case(assigned_to=unit, received_at=now - HOUR)
    lead, colleague = signed_in(make.unit_lead(unit)), make.handler(unit)
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/partner/", size=BOARD_SIZE, signed_in=lead)
        for box in page.get_by_role("checkbox").all()[:2]:
            box.check()
        page.get_by_role("button", name="签收选中的").click()
        expect(page.get_by_role("status")).to_contain_text("已签收 2 件")
        page.get_by_role("link", name="办理中").click()
        page.locator("summary", has_text="交办到人").first.click()
        page.get_by_label("交给谁").first.select_option(label=str(colleague))
        page.get_by_role("button", name="交办").first.click()
        expect(page.get_by_role("status")).to_contain_text(f"已交给 {colleague}")
    assert Case.objects.filter(state=State.WORKING).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_manager_goes_from_a_figure_to_its_rows(
    live_server: LiveServer, unit: Organisation
) -> None:
    """X8."""
    town(unit)
    manager = signed_in(make.manager())
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/lead/", size=BOARD_SIZE, signed_in=manager)
        expect(page.locator("lx-chart canvas")).to_be_visible()
        expect(page.get_by_text("6 件评价中 6 件满意；办结 6 件")).to_be_visible()
        page.get_by_role("link", name="已超时 1").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        page.get_by_role("link", name="老楼水管漏了三天").click()
        expect(page.get_by_role("heading", name="老楼水管漏了三天")).to_be_visible()
        page.go_back()
        expect(page.locator("tbody tr")).to_have_count(1)
        page.go_back()
        page.get_by_role("link", name="超时的和原因").click()
        expect(page.locator("tbody tr")).to_contain_text("响应")


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    live_server: LiveServer, unit: Organisation
) -> None:
    town(unit)
    volunteer = make.unit_lead(unit)
    make.receipt(by=volunteer, source=Source.VOLUNTEER)
    lead, manager = signed_in(volunteer), signed_in(make.manager())
    pages = [
        ("/today/", lead),
        ("/partner/", lead),
        ("/lead/", manager),
        ("/lead/cases/", manager),
        ("/lead/late/", manager),
        ("/lead/recurring/", manager),
        ("/lead/waited/", manager),
        ("/desk/understanding/", manager),
        ("/desk/understanding/rules/", manager),
        ("/search/?q=水管", manager),
    ]
    with chromium() as browser:
        for path, person in pages:
            url = f"{live_server.url}{path}"
            assert faults(browser, url, *LOOKS, size=PHONE, signed_in=person) == []
