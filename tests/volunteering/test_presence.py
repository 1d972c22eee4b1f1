"""When somebody came and went, and what it is worth."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.exchange import policy as exchange
from lianxin.exchange.actions import listings
from lianxin.kernel import timeline
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.volunteering import hours, queries
from lianxin.volunteering.actions import manual, presence
from lianxin.volunteering.choices import How
from lianxin.volunteering.models import Member, Presence, Volunteer
from tests import make
from tests.make import NOON
from tests.volunteering import crew
from tests.volunteering.crew import HOUR, MINUTE, TOMORROW


def came(one: Presence, at: dt.datetime, how: How = How.QR) -> Presence:
    presence.check_in(one, how, code=crew.code(one.slot), by=None, at=at)
    return crew.again(one)


def went(one: Presence, at: dt.datetime, how: How = How.QR) -> Presence:
    presence.check_out(one, how, code=crew.code(one.slot), by=None, at=at)
    return crew.again(one)


@pytest.mark.parametrize(
    ("before", "after", "minutes"),
    [
        (0, 0, 120),
        (-10, 10, 140),
        (-50, 15, 150),  # clipped to a quarter of an hour on both sides
        (0, -48, 72),  # 60 % of it
        (0, -49, 0),  # less
        (100, 0, 0),
    ],
)
def test_time_is_from_in_to_out_clipped_to_the_shift(before, after, minutes):
    """X19."""
    one = crew.signed_up(crew.shift())

    one = came(one, TOMORROW + before * MINUTE)
    one = went(one, TOMORROW + 2 * HOUR + after * MINUTE)

    assert one.minutes == minutes
    assert queries.hours(queries.services(crew.whose(one))).recorded == minutes


def test_the_playbook_sets_how_much_of_a_shift_is_enough():
    """X19."""
    one = crew.signed_up(crew.shift())
    listings.put_terms(make.district(), {"presence_percent": 25}, at=NOON)

    one = went(came(one, TOMORROW), TOMORROW + 30 * MINUTE)

    assert one.minutes == 30


def test_what_is_left_open_is_closed_at_the_end_with_a_flag():
    """X19."""
    one = came(crew.signed_up(crew.shift()), TOMORROW)
    ended = TOMORROW + 2 * HOUR

    assert presence.close_over(one.district_id, at=ended - MINUTE) == 0
    assert presence.close_over(one.district_id, at=ended) == 1
    assert presence.close_over(one.district_id, at=ended) == 0

    one = crew.again(one)
    assert (one.out_at, one.is_auto_closed, one.minutes) == (ended, True, 120)
    one = went(one, ended + 10 * MINUTE)  # she was still there
    assert (one.is_auto_closed, one.minutes) == (False, 130)


def test_after_that_the_end_stands():
    one = came(crew.signed_up(crew.shift()), TOMORROW)
    ended = TOMORROW + 2 * HOUR
    presence.close_over(one.district_id, at=ended)

    with pytest.raises(Refusal, match="已经结束"):
        went(crew.again(one), ended + 16 * MINUTE)


@pytest.mark.parametrize(
    ("at", "why"), [(-61 * MINUTE, "还太早"), (2 * HOUR + MINUTE, "已经结束")]
)
def test_nobody_checks_in_long_before_or_after(at, why):
    with pytest.raises(Refusal, match=why):
        came(crew.signed_up(crew.shift()), TOMORROW + at)


def test_the_digits_change_and_only_the_present_ones_open():
    """X19: by a code typed."""
    one = crew.signed_up(crew.shift())
    digits = hours.spot_code(one.slot_id, at=TOMORROW)

    with pytest.raises(Refusal, match="数字码不对"):
        presence.check_in(one, How.CODE, code="000 000", by=None, at=TOMORROW)
    with pytest.raises(Refusal, match="数字码不对"):
        presence.check_in(one, How.CODE, code=digits, by=None, at=TOMORROW + 11 * MINUTE)
    typed = f"{digits[:3]} {digits[3:]}"
    presence.check_in(one, How.CODE, code=typed, by=None, at=TOMORROW + 4 * MINUTE)

    assert crew.again(one).in_how == "CODE"


def test_the_code_of_another_shift_does_not_open_this_one():
    one, other = crew.signed_up(crew.shift()), crew.shift()

    with pytest.raises(Refusal, match="不是这一班"):
        presence.check_in(one, How.QR, code=crew.code(other), by=None, at=TOMORROW)


def test_by_the_list_only_who_organises():
    """X19."""
    unit = crew.unit()
    one = crew.signed_up(crew.shift(of=unit))

    for stranger in (make.unit_lead(crew.unit()), make.dispatcher()):
        with pytest.raises(NotAllowed):
            presence.check_in(one, How.LIST, by=stranger, at=TOMORROW)
    presence.check_in(one, How.LIST, by=make.unit_lead(unit), at=TOMORROW)

    assert crew.again(one).in_how == "LIST"


def test_a_second_tap_changes_nothing():
    one = came(crew.signed_up(crew.shift()), TOMORROW)
    one = came(one, TOMORROW + 20 * MINUTE)

    assert one.in_at == TOMORROW
    one = went(one, TOMORROW + 2 * HOUR)
    assert went(one, TOMORROW + 2 * HOUR + 10 * MINUTE).out_at == TOMORROW + 2 * HOUR


def test_everything_is_in_the_timeline():
    """X19."""
    lead, second = (make.unit_lead(unit := crew.unit()), make.handler(unit))
    one = came(crew.signed_up(crew.shift(of=unit)), TOMORROW)
    presence.close_over(one.district_id, at=TOMORROW + 2 * HOUR)
    one = crew.again(one)
    manual.add(one, minutes=30, why="收拾场地", by=lead, at=TOMORROW + 3 * HOUR)
    manual.agree(one, by=second, at=TOMORROW + 4 * HOUR)

    verbs = [entry.verb for entry in timeline.of(one)]
    assert verbs == ["sign_up", "check_in", "auto_close", "add_manual", "agree_manual"]
    assert timeline.rebuild(one) == timeline.snapshot(crew.again(one))
    assert timeline.verify(crew.again(one)) is None


def test_time_by_hand_needs_a_second_person_and_stays_apart():
    """X19."""
    lead, second = (make.unit_lead(unit := crew.unit()), make.handler(unit))
    one = went(came(crew.signed_up(crew.shift(of=unit)), TOMORROW), TOMORROW + 2 * HOUR)
    late = TOMORROW + DAY_AFTER

    manual.add(one, minutes=45, why="手机没电", by=lead, at=late)
    assert _hours(one) == (120, 0)
    with pytest.raises(NotAllowed, match="另一个人"):
        manual.agree(crew.again(one), by=lead, at=late)
    manual.agree(crew.again(one), by=second, at=late)

    assert _hours(one) == (120, 45)
    assert crew.again(one).minutes == 120
    with pytest.raises(Refusal, match="已经复核"):
        manual.add(crew.again(one), minutes=500, why="再加", by=lead, at=late)


DAY_AFTER = 24 * HOUR


def _hours(one: Presence) -> tuple[int, int]:
    told = queries.hours(queries.services(crew.whose(one)))
    return told.recorded, told.manual


def test_nobody_agrees_to_her_own_time():
    """X19."""
    lead, second = (make.unit_lead(unit := crew.unit()), make.handler(unit))
    one = crew.signed_up(crew.shift(of=unit), crew.volunteer(second))
    manual.add(one, minutes=60, why="没签上", by=lead, at=TOMORROW + 3 * HOUR)

    with pytest.raises(NotAllowed, match="自己的时长"):
        manual.agree(crew.again(one), by=second, at=TOMORROW + 4 * HOUR)


def test_the_table_itself_wants_two():
    """X19: whatever code is wrong above it."""
    lead = make.unit_lead(unit := crew.unit())
    one = crew.signed_up(crew.shift(of=unit))
    rows = Presence.objects.filter(district_id=one.district_id, pk=one.pk)

    with pytest.raises(Exception, match="presence_manual_by_two"):
        rows.update(manual_by=lead, agreed_by=lead)


def test_who_did_not_come_is_known_to_her_organiser_and_herself_alone():
    """X21."""
    lead = make.unit_lead(unit := crew.unit())
    slot, user = crew.shift(of=unit), make.user()
    came(crew.signed_up(slot), TOMORROW)
    absent = crew.signed_up(slot, crew.volunteer(user))
    ended = TOMORROW + 2 * HOUR

    assert presence.mark_missed(slot.district_id, at=ended + 23 * HOUR) == 0
    assert presence.mark_missed(slot.district_id, at=ended + 24 * HOUR) == 1

    claim, on = crew.again(absent).claim, (ended + 24 * HOUR).date()
    assert claim.state == "MISSED"
    for person, sees in ((lead, True), (user, True), (make.dispatcher(), False)):
        visible = exchange.claims_visible_to(person, on=on)
        assert visible.filter(pk=claim.pk).exists() is sees


def test_where_nobody_was_checked_in_nobody_is_said_to_have_missed_it():
    slot = crew.shift()
    crew.signed_up(slot)

    assert presence.mark_missed(slot.district_id, at=slot.ends_at + 48 * HOUR) == 0


def test_an_absence_that_was_none_is_put_right_by_two():
    lead, second = (make.unit_lead(unit := crew.unit()), make.handler(unit))
    slot = crew.shift(of=unit)
    came(crew.signed_up(slot), TOMORROW)
    absent = crew.signed_up(slot)
    later = slot.ends_at + 25 * HOUR
    presence.mark_missed(slot.district_id, at=later)

    manual.add(crew.again(absent), minutes=120, why="在后厨，没签到", by=lead, at=later)
    manual.agree(crew.again(absent), by=second, at=later)

    assert crew.again(absent).claim.state == "DONE"


def test_no_table_keeps_a_count_or_a_score_of_a_person():
    """X19: hours are summed when somebody asks."""
    numbers = {"IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "FloatField"}
    for model in (Volunteer, Member):
        kept = {
            field.name
            for field in model._meta.concrete_fields
            if field.get_internal_type() in numbers
        }
        assert kept <= {"seq"}
