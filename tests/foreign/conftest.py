"""A district with something in it, served on 127.0.0.1 as it is in the world."""

from __future__ import annotations

import importlib
import itertools
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import ModuleType

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from lianxin.cases.actions import dispatch, publishing
from lianxin.cases.models import Case
from lianxin.network.models import Place
from tests import make
from tests.api.open311.test_services import with_questions

SQUARE = [[[114.3, 30.5], [114.4, 30.5], [114.4, 30.6], [114.3, 30.6], [114.3, 30.5]]]


@dataclass(frozen=True)
class Town:
    """What the clients are told of it."""

    root: str
    key: str
    published: Case


@pytest.fixture
def town(transactional_db: None, live_server: LiveServer) -> Town:
    with_questions()
    grid = make.grid()
    Place.objects.filter(kind="STREET").update(lon=114.36, lat=30.56)
    Place.objects.filter(pk=grid.pk).update(shape={"type": "Polygon", "coordinates": SQUARE})
    at = timezone.now() - timedelta(days=2)
    case = make.case(grid, received_at=at, class_code="WATER", answered=True)
    closed_at = at + timedelta(hours=1)
    dispatch.close(case, outcome="SOLVED", note="修好了", by=None, at=closed_at)
    publishing.publish(case, subject="水管爆裂", text="水管已经修好。", by=None, at=closed_at)
    key = make.token(make.volunteer(), "CASES_FILE", at=timezone.now())
    return Town(f"{live_server.url}/open311/v2", key, case)


@pytest.fixture
def _lenient() -> Iterator[None]:
    """Others' code may warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture
def three(_lenient: None, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """It was written for Python 2."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    return importlib.import_module("three")


@pytest.fixture
def georeport(_lenient: None) -> ModuleType:
    return importlib.import_module("georeport")


@pytest.fixture
def boston311(_lenient: None, town: Town, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """It knows but one city."""
    module = importlib.import_module("boston311.api")
    monkeypatch.setattr(module, "BOSTON_API_ENDPOINT", f"{town.root}/")
    return module


@pytest.fixture
def chicagorequests(_lenient: None, town: Town, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """It too."""
    module = importlib.import_module("chicagorequests")
    monkeypatch.setattr(module.Downloader, "BASE_URL", f"{town.root}/requests.json")
    return module


@pytest.fixture
def civicbot(_lenient: None) -> ModuleType:
    module = importlib.import_module("civicbot.open311")
    importlib.import_module("civicbot.http")
    return module
