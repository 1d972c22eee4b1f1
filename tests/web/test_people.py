"""Who comes to what a unit gives: there, absent, put right; and orders that name no offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from lianxin.exchange.actions import orders, places
from lianxin.exchange.models import Claim, Listing
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import PlaceKind, Role
from tests import make
from tests.exchange import shelf
from tests.make import NOON
from tests.web.swap import one, soup

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


def seated() -> Claim:
    slot = shelf.slot(starts_at=NOON + DAY)
    return places.take(slot, shelf.wish(), key=new_id(), at=NOON).claim


def given(claim: Claim) -> Listing:
    assert claim.listing is not None
    return claim.listing


def test_nobody_is_absent_before_it_has_begun() -> None:
    claim = seated()

    with pytest.raises(Refusal, match="还没有开始"):
        places.miss(claim, by=None, at=NOON)
    with pytest.raises(NotAllowed):
        places.miss(claim, by=make.dispatcher(), at=NOON + 2 * DAY)


def test_who_did_not_come_is_seen_by_the_unit_alone_and_can_be_put_right(
    client: Client, now: time_machine.Traveller
) -> None:
    """X21: no-shows only to the organiser and the person."""
    claim = seated()
    unit = given(claim).provider
    assert unit is not None
    client.force_login(make.handler(unit))
    own = reverse("exchange:people", args=[given(claim).ref])
    assert "未到" not in one(soup(client.get(own)), "tbody").text
    now.move_to(NOON + DAY + dt.timedelta(hours=3))

    [button] = [b for b in soup(client.get(own)).select("tbody button") if "未到" in b.text]
    client.post(str(button["formaction"]), {"key": str(new_id()), "claim": claim.ref})

    claim.refresh_from_db()
    assert claim.state == "MISSED"
    desk = Client()
    desk.force_login(make.dispatcher())
    assert desk.get(reverse("exchange:claim", args=[claim.ref])).status_code == 404

    [button] = [b for b in soup(client.get(own)).select("tbody button") if "更正" in b.text]
    client.post(str(button["formaction"]), {"key": str(new_id()), "claim": claim.ref})
    claim.refresh_from_db()
    assert claim.state == "DONE"


def test_what_was_before_today_stands_by_itself(
    client: Client, now: time_machine.Traveller
) -> None:
    claim = seated()
    unit = given(claim).provider
    assert unit is not None
    client.force_login(make.handler(unit))
    own = reverse("exchange:people", args=[given(claim).ref])
    now.move_to(NOON + 3 * DAY)

    assert claim.ref not in client.get(own).content.decode()
    assert claim.ref in client.get(own, {"tab": "past"}).content.decode()


def filled(**fields: str) -> dict[str, str]:
    told = {
        "key": str(new_id()), "subject": "中秋活动要两位主持人", "text": "五十人",
        "place": make.root().code, "phone": "13800138000",
    }  # fmt: skip
    return told | fields


def test_what_nobody_offers_goes_to_the_desk_which_chooses_by_name(client: Client) -> None:
    """CAT-02, brokered: a community's need becomes an order."""
    offer = shelf.listing(title="主持人上门")
    client.force_login(make.seat(Role.WORKER, make.organisation(name="海韵社区居委会")))
    form = filled()

    first = client.post(reverse("exchange:ask"), form)
    again = client.post(reverse("exchange:ask"), form)

    assert first["Location"] == again["Location"]
    claim = Claim.objects.get(district_id=make.district().pk, shape="ORDER")
    assert (claim.state, claim.listing) == ("ASKED", None)
    desk = Client()
    desk.force_login(make.dispatcher())
    page = soup(desk.get(reverse("exchange:claim", args=[claim.ref])))
    label = one(page, f"input[name=listing][value='{offer.pk}']").find_parent("label")
    assert label is not None
    assert "学苑餐厅 · 主持人上门" in label.text


def test_a_published_need_brings_its_words(client: Client) -> None:
    unit = make.organisation(name="海韵社区居委会")
    need = shelf.listing(unit, kind="NEED", title="要两位主持人")
    client.force_login(make.handler(unit))

    page = soup(client.get(reverse("exchange:ask"), {"need": need.ref}))

    assert one(page, "input[name=subject]")["value"] == "要两位主持人"
    assert need.ref in one(page, "textarea[name=text]").text
    assert client.get(reverse("exchange:ask"), {"need": "no-such"}).status_code == 404


