"""What systems were sent, and sending it again, through the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from lianxin.kernel.ids import new_id
from lianxin.network.models import Role, Scope
from lianxin.outbox.models import Delivery, Endpoint
from tests import make
from tests.api.test_rest import Caller


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def operator(client: Client) -> Caller:
    return Caller(client, make.seat(Role.OPERATOR, make.desk()))


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint.objects.create(
        district=make.district(),
        name="市平台",
        url="https://example.org/",
        secret="x",
        events=["case.open"],
    )


def test_an_operator_sees_and_replays(operator: Caller, endpoint: Endpoint) -> None:
    case = make.case()
    Delivery.objects.update(state="SENT", attempts=1)

    [listed] = operator("get", "endpoints")[1]
    assert (listed["name"], listed["sent"], listed["waiting"]) == ("市平台", 1, 0)
    assert "secret" not in listed
    [sent] = operator("get", f"endpoints/{endpoint.pk}/deliveries")[1]
    assert (sent["event"], sent["ref"], sent["state"]) == ("case.open", case.ref, "SENT")
    answer = operator("post", f"endpoints/{endpoint.pk}/replay", {"since": "2026-03-01T08:00:00"})

    assert answer == (200, {"again": 1})
    assert operator("get", f"endpoints/{endpoint.pk}")[1]["waiting"] == 1


def test_a_replay_that_makes_no_sense_is_refused(operator: Caller, endpoint: Endpoint) -> None:
    path = f"endpoints/{endpoint.pk}/replay"

    assert operator("post", path, {"since": "soon"})[1]["field"] == "since"
    assert operator("post", path, {"since": "2999-01-01T00:00:00Z"})[1]["field"] == "since"
    later = {"since": "2026-03-01T00:00:00Z"}
    assert operator("post", f"endpoints/{new_id()}/replay", later)[0] == 404


def test_others_are_refused(client: Client, operator: Caller, endpoint: Endpoint) -> None:
    path, since = f"endpoints/{endpoint.pk}/replay", {"since": "2026-03-01T08:00:00"}
    reader = Caller(client, make.seat(Role.OPERATOR, make.desk()), [Scope.CASES_ACT])

    for caller in (Caller(client, make.dispatcher()), reader):
        assert caller("get", "endpoints")[0] == 403
        assert caller("post", path, since)[0] == 403
