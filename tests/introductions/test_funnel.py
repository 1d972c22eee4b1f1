"""From meeting to money, counted from rows."""

from __future__ import annotations

from lianxin.introductions import queries
from lianxin.introductions.actions import recording
from lianxin.introductions.models import Introduction
from lianxin.introductions.states import Stage
from tests import make
from tests.introductions import pairs
from tests.introductions.pairs import DAY
from tests.make import NOON

FIRST, LATER = NOON, NOON + 40 * DAY


def _funnel(**narrowed):
    district_id = make.district().pk
    held = queries.occasions_of(district_id, since=None, until=None)
    found = Introduction.objects.filter(district_id=district_id, **narrowed)
    return queries.funnel(found, held, on=LATER.date())


def test_fifteen_meetings_and_thirteen_intents_come_from_their_rows():
    """X25."""
    for number in range(15):
        held = pairs.occasion(title=f"第 {number + 1} 场对接会")
        for pair in range(2):
            made = pairs.introduction(occasion=held, subject=f"项目 {number}-{pair}")
            if number < 13 and pair == 0:
                recording.record(made, "INTENT", by=None, at=NOON + 10 * DAY)

    told = _funnel()

    assert told.occasions == 15
    assert told.level(Stage.INTRODUCED).count == 30
    assert told.level(Stage.INTENT).count == 13
    assert told.level(Stage.INTENT).typical == 10


def test_what_skipped_a_stage_or_fell_through_later_counts_as_far_as_it_came():
    straight = pairs.introduction(subject="采购合同", source="TRADE")
    recording.record(straight, "CONTRACTED", amount_fen=18_900, by=None, at=NOON)
    recording.receive(straight, amount_fen=8_900, by=None, at=LATER, key=straight.pk)
    fallen = pairs.introduction()
    recording.record(fallen, "INTENT", amount_fen=100, by=None, at=NOON)
    recording.fall_through(fallen, reason="转产", by=None, at=LATER)
    pairs.introduction()

    told = _funnel()

    assert [level.count for level in told.levels] == [3, 2, 2, 1, 1, 1]
    assert [level.here for level in told.levels] == [1, 0, 0, 0, 0, 1]
    assert told.level(Stage.CONTRACTED).amount_fen == 18_900
    assert told.level(Stage.RECEIVED).amount_fen == 8_900
    assert told.level(Stage.INTRODUCED).oldest == 40
    assert told.level(Stage.RECEIVED).typical == 40
    assert told.fallen == 1


def test_the_funnel_costs_one_query_however_many_rows(django_assert_num_queries):
    for _ in range(3):
        pairs.introduction()
    found = Introduction.objects.filter(district_id=make.district().pk)

    with django_assert_num_queries(1):
        queries.funnel(found, 0, on=LATER.date())
