"""Who came to an event says how it was."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
import python_calamine
import time_machine
from django.test import Client

from lianxin.events import ratings
from lianxin.exchange import codes
from lianxin.exchange.actions import places, rating
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.models import Claim, Rating, Slot
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.outbox.models import Delivery
from tests import make
from tests.events.test_door import event, giver_of, sign_up
from tests.exchange import shelf
from tests.make import NOON
from tests.web.publishing import signed_in

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LATER = NOON + 60 * DAY  # when nobody rates any more


def came(slot: Slot, number: int = 0) -> Claim:
    claim = sign_up(slot, number)
    places.attend(claim, by=None, at=slot.starts_at)
    return fresh(claim)


def fresh(claim: Claim) -> Claim:
    found: Claim = Claim.objects.filter(district_id=claim.district_id).whole().get(pk=claim.pk)
    return found


def rate(claim: Claim, stars: int = 5, text: str = "", *, after: dt.timedelta = DAY) -> Rating:
    assert claim.ends_at is not None
    return rating.rate_event(
        claim, stars=stars, text=text, code=codes.of(claim), at=claim.ends_at + after, key=new_id()
    )


def test_she_is_asked_once_when_it_is_over_and_says_once_how_it_was() -> None:
    slot = event()
    wish = Wish(who=Who(name="李阿姨", email="li@example.org"))
    claim = places.take(slot, wish, key=new_id(), at=NOON).claim
    places.attend(fresh(claim), by=None, at=slot.starts_at)
    claim, away = fresh(claim), sign_up(slot, 1)
    district = claim.district_id
    assert rating.ask(district, at=slot.ends_at) == 0
    assert [rating.ask(district, at=slot.ends_at + n * HOUR) for n in (1, 2)] == [1, 0]
    assert Delivery.objects.filter(kind="event_over").count() == 1

    first = rate(claim, 4, "讲得清楚")
    assert rate(claim, 1).pk == first.pk
    assert Rating.objects.get().stars == 4
    with pytest.raises(Refusal, match="来过的活动"):
        rate(fresh(away))


@pytest.mark.parametrize("after", [-HOUR, 14 * DAY])
def test_not_before_it_is_over_nor_when_it_is_long_over(after: dt.timedelta) -> None:
    claim = came(event())
    with pytest.raises(Refusal, match="十四天"):
        rate(claim, after=after)


def test_only_with_her_own_code_and_whole_stars() -> None:
    claim = came(event())
    assert claim.ends_at is not None
    with pytest.raises(NotAllowed):
        rating.rate_event(claim, stars=5, code="x", at=claim.ends_at, key=new_id())
    with pytest.raises(Refusal, match="一到五"):
        rate(claim, 6)


def test_who_holds_it_sees_the_marks_of_five_and_no_fewer() -> None:
    slot = event()
    for number in range(4):
        rate(came(slot, number), 5, "好")
    assert ratings.rated(slot.listing, at=LATER) == ratings.Rated(4, {}, [])
    rate(came(slot, 4), 3, "椅子硬")
    told = ratings.rated(slot.listing, at=LATER)
    assert told.by_stars == {5: 4, 4: 0, 3: 1, 2: 0, 1: 0}
    assert told.notes[0] == "椅子硬"
    rate(came(slot, 5), 1, "只有我")
    assert ratings.rated(slot.listing, at=LATER) == ratings.Rated(6, told.by_stars, told.notes)
    page = signed_in(make.handler(giver_of(slot))).get(f"/events/{slot.listing.ref}/report/")
    assert "下面是前 5 人的" in page.content.decode()


def test_each_session_is_told_by_itself_and_each_rating_in_one_five_only() -> None:
    first = event()
    listing = first.listing
    starts = (first.starts_at + n * DAY for n in (1, 2))
    second, third = (shelf.slot(listing, starts_at=at, ends_at=at + HOUR) for at in starts)
    for number, (slot, stars) in enumerate(
        [(first, 5)] * 6 + [(second, 4)] * 3 + [(third, 2)] * 1
    ):
        rate(came(slot, number), stars, f"第 {number} 位")

    soon = ratings.rated(listing, at=third.ends_at + DAY)
    assert [(one.count, sum(one.by_stars.values())) for one in soon.sessions] == [
        (6, 5), (3, 0), (1, 0),
    ]  # fmt: skip
    assert (soon.count, sum(soon.by_stars.values()), len(soon.notes)) == (10, 5, 5)

    later = ratings.rated(listing, at=LATER)
    assert later.sessions == soon.sessions
    assert later.by_stars == {5: 6, 4: 3, 3: 0, 2: 1, 1: 0}
    assert len(later.notes) == 10
    with time_machine.travel(LATER, tick=False):
        client = signed_in(make.handler(giver_of(first)))
        report = client.get(f"/events/{listing.ref}/report/").content.decode()
        sheet = client.get(f"/events/{listing.ref}/ratings.xlsx").content
    assert report.count("满 5 人才显示") == 2
    assert cells(sheet)[1] == ["整个活动", 10, 10, 10, 6, 3, 0, 1, 0]
    assert cells(sheet)[2][1:] == [6, 6, 5, 5, 0, 0, 0, 0]
    assert cells(sheet)[4][1:4] == [1, 1, 0]


def cells(content: bytes) -> list[list[Any]]:
    book = python_calamine.load_workbook(BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


def test_by_her_receipt_and_on_the_report_of_who_holds_it() -> None:
    slot = event()
    claims = [came(slot, number) for number in range(5)]
    with time_machine.travel(slot.ends_at + HOUR, tick=False):
        for claim in claims:
            path = f"/orders/{claim.ref}/{codes.of(claim)}/"
            assert "觉得怎么样" in Client().get(path).content.decode()
            sent = {"key": str(new_id()), "stars": "4", "text": "下次还来"}
            assert Client().post(f"{path}rate/", sent).status_code == 302
            assert "您给了" in Client().get(path).content.decode()
        report = signed_in(make.handler(giver_of(slot))).get(f"/events/{slot.listing.ref}/report/")
    page = report.content.decode()
    assert "5 人评过" in page
    assert "下次还来" in page
