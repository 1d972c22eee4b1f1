"""Whatever is sent, one of the documented answers comes, in the format that was asked for."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.api.open311 import filing
from tests import make
from tests.api.open311.caller import App
from tests.api.open311.test_services import with_questions

SETTINGS = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
ODD = st.sampled_from(
    [
        "",
        " ",
        "0",
        "-1",
        "1e9",
        "nan",
        "inf",
        "９",
        "\x00",
        "\ud7ff\ufffe",
        "a,b,,",
        "open",
        "ROADS",
        "WH-26-00001",
        "wanghai",
        "2026-03-01",
        "2026-03-01T00:00:00Z",
        "2026-02-30T00:00:00+99:99",
        "0000-00-00",
        "9999-12-31T23:59:59-23:59",
        "30.5",
        "114.3",
        "x" * 5000,
        "<a>&amp;",
        "0198c0de-0000-7000-8000-000000000000",
    ]
)
VALUES = ODD | st.text(max_size=30)
NAMES = st.sampled_from(
    """jurisdiction_id api_key service_request_id service_code start_date end_date status page
    page_size lat long address_string address_id description email phone first_name last_name
    media_url device_id account_id update_id extensions attribute[lamps] attribute[seen][]
    attribute[] attribute[lamps][0][1]""".split()  # noqa: SIM905  easier to read
)
TOLD = st.dictionaries(NAMES, VALUES | st.lists(VALUES, max_size=3), max_size=8)
FORMS = st.sampled_from(["json", "xml"])
ERRORS = {400, 403, 404}


@pytest.fixture
def every(client: Client) -> App:
    """With a key for everything, so that as much as can be is reached."""
    with_questions()
    make.case()
    return App(client, make.token(make.dispatcher(), "CASES_READ", "CASES_FILE"))


def _judge(answer: tuple[int, Any]) -> None:
    status, found = answer
    assert status in {200} | ERRORS
    if status in ERRORS:
        assert all(error.keys() == {"code", "description"} for error in found)
        assert found


@SETTINGS
@given(
    told=TOLD, form=FORMS, path=st.sampled_from(["requests", "servicerequestupdates", "services"])
)
def test_any_question_is_answered(every: App, told: dict[str, Any], form: str, path: str) -> None:
    """C24."""
    _judge(every.ask(f"{path}.{form}", **told))


@SETTINGS
@given(told=TOLD, form=FORMS, path=st.sampled_from(["requests", "servicerequestupdates"]))
def test_anything_may_be_sent(
    every: App,
    told: dict[str, Any],
    form: str,
    path: str,
) -> None:
    """C24."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filing, "MOST", 10_000)
        _judge(every.post(f"{path}.{form}", **told))


@SETTINGS
@given(
    value=VALUES, form=FORMS, path=st.sampled_from(["services", "service", "requests", "tokens"])
)
def test_any_address_is_answered(every: App, value: str, form: str, path: str) -> None:
    """C24."""
    _judge(every.ask(f"{path}/{value.replace('/', '').replace('?', '').replace('#', '')}.{form}"))
