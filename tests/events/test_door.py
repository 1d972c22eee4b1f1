"""The door of an event: tickets seen by phones that had no network (X28)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from lianxin.events import actions, queries
from lianxin.events.actions import Ticketed
from lianxin.events.models import Scan
from lianxin.exchange import codes
from lianxin.exchange.actions import places
from lianxin.exchange.actions.claiming import Receipt, Who, Wish
from lianxin.exchange.models import Claim, Slot
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed
from lianxin.network.models import Organisation
from tests import make
from tests.exchange import shelf
from tests.make import NOON

pytestmark = pytest.mark.django_db
DOORS = NOON + dt.timedelta(days=7)
LATER = DOORS + dt.timedelta(hours=2)


def event(capacity: int = 10) -> Slot:
    return shelf.slot(shelf.listing(kind="EVENT", title="海洋科普讲座"), capacity=capacity)


def sign_up(slot: Slot, number: int = 0, *, seats: int = 1) -> Claim:
    wish = Wish(who=Who(name="王阿姨", phone=f"1390000{number:04}"), seats=seats)
    made: Receipt = places.take(slot, wish, key=new_id(), at=NOON)
    return made.claim


def giver_of(slot: Slot) -> Organisation:
    assert slot.listing.provider is not None
    return slot.listing.provider


def seen(claim: Claim, *, minute: int = 0, phone: str = "A", key: UUID | None = None) -> Ticketed:
    return Ticketed(
        key=key or new_id(), text=f"https://x/orders/{claim.ref}/{codes.of(claim)}/", device=phone,
        at=DOORS + dt.timedelta(minutes=minute),
    )  # fmt: skip


def test_three_hundred_tickets_on_two_phones_without_network_are_three_hundred_present() -> None:
    """X28: two phones, two hours without network; sent in twice, some tickets shown to both."""
    slot = event(capacity=300)
    claims = [sign_up(slot, number) for number in range(300)]
    first = [seen(claim, minute=n % 90, phone="A") for n, claim in enumerate(claims[:160])]
    second = [seen(claim, minute=n % 90 + 1, phone="B") for n, claim in enumerate(claims[140:])]

    for sent in (first[:100], first, second, second[50:]):
        actions.check_in(slot, sent, by=None, at=LATER)

    assert queries.present(slot) == 300
    assert Scan.objects.filter(district_id=slot.district_id).count() == 320
    again = queries.to_look_at(slot)
    assert [scan.seen for scan in again] == ["AGAIN"] * 20
    assert {scan.claim_id for scan in again} == {claim.pk for claim in claims[140:160]}
    came = Claim.objects.filter(district_id=slot.district_id, slot=slot)
    assert not came.filter(delivered_at__gte=LATER).exists()


def test_what_is_no_ticket_of_this_session_is_listed_and_lets_nobody_in() -> None:
    slot, other = event(), event()
    full = event(capacity=1)
    sign_up(full)
    waits, gone, elsewhere = sign_up(full, 2), sign_up(slot, 3), sign_up(other, 4)
    places.cancel(gone, by=None, code=codes.of(gone), at=NOON)
    wrong = Ticketed(new_id(), f"{elsewhere.ref} AAAA-BBBB-CCCC-DDDD-EEEE", "A", DOORS)

    told = actions.check_in(slot, [seen(gone), seen(elsewhere), wrong], by=None, at=LATER)
    told += actions.check_in(full, [seen(waits)], by=None, at=LATER)

    assert [scan.seen for scan in told] == ["CANCELLED", "ELSEWHERE", "UNKNOWN", "WAITING"]
    assert queries.present(slot) == queries.present(full) == 0


def test_who_was_taken_for_missing_is_put_right_when_the_phone_is_back() -> None:
    slot = event()
    claim = sign_up(slot)
    places.miss(claim, by=None, at=DOORS + dt.timedelta(minutes=30))

    [scan] = actions.check_in(slot, [seen(claim)], by=None, at=LATER)

    claim.refresh_from_db()
    assert (scan.seen, claim.state) == ("PRESENT", "DONE")


def test_a_phone_whose_clock_runs_ahead_saw_nobody_in_the_future() -> None:
    slot = event()
    claim = sign_up(slot)

    [scan] = actions.check_in(slot, [seen(claim, minute=500)], by=None, at=LATER)

    assert scan.at == LATER


def test_only_who_gives_the_event_stands_at_its_door() -> None:
    slot = event()
    claim = sign_up(slot)
    giver = make.handler(giver_of(slot))
    for stranger in (make.handler(make.organisation(name="别家")), make.dispatcher()):
        with pytest.raises(NotAllowed):
            actions.check_in(slot, [seen(claim)], by=stranger, at=LATER)

    [scan] = actions.check_in(slot, [seen(claim)], by=giver, at=LATER)

    assert (scan.seen, scan.by) == ("PRESENT", giver)


def test_the_list_that_a_phone_keeps_knows_tickets_and_cannot_make_one() -> None:
    slot = event()
    claim = sign_up(slot)

    [ticket] = queries.tickets(slot)

    assert (ticket.ref, ticket.name, ticket.state) == (claim.ref, "王**", "HELD")
    assert codes.of(claim).replace("-", "") not in str(ticket)
    assert ticket.mark == queries.mark(claim)
