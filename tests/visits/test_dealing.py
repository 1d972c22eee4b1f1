"""Who calls where: evenly, near together, and in walking order."""

from __future__ import annotations

import datetime as dt
import random
from itertools import groupby, permutations

import pytest

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.network.models import PlaceKind
from lianxin.visits import queries, walking
from lianxin.visits.actions import campaigns, households
from lianxin.visits.models import Call, Household
from lianxin.visits.walking import Stop
from tests import make
from tests.make import NOON
from tests.visits import doors
from tests.visits.doors import DAY, TODAY


def test_a_drawn_building_has_its_doors_and_drawn_again_no_more() -> None:
    house = make.place(kind=PlaceKind.BUILDING, name="海韵 3 号楼", under=make.grid())
    drawn = households.Drawn(floors=11, doors=2, stairs=2).listed()

    first = households.put(house, drawn, by=None, at=NOON, key=new_id())
    again = households.put(house, drawn, by=None, at=NOON, key=new_id())

    assert (first, again) == ((44, 0), (0, 44))
    rows = list(Household.objects.filter(building=house).in_order())
    assert [str(row) for row in (rows[0], rows[3], rows[21], rows[22])] == [
        "海韵 3 号楼 1 单元 101", "海韵 3 号楼 1 单元 202", "海韵 3 号楼 1 单元 1102",
        "海韵 3 号楼 2 单元 101",
    ]  # fmt: skip


def test_a_door_is_put_where_one_keeps_the_building() -> None:
    house = make.place(kind=PlaceKind.BUILDING, under=make.grid())
    door = [households.Door("101")]

    households.put(house, door, by=make.worker(house.parent), at=NOON, key=new_id())
    with pytest.raises(NotAllowed):
        households.put(house, door, by=make.worker(make.grid()), at=NOON, key=new_id())
    with pytest.raises(Refusal, match="门牌号"):
        households.put(house, [households.Door(" ")], by=None, at=NOON, key=new_id())
    with pytest.raises(Refusal, match="楼栋"):
        households.put(house.parent, door, by=None, at=NOON, key=new_id())
    with pytest.raises(Refusal, match="1 到 120"):
        households.Drawn(121, 2).listed()


@pytest.mark.parametrize(
    ("count", "officers", "quota", "expected"),
    [(8000, 200, 40, {40}), (7990, 200, 40, {39, 40}), (9000, 200, 40, {40}), (3, 5, 40, {0, 1})],
)
def test_shares_differ_by_one_at_most(
    count: int, officers: int, quota: int, expected: set[int]
) -> None:
    """X35"""
    found = walking.shares(count, officers, quota=quota)

    assert set(found) == expected
    assert sum(found) == min(count, officers * quota)


def test_eight_thousand_doors_are_dealt_to_two_hundred_in_runs_of_the_walk() -> None:
    """X35: forty each, and each grid in one piece."""
    street = make.place(kind=PlaceKind.STREET)
    chance, rows = random.Random(7), []
    for number in range(40):
        grid = make.place(kind=PlaceKind.GRID, under=street, name=f"第 {number} 网格")
        middle = (120 + chance.random() / 10, 36 + chance.random() / 10)
        for house in range(5):
            made = make.place(kind=PlaceKind.BUILDING, under=grid, name=f"{house} 号楼")
            made.lon, made.lat = (at + chance.random() / 500 for at in middle)
            made.save(update_fields=["lon", "lat"])
            rows += [
                Household(
                    district_id=made.district_id, building=made, door=f"{n // 4 + 1}0{n % 4 + 1}",
                    rank=n,
                )
                for n in range(40)
            ]  # fmt: skip
    Household.objects.bulk_create(rows)
    of = doors.planned(officers=200)

    dealt = campaigns.deal(of.campaign, by=of.lead, at=NOON)

    assert (dealt.calls, dealt.left_over) == (8000, 0)
    each = queries.coverage_by(of.campaign, "officer")
    assert {one.whole for one in each.values()} == {40}
    walk = queries.calls_of(of.campaign).order_by("rank")
    for column in ("officer", "household__building__parent", "household__building"):
        runs = [key for key, _rows in groupby(walk.values_list(column, flat=True))]
        assert len(runs) == len(set(runs)), column
    with pytest.raises(Refusal, match="不在走访名单"):
        campaigns.hand_over(of.campaign, [], make.user(), by=of.lead, at=NOON)


def test_more_doors_than_quotas_allow_are_left_over_and_said() -> None:
    doors.building(floors=5)
    of = doors.planned(officers=2, quota=3)

    dealt = campaigns.deal(of.campaign, by=of.lead, at=NOON)

    assert (dealt.calls, dealt.left_over) == (10, 4)
    each = queries.coverage_by(of.campaign, "officer")
    assert {one.whole for key, one in each.items() if key} == {3}


