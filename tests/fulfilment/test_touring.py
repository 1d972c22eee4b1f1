"""Experts on tour: hosts ask for a visit or are chosen, each visit is an order."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.exchange.actions import orders
from lianxin.exchange.actions.claiming import Receipt, Who
from lianxin.exchange.models import Claim, Listing, Rating
from lianxin.fulfilment.actions import touring
from lianxin.fulfilment.actions.touring import Stop
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.network.models import Organisation, User
from lianxin.outbox.models import Delivery, Message
from tests import make
from tests.exchange import shelf
from tests.make import NOON

DAY = dt.timedelta(days=1)
WHO = Who("周书记", email="zhou@example.cn")


def tour(giver: Organisation | None = None) -> Listing:
    giver = giver or make.organisation(name="海洋大学", kind="CAMPUS")
    return shelf.listing(giver, kind="TOUR", title="专家服务团进社区", mode="AT_HOME")


def chosen(of: Listing, host: Organisation, *, by: User | None = None) -> Receipt:
    stop = Stop(host, NOON + 7 * DAY, topic="养老", who=WHO)
    return touring.choose(of, stop, by=by, at=NOON, key=new_id())


def test_a_host_that_is_chosen_is_told_and_stands_on_the_way() -> None:
    """CAT-09."""
    of, host = tour(), make.organisation(name="学苑社区", kind="COMMUNITY")
    worker = make.unit_lead(host)

    claim = chosen(of, host).claim

    (stop,) = touring.stops(of)
    assert (stop.pk, stop.state, stop.ordered_by) == (claim.pk, "ACCEPTED", host)
    assert stop.starts_at == NOON + 7 * DAY
    assert Message.objects.filter(to=worker, kind="tour_comes").count() == 1


def test_a_host_that_asks_is_on_the_way_once_the_visit_is_sure_and_held() -> None:
    of = tour()
    told = touring.details("创业大厦", "法律")
    claim = shelf.ordered(of, details=told).claim
    assert not touring.stops(of).exists()

    claim = Claim.objects.whole().get(pk=claim.pk)
    orders.accept(claim, by=None, at=NOON, starts_at=NOON + DAY)
    assert touring.stops(of).get().details["host"] == "创业大厦"
    orders.deliver(claim, by=None, at=NOON + DAY)
    assert touring.stops(of).get().state in touring.HELD


def test_one_key_is_one_stop_and_only_those_who_give_it_choose() -> None:
    of, host, key = tour(), make.organisation(name="学苑社区"), new_id()
    stop = Stop(host, NOON + DAY, who=WHO)
    for _ in range(2):
        touring.choose(of, stop, by=None, at=NOON, key=key)
    assert Claim.objects.count() == 1

    with pytest.raises(NotAllowed):
        chosen(of, host, by=make.handler(host))
    with pytest.raises(Refusal) as refused:
        touring.choose(of, Stop(host, NOON - DAY, who=WHO), by=None, at=NOON, key=new_id())
    assert refused.value.field == "starts_at"
    with pytest.raises(Refusal):
        chosen(shelf.listing(), host)


def rated(claim: Claim) -> list[tuple[int, str]]:
    rows = Rating.objects.filter(district_id=claim.district_id, claim=claim)
    return [(one.stars, one.text) for one in rows]


def test_people_of_a_host_call_it_off_and_nobody_else() -> None:
    giver, host = make.organisation(name="海洋大学"), make.organisation(name="学苑社区")
    of, worker, lead = tour(giver), make.unit_lead(host), make.unit_lead(giver)
    claim = chosen(of, host).claim

    with pytest.raises(NotAllowed):
        orders.cancel(claim, by=make.handler(make.organisation()), at=NOON)
    orders.cancel(claim, by=worker, at=NOON, note="当天停电")

    assert not touring.stops(of).exists()
    (told,) = Message.objects.filter(to=lead, kind="order_cancelled")
    assert told.facts["text"] == "当天停电"


def test_people_of_a_host_are_asked_to_rate_and_rate_once() -> None:
    """CAT-09: by account, as nobody wrote whom to write to."""
    giver, host = make.organisation(name="海洋大学"), make.organisation(name="学苑社区")
    of, worker = tour(giver), make.unit_lead(host)
    stop = Stop(host, NOON + DAY)
    claim = touring.choose(of, stop, by=None, at=NOON, key=new_id()).claim
    with pytest.raises(IllegalMove):
        orders.rate(claim, stars=5, by=worker, at=NOON, key=new_id())
    orders.deliver(claim, by=None, at=NOON + DAY)
    assert Message.objects.filter(to=worker, kind="tour_came").count() == 1

    for by in (make.handler(make.organisation()), make.unit_lead(giver), None):
        with pytest.raises(NotAllowed):
            orders.rate(claim, stars=5, by=by, at=NOON + DAY, key=new_id())
    key = new_id()
    for _ in range(2):
        orders.rate(claim, stars=4, text="讲得明白", by=worker, at=NOON + 2 * DAY, key=key)
    assert rated(claim) == [(4, "讲得明白")]


def test_a_host_without_accounts_gets_one_letter_with_a_link_that_does_all() -> None:
    """CAT-09."""
    of, host = tour(), make.organisation(name="创业大厦", kind="FIRM")
    with pytest.raises(Refusal) as refused:
        touring.choose(of, Stop(host, NOON + DAY), by=None, at=NOON, key=new_id())
    assert refused.value.field == "phone"

    claim = chosen(of, host).claim
    letters = Delivery.objects.filter(district_id=of.district_id, channel="EMAIL")
    assert [one.kind for one in letters] == ["tour_comes"]
    orders.deliver(claim, by=None, at=NOON + 7 * DAY)
    code = make.code(claim)
    orders.rate(claim, stars=5, code=code, at=NOON + 8 * DAY, key=new_id())
    assert rated(claim) == [(5, "")]

    again = chosen(of, host).claim
    orders.cancel(again, code=make.code(again), at=NOON)
    assert [one.pk for one in touring.stops(of)] == [claim.pk]
