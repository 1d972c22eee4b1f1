"""What was done each time, and children who are handed over as their guardian said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from lianxin.exchange.actions import children, orders, places
from lianxin.exchange.actions.claiming import ForChild, Who, Wish
from lianxin.exchange.models import Child, Claim, Visit
from lianxin.fulfilment.actions import visits
from lianxin.fulfilment.actions.visits import Done
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from tests import make
from tests.exchange import shelf
from tests.make import NOON

HOUR = dt.timedelta(hours=1)
TODAY = NOON.date()
DONE = Done(TODAY, "张护士", 40, "量了血压，提醒按时吃药。")
GUARDIAN = Who(name="王妈妈", phone="13800138000")
BY_GRANDMA = ForChild("小宝", "NAMED", picker="外婆", picker_phone="13900139000")


def accepted() -> Claim:
    listing = shelf.listing()
    receipt = orders.order(
        listing.district, Wish(who=GUARDIAN), listing=listing, key=new_id(), at=NOON
    )
    claim = Claim.objects.whole().get(pk=receipt.claim.pk)
    if claim.state == "ASKED":
        orders.dispatch(claim, listing, by=None, at=NOON)
    orders.accept(claim, by=None, at=NOON)
    return claim


def test_each_visit_is_a_line_and_the_same_key_is_one() -> None:
    """CAT-06."""
    claim, key = accepted(), new_id()
    giver = make.handler(shelf.unit_of(claim))
    for _again in range(2):
        visits.log(claim, DONE, by=giver, at=NOON, key=key)
    visits.log(claim, replace(DONE, minutes=20), by=giver, at=NOON, key=new_id())

    assert sorted(Visit.objects.values_list("minutes", flat=True)) == [20, 40]
    with pytest.raises(NotAllowed):
        visits.log(claim, DONE, by=make.handler(make.organisation()), at=NOON, key=new_id())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"note": "血压 150/90"}, "note"),
        ({"note": "blood sugar 7.2 mmol"}, "note"),
        ({"visited_on": TODAY + dt.timedelta(days=1)}, "visited_on"),
        ({"visited_on": TODAY - dt.timedelta(days=30)}, "visited_on"),
        ({"came": " "}, "came"),
        ({"minutes": 0}, "minutes"),
    ],
)
def test_measured_values_and_days_that_cannot_be_are_refused(
    wrong: dict[str, Any], field: str
) -> None:
    claim = accepted()
    with pytest.raises(Refusal) as refused:
        visits.log(claim, replace(DONE, **wrong), by=None, at=NOON, key=new_id())
    assert refused.value.field == field
    assert not Visit.objects.exists()


def test_what_nobody_has_taken_has_no_visits() -> None:
    listing = shelf.listing()
    told = Wish(who=GUARDIAN)
    claim = orders.order(listing.district, told, listing=listing, key=new_id(), at=NOON).claim
    with pytest.raises(IllegalMove):
        visits.log(Claim.objects.whole().get(pk=claim.pk), DONE, by=None, at=NOON, key=new_id())


def sign_up(child: ForChild | None, who: Who = GUARDIAN, seats: int = 1) -> Claim:
    details = {"subjects": ["科普"], "needs_guardian": True}
    slot = shelf.slot(shelf.listing(kind="COURSE", title="小实验", details=details))
    wish = Wish(who=who, child=child, seats=seats)
    return places.take(slot, wish, key=new_id(), at=NOON).claim


def test_a_guardian_says_who_picks_the_child_up() -> None:
    """CAT-07."""
    claim = sign_up(BY_GRANDMA)
    kept = Child.objects.get(claim=claim)
    assert (kept.name, kept.pick_up, kept.picker) == ("小宝", "NAMED", "外婆")


@pytest.mark.parametrize(
    ("child", "who", "seats", "field"),
    [
        (None, GUARDIAN, 1, "child"),
        (replace(BY_GRANDMA, name=" "), GUARDIAN, 1, "child"),
        (BY_GRANDMA, Who(phone="13800138000"), 1, "name"),
        (replace(BY_GRANDMA, pick_up="X"), GUARDIAN, 1, "pick_up"),
        (replace(BY_GRANDMA, picker_phone=""), GUARDIAN, 1, "picker"),
        (BY_GRANDMA, GUARDIAN, 2, "seats"),
    ],
)
def test_without_one_of_the_answers_there_is_no_place(
    child: ForChild | None, who: Who, seats: int, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        sign_up(child, who, seats)
    assert refused.value.field == field
    assert not Claim.objects.exists()


def test_a_child_leaves_as_its_guardian_said_or_with_the_guardian_once() -> None:
    claim = sign_up(BY_GRANDMA)
    with pytest.raises(Refusal):
        children.hand_over(claim, to="NAMED", by=None, at=NOON)
    places.attend(claim, by=None, at=NOON)
    with pytest.raises(Refusal) as refused:
        children.hand_over(claim, to="ALONE", by=None, at=NOON)
    assert refused.value.field == "to"
    stranger = make.handler(make.organisation())
    with pytest.raises(NotAllowed):
        children.hand_over(claim, to="NAMED", by=stranger, at=NOON)

    for hours in (1, 2):
        children.hand_over(claim, to="NAMED", by=None, at=NOON + hours * HOUR)

    kept = Child.objects.get(claim=claim)
    assert (kept.left_at, kept.left_with) == (NOON + HOUR, "NAMED")
