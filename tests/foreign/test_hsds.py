"""X17: the standard's own files, given by who has them: `LIANXIN_HSDS` names a folder with the
compiled `service.json` of HSDS 3 and its example `service_full.json`. They are not ours to carry;
`tests/api/test_hsds.py` and `test_origins.py` prove the same by a schema and a sample of ours."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.playbooks import loader
from lianxin.playbooks.demo import exchange, shelf
from lianxin.playbooks.demo.ground import TownGround
from lianxin.playbooks.holidays import seed_calendar
from tests import make
from tests.api import hsds_whole
from tests.api.test_hsds import get, one_of_each
from tests.api.test_rest import Caller
from tests.make import NOON

FOLDER = os.environ.get("LIANXIN_HSDS", "")

pytestmark = pytest.mark.skipif(not FOLDER, reason="LIANXIN_HSDS names no folder of the standard")


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


def read(name: str) -> Any:
    return json.loads((Path(FOLDER) / name).read_text())


def errors(*documents: Any) -> list[str]:
    return hsds_whole.errors(documents, read("service.json"))


def test_every_kind_of_offer_is_valid_by_the_standard_itself(client: Client) -> None:
    made = one_of_each()

    found = get(client, "services", full="true", per_page=100)["contents"]

    assert len(found) == len(made)
    assert errors(*found) == []


def test_every_offer_of_the_town_is_valid_by_the_standard_itself(client: Client) -> None:
    """X17: 100 % of what is published."""
    seed_calendar()
    district = loader.put(TownGround(1).playbook(), at=NOON).district
    exchange.fill(district, at=NOON)
    shelf.fill(district, at=NOON)

    told = list(hsds_whole.everything(client, "services"))

    assert len(told) >= 400
    assert errors(*told) == []


def test_the_standards_own_example_comes_in_and_goes_out_the_same(client: Client) -> None:
    service, unit = read("service_full.json"), make.organisation(name="心语社工站", kind="NGO")
    own = Caller(client, make.handler(unit))

    status, listing = own("post", "exchange/hsds", {"provider": unit.code, "service": service})
    assert status == 200, listing

    status, told = own("get", f"exchange/listings/{listing['ref']}/hsds")
    assert (status, told) == (200, service)
    assert errors(told) == []
