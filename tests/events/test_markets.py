"""Stalls of a market: by hand, and by a lot that anybody can draw again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

import pytest

from lianxin.events import markets
from lianxin.events.actions import markets as actions
from lianxin.events.models import Market, Stall
from lianxin.exchange.actions import applications
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.models import Claim
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Overtaken, Refusal
from tests import make
from tests.exchange import shelf
from tests.kernel.race import race
from tests.make import NOON

HOUR = dt.timedelta(hours=1)


def market(*rows: int) -> Market:
    listing = shelf.listing(kind="STALL", title="周末市集摊位")
    made = actions.open_market(listing, by=None, at=NOON, key=new_id())
    for count in rows:
        actions.add_row(made, count=count, size="2×2 米", by=None, at=NOON)
    return made


def apply(plan: Market, number: int, *, text: str = "", at: dt.datetime = NOON) -> Claim:
    who = Who(name="陈师傅", phone=f"1390001{number:04}")
    wish = Wish(who=who, text=text or f"手作摊{number}\n卖布艺和陶器")
    return applications.apply(plan.listing, wish, key=new_id(), at=at).claim


def states(claims: Sequence[Claim]) -> list[str]:
    for claim in claims:
        claim.refresh_from_db()
    return [claim.state for claim in claims]


def test_anybody_can_draw_the_lot_again_with_what_is_public() -> None:
    """GAT-11: the mark of the seed before, the seed and the numbers afterwards."""
    plan = market(3, 2)
    claims = [apply(plan, number) for number in range(8)]
    told_before = markets.mark(plan.seed)
    assert markets.lots(plan) == []
    assert plan.seed not in str([entry.facts for entry in timeline.of(plan)])

    given = actions.draw(plan, by=None, at=NOON + HOUR)

    seed = timeline.of(plan).last().note  # type: ignore[union-attr]  # it has just been drawn
    order = sorted(
        (claim.ref for claim in claims),
        key=lambda ref: hashlib.sha256(f"{seed} {ref}".encode()).hexdigest(),
    )
    assert (given, hashlib.sha256(seed.encode()).hexdigest()) == (5, told_before)
    assert [one.ref for one in markets.lots(plan)] == order
    assert [stall.claim.ref for stall in markets.stalls(plan) if stall.claim] == order[:5]
    assert sorted(states(claims)) == [*["HELD"] * 5, *["SHORTLISTED"] * 3]


def test_a_stall_that_is_given_back_goes_to_the_next_of_the_lot_and_late_ones_come_last() -> None:
    plan = market(2)
    claims = [apply(plan, number) for number in range(4)]
    actions.draw(plan, by=None, at=NOON + HOUR)
    late = apply(plan, 9, at=NOON + 2 * HOUR)
    order = {one.ref: one.place for one in markets.lots(plan)}
    winner, *_others = sorted(claims, key=lambda claim: order[claim.ref])
    winner.refresh_from_db()
    applications.withdraw(winner, code=shelf.code(winner), at=NOON + 2 * HOUR)

    assert actions.draw(plan, by=None, at=NOON + 3 * HOUR) == 1

    third = sorted(claims, key=lambda claim: order[claim.ref])[2]
    assert states([winner, third, late]) == ["CANCELLED", "HELD", "SHORTLISTED"]
    assert {stall.claim_id for stall in markets.stalls(plan)} >= {third.pk}
    with pytest.raises(Refusal, match="没有空着的摊位"):
        actions.draw(plan, by=None, at=NOON + 3 * HOUR)


def test_a_stall_given_by_hand_is_out_of_the_lot_and_says_so() -> None:
    plan = market(2)
    kept, other = apply(plan, 1, text="老粗布"), apply(plan, 2, text="电话 13800138000")
    first, second = markets.stalls(plan)

    actions.give(second, kept, by=None, at=NOON)
    with pytest.raises(Overtaken, match="已经给出去了"):
        actions.give(second, other, by=None, at=NOON)
    with pytest.raises(IllegalMove):
        actions.give(first, kept, by=None, at=NOON)
    actions.draw(plan, by=None, at=NOON)
    actions.name_stall(first, name="海边陶艺", by=None, at=NOON)

    found = [(one.number, one.name, one.is_by_hand) for one in markets.stalls(plan)]
    assert found == [(1, "海边陶艺", False), (2, "老粗布", True)]
    with pytest.raises(Refusal, match="不要写电话"):
        actions.name_stall(first, name="找我 13800138000", by=None, at=NOON)


def test_only_who_gives_the_market_lays_it_out_and_for_stalls_alone() -> None:
    plan = market()
    stranger = make.handler(make.organisation(name="别家"))
    with pytest.raises(NotAllowed):
        actions.add_row(plan, count=3, size="2×2", by=stranger, at=NOON)
    with pytest.raises(NotAllowed):
        actions.draw(plan, by=stranger, at=NOON)
    with pytest.raises(Refusal, match="只有“市集摊位”"):
        actions.open_market(shelf.listing(kind="EVENT"), by=None, at=NOON, key=new_id())
    with pytest.raises(Refusal, match="一排最多"):
        actions.add_row(plan, count=21, size="2×2", by=None, at=NOON)
    with pytest.raises(Refusal, match="还没有人申请"):
        actions.draw(market(2), by=None, at=NOON)
    assert actions.open_market(plan.listing, by=None, at=NOON, key=new_id()) == plan


@pytest.mark.django_db(transaction=True)
def test_one_stall_given_to_many_at_once_is_given_once() -> None:
    plan = market(1)
    [stall] = markets.stalls(plan)
    claims = [apply(plan, number) for number in range(4)]

    answers = race(lambda n: actions.give(stall, claims[n], by=None, at=NOON), runners=4)

    assert sum(answer is None for answer in answers) == 1
    assert sorted(states(claims)) == ["ASKED", "ASKED", "ASKED", "HELD"]
    assert Stall.objects.filter(district_id=plan.district_id, claim__state="HELD").count() == 1