def test_an_order_without_words_is_refused_and_keeps_what_was_typed(client: Client) -> None:
    client.force_login(make.dispatcher())

    answer = client.post(reverse("exchange:ask"), filled(subject=""))

    assert answer.status_code == 422
    assert "五十人" in answer.content.decode()
    assert not Claim.objects.filter(district_id=make.district().pk).exists()


def test_where_all_have_been_asked_the_desk_may_ask_again(client: Client) -> None:
    """X13: after the third loss a person decides."""
    offer = shelf.listing()
    claim = shelf.ordered(offer).claim
    orders.decline(claim, reason="FULL", by=None, at=NOON)
    client.force_login(make.dispatcher())

    page = soup(client.get(reverse("exchange:claim", args=[claim.ref])))
    client.post(
        reverse("exchange:dispatch", args=[claim.ref]),
        {"key": str(new_id()), "listing": str(offer.pk)},
    )

    assert "都问过了" in page.text
    claim.refresh_from_db()
    assert (claim.state, claim.unit) == ("OFFERED", offer.provider)


def offered(page: BeautifulSoup) -> list[str]:
    """What may be chosen for an order, in its order."""
    return [radio.find_parent("label").text.strip() for radio in page.select("[name=listing]")]  # type: ignore[union-attr]  # each has one


def test_of_what_may_be_asked_again_what_fits_comes_first_with_its_reason(client: Client) -> None:
    """CAT-02: a desk reads three lines, not three hundred."""
    here, elsewhere = make.place(name="海韵社区"), make.place(name="苇湾村")
    cut = shelf.listing(title="上门理发", area=here, details={"subjects": ["理发"]})
    for n in range(3):
        shelf.listing(
            make.organisation(name=f"工具站{n}"),
            title="工具借用", area=here, details={"subjects": ["工具"]},
        )  # fmt: skip
    shelf.listing(
        make.organisation(name="村里的理发店"),
        title="上门理发", area=elsewhere, details={"subjects": ["理发"]},
    )  # fmt: skip
    claim = shelf.ordered(cut, place=here).claim
    orders.decline(claim, reason="FULL", by=None, at=NOON)
    client.force_login(make.dispatcher())

    first, *others = offered(soup(client.get(reverse("exchange:claim", args=[claim.ref]))))

    assert first == "学苑餐厅 · 上门理发 · 海韵社区 · 同一内容：理发"
    assert len(others) == 3
    assert not any("苇湾村" in one or "理发" in one for one in others)


def test_what_is_needed_in_ones_own_words_finds_who_does_it(client: Client) -> None:
    """CAT-02: an order that names no offer."""
    for n, title in enumerate(("工具借用", "上门修脚", "英语角")):
        shelf.listing(
            make.organisation(name=f"单位{n}"), title=title, details={"subjects": [title]}
        )
    claim = orders.order(
        make.district(), shelf.wish(subject="奶奶脚上的指甲要人修脚"), key=new_id(), at=NOON
    ).claim
    client.force_login(make.dispatcher())

    first, *others = offered(soup(client.get(reverse("exchange:claim", args=[claim.ref]))))

    assert first == "单位1 · 上门修脚 · " + make.root().name
    assert len(others) == 2


def test_a_streets_desk_sees_and_dispatches_what_is_ordered_there_and_nothing_else() -> None:
    """X13: also where a street has a desk of its own."""
    street = make.place(kind=PlaceKind.STREET)
    here, there = make.place(under=street, name="海韵社区"), make.place(name="别处")
    offer = shelf.listing()
    ours, theirs = (
        orders.order(
            make.district(), shelf.wish(subject="上门理发", place=place), key=new_id(), at=NOON
        ).claim
        for place in (here, there)
    )
    desk = Client()
    desk.force_login(make.dispatcher(over=street))

    page = desk.get(reverse("exchange:orders")).content.decode()

    assert ours.ref in page
    assert theirs.ref not in page
    assert desk.get(reverse("exchange:claim", args=[theirs.ref])).status_code == 404
    told = {"key": str(new_id()), "listing": str(offer.pk)}
    assert desk.post(reverse("exchange:dispatch", args=[ours.ref]), told).status_code == 302
    ours.refresh_from_db()
    assert ours.state == "OFFERED"
