"""Whatever is sent, the API answers as its description says: no status, no shape beyond it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
import time_machine
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lianxin.api.rest import api
from lianxin.network.models import Role
from tests import make

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPERATIONS = sorted(
    f"{method.upper()} {path}"
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    for method in methods
)
WITHOUT_TOKEN = {
    "GET /api/v1/casebook/articles",
    "GET /api/v1/casebook/articles/{ref}",
    "GET /api/v1/problems",
    "GET /api/v1/badges",
    "GET /api/v1/bodies",
    "GET /api/v1/bodies/{ref}",
    "GET /api/v1/bodies/{ref}/popolo",
    "GET /api/v1/challenges",
    "GET /api/v1/challenges/{ref}",
    "GET /api/v1/exchange/collections",
    "GET /api/v1/exchange/collections/{collection_id}",
    "GET /api/v1/exchange/certificates/{ref}/{code}",
    "GET /api/v1/exchange/kinds",
    "GET /api/v1/exchange/listings",
    "GET /api/v1/exchange/listings/{ref}",
    "GET /api/v1/exchange/listings/{ref}/slots",
    "GET /api/v1/exchange/listings/{ref}/spaces",
    "GET /api/v1/exchange/listings/{ref}/stops",
    "GET /api/v1/exchange/listings/{ref}/spaces/{code}/free",
    "GET /api/v1/exchange/receipts/{ref}/{code}",
    "GET /api/v1/exchange/search",
    "GET /api/v1/groups/{ref}",
    "GET /api/v1/halls",
    "GET /api/v1/topics",
    "GET /api/v1/topics/{ref}",
    "GET /api/v1/surveys",
    "GET /api/v1/surveys/{ref}",
    "GET /api/v1/programmes",
    "GET /api/v1/programmes/{ref}",
    "GET /api/v1/promises/{ref}",
    "GET /api/v1/studies",
    "GET /api/v1/studies/{ref}",
    "GET /api/v1/studies/{ref}/observations",
    "GET /api/v1/exchange/units/{unit}/lists/{year}",
    "GET /api/v1/volunteering/certificates/{ref}/{code}",
    "GET /api/v1/volunteering/shifts",
    "GET /api/v1/volunteering/shifts/{pk}",
    "GET /api/v1/volunteering/teams",
    "GET /api/v1/volunteering/teams/{code}",
    "GET /api/v1/groups",
    "GET /api/v1/events",
    "GET /api/v1/events/series",
    "GET /api/v1/events/series/{code}",
    "GET /api/v1/meetings",
    "GET /api/v1/meetings/series",
    "GET /api/v1/meetings/{ref}",
    "GET /api/v1/lineage/{ref}",
    "GET /api/v1/partnerships",
    "GET /api/v1/visits/log/{pk}/{code}",
    "POST /api/v1/visits/log/{pk}/{code}/ask",
    "POST /api/v1/visits/log/{pk}/{code}/{verb}",
    "POST /api/v1/visits/log/{pk}/{code}/entries/{entry}",
    "GET /api/v1/partnerships/{ref}",
    "POST /api/v1/exchange/receipts/{ref}/{code}/cancel",
    "POST /api/v1/exchange/receipts/{ref}/{code}/rate",
    "POST /api/v1/exchange/receipts/{ref}/{code}/stop",
}


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture(autouse=True)
def _keep_the_connection() -> Iterator[None]:
    """As Django's own test client does: the test's transaction outlives a request."""
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@pytest.fixture
def headers() -> dict[str, str]:
    """Of somebody who may do almost everything."""
    person = make.dispatcher()
    make.seat(Role.OPERATOR, make.desk(), who=person)
    make.case(assigned_to=make.organisation())
    return {"Authorization": f"Bearer {make.token(person)}", "Accept-Encoding": "identity"}


@cache
def described() -> Any:
    """What the server says of itself; read once, as it takes longer than most calls."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())


@pytest.mark.parametrize("operation", OPERATIONS)
def test_it_answers_as_it_is_described(operation: str, headers: dict[str, str]) -> None:
    method, path = operation.split(" ")

    @given(case=described()[path][method].as_strategy())
    @settings(
        max_examples=12,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def call(case: Any) -> None:
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS, headers=headers)

    call()


@pytest.mark.parametrize("operation", sorted(set(OPERATIONS) - WITHOUT_TOKEN))
def test_without_a_token_it_opens_nothing(operation: str, client: Any) -> None:
    make.district()
    method, path = operation.lower().split(" ")
    path = re.sub(r"{\w+}", "note", path.replace("{year}", "2026"))

    body = {} if method == "get" else {"data": "{}", "content_type": "application/json"}
    answer = getattr(client, method)(path, **body)

    assert answer.status_code == 401
