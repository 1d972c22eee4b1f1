"""A desk with a queue, and how a browser sits down at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from lianxin.cases import findable
from lianxin.cases.actions.rulebook import Assignment, put_duties
from lianxin.cases.models import Case
from lianxin.network.models import Organisation, User
from tests import make
from tests.journeys.browser import chromium, open_page, stop

SCREEN: ViewportSize = {"width": 1440, "height": 900}
Sit = Callable[..., Page]


@pytest.fixture(scope="package", autouse=True)
def _one_browser() -> Iterator[None]:
    """For all journeys of this process: to start one takes as long as many of them. While
    Playwright's loop stands, Django would refuse to be asked beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield
        stop()


@pytest.fixture
def unit(transactional_db: None) -> Organisation:
    unit = make.organisation(name="市政养护所")
    put_duties(unit.district, [Assignment("ROADS", unit, make.root())])
    return unit


@pytest.fixture
def other(unit: Organisation) -> User:
    return make.dispatcher()


@pytest.fixture
def dispatcher(unit: Organisation) -> Client:
    return signed_in(make.dispatcher())


@pytest.fixture
def waiting(unit: Organisation) -> list[Case]:
    """Six that are alike but for their number, in the order of the queue."""
    now, place = timezone.now(), make.grid()
    cases = [
        make.case(place, class_code="ROADS", subject=f"第{n}盏路灯不亮", received_at=now)
        for n in "一二三四五六"
    ]
    findable.catch_up(unit.district_id)  # as the worker does within seconds
    return cases


@pytest.fixture
def sit_down(live_server: LiveServer, dispatcher: Client) -> Iterator[Sit]:
    """Opens a page for the dispatcher, or for who else is named. What the database holds must be
    made before; afterwards only by `meanwhile`."""
    with ExitStack() as stack:

        def sit(
            path: str = "/desk/",
            *,
            who: Client = dispatcher,
            size: ViewportSize = SCREEN,
            **look: str,
        ) -> Page:
            if not opened:
                opened.append(stack.enter_context(chromium()))
            return open_page(
                opened[0], f"{live_server.url}{path}", size=size, signed_in=who, **look
            )

        opened: list[Browser] = []
        yield sit


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
