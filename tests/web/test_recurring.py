"""Ordering by page what shall come again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from lianxin.exchange.models import Claim, RecurringOrder
from lianxin.fulfilment import tasks
from lianxin.fulfilment.actions import recurring
from tests.exchange import shelf
from tests.web.swap import one, soup
from tests.web.test_exchange import filled, said

HOUR = dt.timedelta(hours=1)
FIRST = "2026-03-10T10:00"


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


def test_a_massage_every_month_is_ordered_once_and_stopped_with_one_button(
    client: Client, now: time_machine.Traveller
) -> None:
    """CAT-03: the receipt of each shows the others, and ends them all."""
    offer = shelf.listing(title="康养按摩")
    form = one(soup(client.get(f"/exchange/{offer.ref}/")), "form[action$='/take/']")
    labels = [option.text for option in form.select("[name=every] option")]
    assert labels == ["只这一次", "每周一次", "每两周一次", "每月一次"]

    receipt = client.post(
        f"/exchange/{offer.ref}/take/", filled(every="MONTH", starts_at=FIRST)
    ).headers["Location"]
    page = soup(client.get(receipt))
    assert page.body is not None
    assert "每月一次" in said(page.body)
    assert "再下一次是 2026-04-10 10:00" in said(page.body)

    now.move_to(dt.datetime(2026, 4, 4, 2, tzinfo=dt.UTC))
    tasks.place_recurring_orders.func()
    first, second = Claim.objects.order_by("pk")
    page = soup(client.get(receipt))
    [link] = page.select("#again-head ~ ul a")
    assert (link.text, second.ref in str(link["href"])) == ("2026-04-10 10:00", True)

    stop = one(page, "form[action$='/stop/']")
    client.post(str(stop["action"]), {"key": one(stop, "[name=key]")["value"]})
    assert RecurringOrder.objects.get().ended_at is not None
    page = soup(client.get(str(link["href"])))
    assert page.body is not None
    assert "每月一次，已停" in said(page.body)
    assert not page.select("form[action$='/stop/']")
    assert first.recurring == second.recurring


def test_when_it_begins_is_asked_for_and_what_was_typed_is_kept(client: Client) -> None:
    offer = shelf.listing()

    answer = client.post(f"/exchange/{offer.ref}/take/", filled(every="WEEK"))

    assert answer.status_code == 422
    page = soup(answer)
    assert "请写明第一次是什么时候" in one(page, ".error-summary").text
    assert one(page, "[name=every] option[selected]")["value"] == "WEEK"
    assert one(page, "[name=text]").text.strip() == "牙不好，要软一点"
    assert not Claim.objects.exists()


def test_a_wrong_code_stops_nothing(client: Client) -> None:
    offer = shelf.listing()
    client.post(f"/exchange/{offer.ref}/take/", filled(every="WEEK", starts_at=FIRST))
    claim = Claim.objects.get()
    assert claim.starts_at is not None

    assert client.post(f"/orders/{claim.ref}/{'0' * 32}/stop/").status_code == 404
    assert RecurringOrder.objects.get().ended_at is None
    assert recurring.place_due(claim.district_id, at=claim.starts_at) == 1
