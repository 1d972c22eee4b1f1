"""Places given by ordered wishes: exact, fair, the same every time."""

from __future__ import annotations

import datetime as dt
from itertools import permutations, product
from random import Random
from uuid import UUID

import pytest

from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal
from lianxin.matching import placing
from lianxin.matching.actions import allocation
from lianxin.matching.assigning import Wisher, assign
from lianxin.matching.models import Placement, Round
from lianxin.network.models import User
from lianxin.outbox.models import Message
from tests import make
from tests.make import NOON
from tests.matching import fits

CLOSED = NOON + dt.timedelta(days=7)


def ids(count: int) -> list[UUID]:
    return [UUID(int=n + 1) for n in range(count)]


def best(wishers: list[Wisher], capacities: dict[UUID, int]) -> tuple[int, int]:
    """By trying all: the fewest without a place, and the least sum of ranks with so many."""
    choices = [[*enumerate(one.wishes, start=1), (0, None)] for one in wishers]
    found = []
    for way in product(*choices):
        places = [place for _rank, place in way]
        if all(places.count(place) <= most for place, most in capacities.items()):
            found.append((places.count(None), sum(rank for rank, _place in way)))
    return min(found)


@pytest.mark.parametrize("seed", range(12))
def test_no_other_way_is_better(seed: int) -> None:
    rng = Random(seed)
    places, people = ids(4), [UUID(int=100 + n) for n in range(6)]
    capacities = {place: rng.randint(1, 2) for place in places}
    wishers = [Wisher(pk, tuple(rng.sample(places, rng.randint(1, 3)))) for pk in people]
    given = assign(wishers, capacities, lots="a")
    without = sum(one.place is None for one in given)
    assert (without, sum(one.rank or 0 for one in given)) == best(wishers, capacities)
    held = [one.place for one in given]
    assert all(held.count(place) <= most for place, most in capacities.items())


def test_who_came_first_plays_no_part_and_the_same_comes_out_every_time() -> None:
    places = ids(2)
    wishers = [Wisher(UUID(int=10 + n), (places[0], places[1])) for n in range(4)]
    capacities = {places[0]: 1, places[1]: 2}
    first = assign(wishers, capacities, lots="x")
    for order in permutations(wishers):
        assert assign(order, capacities, lots="x") == first
    winners = {
        next(one.id for one in assign(wishers, capacities, lots=str(n)) if one.rank == 1)
        for n in range(40)
    }
    assert len(winners) > 1  # lots, not names


def test_at_ties_who_got_a_late_wish_before_goes_first() -> None:
    places = ids(2)
    for owed in range(3):
        wishers = [
            Wisher(UUID(int=10 + n), (places[0], places[1]), debt=2 if n == owed else 0)
            for n in range(3)
        ]
        given = assign(wishers, {places[0]: 1, places[1]: 1}, lots="y")
        assert [one.rank for one in given][owed] == 1


def test_a_debt_never_costs_another_a_place() -> None:
    one, two = ids(2)
    greedy = Wisher(UUID(int=10), (one, two), debt=3)
    modest = Wisher(UUID(int=11), (one,))
    given = assign([greedy, modest], {one: 1, two: 1}, lots="z")
    assert [each.place for each in given] == [two, one]


def test_nobody_and_nothing() -> None:
    assert assign([], {UUID(int=1): 1}, lots="") == []
    [given] = assign([Wisher(UUID(int=2), (UUID(int=1),))], {}, lots="")
    assert given.place is None


def opened(*posts: Listing, key: UUID | None = None) -> Round:
    unit = posts[0].provider
    assert unit is not None
    return allocation.open_round(
        unit, title="暑期实习", series="internship", places=[(post, 1) for post in posts],
        closes_at=CLOSED, by=make.handler(unit), at=NOON, key=key or new_id(),
    )  # fmt: skip


