"""Ordering for somebody else: who holds which link, and what each of them can do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.test import Client

from lianxin.exchange import codes
from lianxin.exchange.actions import orders
from lianxin.exchange.codes import Holder
from lianxin.exchange.models import Claim, Claimant, Listing, Rating
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation
from lianxin.outbox.models import Delivery
from tests import make
from tests.exchange import shelf

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


@pytest.fixture
def offer() -> Listing:
    return shelf.listing()


def soup(client: Client, path: str) -> Tag:
    page = BeautifulSoup(client.get(path).content.decode(), "html5lib")
    assert page.body is not None
    return page.body


def said(page: Tag) -> str:
    return " ".join(page.text.split())


def take(client: Client, offer: Listing, **fields: str) -> Any:
    told = {
        "key": str(new_id()), "whom": "OTHER", "name": "王奶奶", "phone": "13900139000",
        "place": make.root().code, "address": "3 号楼 502",
    } | fields  # fmt: skip
    return client.post(f"/exchange/{offer.ref}/take/", told)


def links(claim: Claim) -> tuple[str, str]:
    """Hers, and the helper's."""
    hers, helpers = (f"/orders/{claim.ref}/{codes.of(claim, one)}/" for one in Holder)
    return hers, helpers


def delivered(claim: Claim, noon: dt.datetime) -> None:
    orders.accept(claim, by=None, at=noon + HOUR)
    orders.deliver(claim, by=None, at=noon + HOUR)


def test_only_the_recipient_rates_not_the_neighbour_who_ordered(
    client: Client, offer: Listing, noon: dt.datetime
) -> None:
    """X15: the helper's own link follows and cancels; it shows no stars and gives none."""
    answer = take(client, offer)
    claim = Claim.objects.get(district_id=offer.district_id)
    hers, helpers = links(claim)
    assert answer["Location"] == f"{helpers}?new=1"
    page = soup(client, answer["Location"])
    assert "把这条链接给王奶奶" in said(page)
    assert f"http://testserver{hers}" in page.select_one("#hand-on-words").text  # type: ignore[union-attr]  # it is there

    delivered(claim, noon)
    assert "等王奶奶评一评" in said(soup(client, helpers))
    assert not soup(client, helpers).select("[name=stars]")
    refused = client.post(f"{helpers}rate/", {"key": str(new_id()), "stars": "5"})
    assert refused.status_code == 403
    assert not Rating.objects.filter(district_id=claim.district_id).exists()

    neighbour = Client()
    assert "别人替您点的" in said(soup(neighbour, hers))
    neighbour.post(f"{hers}rate/", {"key": str(new_id()), "stars": "1", "text": "凉了"})
    assert "您给了 1 分" in said(soup(neighbour, hers))
    assert "对方给了 1 分" in said(soup(client, helpers))


def test_what_is_rated_stays_as_it_was_rated(
    client: Client, offer: Listing, noon: dt.datetime
) -> None:
    """X15: once."""
    take(client, offer)
    claim = Claim.objects.get(district_id=offer.district_id)
    hers, _helpers = links(claim)
    delivered(claim, noon)
    client.post(f"{hers}rate/", {"key": str(new_id()), "stars": "2"})

    again = client.post(f"{hers}rate/", {"key": str(new_id()), "stars": "5"})

    assert again.status_code == 409
    assert Rating.objects.get(district_id=claim.district_id).stars == 2


def test_after_fourteen_days_nobody_is_asked_any_more(
    client: Client, offer: Listing, noon: dt.datetime
) -> None:
    take(client, offer)
    claim = Claim.objects.get(district_id=offer.district_id)
    delivered(claim, noon)
    orders.lapse_ratings(claim.district_id, at=noon + 15 * DAY)

    page = soup(client, links(claim)[0])

    assert "评单的时间已经过了" in said(page)
    assert not page.select("[name=stars]")


def test_who_could_not_and_who_was_silent_stands_on_both_pages(
    client: Client, offer: Listing, noon: dt.datetime
) -> None:
    """X13, X14."""
    for name in ("二号餐厅", "三号餐厅"):
        shelf.listing(make.organisation(name=name, kind="FIRM"))
    take(client, offer)
    claim = Claim.objects.get(district_id=offer.district_id)

    orders.decline(claim, reason="FULL", by=None, at=noon + 2 * HOUR)
    orders.pass_on_silent(claim.district_id, at=noon + 4 * DAY)

    for link in links(claim):
        page = said(soup(client, link))
        assert "约满了" in page
        assert "超过时限没有接单" in page