def test_who_works_there_calls_there() -> None:
    here, there = make.grid(), make.grid()
    doors.building(here)
    doors.building(there)
    of = doors.planned(officers=0)
    near = {
        grid.pk: make.handler(make.organisation(at=grid, kind="COMMUNITY"))
        for grid in (there, here)
    }
    campaigns.engage(of.campaign, list(near.values()), by=of.lead, at=NOON)

    campaigns.deal(of.campaign, by=of.lead, at=NOON)

    grids = {call.officer_id: call.spot.parent_id for call in of.calls()}
    assert grids == {user.pk: grid for grid, user in near.items()}


def test_a_way_is_not_longer_for_being_mended() -> None:
    chance = random.Random(3)
    points = [(120 + chance.random() / 50, 36 + chance.random() / 50) for _n in range(40)]

    order = walking.tour(points)

    assert sorted(order) == list(range(40))
    assert walking.length([points[n] for n in order]) < 0.45 * walking.length(points)


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_a_short_way_is_hardly_longer_than_the_shortest(count: int) -> None:
    chance = random.Random(count)
    for _n in range(20):
        points = [(120 + chance.random() / 50, 36 + chance.random() / 50) for _n in range(count)]

        found = walking.length([points[n] for n in walking.tour(points)])

        assert found <= 1.05 * min(walking.length(way) for way in permutations(points))


def test_houses_without_a_position_go_by_their_numbers() -> None:
    stops = [Stop(n, "一网格", f"{n} 号楼") for n in (10, 2, 1)]

    assert [stop.key for stop in walking.walk(stops)] == [1, 2, 10]


def test_a_household_that_declined_is_not_dealt_for_a_year() -> None:
    """X37"""
    house = doors.building()
    Household.objects.filter(building=house, door="101").update(declined_until_on=TODAY + 5 * DAY)
    of = doors.planned()

    assert campaigns.deal(of.campaign, by=of.lead, at=NOON).calls == 5
    later = NOON + 6 * DAY
    again = campaigns.deal(of.campaign, by=of.lead, at=later)
    assert again.calls == 6


def test_what_is_dealt_later_goes_to_who_has_room() -> None:
    doors.building(floors=3)
    of = doors.running(officers=2, quota=4)
    doors.building(floors=3, name="新楼")

    dealt = campaigns.deal(of.campaign, by=of.lead, at=NOON)

    assert (dealt.calls, dealt.left_over) == (12, 4)
    each = queries.coverage_by(of.campaign, "officer")
    assert {one.whole for key, one in each.items() if key} == {4}


def test_some_doors_are_handed_over_by_who_runs_it() -> None:
    doors.building()
    of = doors.running()
    one, other = of.officers
    mine = of.calls(one)

    moved = campaigns.hand_over(
        of.campaign, [call.pk for call in mine[:2]], other, by=of.lead, at=NOON
    )

    assert moved == 2
    assert len(of.calls(other)) == 5
    with pytest.raises(NotAllowed):
        campaigns.hand_over(of.campaign, [mine[2].pk], other, by=one, at=NOON)
    campaigns.end(of.campaign, by=of.lead, at=NOON)
    with pytest.raises(IllegalMove):
        campaigns.hand_over(of.campaign, [mine[2].pk], other, by=of.lead, at=NOON)


@pytest.mark.parametrize(("aim", "kind"), [("FIRMS", None), ("PLACES", PlaceKind.COMMUNITY)])
def test_firms_and_communities_are_called_at_too(aim: str, kind: str | None) -> None:
    """VIS-07, VIS-08"""
    place = make.place(name="学苑社区")
    if kind is None:
        make.organisation(name="海风科技", kind="FIRM", at=place)
    of = doors.planned(aim=aim)

    campaigns.deal(of.campaign, by=of.lead, at=NOON)

    assert [str(call) for call in of.calls()] == ["海风科技" if kind is None else "学苑社区"]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"title": " "}, "title"),
        ({"aim": "PEOPLE"}, "aim"),
        ({"ends_on": TODAY - DAY}, "ends_on"),
        ({"quota": 0}, "quota"),
    ],
)
def test_a_plan_that_cannot_be_names_the_field(fields: dict[str, object], name: str) -> None:
    unit = make.organisation()

    with pytest.raises(Refusal) as refused:
        campaigns.plan(unit.district, doors.told(unit, **fields), by=None, at=NOON, key=new_id())

    assert refused.value.field == name


def test_what_should_be_done_by_today_grows_with_the_days() -> None:
    doors.building()
    campaign = doors.running().campaign  # a hundred days

    days = (-1, 0, 49, 99, 200)

    assert [queries.wanted_by(campaign, 8000, on=TODAY + day * DAY) for day in days] == [
        0, 80, 4000, 8000, 8000,
    ]  # fmt: skip
    assert Call.objects.filter(campaign=campaign).count() == 6


def test_the_same_key_is_one_campaign() -> None:
    unit, key = make.organisation(), new_id()
    lead = make.unit_lead(unit)

    one, two = (
        campaigns.plan(unit.district, doors.told(unit), by=lead, at=NOON, key=key)
        for _time in range(2)
    )

    assert one.pk == two.pk
    with pytest.raises(NotAllowed):
        campaigns.plan(
            unit.district, doors.told(unit), by=make.user(), at=NOON + dt.timedelta(1),
            key=new_id(),
        )  # fmt: skip
