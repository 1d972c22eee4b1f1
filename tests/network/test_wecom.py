"""Sign-in through WeCom: only for accounts whose owner has connected the two."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from lianxin.network.models import User
from lianxin.network.wecom import views
from tests import make

APP = {
    "client_id": "corp1",
    "secret": "s",
    "settings": {"auth_params": {"agentid": "1000002"}},
}
MEMBERS: dict[str, dict[str, Any]] = {
    "code-of-chen": {"errcode": 0, "userid": "chen"},
    "code-of-guest": {"openid": "x"},
}


@pytest.fixture(autouse=True)
def _wecom(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"wecom": {"APPS": [APP]}}

    def ask(path: str, **facts: str) -> dict[str, Any]:
        if path == "gettoken":
            assert facts == {"corpid": "corp1", "corpsecret": "s"}
            return {"access_token": "t", "expires_in": 7200}
        return MEMBERS[facts["code"]]

    monkeypatch.setattr(views, "_ask", ask)
    make.district()


@pytest.fixture
def browser() -> Client:
    return Client()


def come_back(browser: Client, code: str, *, process: str = "login", **headers: str) -> Any:
    go = browser.get(f"/accounts/wecom/login/?process={process}", headers=headers)
    asked = parse_qs(urlsplit(go.headers["Location"]).query)
    assert asked["appid"] == ["corp1"]
    assert asked["agentid"] == ["1000002"]
    return browser.get(
        "/accounts/wecom/login/callback/", {"code": code, "state": asked["state"][0]}, follow=True
    )


def connect(browser: Client, user: User) -> None:
    browser.force_login(user)
    come_back(browser, "code-of-chen", process="connect")
    browser.logout()


def test_the_login_page_offers_it(browser: Client) -> None:
    assert "企业微信" in browser.get("/accounts/login/").content.decode()


def test_who_has_connected_it_signs_in(browser: Client) -> None:
    user = make.user()
    connect(browser, user)
    assert SocialAccount.objects.get(user=user).uid == "corp1:chen"

    come_back(browser, "code-of-chen")
    assert user.username in browser.get("/account/").content.decode()
    assert "corp1:chen" in browser.get("/accounts/3rdparty/").content.decode()


def test_who_has_not_opens_no_account(browser: Client) -> None:
    answer = come_back(browser, "code-of-chen")
    assert "邀请" in answer.content.decode()
    assert not User.objects.exists()


def test_who_is_no_member_is_told(browser: Client) -> None:
    answer = come_back(browser, "code-of-guest")
    assert "没能登录" in answer.content.decode()
    assert not User.objects.exists()


def test_inside_the_app_no_code_is_scanned(browser: Client) -> None:
    go = browser.get("/accounts/wecom/login/", headers={"user-agent": "Mozilla/5.0 wxwork/4.1"})
    assert go.headers["Location"].startswith("https://open.weixin.qq.com/connect/oauth2/")
    assert go.headers["Location"].endswith("#wechat_redirect")
