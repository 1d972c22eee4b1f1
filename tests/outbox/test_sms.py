from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from lianxin.kernel.ids import new_id
from lianxin.operate.worker import run_all
from lianxin.outbox import actions
from lianxin.outbox.actions import Address
from lianxin.outbox.models import Delivery
from tests import make
from tests.make import NOON
from tests.outbox.letters import LampMended, Server, http_server


@pytest.fixture
def gateway(settings) -> Iterator[Server]:
    settings.SITE_URL = "https://lianxin.example"
    with http_server() as server:
        server.answer = '{"code": 0}'
        settings.SMS_GATEWAY = {
            "url": f"{server.url}/send",
            "headers": {"Authorization": "key"},
            "json": {
                "to": ["{phone}"],
                "params": {"text": "【连心】{text}"},
                "id": "{id}",
                "n": 1,
            },
            "expect": {"code": "0"},
        }
        yield server


def tell() -> Delivery:
    actions.queue_to(
        LampMended(),
        address=Address(name="李阿姨", phone="13800138000"),
        district_id=make.district().pk,
        about=new_id(),
        at=NOON,
    )
    run_all()
    return Delivery.objects.get()


def test_the_gateway_is_asked_in_its_own_form(
    clock: time_machine.Traveller, gateway: Server
) -> None:
    delivery = tell()
    (asked,) = gateway.asked
    text = "Gate 3 <shines> & you see. https://lianxin.example/cases/LX-26-00001/"
    assert delivery.state == "SENT"
    assert asked.headers["Authorization"] == "key"
    expected: dict[str, Any] = {
        "to": ["13800138000"],
        "params": {"text": f"【连心】{text}"},
        "id": str(delivery.pk),
        "n": 1,
    }
    assert asked.json == expected


@pytest.mark.parametrize(
    ("status", "answer"), [(500, '{"code": 0}'), (200, '{"code": 17}'), (200, "<html>")]
)
def test_what_the_gateway_does_not_take_is_tried_again(
    clock: time_machine.Traveller, gateway: Server, status: int, answer: str
) -> None:
    gateway.status, gateway.answer = status, answer
    delivery = tell()
    assert delivery.state == "QUEUED"
    assert str(status) in delivery.last_error


def test_without_a_gateway_nothing_is_sent(
    clock: time_machine.Traveller, gateway: Server, settings
) -> None:
    gateway.status = 500
    tell()
    settings.SMS_GATEWAY = {}
    clock.shift(60)
    run_all()
    assert Delivery.objects.get().state == "FAILED"
