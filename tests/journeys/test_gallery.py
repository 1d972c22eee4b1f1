"""Every part, in every look, at every width, before axe."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests import make
from tests.journeys.browser import DESK, PHONE, chromium, faults, open_page, too_wide

LOOKS = [(theme, text) for theme in ("light", "dark") for text in ("normal", "elder")]


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(make.user(of=make.district(), is_superuser=True))
    return client


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_in_the_gallery(live_server: LiveServer, operator: Client) -> None:
    with chromium() as browser:
        for size in (PHONE, DESK):
            url = f"{live_server.url}/parts/"
            assert faults(browser, url, *LOOKS, size=size, signed_in=operator) == [], size


@pytest.mark.django_db(transaction=True)
def test_nothing_scrolls_sideways_at_320_pixels(live_server: LiveServer, operator: Client) -> None:
    with chromium() as browser:
        page = open_page(browser, f"{live_server.url}/parts/", size=PHONE, signed_in=operator)

        assert not too_wide(page)
