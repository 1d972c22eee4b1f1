"""Seats: take one or wait, move up, give it back."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.exchange import queries
from lianxin.exchange.actions import places
from lianxin.exchange.actions.claiming import Who
from lianxin.exchange.models import Claim, Slot
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.outbox.models import Message
from tests import make
from tests.exchange import shelf
from tests.kernel.race import race
from tests.make import NOON

DAY = dt.timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_for_ten_seats_end_in_ten_and_forty_in_line():
    """X16: none lost, no error; a cancellation promotes exactly one."""
    slot = shelf.slot(capacity=10)

    receipts = race(lambda _n: places.take(slot, shelf.wish(), key=new_id(), at=NOON), runners=50)

    assert [r for r in receipts if isinstance(r, Exception)] == []
    claims = Claim.objects.filter(district_id=slot.district_id, slot=slot)
    assert claims.filter(state="HELD").count() == 10
    assert claims.filter(state="WAITING").count() == 40
    slot.refresh_from_db()
    assert slot.taken == 10
    first_waiting = claims.filter(state="WAITING").order_by("pk")[0]
    gone = claims.filter(state="HELD").select_related("slot")[0]
    places.cancel(gone, code=shelf.code(gone), at=NOON)
    first_waiting.refresh_from_db()
    assert first_waiting.state == "HELD"
    assert claims.filter(state="HELD").count() == 10
    assert claims.filter(state="WAITING").count() == 39


@pytest.mark.django_db(transaction=True)
def test_seats_given_back_while_others_ask_are_never_empty_with_people_waiting():
    """X16."""
    slot = shelf.slot(capacity=5)
    held = [places.take(slot, shelf.wish(), key=new_id(), at=NOON).claim for _ in range(5)]

    def deed(n: int) -> object:
        if n < 5:
            return places.cancel(held[n], code=shelf.code(held[n]), at=NOON)
        return places.take(slot, shelf.wish(), key=new_id(), at=NOON)

    problems = [r for r in race(deed, runners=15) if isinstance(r, Exception)]

    assert problems == []
    claims = Claim.objects.filter(district_id=slot.district_id, slot=slot)
    slot.refresh_from_db()
    assert claims.filter(state="HELD").count() == slot.taken == 5
    assert claims.filter(state="WAITING").count() == 5


def test_who_waits_is_told_her_number_and_never_that_it_is_sure():
    slot = shelf.slot(capacity=1)
    people = [make.user() for _ in range(3)]
    for person in people:
        places.take(slot, shelf.wish(who=Who(user=person)), key=new_id(), at=NOON, by=person)

    told = Message.objects.filter(district_id=slot.district_id, kind="place_waiting")
    assert [row.facts["number"] for row in told.order_by("queued_at", "pk")] == [1, 2]
    last = Claim.objects.get(district_id=slot.district_id, claimant__user=people[2])
    assert queries.line_number(last) == 2


def test_a_person_is_in_a_session_once():
    """X21, in one session."""
    slot, person = shelf.slot(), make.user()
    wish = shelf.wish(who=Who(user=person))
    places.take(slot, wish, key=new_id(), at=NOON, by=person)

    with pytest.raises(Refusal, match="已经报名"):
        places.take(slot, wish, key=new_id(), at=NOON, by=person)


def test_the_same_key_is_one_seat():
    slot, key = shelf.slot(), new_id()
    first = places.take(slot, shelf.wish(), key=key, at=NOON)
    again = places.take(slot, shelf.wish(), key=key, at=NOON + DAY)

    assert (again.claim.ref, again.code, again.is_new) == (first.claim.ref, first.code, False)


def test_a_group_larger_than_what_is_free_waits_and_nobody_passes_it():
    slot = shelf.slot(capacity=4)
    held = places.take(slot, shelf.wish(seats=3), key=new_id(), at=NOON).claim
    group = places.take(slot, shelf.wish(seats=2), key=new_id(), at=NOON).claim
    single = places.take(slot, shelf.wish(), key=new_id(), at=NOON).claim

    assert (group.state, single.state) == ("WAITING", "WAITING")
    places.cancel(held, code=shelf.code(held), at=NOON)
    assert _states(group, single) == ["HELD", "HELD"]


def test_more_seats_are_given_to_the_line_at_once_and_fewer_than_held_are_refused():
    slot = shelf.slot(capacity=1)
    claims = [places.take(slot, shelf.wish(), key=new_id(), at=NOON).claim for _ in range(3)]

    places.change_slot(slot, capacity=2, by=None, at=NOON)
    assert _states(*claims) == ["HELD", "HELD", "WAITING"]
    with pytest.raises(Refusal, match="不能少于"):
        places.change_slot(slot, capacity=1, by=None, at=NOON)


def test_a_moved_session_tells_everybody_and_raises_its_sequence():
    slot, person = shelf.slot(), make.user()
    claim = places.take(
        slot, shelf.wish(who=Who(user=person)), key=new_id(), at=NOON, by=person
    ).claim

    places.change_slot(
        slot, starts_at=slot.starts_at + DAY, ends_at=slot.ends_at + DAY, by=None, at=NOON
    )

    claim.refresh_from_db()
    assert (claim.starts_at, claim.sequence) == (slot.starts_at + DAY, 1)
    told = Message.objects.filter(district_id=slot.district_id, to=person, kind="slot_changed")
    assert told.count() == 1


def test_a_cancelled_session_says_why_and_takes_nobody_any_more():
    slot = shelf.slot()
    claim = places.take(slot, shelf.wish(), key=new_id(), at=NOON).claim

    places.cancel_slot(slot, note="老师生病", by=None, at=NOON)

    assert _states(claim) == ["CANCELLED"]
    with pytest.raises(Refusal, match="已经取消"):
        places.take(slot, shelf.wish(), key=new_id(), at=NOON)


def test_nobody_signs_up_for_what_has_begun():
    slot = shelf.slot()

    with pytest.raises(Refusal, match="已经开始"):
        places.take(slot, shelf.wish(), key=new_id(), at=slot.starts_at)


def _states(*claims: Claim) -> list[str]:
    for claim in claims:
        claim.refresh_from_db()
    return [claim.state for claim in claims]


def test_the_table_itself_refuses_more_than_there_is():
    """X16: whatever code is wrong above it."""
    slot = shelf.slot(capacity=2)
    rows = Slot.objects.filter(district_id=slot.district_id, pk=slot.pk)

    with pytest.raises(Exception, match="slot_never_overfull"):
        rows.update(taken=3)
