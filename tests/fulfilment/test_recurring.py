"""A massage every month: ordered once, and placed again by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.exchange.actions import listings, orders
from lianxin.exchange.actions.claiming import Receipt
from lianxin.exchange.models import Claim, Every, Listing, RecurringOrder
from lianxin.fulfilment.actions import recurring
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.outbox.models import Message
from tests import make
from tests.exchange import shelf
from tests.kernel.race import race
from tests.make import NOON

DAY = dt.timedelta(days=1)
FIRST = NOON + 3 * DAY  # a Thursday


def massage(every: Every = Every.WEEK, of: Listing | None = None, **more: Any) -> Receipt:
    offer = of or shelf.listing(title="康养按摩")
    return recurring.begin(
        offer, shelf.wish(starts_at=FIRST, address="3 号楼 502"), every=every, key=new_id(),
        at=NOON, **more,
    )  # fmt: skip


def placed(receipt: Receipt) -> list[Claim]:
    assert receipt.claim.recurring is not None
    return list(receipt.claim.recurring.orders.order_by("starts_at"))


def test_the_next_order_is_placed_a_week_before_its_time():
    first = massage()
    district = first.claim.district_id

    assert recurring.place_due(district, at=NOON) == 0  # it is ten days away
    assert recurring.place_due(district, at=NOON + 3 * DAY) == 1
    assert recurring.place_due(district, at=NOON + 3 * DAY) == 0

    one, two = placed(first)
    assert (two.starts_at, two.state) == (FIRST + 7 * DAY, "OFFERED")
    assert (two.address, two.listing, two.unit) == (one.address, one.listing, one.unit)
    assert two.claimant.phone == one.claimant.phone


def test_in_a_brokered_district_the_desk_dispatches_the_first_one_only():
    offer = shelf.listing()
    listings.put_terms(offer.district, {"is_brokered": True}, at=NOON)
    first = massage(of=offer)
    desk = make.dispatcher()
    assert first.claim.state == "ASKED"
    orders.dispatch(first.claim, offer, by=desk, at=NOON)

    recurring.place_due(offer.district_id, at=NOON + 3 * DAY)

    assert [claim.state for claim in placed(first)] == ["OFFERED", "OFFERED"]


def test_what_is_offered_no_more_comes_to_the_desk():
    offer = shelf.listing()
    first = massage(of=offer)
    listings.withdraw(offer, note="停业", by=None, at=NOON + DAY)

    recurring.place_due(offer.district_id, at=NOON + 3 * DAY)

    _one, two = placed(first)
    assert (two.state, two.listing, shelf.unit_of(two).kind) == ("ASKED", None, "DISPATCH_CENTRE")


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (Every.WEEK, ["02-07", "02-14"]),
        (Every.FORTNIGHT, ["02-14", "02-28"]),
        (Every.MONTH, ["02-28", "03-31"]),
    ],
)
def test_a_month_without_that_day_has_it_on_its_last(every: Every, expected: list[str]):
    january = dt.datetime(2026, 1, 31, 2, tzinfo=dt.UTC)
    offer = shelf.listing(at=january - DAY)
    wish = shelf.wish(starts_at=january, address="3 号楼 502")
    first = recurring.begin(offer, wish, every=every, key=new_id(), at=january - DAY)

    for day in range(60):
        recurring.place_due(offer.district_id, at=january + day * DAY)

    found = [f"{claim.starts_at:%m-%d}" for claim in placed(first)][1:3]
    assert found == expected


def test_times_that_passed_while_nothing_ran_are_not_ordered():
    first = massage()

    recurring.place_due(first.claim.district_id, at=NOON + 40 * DAY)

    assert [claim.starts_at for claim in placed(first)] == [FIRST, FIRST + 42 * DAY]


def test_it_ends_on_its_last_day():
    first = massage(until_on=(FIRST + 14 * DAY).date())

    for day in range(40):
        recurring.place_due(first.claim.district_id, at=NOON + day * DAY)

    assert len(placed(first)) == 3
    assert RecurringOrder.objects.get().ended_at is not None


def test_whoever_ordered_says_that_it_is_enough_and_the_provider_is_told():
    provider = make.organisation(name="康养学院", kind="FIRM")
    cook = make.handler(provider)
    first = massage(of=shelf.listing(provider))
    claim = first.claim

    with pytest.raises(NotAllowed):
        recurring.stop(claim, code="wrong", at=NOON + DAY)
    recurring.stop(claim, code=first.code, at=NOON + DAY)
    recurring.stop(claim, code=first.code, at=NOON + 2 * DAY)

    assert recurring.place_due(claim.district_id, at=NOON + 30 * DAY) == 0
    assert (len(placed(first)), Claim.objects.get().state) == (1, "OFFERED")
    assert Message.objects.filter(to=cook, kind="order_repeats_no_more").count() == 1
    ended = RecurringOrder.objects.get()
    assert [entry.verb for entry in timeline.of(ended)] == ["repeat", "stop"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"starts_at": None}, "starts_at"),
        ({"starts_at": NOON - DAY}, "starts_at"),
    ],
)
def test_the_first_time_is_to_come(wrong: dict[str, dt.datetime | None], field: str):
    with pytest.raises(Refusal) as refused:
        recurring.begin(
            shelf.listing(), shelf.wish(**wrong), every=Every.WEEK, key=new_id(), at=NOON
        )
    assert refused.value.field == field
    assert not RecurringOrder.objects.exists()


def test_an_end_before_the_second_time_is_refused():
    with pytest.raises(Refusal) as refused:
        massage(until_on=(FIRST + DAY).date())
    assert refused.value.field == "until_on"


def test_the_same_key_is_one_recurring_order():
    offer, key = shelf.listing(), new_id()
    wish = shelf.wish(starts_at=FIRST)

    def once() -> Receipt:
        return recurring.begin(offer, wish, every=Every.WEEK, key=key, at=NOON)

    first, again = once(), once()

    assert (first.is_new, again.is_new, first.claim.ref == again.claim.ref) == (True, False, True)
    assert RecurringOrder.objects.count() == Claim.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_places_it():
    first = massage()
    district = first.claim.district_id

    found = race(lambda _n: recurring.place_due(district, at=NOON + 3 * DAY), runners=4)
    assert all(isinstance(one, int) for one in found)

    assert len(placed(first)) == 2
