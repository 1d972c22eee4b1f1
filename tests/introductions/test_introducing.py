"""Bring together, record, ask both sides, weigh what they say."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lianxin.introductions import actions
from lianxin.introductions.actions import Party, asking, recording
from lianxin.introductions.models import Introduction, Payment, Word
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal, Repeated
from lianxin.outbox.models import Delivery, Message
from tests import make
from tests.exchange import shelf
from tests.introductions import pairs
from tests.introductions.pairs import DAY
from tests.kernel.race import race
from tests.make import NOON


def test_both_sides_are_told_and_the_same_key_is_one():
    campus = make.organisation(name="海洋大学", kind="CAMPUS")
    person = make.handler(campus)
    told, key = pairs.told(first=Party(organisation=campus)), new_id()

    first = actions.introduce(campus.district, told, by=None, at=NOON, key=key)
    again = actions.introduce(campus.district, told, by=None, at=NOON, key=key)

    assert first.pk == again.pk
    assert first.sides.count() == 2
    message = Message.objects.get(district_id=campus.district_id, to=person)
    assert message.facts["other"] == "海晶膜业"
    letter = Delivery.objects.get(district_id=campus.district_id, kind="introduced")
    assert pairs.code(first, 2) in letter.address
    assert pairs.code(first, 2) not in str(letter.facts)


def test_a_listing_says_who_that_is():
    listing = shelf.listing(kind="NEED", title="要抗污染膜", mode="ONLINE")
    made = pairs.introduction(second=Party(listing=listing))

    second = pairs.side(made, 2)
    assert (second.organisation, second.name) == (listing.provider, "学苑餐厅")


def test_who_may_bring_together():
    campus = make.organisation(name="海洋大学", kind="CAMPUS")
    told = pairs.told(first=Party(organisation=campus))

    with pytest.raises(NotAllowed):
        actions.introduce(campus.district, told, by=make.user(), at=NOON, key=new_id())
    for by in (make.handler(campus), make.dispatcher(), make.manager()):
        assert actions.introduce(campus.district, told, by=by, at=NOON, key=new_id()).ref


def test_nobody_is_introduced_to_herself_or_without_a_name():
    campus = make.organisation(name="海洋大学", kind="CAMPUS")
    same = Party(organisation=campus)

    for first, second in ((same, same), (same, Party())):
        with pytest.raises(Refusal):
            pairs.introduction(first=first, second=second)


def test_stages_may_be_skipped_forward_never_back():
    made = pairs.introduction()

    recording.record(made, "CONTRACTED", amount_fen=5_000_000, by=None, at=NOON)
    assert (made.state, made.reached, made.contracted_fen) == (
        "CONTRACTED",
        "CONTRACTED",
        5_000_000,
    )
    with pytest.raises(IllegalMove):
        recording.record(made, "INTENT", by=None, at=NOON)
    assert timeline.verify(made) is None


def test_money_comes_in_parts_and_each_part_once():
    made, key = pairs.introduction(), new_id()
    recording.receive(made, amount_fen=300, by=None, at=NOON, key=new_id())
    recording.receive(made, amount_fen=200, by=None, at=NOON + DAY, key=key)
    with pytest.raises(Repeated):
        recording.receive(made, amount_fen=200, by=None, at=NOON + DAY, key=key)

    assert (made.state, made.received_fen, made.received_on) == ("RECEIVED", 500, NOON.date())
    assert Payment.objects.filter(district_id=made.district_id).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_payments_at_once_are_both_counted_or_one_is_asked_to_look_again():
    made = pairs.introduction()

    def pay(_n: int) -> object:
        same = pairs.fresh(made)
        return recording.receive(same, amount_fen=100, by=None, at=NOON, key=new_id())

    answers = race(pay, runners=4)

    won = sum(answer is None for answer in answers)
    paid = Payment.objects.filter(district_id=made.district_id, introduction=made)
    assert won >= 1
    assert pairs.fresh(made).received_fen == 100 * won == 100 * paid.count()


def test_what_falls_through_says_why_and_stays_where_it_came_to():
    made = pairs.introduction()
    recording.record(made, "INTENT", amount_fen=100, by=None, at=NOON)
    with pytest.raises(Refusal, match="为什么"):
        recording.fall_through(made, reason=" ", by=None, at=NOON)

    recording.fall_through(made, reason="价格谈不拢", by=None, at=NOON)
    assert (made.state, made.reached, made.reason) == ("FELL_THROUGH", "INTENT", "价格谈不拢")
    recording.revive(made, by=None, at=NOON)
    assert (made.state, made.reason) == ("INTENT", "")


def test_only_the_desk_records():
    made = pairs.introduction()
    unit = pairs.side(made, 1).organisation
    assert unit is not None

    with pytest.raises(NotAllowed):
        recording.record(made, "MET", by=make.handler(unit), at=NOON)
    recording.record(made, "MET", by=make.dispatcher(), at=NOON)


def test_thirty_days_later_both_sides_are_asked_once_then_yearly():
    """X25."""
    made = pairs.introduction()
    campus = pairs.side(made, 1).organisation
    assert campus is not None
    person = make.handler(campus)
    district = made.district_id

    assert asking.ask_due(district, at=NOON + 29 * DAY) == 0
    assert asking.ask_due(district, at=NOON + 30 * DAY) == 1
    assert asking.ask_due(district, at=NOON + 30 * DAY) == 0
    asked = Word.objects.filter(district_id=district, round=0)
    assert asked.count() == 2
    assert Message.objects.filter(to=person, kind="introduction_asked").count() == 1
    letter = Delivery.objects.get(district_id=district, kind="introduction_asked")
    assert pairs.code(made, 2) in letter.address
    assert asking.ask_due(district, at=NOON + 200 * DAY) == 0
    assert asking.ask_due(district, at=NOON + 395 * DAY) == 1
    assert Word.objects.filter(district_id=district, round=1).count() == 2


def test_who_has_said_it_already_is_not_asked():
    made = pairs.introduction()
    pairs.says(made, 2, "MET", at=NOON + 10 * DAY)

    asking.ask_due(made.district_id, at=NOON + 30 * DAY)

    waiting = Word.objects.filter(district_id=made.district_id, said_at=None)
    assert [word.side.number for word in waiting.select_related("side")] == [1]


def test_nobody_is_asked_about_what_fell_through():
    made = pairs.introduction()
    recording.fall_through(made, reason="转产", by=None, at=NOON)

    assert asking.ask_due(made.district_id, at=NOON + 400 * DAY) == 0


def test_what_both_say_alike_is_so():
    made = pairs.introduction()
    pairs.says(made, 1, "CONTRACTED", amount_fen=5_000_000)
    assert pairs.fresh(made).state == "INTRODUCED"
    pairs.says(made, 2, "CONTRACTED", amount_fen=5_000_000)

    after = pairs.fresh(made)
    assert (after.state, after.contracted_fen, after.is_disputed) == (
        "CONTRACTED", 5_000_000, False,
    )  # fmt: skip


def test_money_that_both_say_alike_is_a_payment():
    made = pairs.introduction()
    for received in (300, 500):
        for number in (1, 2):
            pairs.says(made, number, "RECEIVED", received_fen=received)

    after = pairs.fresh(made)
    assert after.received_fen == 500
    amounts = Payment.objects.filter(introduction=made).values_list("amount_fen", flat=True)
    assert sorted(amounts) == [200, 300]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"stage": "CONTRACTED", "amount_fen": 500}, {"stage": "CONTRACTED", "amount_fen": 480}),
        ({"stage": "CONTRACTED"}, {"stage": "INTENT"}),
        ({"stage": "FELL_THROUGH", "text": "没钱"}, {"stage": "MET"}),
    ],
)
def test_words_that_differ_are_shown_as_such_and_decide_nothing(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    dispatcher = make.dispatcher()
    made = pairs.introduction()
    pairs.says(made, 1, **first)
    pairs.says(made, 2, **second)

    after = pairs.fresh(made)
    assert (after.state, after.is_disputed) == ("INTRODUCED", True)
    assert Message.objects.filter(to=dispatcher, kind="introduction_disputed").exists()
    pairs.says(made, 2, **first)
    assert not pairs.fresh(made).is_disputed


def test_a_link_speaks_for_its_own_side_alone():
    made = pairs.introduction()
    said = asking.Said(stage="MET")

    with pytest.raises(NotAllowed):
        asking.say(made, pairs.side(made, 1), said, code=pairs.code(made, 2), at=NOON)
    with pytest.raises(NotAllowed):
        asking.say(made, pairs.side(made, 1), said, by=make.user(), at=NOON)


def test_no_reason_no_failure_and_no_sum_no_money():
    made = pairs.introduction()

    for stage in ("FELL_THROUGH", "RECEIVED", "NOWHERE"):
        with pytest.raises(Refusal):
            pairs.says(made, 1, stage)


def test_the_table_itself_refuses_an_end_without_reason_and_money_without_a_day():
    made = pairs.introduction()
    rows = Introduction.objects.filter(pk=made.pk)

    for changes in ({"state": "FELL_THROUGH"}, {"state": "RECEIVED", "reached": "RECEIVED"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**changes)


def test_a_day_before_the_introduction_or_after_today_is_refused():
    made = pairs.introduction()

    for on in (NOON.date() - DAY, NOON.date() + dt.timedelta(days=1)):
        with pytest.raises(Refusal):
            recording.record(made, "MET", on=on, by=None, at=NOON)
