"""What a resident, a provider and the coordinating desk see of the exchange."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.exchange import tasks
from lianxin.exchange.actions import listings, orders
from lianxin.exchange.models import Claim, Fault
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, User
from tests import make
from tests.exchange import shelf

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


def soup(client: Client, path: str, **asked: Any) -> Tag:
    page = BeautifulSoup(client.get(path, asked).content.decode(), "lxml")
    assert page.body is not None
    return page.body


def said(page: Tag) -> str:
    return " ".join(page.text.split())


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def kitchen() -> tuple[Organisation, User]:
    unit = make.organisation(name="学苑餐厅", kind="FIRM")
    return unit, make.handler(unit)


def filled(**fields: str) -> dict[str, str]:
    told = {
        "key": str(new_id()),
        "whom": "SELF",
        "text": "牙不好，要软一点",
        "place": make.root().code,
        "address": "3 号楼 502",
        "name": "李阿姨",
        "phone": "13800138000",
    }
    return told | fields


def test_a_meal_for_a_neighbour_is_ordered_delivered_and_rated_without_an_account(
    client: Client,
) -> None:
    """X13, X15: by page, from the list to the stars."""
    unit, cook = kitchen()
    offer = shelf.listing(unit)
    [link] = soup(client, "/exchange/", q="午餐").select("h3 a")
    assert link["href"] == f"/exchange/{offer.ref}/"

    answer = client.post(f"/exchange/{offer.ref}/take/", filled())
    page = soup(client, answer["Location"])
    assert "学苑餐厅" in said(page)
    assert [li.text.strip() for li in page.select("[aria-current=step]")] == ["接单"]

    claim = Claim.objects.get(district_id=offer.district_id)
    at_work = signed_in(cook)
    assert claim.subject in said(soup(at_work, "/exchange/orders/"))
    own = f"/exchange/orders/{claim.ref}/"
    assert "138****8000" in said(soup(at_work, own))
    at_work.post(f"{own}accept/", {"key": str(new_id()), "note": "十二点到"})
    assert "13800138000" in said(soup(at_work, own))
    at_work.post(f"{own}deliver/", {"key": str(new_id())})

    mine = f"/orders/{claim.ref}/{shelf.code(claim)}/"
    assert "请您评一评" in said(soup(client, mine))
    client.post(f"{mine}rate/", {"key": str(new_id()), "stars": "5"})
    claim.refresh_from_db()
    assert claim.state == "DONE"
    assert "您给了 5 分" in said(soup(client, mine))


def test_what_is_missing_in_an_order_is_said_and_what_was_typed_is_kept(client: Client) -> None:
    offer = shelf.listing()

    answer = client.post(f"/exchange/{offer.ref}/take/", filled(phone="", address=""))

    page = BeautifulSoup(answer.content.decode(), "lxml")
    assert answer.status_code == 422
    assert "请留手机号" in page.text
    assert "请写具体地址" in page.text
    assert page.select_one("textarea[name=text]").text.strip() == "牙不好，要软一点"  # type: ignore[union-attr]  # it is there
    assert not Claim.objects.filter(district_id=offer.district_id).exists()


def test_the_same_form_sent_twice_is_one_order(client: Client) -> None:
    offer, form = shelf.listing(), filled()

    first = client.post(f"/exchange/{offer.ref}/take/", form)
    again = client.post(f"/exchange/{offer.ref}/take/", form)

    assert first["Location"] == again["Location"]
    assert Claim.objects.filter(district_id=offer.district_id).count() == 1


def test_a_wrong_code_opens_nothing(client: Client) -> None:
    claim = shelf.ordered().claim
    other = shelf.ordered().claim

    for path in ("", "cancel/", "rate/"):
        url = f"/orders/{claim.ref}/{shelf.code(other)}/{path}"
        answer = client.post(url) if path else client.get(url)
        assert answer.status_code == 404


def test_the_desk_dispatches_what_came_without_a_provider() -> None:
    """X13, brokered."""
    unit, _cook = kitchen()
    offer = shelf.listing(unit)
    listings.put_terms(offer.district, {"is_brokered": True}, at=offer.made_at)
    claim = shelf.ordered(offer).claim
    desk = signed_in(make.dispatcher())
    own = f"/exchange/orders/{claim.ref}/"
    assert claim.subject in said(soup(desk, "/exchange/orders/"))

    desk.post(f"{own}dispatch/", {"key": str(new_id()), "listing": str(offer.pk)})

    claim.refresh_from_db()
    assert (claim.state, claim.unit) == ("OFFERED", unit)


def test_a_decline_without_a_reason_is_not_one() -> None:
    """X14."""
    unit, cook = kitchen()
    claim = shelf.ordered(shelf.listing(unit)).claim
    at_work = signed_in(cook)

    answer = at_work.post(f"/exchange/orders/{claim.ref}/decline/", {"key": str(new_id())})

    assert answer.status_code == 422
    claim.refresh_from_db()
    assert claim.state == "OFFERED"


def test_another_unit_finds_no_such_order() -> None:
    claim = shelf.ordered().claim
    stranger = signed_in(make.handler(make.organisation(name="别的单位")))

    assert stranger.get(f"/exchange/orders/{claim.ref}/").status_code == 404


def test_what_is_cancelled_is_not_waited_for(client: Client) -> None:
    claim = shelf.ordered().claim

    client.post(f"/orders/{claim.ref}/{shelf.code(claim)}/cancel/", {"key": str(new_id())})

    claim.refresh_from_db()
    assert (claim.state, claim.due_at) == ("CANCELLED", None)


def test_drafts_are_not_in_the_list(client: Client) -> None:
    draft = shelf.draft(title="还没想好")

    assert "还没想好" not in said(soup(client, "/exchange/"))
    assert client.get(f"/exchange/{draft.ref}/").status_code == 404


def test_a_stale_offer_is_labelled_and_at_last_not_to_be_ordered(
    client: Client, now: time_machine.Traveller, noon: dt.datetime
) -> None:
    """X12."""
    offer = shelf.listing()
    now.move_to(noon + dt.timedelta(days=190))
    assert "很久没有确认" in said(soup(client, f"/exchange/{offer.ref}/"))

    now.move_to(noon + dt.timedelta(days=220))
    page = soup(client, f"/exchange/{offer.ref}/")
    assert "暂时不能申领" in said(page)
    assert not page.select("form[action$='/take/']")


def test_anybody_can_say_what_is_wrong(client: Client) -> None:
    offer = shelf.listing()

    client.post(f"/exchange/{offer.ref}/fault/", {"key": str(new_id()), "text": "空号"})

    assert Fault.objects.get(district_id=offer.district_id).text == "空号"


@pytest.mark.parametrize("path", ["/exchange/", "/exchange/?q=午餐", "/exchange/?kind=SERVICE"])
def test_the_list_costs_the_same_for_few_and_many(client: Client, path: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(path)
        return len(queries)

    unit = make.organisation()
    for _ in range(3):
        shelf.listing(unit)
    asked()
    few = asked()
    for _ in range(15):
        shelf.listing(unit)

    assert asked() == few <= 12


def test_the_orders_cost_the_same_for_few_and_many() -> None:
    unit, cook = kitchen()
    offer, at_work = shelf.listing(unit), signed_in(cook)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            at_work.get("/exchange/orders/")
        return len(queries)

    for _ in range(2):
        shelf.ordered(offer)
    asked()
    few = asked()
    for _ in range(10):
        shelf.ordered(offer)

    assert asked() == few <= 12


def test_orders_are_passed_on_by_the_worker(noon: dt.datetime) -> None:
    """X13: nobody has to do anything."""
    first, second = shelf.listing(), shelf.listing(make.organisation(name="二号餐厅"))
    claim = shelf.ordered(first).claim
    with time_machine.travel(noon + 48 * HOUR, tick=False):
        tasks.pass_on_silent.func()

    claim.refresh_from_db()
    assert claim.listing == second
    assert orders.pass_on_silent(claim.district_id, at=noon + 49 * HOUR) == 0


def test_a_seat_in_a_course_is_taken_by_page_and_the_provider_checks_in(client: Client) -> None:
    """X16, by page: who is too late waits, and is told her number."""
    unit, cook = kitchen()
    course = shelf.listing(unit, kind="COURSE", title="书法课", mode="ON_SITE")
    slot = shelf.slot(course, capacity=1)
    form = {"slot": str(slot.pk), "seats": "1", "name": "李阿姨", "phone": "13800138000"}

    first, second = (
        client.post(f"/exchange/{course.ref}/take/", form | {"key": str(new_id())})
        for _ in range(2)
    )

    assert "已确认" in said(soup(client, first["Location"]))
    assert "第 1 位" in said(soup(client, second["Location"]))
    at_work = signed_in(cook)
    own = f"/exchange/{course.ref}/people/"
    held = Claim.objects.get(district_id=course.district_id, state="HELD")
    assert "13800138000" in said(soup(at_work, own))
    at_work.post(f"{own}attend/", {"key": str(new_id()), "claim": held.ref})
    held.refresh_from_db()
    assert held.state == "DONE"
    stranger = signed_in(make.handler(make.organisation(name="别的单位")))
    assert stranger.get(own).status_code == 404


def test_a_room_that_is_taken_is_a_conflict_that_tells_what_is_free(client: Client) -> None:
    """X29: 409 and at least three other times; what was typed is kept."""
    space = shelf.space()
    venue = space.listing
    form = {
        "space": str(space.pk), "day": "2026-03-03", "start": "10:00", "end": "12:00",
        "seats": "10", "subject": "合唱排练", "name": "李阿姨", "phone": "13800138000",
    }  # fmt: skip
    won = client.post(f"/exchange/{venue.ref}/take/", form | {"key": str(new_id())})
    assert won.status_code == 302

    lost = client.post(f"/exchange/{venue.ref}/take/", form | {"key": str(new_id())})

    page = BeautifulSoup(lost.content.decode(), "lxml")
    assert lost.status_code == 409
    assert "已经有人预约" in page.text
    times = [one for one in page.select("button[name=pick]") if "大厅 3月" in one.text]
    assert len(times) >= 3
    assert page.select_one("input[name=subject]")["value"] == "合唱排练"  # type: ignore[index]  # it is there

    pick = {"pick": str(times[0]["value"]), "key": str(new_id())}
    assert client.post(f"/exchange/{venue.ref}/take/", form | pick).status_code == 302


def test_who_cannot_come_gives_the_room_back(client: Client) -> None:
    space = shelf.space()
    form = {
        "space": str(space.pk), "day": "2026-03-03", "start": "10:00", "end": "12:00",
        "seats": "10", "subject": "合唱排练", "phone": "13800138000",
    }  # fmt: skip
    won = client.post(f"/exchange/{space.listing.ref}/take/", form | {"key": str(new_id())})

    client.post(f"{won['Location'].split('?')[0]}cancel/", {"key": str(new_id())})

    again = client.post(f"/exchange/{space.listing.ref}/take/", form | {"key": str(new_id())})
    assert again.status_code == 302
