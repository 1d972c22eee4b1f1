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
from jsonschema import Draft202012Validator, FormatChecker

from tests import make
from tests.api.test_hsds import get, one_of_each
from tests.api.test_rest import Caller

FOLDER = os.environ.get("LIANXIN_HSDS", "")

pytestmark = pytest.mark.skipif(not FOLDER, reason="LIANXIN_HSDS names no folder of the standard")


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


def read(name: str) -> Any:
    return json.loads((Path(FOLDER) / name).read_text())


def errors(document: Any) -> list[str]:
    checker = Draft202012Validator(read("service.json"), format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(document)]


def test_every_kind_of_offer_is_valid_by_the_standard_itself(client: Client) -> None:
    made = one_of_each()

    found = get(client, "services", full="true", per_page=100)["contents"]

    assert len(found) == len(made)
    assert [told for document in found for told in errors(document)] == []


def test_the_standards_own_example_comes_in_and_goes_out_the_same(client: Client) -> None:
    service, unit = read("service_full.json"), make.organisation(name="心语社工站", kind="NGO")
    own = Caller(client, make.handler(unit))

    status, listing = own("post", "exchange/hsds", {"provider": unit.code, "service": service})
    assert status == 200, listing

    status, told = own("get", f"exchange/listings/{listing['ref']}/hsds")
    assert (status, told) == (200, service)
    assert errors(told) == []
