"""A passkey, from setting it up to signing in with it, under the shipped policy."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from lianxin.network import actions
from lianxin.network.models import User
from tests import make
from tests.journeys.browser import PHONE, chromium, open_page, too_wide, violations
from tests.make import NOON

PASSWORD = "seven-bridges-7"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def person() -> User:
    return actions.create_account(
        make.district(), "chen", name="陈一", password=PASSWORD, by=None, at=NOON
    )


def with_fingerprint(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_added_and_signs_in_without_a_password(
    live_server: LiveServer, person: User
) -> None:
    site = live_server.url.replace("127.0.0.1", "localhost")  # passkeys are bound to a name
    client = Client()
    client.post("/accounts/login/", {"login": "chen", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    with chromium() as browser:
        page = open_page(browser, f"{site}/accounts/2fa/", size=PHONE, signed_in=client)
        with_fingerprint(page)
        page.get_by_role("link", name="添加通行密钥").click()
        page.get_by_label("名称").fill("我的手机")
        page.get_by_role("button", name="添加").click()
        page.wait_for_url("**/recovery-codes/**")

        page.context.clear_cookies()
        page.goto(f"{site}/accounts/login/")
        assert violations(page) == []
        page.get_by_role("button", name="用通行密钥登录").click()
        page.wait_for_url(f"{site}/")
        page.goto(f"{site}/account/")
        assert page.get_by_text("chen", exact=True).is_visible()
        assert violations(page) == []
        assert not too_wide(page)


@pytest.mark.django_db(transaction=True)
def test_the_directory_and_an_invitation_read_well_on_a_phone(live_server: LiveServer) -> None:
    unit = make.organisation()
    lead = Client()
    lead.force_login(make.unit_lead(unit))
    with chromium() as browser:
        for path in ("/people/", "/people/invite/", "/accounts/sessions/", "/accounts/email/"):
            page = open_page(browser, live_server.url + path, size=PHONE, signed_in=lead)
            assert violations(page) == [], path
            assert not too_wide(page), path
