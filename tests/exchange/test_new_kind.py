"""A kind is one module: what nothing else has heard of is published, found, ordered and rated."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from lianxin.exchange.actions import orders
from lianxin.exchange.kinds import KINDS, As, Detail, Kind, Side
from lianxin.exchange.models import Claim, Listing
from lianxin.exchange.states import Shape
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation
from tests import make
from tests.exchange import shelf
from tests.make import NOON

pytestmark = pytest.mark.usefixtures("clock")

GARDEN = Kind(
    code="GARDEN",
    label="共享菜园",
    icon="map-pin",
    side=Side.OFFER,
    shape=Shape.ORDER,
    is_somewhere=True,
    details=(
        Detail("soil", "土质", As.ONE, is_needed=True, choices={"LOAM": "壤土", "SAND": "沙土"}),
        Detail("tools", "农具", As.WORDS),
        Detail("plots", "几块地", As.NUMBER),
        Detail("deposit", "押金（元）", As.MONEY),
        Detail("sown_on", "开垦日", As.DAY),
        Detail("has_water", "有水", As.YES),
        Detail("rules", "种地约定", As.TEXT),
        Detail("sun", "日照", As.SOME, choices={"AM": "上午", "PM": "下午"}),
    ),
)
TOLD = {
    "title": "楼顶菜园", "text": "", "soil": "LOAM", "tools": "锄头、水壶", "plots": "12",
    "deposit": "200", "sown_on": "2026-03-01", "has_water": "on", "rules": "不打农药",
    "sun": ["AM"],
    "mode": "ON_SITE", "price": "0", "contact": "陈师傅", "phone": "0532-1234567",
    "confirm_days": "183", "hours": "", "then": "submit",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _a_new_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, GARDEN.code, GARDEN)


@pytest.fixture
def unit() -> Organisation:
    return make.organisation(name="绿手指", kind="FIRM")


@pytest.fixture
def at_work(unit: Organisation) -> Client:
    person = Client()
    person.force_login(make.handler(unit))
    return person


def page(answer: Any) -> Tag:
    assert answer.status_code == 200
    body = BeautifulSoup(answer.content.decode(), "lxml").body
    assert body is not None
    return body


def published(at_work: Client, unit: Organisation) -> Listing:
    told = TOLD | {"key": str(new_id()), "provider": str(unit.pk), "area": make.root().code}
    assert at_work.post("/exchange/mine/new/garden/", told).status_code == 302
    return Listing.objects.get(district_id=unit.district_id)


def test_its_form_asks_what_it_says_and_its_page_says_what_was_told(
    at_work: Client, unit: Organisation
) -> None:
    assert "共享菜园" in page(at_work.get("/exchange/mine/new/")).text
    form = page(at_work.get("/exchange/mine/new/garden/"))
    assert all(form.select(f"[name={detail.name}]") for detail in GARDEN.details)

    listing = published(at_work, unit)

    assert listing.state == "PUBLISHED"
    shown = page(Client().get(f"/exchange/{listing.ref}/")).text
    for said in ("壤土", "锄头、水壶", "12", "200", "不打农药", "上午"):
        assert said in shown


def test_what_it_lacks_is_named_before_it_is_out(at_work: Client, unit: Organisation) -> None:
    told = TOLD | {"key": str(new_id()), "provider": str(unit.pk), "area": make.root().code}

    answer = at_work.post("/exchange/mine/new/garden/", told | {"soil": ""})

    assert answer.status_code == 422
    assert "土质" in answer.content.decode()


def test_it_is_found_by_its_kind_and_by_its_words(at_work: Client, unit: Organisation) -> None:
    published(at_work, unit)

    for asked in ({"kind": "GARDEN"}, {"q": "锄头"}, {"q": "共享菜园"}):
        assert "楼顶菜园" in page(Client().get("/exchange/", asked)).text
    kinds = Client().get("/api/v1/exchange/kinds").json()
    [told] = [one for one in kinds if one["code"] == "GARDEN"]
    assert [one["name"] for one in told["details"]] == [each.name for each in GARDEN.details]


def test_it_is_ordered_and_rated(at_work: Client, unit: Organisation) -> None:
    listing = published(at_work, unit)
    told = {
        "key": str(new_id()), "whom": "SELF", "name": "李阿姨", "phone": "13800138000",
        "place": make.root().code,
    }  # fmt: skip
    assert Client().post(f"/exchange/{listing.ref}/take/", told).status_code == 302
    claim = Claim.objects.whole().get(district_id=unit.district_id)
    assert (claim.kind, claim.state) == ("GARDEN", "OFFERED")

    orders.accept(claim, by=None, at=NOON)
    orders.deliver(claim, by=None, at=NOON)

    given = orders.rate(claim, stars=5, code=shelf.code(claim), at=NOON, key=new_id())
    assert given.listing == listing


def test_its_table_in_excel_has_its_columns(at_work: Client) -> None:
    answer = at_work.get("/exchange/mine/excel/garden.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert all(any(str(each.label) in cell for cell in cells) for each in GARDEN.details)
