"""Signing in: by password, by code, with a second factor, each in the own district."""

from __future__ import annotations

import re
from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from pytest_django import Settings

from lianxin.network import actions
from lianxin.network.models import Role, User
from tests import make
from tests.make import NOON

PASSWORD = "seven-bridges-7"
TODAY = date(2026, 3, 2)


@pytest.fixture
def browser() -> Client:
    """One whose GETs may write: allauth keeps challenges in the session."""
    return Client()


@pytest.fixture
def person() -> User:
    return actions.create_account(
        make.district(),
        "chen",
        name="陈一",
        email="chen@example.cn",
        password=PASSWORD,
        language="en",
        by=None,
        at=NOON,
    )


def sign_in(browser: Client, login: str, password: str = PASSWORD, *, path: str = ""):
    return browser.post(f"{path}/accounts/login/", {"login": login, "password": password})


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def test_who_works_here_begins_at_the_own_work(browser: Client, person: User) -> None:
    """Without a seat, the start page is left."""
    browser.force_login(person)
    assert browser.get("/account/begin/")["Location"] == "/"

    browser.force_login(make.handler(make.organisation()))
    assert browser.get("/account/begin/")["Location"] == "/today/"


@pytest.mark.parametrize("login", ["chen", "chen@example.cn"])
def test_by_name_or_address_and_password(browser: Client, person: User, login: str) -> None:
    answer = sign_in(browser, login)

    assert answer.headers["Location"] == "/account/begin/"
    assert answer.cookies["django_language"].value == "en"
    assert is_in(browser)


def test_a_wrong_password_says_what_to_do(browser: Client, person: User) -> None:
    answer = sign_in(browser, "chen", "wrong")
    assert not is_in(browser)
    assert "error-summary" in answer.content.decode()


def test_too_many_wrong_passwords_lock_the_right_one_out_for_a_while(
    browser: Client, person: User
) -> None:
    for _try in range(5):
        sign_in(browser, "chen", "wrong")
    sign_in(browser, "chen")
    assert not is_in(browser)


def test_by_a_code_from_the_mail(browser: Client, person: User) -> None:
    browser.post("/accounts/login/code/", {"email": "chen@example.cn"})
    [letter] = mail.outbox
    [code] = re.findall(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", str(letter.body), re.MULTILINE)

    browser.post("/accounts/login/code/confirm/", {"code": code})
    assert is_in(browser)


def test_a_dead_mail_server_is_told_in_words(
    browser: Client, person: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = browser.post("/accounts/login/code/", {"email": "chen@example.cn"}, follow=True)
    assert "暂时发不出邮件" in answer.content.decode()


def test_with_a_second_factor_the_password_is_not_enough(browser: Client, person: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)

    answer = sign_in(browser, "chen")
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(browser)

    code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"
    browser.post("/accounts/2fa/authenticate/", {"code": code})
    assert is_in(browser)


def test_nobody_signs_in_to_another_district(browser: Client, person: User) -> None:
    make.district("other")
    answer = sign_in(browser, "chen", path="/other")

    assert answer.headers["Location"] == "/other/accounts/login/"
    assert "属于“望海新区”" in browser.get("/other/accounts/login/").content.decode()
    assert (
        sign_in(browser, "chen", path="/wanghai").headers["Location"] == "/wanghai/account/begin/"
    )


def test_nobody_signs_up_without_an_invitation(browser: Client) -> None:
    make.district()
    browser.post("/accounts/signup/", {"username": "x", "password1": PASSWORD})
    assert "邀请" in browser.get("/accounts/signup/").content.decode()
    assert not User.objects.filter(username="x").exists()


@pytest.mark.parametrize(
    ("role", "path"), [(Role.DISPATCHER, "/accounts/2fa/"), (Role.HANDLER, "")], ids=str
)
def test_staff_are_led_to_a_second_factor_where_it_is_required(
    client: Client, settings: Settings, role: Role, path: str
) -> None:
    settings.STAFF_MFA = True
    client.force_login(make.seat(role, make.desk()))
    assert client.get("/people/").headers.get("Location", "") == path


def test_other_sessions_can_be_ended(browser: Client, person: User) -> None:
    elsewhere = Client(headers={"user-agent": "Old phone"})
    sign_in(elsewhere, "chen")
    sign_in(browser, "chen")
    assert "Old phone" in browser.get("/accounts/sessions/").content.decode()

    browser.post("/accounts/sessions/")
    assert is_in(browser)
    assert not is_in(elsewhere)


SIGNED_OUT = ["login/", "login/code/", "password/reset/", "password/reset/done/", "inactive/"]
SIGNED_IN = [
    "email/",
    "password/change/",
    "logout/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "sessions/",
    "3rdparty/",
]

WITH_SECOND_FACTOR = [
    "2fa/",
    "2fa/totp/deactivate/",
    "2fa/recovery-codes/generate/",
    "2fa/reauthenticate/",
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_stands_in_our_shell_without_inline_scripts(
    browser: Client, person: User, language: str
) -> None:
    browser.cookies["django_language"] = language
    pages = [browser.get(f"/accounts/{path}") for path in SIGNED_OUT]
    sign_in(browser, "chen")
    pages.append(browser.get("/accounts/reauthenticate/"))
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    pages += [browser.get(f"/accounts/{path}") for path in SIGNED_IN]

    TOTP.activate(person, generate_totp_secret())
    pages += [browser.get(f"/accounts/{path}") for path in WITH_SECOND_FACTOR]
    browser.post("/accounts/logout/")
    sign_in(browser, "chen")
    pages.append(browser.get("/accounts/2fa/authenticate/"))

    for page in pages:
        html = page.content.decode()
        assert page.status_code == 200, page.request["PATH_INFO"]
        assert 'id="main"' in html
        assert not re.search(r"<script(?![^>]*(src=|application/json))", html)
        assert not re.search(r"\son\w+=|style=", html), page.request["PATH_INFO"]
