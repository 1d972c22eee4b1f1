"""点单-派单-接单-评单."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.exchange import queries
from lianxin.exchange.actions import listings, orders
from lianxin.exchange.actions.claiming import Who
from lianxin.exchange.models import Claim, Rating, Turn
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.outbox.models import Message
from tests import make
from tests.exchange import shelf
from tests.kernel.race import race
from tests.make import NOON

HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR


def test_an_order_shows_its_four_steps_with_actor_and_time():
    """X13: 点单→派单→接单→评单."""
    provider = make.organisation(name="学苑餐厅", kind="FIRM")
    desk, cook, worker = make.dispatcher(), make.handler(provider), make.worker(make.grid())
    offer = shelf.listing(provider)
    listings.put_terms(offer.district, {"is_brokered": True}, at=NOON)

    claim = orders.order(
        offer.district, shelf.wish(), listing=offer, key=new_id(), at=NOON, by=worker
    ).claim
    assert (claim.state, shelf.unit_of(claim).kind) == ("ASKED", "DISPATCH_CENTRE")
    orders.dispatch(claim, offer, by=desk, at=NOON + HOUR)
    orders.accept(claim, by=cook, at=NOON + 2 * HOUR)
    orders.deliver(claim, by=cook, at=NOON + 3 * HOUR)
    orders.rate(claim, stars=5, code=shelf.code(claim), at=NOON + 4 * HOUR, key=new_id())

    steps = [(entry.verb, entry.by, entry.at) for entry in timeline.of(claim)]
    assert steps == [
        ("ask", worker, NOON),
        ("dispatch", desk, NOON + HOUR),
        ("accept", cook, NOON + 2 * HOUR),
        ("deliver", cook, NOON + 3 * HOUR),
        ("rate", None, NOON + 4 * HOUR),
    ]
    assert claim.state == "DONE"


def test_who_stays_silent_loses_the_order_to_the_next_and_after_three_the_desk_has_it():
    """X13: 48 h each; 3 losses."""
    offers = [shelf.listing(make.organisation(name=f"餐厅{n}")) for n in range(4)]
    claim = shelf.ordered(offers[0]).claim
    desk = make.dispatcher()
    units = [shelf.unit_of(claim)]

    for turn in (1, 2):
        moment = NOON + turn * 48 * HOUR
        assert orders.pass_on_silent(claim.district_id, at=moment - HOUR) == 0
        assert orders.pass_on_silent(claim.district_id, at=moment) == 1
        claim.refresh_from_db()
        units.append(shelf.unit_of(claim))
        assert claim.due_at == moment + 48 * HOUR
    orders.pass_on_silent(claim.district_id, at=NOON + 144 * HOUR)
    claim.refresh_from_db()

    assert len({unit.pk for unit in units}) == 3
    assert (claim.state, claim.losses, claim.due_at) == ("ASKED", 3, None)
    assert claim.unit == make.desk()
    told = Message.objects.filter(district_id=claim.district_id, to=desk, kind="order_back")
    assert told.count() == 1
    ends = Turn.objects.filter(district_id=claim.district_id, claim=claim)
    assert list(ends.values_list("end", flat=True)) == ["SILENT"] * 3


def test_nobody_is_asked_for_what_it_does_not_do():
    advice = shelf.listing(title="法律咨询", details={"subjects": ["法律", "咨询"]})
    shelf.listing(title="午餐送到家", details={"subjects": ["助餐"]})
    claim = shelf.ordered(advice).claim

    orders.decline(claim, reason="FULL", by=None, at=NOON)

    assert (claim.state, claim.unit) == ("ASKED", make.desk())


def test_whom_a_place_can_ask_is_found_among_any_number_elsewhere(monkeypatch):
    """CAT-02: what serves other places does not count, however lately it was confirmed."""
    monkeypatch.setattr(queries, "ABLE_READ", 1)
    here, elsewhere = make.place(name="海韵社区"), make.place(name="苇湾村")
    ours = shelf.listing(make.organisation(name="海韵食堂"), area=here)
    shelf.listing(
        make.organisation(name="苇湾食堂"), area=elsewhere, at=NOON + dt.timedelta(days=1)
    )

    claim = shelf.ordered(
        shelf.listing(area=here, at=NOON - dt.timedelta(days=1)), place=here
    ).claim
    orders.decline(claim, reason="FULL", by=None, at=NOON + dt.timedelta(days=1))

    assert claim.unit == ours.provider


def test_a_decline_needs_a_listed_reason_that_the_orderer_sees():
    """X14: one of at most 12 reasons."""
    first, second = shelf.listing(), shelf.listing()
    asker = make.user()
    who = Who(user=asker)
    claim = orders.order(
        first.district, shelf.wish(who=who), listing=first, key=new_id(), at=NOON, by=asker
    ).claim
    assert 1 <= len(queries.terms_of(claim.district_id).reasons) <= 12

    with pytest.raises(Refusal, match="从列表中选一条"):
        orders.decline(claim, reason="", by=None, at=NOON)
    orders.decline(claim, reason="FULL", note="周三起有空", by=None, at=NOON + HOUR)

    assert claim.listing == second
    assert claim.due_at == NOON + 49 * HOUR
    seen = Message.objects.get(district_id=claim.district_id, to=asker, kind="order_declined")
    assert seen.facts["text"] == "约满了。周三起有空"


def test_terms_with_more_reasons_than_people_read_are_refused():
    """X14."""
    rows = [{"code": f"R{n}", "label": f"原因{n}"} for n in range(13)]

    with pytest.raises(ValueError, match="12"):
        listings.put_terms(make.district(), {"reasons": rows}, at=NOON)


def test_only_the_recipient_rates_once_within_14_days():
    """X15: by a link without account; averages from 5 ratings on."""
    offer = shelf.listing()
    claims = [_delivered(offer) for _ in range(6)]
    rated, late = claims[0], claims[5]
    with pytest.raises(NotAllowed):
        orders.rate(rated, stars=5, code=shelf.code(late), at=NOON, key=new_id())

    for n, claim in enumerate(claims[:4]):
        orders.rate(claim, stars=5 - n, code=shelf.code(claim), at=NOON + DAY, key=new_id())
    assert queries.stars(offer) == queries.Stars(4, None)
    orders.rate(claims[4], stars=5, code=shelf.code(claims[4]), at=NOON + DAY, key=new_id())
    assert queries.stars(offer) == queries.Stars(5, 3.8)

    with pytest.raises(Refusal):
        orders.rate(rated, stars=1, code=shelf.code(rated), at=NOON + DAY, key=new_id())
    assert orders.lapse_ratings(late.district_id, at=NOON + 16 * DAY) == 1
    late.refresh_from_db()
    with pytest.raises(Refusal):
        orders.rate(late, stars=1, code=shelf.code(late), at=NOON + 16 * DAY, key=new_id())
    assert Rating.objects.filter(district_id=late.district_id, claim=late).count() == 0


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_stars_are_one_to_five(stars):
    """X15."""
    claim = _delivered(shelf.listing())

    with pytest.raises(Refusal, match="一到五"):
        orders.rate(claim, stars=stars, code=shelf.code(claim), at=NOON, key=new_id())


def test_the_same_key_rates_once():
    """X15."""
    claim, key = _delivered(shelf.listing()), new_id()
    first = orders.rate(claim, stars=4, code=shelf.code(claim), at=NOON, key=key)
    again = orders.rate(claim, stars=4, code=shelf.code(claim), at=NOON, key=key)

    assert again == first


@pytest.mark.django_db(transaction=True)
def test_the_same_order_sent_at_once_is_one():
    offer, key = shelf.listing(), new_id()

    receipts = race(lambda _n: shelf.ordered(offer, key=key), runners=4)

    assert len({receipt.claim.ref for receipt in receipts}) == 1
    assert Claim.objects.filter(district_id=offer.district_id).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_accepting_and_passing_on_at_the_last_moment_one_happens():
    first, _second = shelf.listing(), shelf.listing()
    claim = shelf.ordered(first).claim

    def deed(n: int) -> object:
        mine = Claim.objects.whole().get(district_id=first.district_id, pk=claim.pk)
        if n:
            return orders.pass_on_silent(first.district_id, at=NOON + 48 * HOUR)
        orders.accept(mine, by=None, at=NOON + 48 * HOUR)
        return "accepted"

    race(deed, runners=2)

    claim.refresh_from_db()
    open_turns = Turn.objects.filter(
        district_id=first.district_id, claim=claim, ended_at=None
    ).count()
    assert (claim.state, open_turns) in {("ACCEPTED", 0), ("OFFERED", 1)}


def test_another_unit_cannot_take_it():
    claim = shelf.ordered().claim
    stranger = make.handler(make.organisation(name="别的单位"))

    with pytest.raises(NotAllowed, match="学苑餐厅"):
        orders.accept(claim, by=stranger, at=NOON)


def test_what_was_taken_and_cannot_be_kept_comes_back_to_the_desk():
    claim = shelf.ordered().claim
    orders.accept(claim, by=None, at=NOON)

    orders.drop(claim, note="厨房停气", by=None, at=NOON + HOUR)

    assert (claim.state, claim.unit) == ("ASKED", make.desk())


def _delivered(offer):
    claim = shelf.ordered(offer).claim
    orders.accept(claim, by=None, at=NOON)
    orders.deliver(claim, by=None, at=NOON)
    return claim
