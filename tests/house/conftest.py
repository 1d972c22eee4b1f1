"""The hour at which everybody tries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from tests.house import cast
from tests.house.cast import World


@pytest.fixture
def world(noon: dt.datetime) -> Iterator[World]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield cast.world(noon)
