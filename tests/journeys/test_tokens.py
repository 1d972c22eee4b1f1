"""An operator connects a system, on a phone and at a desk."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from lianxin.network.models import Role
from tests import make
from tests.journeys.browser import DESK, PHONE, chromium, open_page, too_wide, violations


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_token_is_made_copied_and_turned_off(live_server: LiveServer, theme: str) -> None:
    operator = Client()
    operator.force_login(make.seat(Role.OPERATOR, make.desk()))
    make.user(name="李四")
    size = PHONE if theme == "dark" else DESK
    with chromium() as browser:
        url = f"{live_server.url}/operator/tokens/"
        page = open_page(browser, url, size=size, signed_in=operator, theme=theme)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator("summary", has_text="创建令牌").click()
        page.get_by_label("用途").fill("街道网站")
        page.get_by_label("代表谁").select_option(index=1)
        page.get_by_label("查看诉求").check()
        assert violations(page) == []
        page.get_by_role("button", name="创建令牌").click()

        page.get_by_role("button", name="复制").click()
        expect(page.get_by_role("button", name="已复制")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator(".receipt__code").inner_text()
        assert violations(page) == []

        page.locator("td summary").click()
        page.get_by_role("button", name="停用令牌").click()
        expect(page.get_by_role("status")).to_contain_text("“街道网站”已停用")
        expect(page.locator("tbody .state")).to_have_text("已停用")
        assert violations(page) == []
        assert not too_wide(page)
