"""Publishing by page: what comes in and goes out as a table, and the yearly list."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lianxin.catalogue.actions import editions
from lianxin.exchange.actions import listings
from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.network.models import Role
from lianxin.operate.worker import run_all
from lianxin.papers.models import Job
from tests import make
from tests.exchange import shelf
from tests.web.publishing import kitchen, said, signed_in
from tests.web.swap import one, soup

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def test_the_empty_table_is_filled_handed_in_looked_at_and_put_in() -> None:
    unit, at_work = kitchen()
    book = openpyxl.load_workbook(
        io.BytesIO(at_work.get("/exchange/mine/excel/service.xlsx").content)
    )
    sheet = book.worksheets[0]
    heads = {str(cell.value).split("（")[0]: cell.column for cell in sheet[1]}
    told = {
        "名称": "午餐送到家", "服务内容": "助餐", "方式": "上门", "联系人": "陈师傅",
        "联系电话": "0532-1234567", "价格": 12.5,
    }  # fmt: skip
    for name, value in told.items():
        sheet.cell(row=2, column=heads[name], value=value)
    sheet.cell(row=3, column=heads["名称"], value="没写完")
    sheet.cell(row=4, column=heads["名称"], value="写错了")
    sheet.cell(row=4, column=heads["方式"], value="飞过去")
    assert any("上门" in str(rule.formula1) for rule in sheet.data_validations.dataValidation)
    saved = io.BytesIO()
    book.save(saved)
    file = SimpleUploadedFile("服务.xlsx", saved.getvalue())

    answer = at_work.post(
        "/exchange/mine/excel/",
        {"key": str(new_id()), "kind": "SERVICE", "unit": unit.code, "publishes": "on",
         "file": file},
    )  # fmt: skip

    job_url = answer["Location"]
    shown = said(at_work.get(job_url))
    assert "第 4 行" in shown
    assert "飞过去" in shown
    assert not Listing.objects.filter(district_id=unit.district_id).exists()
    at_work.post(f"{job_url}start/")
    run_all()
    states = Listing.objects.filter(district_id=unit.district_id).values_list("title", "state")
    assert dict(states) == {"午餐送到家": "PUBLISHED", "没写完": "DRAFT"}
    assert "已完成" in said(at_work.get(job_url))
    assert taken_out(at_work, answer)[1][1] == "已上架"


def test_a_list_that_cannot_be_read_is_refused() -> None:
    unit, at_work = kitchen()
    form = {"key": str(new_id()), "kind": "SERVICE", "unit": unit.code}

    answer = at_work.post(
        "/exchange/mine/excel/", form | {"file": SimpleUploadedFile("a.xlsx", b"no workbook")}
    )

    assert answer.status_code == 422
    assert "打不开" in said(answer)
    assert not Job.objects.filter(district_id=unit.district_id).exists()


def taken_out(client: Client, answer: Any) -> list[tuple[Any, ...]]:
    content = b"".join(client.get(f"{answer['Location']}file/").streaming_content)  # type: ignore[attr-defined]  # a file
    return list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].values)


def test_orders_go_out_masked_and_whole_only_for_a_reason_that_is_kept() -> None:
    unit, at_work = kitchen()
    claim = shelf.ordered(shelf.listing(unit)).claim
    at_work.post(f"/exchange/orders/{claim.ref}/accept/", {"key": str(new_id())})
    form = {"what": "ORDERS", "has_people": "", "reason": ""}

    plain = at_work.post("/exchange/mine/excel/take_out/", form | {"key": str(new_id())})
    assert "13800138000" not in str(taken_out(at_work, plain))
    asked = form | {"has_people": "on", "key": str(new_id())}
    assert at_work.post("/exchange/mine/excel/take_out/", asked).status_code == 422
    whole = at_work.post("/exchange/mine/excel/take_out/", asked | {"reason": "安排上门"})

    assert "13800138000" in str(taken_out(at_work, whole))
    auditor = signed_in(make.seat(Role.AUDITOR, make.desk()))
    assert "安排上门" in said(auditor.get(reverse("ledger:log")))


def test_listings_go_out_as_the_table_that_comes_in() -> None:
    unit, at_work = kitchen()
    listing = shelf.listing(unit)
    shelf.listing(make.organisation(name="别的单位"), title="不是我们的")

    answer = at_work.post(
        "/exchange/mine/excel/take_out/", {"key": str(new_id()), "what": "SERVICE"}
    )

    rows = taken_out(at_work, answer)
    assert len(rows) == 2
    assert {listing.ref, "午餐送到家", "上门"} <= set(rows[1])


# --- Yearly lists ------------------------------------------------------------------------------


def test_this_years_list_is_taken_into_the_next_in_one_deed(client: Client) -> None:
    """CAT-04."""
    unit, at_work = kitchen()
    offers = [shelf.listing(unit, title=f"服务{n}") for n in range(3)]
    url = f"/exchange/mine/lists/{unit.pk}/"
    assert client.get(f"/exchange/lists/{unit.code}-2026/").status_code == 404
    at_work.post(url, {"year": "2026"})
    offers[0].refresh_from_db()
    listings.close(offers[0], by=None, at=offers[0].made_at)
    shelf.listing(unit, title="后来的")

    at_work.post(url, {"year": "2027"})

    this, following = (said(client.get(f"/exchange/lists/{unit.code}-{y}/")) for y in (2026, 2027))
    assert "共 3 项" in this
    assert "共 2 项" in following
    assert "后来的" not in following
    assert "服务0" in this
    assert "2027" in said(at_work.get("/exchange/mine/lists/"))


def test_the_sessions_of_each_item_are_counted(
    client: Client, now: time_machine.Traveller, noon: dt.datetime
) -> None:
    """CAT-04."""
    unit, at_work = kitchen()
    meal = shelf.listing(unit)
    course = shelf.listing(unit, kind="COURSE", title="书法课", mode="ON_SITE")
    shelf.slot(course)
    shelf.slot(course, starts_at=noon + dt.timedelta(days=60))
    for _ in range(2):
        claim = shelf.ordered(meal).claim
        for verb in ("accept", "deliver"):
            at_work.post(f"/exchange/orders/{claim.ref}/{verb}/", {"key": str(new_id())})
    editions.take(unit, 2026, by=None, at=noon)
    now.move_to(noon + dt.timedelta(days=20))

    own = f"/exchange/lists/{unit.code}-2026"

    assert "服务 3 场次" in said(client.get(f"{own}/"))
    rows = list(
        openpyxl.load_workbook(io.BytesIO(client.get(f"{own}.xlsx").content)).worksheets[0].values
    )
    assert {(row[1], row[-1]) for row in rows[1:]} == {("午餐送到家", 2), ("书法课", 1)}
    assert client.get(f"{own}.docx").content[:2] == b"PK"


def test_everybody_finds_the_lists_of_all_units_from_the_catalogue(
    client: Client, noon: dt.datetime
) -> None:
    """CAT-04."""
    unit, _at_work = kitchen()
    shelf.listing(unit)
    editions.take(unit, 2026, by=None, at=noon)

    assert soup(client.get("/exchange/")).select("a[href='/exchange/collections/']")
    page = soup(client.get("/exchange/collections/"))
    link = one(page, f"a[href='/exchange/lists/{unit.code}-2026/']")
    assert link.text == f"{unit.name} · 共 1 项"


# --- What it costs -----------------------------------------------------------------------------
