"""Experts on tour: hosts ask for a visit or are chosen, each visit is an order."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.exchange.actions import orders
from lianxin.exchange.actions.claiming import Receipt
from lianxin.exchange.models import Claim, Listing
from lianxin.fulfilment.actions import touring
from lianxin.fulfilment.actions.touring import Stop
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import Organisation, User
from lianxin.outbox.models import Message
from tests import make
from tests.exchange import shelf
from tests.make import NOON

DAY = dt.timedelta(days=1)


def tour(giver: Organisation | None = None) -> Listing:
    giver = giver or make.organisation(name="海洋大学", kind="CAMPUS")
    return shelf.listing(giver, kind="TOUR", title="专家服务团进社区", mode="AT_HOME")


def chosen(of: Listing, host: Organisation, *, by: User | None = None) -> Receipt:
    stop = Stop(host, NOON + 7 * DAY, topic="养老")
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
    stop = Stop(host, NOON + DAY)
    for _ in range(2):
        touring.choose(of, stop, by=None, at=NOON, key=key)
    assert Claim.objects.count() == 1

    with pytest.raises(NotAllowed):
        chosen(of, host, by=make.handler(host))
    with pytest.raises(Refusal) as refused:
        touring.choose(of, Stop(host, NOON - DAY), by=None, at=NOON, key=new_id())
    assert refused.value.field == "starts_at"
    with pytest.raises(Refusal):
        chosen(shelf.listing(), host)
