"""How often a machine may write."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from lianxin.api import tokens
from lianxin.kernel.models import Hit
from tests import make
from tests.api.test_rest import Caller


def test_calls_are_told_to_the_others_in_steps_and_refused_one_by_one(
    client: Client, noon: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MOST", 6)
    monkeypatch.setattr(tokens, "STEPS", 3)
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        desk, case = Caller(client, make.dispatcher()), make.case()
        found = [desk("post", f"cases/{case.ref}/note", {"note": "x"})[0] for _ in range(10)]

    assert found == [200] * 7 + [429] * 3
    assert sum(Hit.objects.values_list("count", flat=True)) == 6
