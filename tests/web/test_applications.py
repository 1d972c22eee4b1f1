"""Applying by page, and answering."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from lianxin.exchange.models import Claim
from lianxin.kernel.ids import new_id
from tests import make
from tests.challenges import board
from tests.exchange import shelf
from tests.exchange.test_applications import post
from tests.web.swap import one, soup
from tests.web.test_exchange import said, signed_in

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


def told(**fields: str) -> dict[str, str]:
    return {
        "key": str(new_id()), "text": "做过两年中试。", "name": "小林", "phone": "13800138000",
    } | fields  # fmt: skip


def test_a_job_is_applied_for_and_answered_by_page(client: Client) -> None:
    firm = make.organisation(name="海洋仪器公司", kind="FIRM")
    personnel, job = make.handler(firm), post(provider=firm, capacity=1)
    page = soup(client.get(f"/exchange/{job.ref}/"))
    assert one(page, "form[action$='/take/'] button[type=submit]").text.strip() == "申请"

    receipt = client.post(f"/exchange/{job.ref}/take/", told()).headers["Location"]
    page = soup(client.get(receipt))
    assert page.body is not None
    assert "海洋仪器公司" in said(page.body)
    assert "看过您的申请就给您答复" in said(page.body)

    desk = signed_in(personnel)
    listed = soup(desk.get("/exchange/orders/?tab=applied"))
    [link] = listed.select("td a")
    form = one(soup(desk.get(str(link["href"]))), "form[action$='/award/']")
    page = soup(desk.get(str(link["href"])))
    assert page.body is not None
    assert "13800138000" in said(page.body)  # she wrote it for this firm
    desk.post(str(form["action"]), {"key": one(form, "[name=key]")["value"], "note": "周一来"})

    page = soup(client.get(receipt))
    assert page.body is not None
    assert "申请通过了" in said(page.body)
    assert "周一来" in said(page.body)
    page = soup(client.get(f"/exchange/{job.ref}/"))
    assert not page.select("form[action$='/take/']")
    assert page.body is not None
    assert "名额已满" in said(page.body)

    cancel = one(soup(client.get(receipt)), "form[action$='/cancel/']")
    client.post(str(cancel["action"]), {"key": one(cancel, "[name=key]")["value"]})
    assert Claim.objects.get().state == "CANCELLED"
    assert soup(client.get(f"/exchange/{job.ref}/")).select("form[action$='/take/']")


def test_an_application_is_not_called_an_order(client: Client) -> None:
    job = post()
    receipt = client.post(f"/exchange/{job.ref}/take/", told()).headers["Location"]
    page = soup(client.get(receipt))
    assert page.body is not None
    assert "等答复" in said(page.body)
    assert "待派单" not in said(page.body)
    cancel = one(page, "form[action$='/cancel/']")
    assert said(cancel).strip() == "撤回申请"

    client.post(str(cancel["action"]), {"key": one(cancel, "[name=key]")["value"]})
    again = soup(client.get(receipt)).body
    assert again is not None
    assert "已撤回" in said(again)


def test_why_she_fits_is_asked_for_and_what_was_typed_is_kept(client: Client) -> None:
    job = post()
    answer = client.post(f"/exchange/{job.ref}/take/", told(text="", email="nowhere"))
    assert answer.status_code == 422
    page = soup(answer)
    assert len(page.select(".error-summary a")) == 2
    assert one(page, "[name=name]")["value"] == "小林"


def test_a_result_is_asked_about_by_page(client: Client) -> None:
    result = shelf.listing(
        make.organisation(name="望海理工大学", kind="CAMPUS"), kind="RESULT", title="耐盐分离膜",
        details={"fields": ["膜材料"], "readiness": "6", "cooperation": ["LICENCE"]},
        mode="ONLINE",
    )  # fmt: skip
    page = soup(client.get(f"/exchange/{result.ref}/"))
    assert one(page, "form[action$='/take/'] button[type=submit]").text.strip() == "想对接"
    assert client.post(f"/exchange/{result.ref}/take/", told()).status_code == 302
    assert Claim.objects.get().shape == "INTEREST"


def test_another_firm_finds_no_such_application(client: Client) -> None:
    job = post()
    client.post(f"/exchange/{job.ref}/take/", told())
    claim = Claim.objects.get()
    for somebody in (make.handler(make.organisation()), make.dispatcher()):
        assert signed_in(somebody).get(f"/exchange/orders/{claim.ref}/").status_code == 404


def test_what_is_judged_elsewhere_is_not_withdrawn_here(client: Client) -> None:
    applied = board.applied(board.challenge())
    address = f"/orders/{applied.claim.ref}/{board.code(applied)}/"

    assert not soup(client.get(address)).select("form[action$='/cancel/']")
    assert client.post(f"{address}cancel/", {"key": str(new_id())}).status_code == 404
    assert Claim.objects.get().state == "ASKED"
