"""A resident scans the card on her door; everything else follows, on a phone, in Chinese."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from lianxin.cases.actions import dispatch, handling, photos
from lianxin.cases.models import Case, Photo, Rating
from lianxin.forms.actions import put_form
from lianxin.network.models import Organisation, Place
from tests import make
from tests.forms import samples
from tests.journeys.browser import PHONE, chromium, faults, open_page, too_wide, violations
from tests.journeys.meanwhile import meanwhile

HOUR = dt.timedelta(hours=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def grid() -> Place:
    return make.grid()


@pytest.fixture
def unit(grid: Place) -> Organisation:
    return make.organisation()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "路灯.jpg"
    Image.effect_noise((1200, 900), 60).convert("RGB").save(path)
    return path


def reads_well(page: Page) -> None:
    assert violations(page) == []
    assert not too_wide(page)
    page.set_viewport_size(PHONE)


def report(page: Page, words: str, *, photo: Path | None = None) -> None:
    page.get_by_label("发生了什么？").fill(words)
    if photo:
        page.set_input_files("#id_photos", photo)
        page.locator("lx-photos img").wait_for()
    page.get_by_text("道路与路灯", exact=True).click()
    page.get_by_label("手机号").fill("138 0013 8000")


def handled(unit: Organisation) -> None:
    """The dispatcher, the unit and the worker do their part."""
    case, now = Case.objects.get(), timezone.now()
    for photo in Photo.objects.all():
        photos.make_ready.func(str(photo.pk))
    dispatch.assign(case, to=unit, by=None, at=now)
    dispatch.accept(case, by=None, at=now)
    handling.ask(case, note="是南门哪一盏？", by=None, at=now)


def answered() -> None:
    case = Case.objects.get()
    handling.answer(
        case, outcome="SOLVED", note="换了灯头，已经亮了。", by=None, at=timezone.now()
    )


def receipt(page: Page) -> tuple[str, str]:
    page.wait_for_url(re.compile(r"/track/WH-\d\d-\d{5}/[0-9A-Z-]{24}/\?new=1$"))
    assert page.get_by_role("heading", name="已收到。请保存这张回执").is_visible()
    reads_well(page)
    return page.locator("#code-1").inner_text(), page.locator("#code-2").inner_text()


def look_up(page: Page, ref: str, code: str) -> None:
    page.get_by_label("编号").fill(ref)
    page.get_by_label("查询码", exact=True).fill(code)
    page.get_by_role("button", name="查进度").click()
    page.wait_for_url(re.compile(f"/track/{ref}/"))


def supply(page: Page) -> None:
    assert page.get_by_text("是南门哪一盏？").first.is_visible()
    page.locator(".photos img").wait_for()
    reads_well(page)
    page.get_by_label("您的补充").fill("进门第二盏。")
    page.get_by_role("button", name="补充").click()
    page.get_by_text("已转给办理的单位").wait_for()


def rate(page: Page) -> None:
    page.get_by_role("link", name="评价这次办理").click()
    page.wait_for_url("**/rate/**")
    reads_well(page)
    page.get_by_text("解决了", exact=True).click()
    page.get_by_label("想说的话").fill("第二天就亮了")
    page.get_by_role("button", name="提交评价").click()
    page.get_by_text("您的评价：解决了：第二天就亮了").wait_for()


def test_from_the_card_on_the_door_to_the_rated_answer(
    live_server: LiveServer, grid: Place, unit: Organisation, picture: Path
) -> None:
    """C1, C3, C20: the main job as she sees it."""
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/r/{grid.code}/", size=PHONE)
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        reads_well(page)
        report(page, "三号楼前的路灯不亮，晚上看不见台阶。", photo=picture)
        page.get_by_role("button", name="提交反映").click()
        ref, code = receipt(page)

        meanwhile(lambda: handled(unit))
        page.goto(f"{live_server.url}/track/")
        look_up(page, ref, code.lower())
        supply(page)

        meanwhile(answered)
        page.reload()
        rate(page)
        reads_well(page)
    assert Case.objects.get().state == "CLOSED"
    assert Rating.objects.get().comment == "第二天就亮了"


def test_the_same_without_scripts(
    live_server: LiveServer, grid: Place, unit: Organisation, picture: Path
) -> None:
    with chromium() as browser:
        context = browser.new_context(
            viewport=PHONE,
            java_script_enabled=False,
            locale="zh-CN",
        )
        page = context.new_page()
        page.goto(f"{live_server.url}/report/")
        page.get_by_label("发生了什么？").fill("菜场北门的下水道堵了。")
        page.set_input_files("#id_photos", picture)
        page.get_by_role("button", name="提交反映").click()
        assert page.locator(".error-summary a").inner_text().startswith("在哪里？")
        assert page.get_by_label("发生了什么？").input_value() == "菜场北门的下水道堵了。"
        page.get_by_label("在哪里？").select_option(label="学苑社区")
        page.set_input_files("#id_photos", picture)
        page.get_by_role("button", name="提交反映").click()
        assert page.get_by_role("heading", name="已收到。请保存这张回执").is_visible()
        page.goto(page.url.removesuffix("?new=1"))
        page.get_by_text("不用办了，撤回").click()
        page.get_by_role("button", name="撤回反映").click()
        assert page.get_by_text("已结束 · 您已撤回").is_visible()
    assert Photo.objects.count() == 1


def test_what_is_written_without_a_network_goes_out_by_itself(
    live_server: LiveServer, grid: Place
) -> None:
    """C2: kept on the phone, sent when the network is back, one case."""
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/r/{grid.code}/", size=PHONE)
        page.context.set_offline(True)
        report(page, "地下室进水了。")
        page.get_by_role("button", name="提交反映").click()
        page.get_by_text("连上网络后自动提交").wait_for()
        page.context.set_offline(False)
        page.get_by_text("存在本机的“地下室进水了。”已经提交。").wait_for()
    assert [case.text for case in Case.objects.all()] == ["地下室进水了。"]


def test_the_network_comes_back_while_an_attempt_without_it_goes_on(
    live_server: LiveServer, grid: Place
) -> None:
    """C2: then the next one follows at once, not at the next turn."""
    held: list[Route] = []
    stops = iter((held.append, held.append))

    def stop_two(route: Route) -> None:
        next(stops, Route.continue_)(route)

    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/r/{grid.code}/", size=PHONE)
        page.route(page.url, stop_two)
        report(page, "地下室进水了。")
        page.get_by_role("button", name="提交反映").click()
        _next(page, held).abort()
        attempt = _next(page, held)
        page.evaluate("dispatchEvent(new Event('online'))")
        attempt.abort()
        page.get_by_text("存在本机的“地下室进水了。”已经提交。").wait_for(timeout=15_000)
    assert Case.objects.count() == 1


def _next(page: Page, held: list[Route]) -> Route:
    while not held:
        page.wait_for_timeout(20)
    return held.pop()


def test_a_draft_survives_leaving_the_page(live_server: LiveServer, grid: Place) -> None:
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/r/{grid.code}/", size=PHONE)
        page.get_by_label("发生了什么？").fill("写到一半，电话来了。")
        page.wait_for_timeout(700)
        page.goto(f"{live_server.url}/")
        page.go_back()
        page.reload()
        page.get_by_text("已恢复上次没有交的内容。").wait_for()
        assert page.get_by_label("发生了什么？").input_value() == "写到一半，电话来了。"


def test_a_draft_keeps_what_was_answered(live_server: LiveServer, grid: Place) -> None:
    put_form(grid.district_id, samples.definition(), by=None, at=timezone.now())
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/r/{grid.code}/", size=PHONE)
        page.get_by_label("发生了什么？").fill("路灯坏了。")
        page.get_by_label("道路与路灯").check(force=True)
        page.get_by_label("路灯", exact=True).check()
        page.get_by_label("几盏不亮？").fill("3")
        page.wait_for_timeout(700)
        page.goto(f"{live_server.url}/")
        page.goto(f"{live_server.url}/r/{grid.code}/")
        page.get_by_text("已恢复上次没有交的内容。").wait_for()
        expect(page.get_by_label("几盏不亮？")).to_have_value("3")


def test_large_type_and_dark_read_well(live_server: LiveServer, grid: Place) -> None:
    case = make.case(grid, received_at=timezone.now() - HOUR, answered=True)
    paths = ["/", "/report/", f"/track/{case.ref}/{make.code(case)}/"]
    paths += [f"/rate/{case.ref}/{make.code(case)}/", "/units/", "/published/"]
    with chromium() as browser:
        for path in paths:
            looks = ("dark", "normal"), ("light", "elder")
            assert faults(browser, live_server.url + path, *looks, size=PHONE) == []
