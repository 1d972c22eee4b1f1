"""A lead sees what was decided and promised together, and what of it is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.commitments.making import world
from tests.deliberation.building import house, shown
from tests.gatherings.rooms import planned, room
from tests.web.swap import soup

PAGE = "/lead/together/"


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(days=200), tick=False):
        yield


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(make.manager())
    return client


def test_each_figure_leads_to_its_rows(lead: Client) -> None:
    world()
    shown(house())
    planned(room())
    page = soup(lead.get(PAGE))
    heads = [one.get_text(strip=True) for one in page.select("#joint h2")]
    assert heads == ["公开承诺", "会议", "议事厅", "活动", "调研报告", "走访"]
    figures = page.select("#joint a.kpi__value")
    assert len(figures) > 10
    for figure in figures:
        assert lead.get(str(figure["href"])).status_code == 200, figure["href"]
    late = next(one for one in figures if "答复逾期" in str(one["aria-label"]))
    assert "1" in late.get_text()


def test_it_costs_the_same_however_much_there_is(lead: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert lead.get(PAGE).status_code == 200
        return len(asked)

    hall = house()
    shown(hall)
    lead.get(PAGE)
    few = cost()
    for _n in range(3):
        shown(hall)
    assert cost() == few
