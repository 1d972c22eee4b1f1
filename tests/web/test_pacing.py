"""How often somebody may take something up: by address, and by the number that was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from lianxin.exchange.models import Claim, Slot
from lianxin.kernel.ids import new_id
from lianxin.web import pacing
from tests.exchange import shelf


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


def sign_up(client: Client, slot: Slot, phone: str) -> Any:
    told = {"key": str(new_id()), "slot": str(slot.pk), "seats": "1", "phone": phone}
    return client.post(f"/exchange/{slot.listing.ref}/take/", told)


def said(answer: HttpResponse) -> tuple[int, bool]:
    return answer.status_code, bool(answer.headers.get("Retry-After"))


def test_an_address_may_do_as_much_as_a_school() -> None:
    assert pacing.FROM_ADDRESS >= 1_000


def test_a_number_is_not_bothered_without_end(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing.pace, "__kwdefaults__", {"of_number": 2})
    slot = shelf.slot()

    answers = [sign_up(client, slot, "138 0013 8000") for _ in range(2)]
    answers.append(sign_up(client, slot, "+86 13800138000"))

    assert [said(one) for one in answers] == [(302, False), (302, False), (429, True)]
    assert "13800138000" in answers[2].content.decode()  # what was typed stays
    assert said(sign_up(client, slot, "13900139000")) == (302, False)


def test_a_flood_from_one_address_is_told_when_to_come_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "FROM_ADDRESS", 3)
    slot = shelf.slot()

    answers = [said(sign_up(client, slot, f"1380013800{n}")) for n in range(4)]

    assert answers == [*[(302, False)] * 3, (429, True)]
    assert Claim.objects.filter(district_id=slot.district_id).count() == 3
