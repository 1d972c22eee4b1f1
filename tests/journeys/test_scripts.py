"""What scripts add to the parts under the shipped policy, and what stays without them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests import make
from tests.journeys.browser import DESK, PHONE, chromium, open_page


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(make.user(of=make.district(), is_superuser=True))
    return client


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "井盖.png"
    Image.effect_noise((2400, 1600), 60).save(path)
    return path


def _complaints(page: Page) -> list[str]:
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.mark.django_db(transaction=True)
def test_elements_come_alive_and_break_no_policy(
    live_server: LiveServer, operator: Client, picture: Path
) -> None:
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/parts/", size=DESK, signed_in=operator)
        heard = _complaints(page)
        page.reload(wait_until="networkidle")

        assert page.locator("lx-chart canvas").count() == 1
        assert page.locator("lx-map path.leaflet-interactive").count() == 4
        assert page.locator("lx-copy button:visible").count() == 2

        page.set_input_files("#sample_photos", [picture, picture])
        page.locator("lx-photos img").nth(1).wait_for()
        page.locator(".photos__remove").first.click()
        assert page.evaluate("document.querySelector('#sample_photos').files.length") == 1
        assert page.evaluate("document.querySelector('#sample_photos').files[0].size") < (
            picture.stat().st_size
        )
        assert heard == []


@pytest.mark.django_db(transaction=True)
def test_large_type_comes_at_once_and_stays(live_server: LiveServer, operator: Client) -> None:
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/parts/", size=PHONE, signed_in=operator)

        with page.expect_response("**/look/"):
            page.get_by_role("button", name="长辈版").click()
        assert page.evaluate("document.documentElement.dataset.size") == "elder"

        page.reload()
        assert page.evaluate("document.documentElement.dataset.size") == "elder"
        small = page.evaluate(
            "[...document.querySelectorAll('main .button')]"
            ".filter(e => e.getBoundingClientRect().height < 60).map(e => e.outerHTML)"
        )
        assert small == []


@pytest.mark.django_db(transaction=True)
def test_without_scripts_everything_is_still_there(
    live_server: LiveServer, operator: Client
) -> None:
    session = operator.cookies["sessionid"].value
    with chromium() as browser:
        context = browser.new_context(java_script_enabled=False, locale="zh-CN")
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}/parts/")

        assert page.locator("lx-chart table").is_visible()
        assert page.locator("lx-map .map__address").is_visible()
        assert page.locator("#sample_photos").is_visible()
        assert page.locator("lx-copy button:visible").count() == 0

        page.get_by_role("button", name="长辈版").click()
        assert page.locator("html").get_attribute("data-size") == "elder"
        page.get_by_role("button", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en"