def ranks(held: Round) -> dict[User, int | None]:
    found = Placement.objects.filter(district_id=held.district_id, round=held)
    return {one.user: one.rank for one in found.select_related("user")}


def test_wishes_are_collected_tried_published_and_told() -> None:
    lab, shop = fits.listing("JOB", title="实验室实习"), fits.listing("JOB", title="门店实习")
    held, (ann, ben) = opened(lab, shop), (make.user(), make.user())
    for user in (ann, ben):
        allocation.wish(held, [lab, shop], user=user, by=user, at=NOON)
    tried = placing.try_out(held)
    assert tried.by_rank == {1: 1, 2: 1}
    assert not Placement.objects.filter(district_id=held.district_id).exists()
    with pytest.raises(Refusal):
        allocation.publish(held, by=None, at=NOON)
    with pytest.raises(NotAllowed):
        allocation.publish(held, by=ann, at=CLOSED)
    allocation.publish(held, by=None, at=CLOSED)
    assert ranks(held) == {row.user: row.rank for row in tried.rows}
    assert Message.objects.filter(district_id=held.district_id, kind="wishes_placed").count() == 2
    with pytest.raises(Overtaken):
        allocation.publish(held, by=None, at=CLOSED)
    with pytest.raises(Refusal):
        allocation.wish(held, [lab], user=ann, by=ann, at=CLOSED)


def test_the_next_round_remembers_who_got_the_late_wish() -> None:
    lab, shop = fits.listing("JOB", title="实验室实习"), fits.listing("JOB", title="门店实习")
    people = [make.user(), make.user()]
    seen = []
    for _round in range(3):
        held = opened(lab, shop)
        for user in people:
            allocation.wish(held, [lab, shop], user=user, by=user, at=NOON)
        allocation.publish(held, by=None, at=CLOSED)
        seen.append(ranks(held))
    assert seen[1] == {user: 3 - (rank or 0) for user, rank in seen[0].items()}
    assert seen[2] == seen[0]


def test_what_cannot_be_wished_or_opened_is_refused() -> None:
    lab, need = fits.listing("JOB"), fits.listing("NEED")
    held, user = opened(lab), make.user()
    for chosen in ([], [lab, lab], [need]):
        with pytest.raises(Refusal):
            allocation.wish(held, chosen, user=user, by=user, at=NOON)
    with pytest.raises(NotAllowed):
        allocation.wish(held, [lab], user=user, by=make.user(), at=NOON)
    with pytest.raises(Refusal):
        opened(need)
    key = new_id()
    assert opened(lab, key=key) == opened(lab, key=key)
    unit = make.organisation(name="别家", kind="FIRM")
    with pytest.raises(NotAllowed):
        allocation.open_round(
            unit, title="实习", series="x", places=[(lab, 1)], closes_at=CLOSED, by=user, at=NOON,
            key=new_id(),
        )  # fmt: skip


def test_a_place_that_was_given_is_a_claim_on_the_listing() -> None:
    """With what she had applied for before, and none where the listing is full."""
    lab = fits.listing("JOB", title="实验室实习", capacity=1)
    held, (ann, ben) = opened(lab), (make.user(), make.user())
    for user in (ann, ben):
        allocation.wish(held, [lab], user=user, by=user, at=NOON)
    allocation.publish(held, by=None, at=CLOSED)
    got = Placement.objects.select_related("claim__claimant").get(
        district_id=held.district_id, round=held, rank=1
    )
    assert got.claim is not None
    assert (got.claim.state, got.claim.listing_id, got.claim.claimant.user_id) == (
        "HELD", lab.pk, got.user_id,
    )  # fmt: skip
    lab.refresh_from_db()
    assert lab.taken == 1

    again = opened(lab)
    allocation.wish(again, [lab], user=ben, by=ben, at=NOON)
    allocation.publish(again, by=None, at=CLOSED)
    late = Placement.objects.get(district_id=held.district_id, round=again)
    assert (late.listing_id, late.claim_id) == (lab.pk, None)
