"""The list of what is published, for everybody."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianxin.cases import exports
from lianxin.cases.actions import dispatch, publishing
from tests import make


@pytest.fixture(autouse=True)
def _after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def test_everybody_gets_what_is_published_and_no_more(client: Client) -> None:
    case = make.case(make.grid(), answered=True, contact=make.contact(), address="3 号楼 201")
    make.case(make.grid(), text="没有公开")
    dispatch.close(case, outcome="SOLVED", note="张三家的事", by=None, at=make.NOON)
    publishing.publish(case, subject="路灯", text="已修好", by=None, at=make.NOON)

    answer = client.get(reverse("ledger:published"))
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # a stream

    [row] = csv.DictReader(io.StringIO(text))
    assert tuple(row) == exports.BULK
    assert (row["service_request_id"], row["description"]) == (case.ref, "路灯\n已修好")
    assert row["address"] == "海韵街道, 望海新区"
    for kept in ("201", "张三", "三号楼前", "第一网格"):
        assert kept not in text