def test_an_order_for_oneself_has_one_link_only(client: Client, offer: Listing) -> None:
    answer = take(client, offer, whom="SELF")
    claim = Claim.objects.get(district_id=offer.district_id)
    hers, helpers = links(claim)

    assert answer["Location"] == f"{hers}?new=1"
    assert client.get(helpers).status_code == 404


def test_who_orders_for_another_says_whom_to_ask_for(client: Client, offer: Listing) -> None:
    answer = take(client, offer, name="")

    page = BeautifulSoup(answer.content.decode(), "html5lib")
    assert answer.status_code == 422
    assert page.select_one(".error-summary a")["href"] == "#id_name"  # type: ignore[index]  # it is there
    assert page.select_one("[name=whom][value=OTHER]").has_attr("checked")  # type: ignore[union-attr]  # it is there
    assert page.select_one("[name=address]")["value"] == "3 号楼 502"  # type: ignore[index]  # it is there


def test_the_helper_cancels_as_well(client: Client, offer: Listing) -> None:
    take(client, offer)
    claim = Claim.objects.get(district_id=offer.district_id)

    client.post(f"{links(claim)[1]}cancel/", {"key": str(new_id())})

    claim.refresh_from_db()
    assert claim.state == "CANCELLED"


def test_the_message_brings_the_recipient_her_own_link(
    client: Client, offer: Listing, settings: Any
) -> None:
    settings.SMS_GATEWAY = {"url": "http://127.0.0.1:9/", "json": {}}
    take(client, offer)
    claim = Claim.objects.get(district_id=offer.district_id)

    [letter] = Delivery.objects.filter(district_id=claim.district_id, channel="SMS")

    assert letter.facts["kind"] == "order_placed_for_you"
    assert codes.of(claim) in str(letter.facts) + str(letter.address)


def test_who_is_signed_in_and_orders_for_another_is_not_taken_for_her(offer: Listing) -> None:
    resident = Client()
    resident.force_login(make.user(name="小李"))

    take(resident, offer)

    whom = Claimant.objects.get(district_id=offer.district_id)
    assert (whom.user, whom.name) == (None, "王奶奶")


def test_a_number_with_a_code_that_does_not_fit_leads_to_the_form(
    client: Client, offer: Listing
) -> None:
    take(client, offer)
    claim = Claim.objects.get(district_id=offer.district_id)

    answer = client.get(f"/orders/{claim.ref}/{shelf.code(shelf.ordered().claim)}/")

    page = BeautifulSoup(answer.content.decode(), "html5lib")
    assert answer.status_code == 404
    assert page.select_one("#track [name=ref]")["value"] == claim.ref  # type: ignore[index]  # it is there


def test_number_and_code_are_looked_up_where_those_of_reports_are(
    client: Client, offer: Listing
) -> None:
    take(client, offer)
    claim = Claim.objects.get(district_id=offer.district_id)
    typed = {"ref": claim.ref.lower(), "code": shelf.code(claim).lower()}

    answer = Client().post("/track/", typed)

    assert answer["Location"].startswith(f"/orders/{claim.ref}/")


def test_this_browser_remembers_what_was_ordered_until_it_is_told_to_forget(
    client: Client, offer: Listing
) -> None:
    take(client, offer)
    claim = Claim.objects.get(district_id=offer.district_id)
    [link] = soup(client, "/track/").select("#track .rows__title")
    assert link["href"] == links(claim)[1]
    assert not soup(Client(), "/track/").select("#track .rows__title")

    client.post("/orders/forget/")

    assert not soup(client, "/track/").select("#track .rows__title")


def test_a_cook_takes_and_delivers_from_the_page_of_the_day() -> None:
    """X13: two taps."""
    unit: Organisation = make.organisation(name="学苑餐厅", kind="FIRM")
    claim = shelf.ordered(shelf.listing(unit)).claim
    cook = Client()
    cook.force_login(make.handler(unit))

    for state in ("ACCEPTED", "DELIVERED"):
        [form] = soup(cook, "/today/").select("form.today__accept")
        key = form.select_one("[name=key]")["value"]  # type: ignore[index]  # it is there
        assert cook.post(str(form["action"]), {"key": str(key)}).status_code == 302
        claim.refresh_from_db()
        assert claim.state == state

    assert not soup(cook, "/today/").select("form.today__accept")
