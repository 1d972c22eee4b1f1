"""How orders went, for who leads a place: each figure with its denominator and its rows."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.exchange.actions import orders
from lianxin.exchange.models import Claim, Listing
from lianxin.kernel.ids import new_id
from lianxin.network.models import Place, PlaceKind, Role
from tests import make
from tests.exchange import shelf
from tests.make import NOON
from tests.web.swap import one, soup

HOUR = dt.timedelta(hours=1)
PAGE, ROWS = "/lead/exchange/", "/lead/exchange/orders/"


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON + 200 * HOUR, tick=False) as travelled:
        yield travelled


def accepted(offer: Listing, *, after: int = 1, place: Place | None = None) -> Claim:
    claim = shelf.ordered(offer, place=place or make.root()).claim
    orders.accept(claim, by=None, at=NOON + after * HOUR)
    return claim


def rated(offer: Listing, *, stars: int) -> Claim:
    claim = accepted(offer)
    orders.deliver(claim, by=None, at=NOON + 3 * HOUR)
    orders.rate(claim, stars=stars, code=shelf.code(claim), at=NOON + 4 * HOUR, key=new_id())
    return claim


def led(client: Client, role: Role = Role.MANAGER, over: Place | None = None) -> Client:
    client.force_login(make.seat(role, make.desk(make.district()), over=over))
    return client


def figures(page: BeautifulSoup) -> dict[str, str]:
    return {one(kpi, ".kpi__label").text: one(kpi, ".kpi__value").text for kpi in kpis(page)}


def kpis(page: BeautifulSoup) -> list[Tag]:
    return page.select("[aria-labelledby=exchange-period] .kpi")


def lines(page: BeautifulSoup, key: str) -> dict[str, dict[str, str]]:
    table = one(page, f"[aria-labelledby=table-{key}]")
    return {
        one(row, "th").text: {str(cell["data-label"]): cell.text for cell in row.select("td")}
        for row in table.select("tbody tr")
    }


def test_a_rate_stands_with_what_it_is_a_rate_of(client: Client) -> None:
    """X8."""
    offer = shelf.listing()
    for hours in (1, 20, 100):
        accepted(offer, after=hours)
    shelf.ordered(offer)

    page = soup(led(client).get(PAGE))

    assert figures(page)["有单位接单"].strip() == "75.0 %"
    assert "4 单中 3 单" in kpis(page)[1].text
    assert figures(page)["48 小时内接单"].strip() == "66.7 %"
    assert "20 小时" in kpis(page)[2].text
    [told] = lines(page, "kind").values()
    assert (told["点单"].strip(), told["4 小时内"].strip()) == ("4", "1")
    assert "2/3" in told["48 小时内"]


def test_no_average_is_told_of_fewer_than_five(client: Client) -> None:
    """X8, X15."""
    offer = shelf.listing()
    for _n in range(4):
        rated(offer, stars=5)
    led(client)
    assert figures(soup(client.get(PAGE)))["平均分"].strip() == "—"
    assert "满 5 单" in kpis(soup(client.get(PAGE)))[4].text

    rated(offer, stars=1)

    page = soup(client.get(PAGE))
    assert figures(page)["平均分"].strip() == "4.2"
    assert "5 单评过" in kpis(page)[4].text


def test_every_figure_leads_to_as_many_rows(client: Client) -> None:
    first, second = shelf.listing(), shelf.listing(make.organisation(name="二食堂", kind="FIRM"))
    rated(first, stars=4)
    accepted(second, after=60)
    declined = shelf.ordered(first).claim
    orders.decline(declined, reason="FULL", by=None, at=NOON + HOUR)
    gone = shelf.ordered(first).claim
    orders.cancel(gone, code=shelf.code(gone), at=NOON + HOUR)
    orders.pass_on_silent(first.district_id, at=NOON + 100 * HOUR)

    page = soup(led(client).get(PAGE))

    followed = 0
    for cell in page.select(".board__table td"):
        link = cell.select_one("a")
        if link is None or "单评过" in cell.text:
            continue
        part = cell.select_one(".sub")
        told = part.text.partition("/")[0] if part else link.text
        rows = soup(client.get(str(link["href"]))).select("tbody tr")
        assert len(rows) == int(told), cell
        followed += 1
    assert followed > 10
    for kpi in page.select("[aria-labelledby=exchange-now] a"):
        assert len(soup(client.get(str(kpi["href"]))).select("tbody tr")) == int(kpi.text)


def test_a_unit_is_told_by_its_turns(client: Client) -> None:
    """X13: who let an order lie."""
    first, second = shelf.listing(), shelf.listing(make.organisation(name="二食堂", kind="FIRM"))
    shelf.ordered(first)
    orders.pass_on_silent(first.district_id, at=NOON + 49 * HOUR)

    told = lines(soup(led(client).get(PAGE)), "unit")

    assert told["学苑餐厅"]["超时未接"].strip() == "1"
    assert told["二食堂"]["派给它"].strip() == "1"
    assert second.provider is not None


def test_who_leads_a_street_counts_what_is_below_it(client: Client) -> None:
    street = make.place(kind=PlaceKind.STREET)
    here = make.place(under=street, name="海韵社区")
    offer = shelf.listing()
    accepted(offer, place=here)
    accepted(offer, place=make.place(name="别处"))

    page = soup(led(client, over=street).get(PAGE))

    assert figures(page)["点单"].strip() == "1"
    assert list(lines(page, "place")) == ["海韵社区"]
    assert len(soup(client.get(ROWS)).select("tbody tr")) == 1


def test_who_may_not_open_an_order_counts_it_all_the_same(client: Client) -> None:
    claim = accepted(shelf.listing())

    page = soup(led(client, Role.AUDITOR).get(ROWS))

    assert claim.ref in page.text
    assert not page.select(".table__title")


def test_it_goes_out_as_numbers(client: Client) -> None:
    for stars in (5, 5, 4, 4, 3):
        rated(shelf.listing(), stars=stars)

    answer = led(client).get("/lead/exchange.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["按种类", "按单位", "按社区"]
    head, row = ([cell.value for cell in line] for line in list(book["按种类"].rows)[2:4])
    told = dict(zip(head, row, strict=True))
    assert (told["点单"], told["接单"], told["接单：其中"], told["平均分"]) == (5, 1, 5, 4.2)
    assert client.get("/lead/exchange.xlsx", {"table": "none"}).status_code == 404


def test_the_page_costs_the_same_for_few_and_many(client: Client) -> None:
    offer = shelf.listing()
    accepted(offer)
    led(client)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(PAGE)
        return len(asked)

    cost()
    few = cost()
    for _n in range(8):
        rated(offer, stars=5)
    assert cost() <= few + 1
    assert few <= 12
