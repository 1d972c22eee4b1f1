from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from lianxin.outbox import tasks
from tests.outbox.letters import TEMPLATES


@pytest.fixture(autouse=True)
def _lamps_are_worded() -> Iterator[None]:
    """The rooms' templates, and the tests' own."""
    loaders = [
        ("django.template.loaders.locmem.Loader", TEMPLATES),
        "django.template.loaders.app_directories.Loader",
    ]
    engines: list[Any] = copy.deepcopy(settings.TEMPLATES)
    engines[0]["APP_DIRS"] = False
    engines[0]["OPTIONS"]["loaders"] = loaders
    with override_settings(TEMPLATES=engines):
        yield


@pytest.fixture(autouse=True)
def _all_are_up() -> None:
    tasks._down_until.clear()
