from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from lianxin.network.models import User
from tests import make
from tests.api.open311.caller import App


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


@pytest.fixture
def person() -> User:
    """Whom the app's key stands for: somebody who may file for others, and sees no queue."""
    return make.volunteer()


@pytest.fixture
def app(client: Client, person: User) -> App:
    return App(client, make.token(person, "CASES_FILE"))


@pytest.fixture
def anybody(client: Client) -> App:
    make.district()
    return App(client)
