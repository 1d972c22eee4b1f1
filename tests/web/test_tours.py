"""A tour of experts by page: its way for everybody, asking for a visit, choosing a host."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.test import Client

from lianxin.exchange.actions import orders
from lianxin.exchange.models import Claim
from lianxin.kernel.ids import new_id
from tests import make
from tests.fulfilment import test_touring
from tests.make import NOON

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def soup(client: Client, path: str) -> Tag:
    page = BeautifulSoup(client.get(path).content.decode(), "lxml")
    assert page.body is not None
    return page.body


def test_a_firm_asks_for_a_visit_without_an_account_and_the_way_shows_it(client: Client) -> None:
    """CAT-09."""
    tour = test_touring.tour()
    path, place = f"/exchange/{tour.ref}/", make.place(kind="COMMUNITY", name="学苑社区")
    page = soup(client, path)
    assert "请专家来" in page.text
    assert "还没有约好的" in page.text
    told = {
        "key": str(new_id()), "host": "海晶膜业", "topic": "法律", "name": "孙工",
        "phone": "13800138000", "place": place.code, "address": "创业大厦 3 楼",
    }  # fmt: skip
    refused = client.post(f"{path}take/", told | {"host": ""})
    answer = client.post(f"{path}take/", told)

    assert (refused.status_code, answer.status_code) == (422, 302)
    assert "创业大厦 3 楼" in refused.content.decode()
    claim = Claim.objects.whole().get(district_id=tour.district_id)
    assert claim.subject == "专家服务团进社区：海晶膜业"
    orders.accept(claim, by=None, at=NOON, starts_at=NOON + DAY)
    shown = soup(client, path).text
    assert "海晶膜业" in shown
    assert "还要去 1 站" in shown
    assert "13800138000" not in shown
    orders.deliver(claim, by=None, at=NOON + DAY)
    assert "去过 1 站" in soup(client, path).text


def test_who_gives_it_chooses_a_host_by_page_and_nobody_else(client: Client) -> None:
    giver = make.organisation(name="海洋大学", kind="CAMPUS")
    host = make.organisation(name="学苑社区", kind="COMMUNITY")
    tour = test_touring.tour(giver)
    path = f"/exchange/{tour.ref}/"
    told = {"key": str(new_id()), "host": "学苑社区", "starts_at": "2026-03-09T14:00"}
    assert "添一站" not in soup(client, path).text
    client.force_login(make.handler(host))
    assert client.post(f"{path}stops/choose/", told).status_code == 404
    client.force_login(make.handler(giver))
    assert "添一站" in soup(client, path).text

    refused = client.post(f"{path}stops/choose/", told | {"host": "没有这家"})
    answer = client.post(f"{path}stops/choose/", told)

    assert (refused.status_code, answer.status_code) == (422, 302)
    assert "没有这家" in refused.content.decode()
    assert "学苑社区" in soup(Client(), path).text


def test_a_host_rates_and_calls_off_on_the_page_of_its_visit(client: Client) -> None:
    tour = test_touring.tour()
    host = make.organisation(name="学苑社区", kind="COMMUNITY")
    claims = [test_touring.chosen(tour, host).claim for _n in range(2)]
    orders.deliver(claims[0], by=None, at=NOON)
    first, second = (f"/exchange/orders/{one.ref}/" for one in claims)
    told = {"key": str(new_id()), "stars": "5", "text": "听得懂"}
    client.force_login(make.handler(make.organisation(name="别家")))
    assert client.post(f"{first}rate_stop/", told).status_code == 404

    client.force_login(make.unit_lead(host))
    assert "请您评一评" in soup(client, first).text
    assert client.post(f"{first}rate_stop/", told | {"stars": ""}).status_code == 422
    assert client.post(f"{first}rate_stop/", told).status_code == 302
    assert not soup(client, first).select("form[action$='rate_stop/']")  # it is done

    assert "2026-03-09" in soup(client, second).text  # until when
    answer = client.post(f"{second}call_off_stop/", {"key": str(new_id()), "note": "停电"})
    assert answer.status_code == 302
    assert "已取消" in soup(client, second).text


def test_a_host_without_an_account_finds_the_same_behind_its_link() -> None:
    tour, host = test_touring.tour(), make.organisation(name="创业大厦", kind="FIRM")
    claim = test_touring.chosen(tour, host).claim
    path = f"/orders/{claim.ref}/{make.code(claim)}/"
    assert soup(Client(), path).select_one(f"form[action='{path}cancel/']")
    orders.deliver(claim, by=None, at=NOON)
    assert soup(Client(), path).select_one(f"form[action='{path}rate/']")
