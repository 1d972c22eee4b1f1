"""A meeting from its plan to its minutes, and what comes back until it is done (X31, X34)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lianxin.cases.actions import meeting as cases
from lianxin.cases.models import Case, Parking
from lianxin.exchange.models import Cell
from lianxin.following import tasks as following
from lianxin.following.models import News
from lianxin.gatherings import policy, queries, rhythm
from lianxin.gatherings.actions import agenda, calling, coming, doing, sitting
from lianxin.gatherings.actions.agenda import Proposal
from lianxin.gatherings.actions.keeping import File
from lianxin.gatherings.actions.sitting import Decision, Votes
from lianxin.gatherings.models import Action, Attendee, Item, Meeting, Resolution, Topic
from lianxin.gatherings.notices import KINDS, MeetingNotice
from lianxin.kernel import privacy, timeline
from lianxin.kernel.calendar import WorkingCalendar
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Thing
from lianxin.outbox import wording
from lianxin.outbox.models import Delivery, Message
from tests import make
from tests.exchange import shelf
from tests.gatherings.rooms import Room, fresh, morning, planned, room
from tests.kernel.race import race
from tests.make import NOON

HOUR = dt.timedelta(hours=1)
MARCH, APRIL = dt.date(2026, 3, 27), dt.date(2026, 4, 24)
HELD_AT = morning(MARCH)


def topic(on: Meeting, of: Room, title: str = "小区停车") -> Topic:
    return agenda.add(on, Proposal(title), by=of.clerk, at=NOON, key=new_id())


def decision(of: Room, **fields: Any) -> Decision:
    told: dict[str, Any] = {
        "text": "划一百个车位",
        "owner": of.unit,
        "due_on": dt.date(2026, 5, 1),
    }
    return Decision(**(told | fields))


def begun(of: Room, on: Meeting) -> Meeting:
    sitting.open_session(on, by=of.clerk, at=HELD_AT)
    return on


def lines(of: Meeting) -> list[str]:
    told = queries.agenda_of(of)
    return [one.topic.title if one.topic else one.action.text for one in told]


def test_what_stays_open_is_at_the_top_of_the_next_agenda() -> None:
    """X31, with the next meeting planned, and with none yet."""
    of = room()
    first = planned(of)
    second = planned(of, APRIL)
    kept, done = topic(first, of, "停车"), topic(first, of, "路灯")
    topic(second, of, "四月的新议题")
    begun(of, first)
    sitting.adopt(done, decision(of, text="换灯"), by=of.clerk, at=HELD_AT, key=new_id())
    sitting.carry(kept, by=of.clerk, at=HELD_AT)
    sitting.adjourn(first, by=of.clerk, at=HELD_AT + HOUR)

    assert lines(second) == ["换灯", "停车", "四月的新议题"]
    assert [one.is_back for one in queries.agenda_of(second)] == [True, True, False]
    assert [one.heard for one in queries.agenda_of(first)] == ["CARRIED", "DECIDED"]
    second = fresh(second)
    begun(of, second)
    sitting.adjourn(second, by=of.clerk, at=morning(APRIL) + HOUR)
    third = planned(of, dt.date(2026, 5, 22), at=morning(APRIL) + 2 * HOUR)
    assert lines(third)[:3] == ["换灯", "停车", "四月的新议题"]


def test_a_resolution_says_what_who_and_until_when() -> None:
    """X31: refused by the action, and by the table."""
    of = room()
    on = planned(of)
    about = topic(on, of)
    begun(of, on)
    for missing in (
        {"text": " "},
        {"owner": None},
        {"due_on": None},
        {"due_on": dt.date(2026, 1, 1)},
    ):
        with pytest.raises(Refusal):
            sitting.adopt(about, decision(of, **missing), by=of.clerk, at=HELD_AT, key=new_id())
    made = sitting.adopt(about, decision(of), by=of.clerk, at=HELD_AT, key=new_id())
    rows = Resolution.objects.filter(pk=made.pk)
    for empty in ({"owner": None}, {"due_on": None}, {"text": ""}, {"votes_for": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**empty)


def test_a_parked_case_comes_by_itself_and_takes_its_decision_home() -> None:
    """X31, C21: in the same transaction."""
    of = room()
    on, case = planned(of), make.case(accepted=True)
    cases.park(case, reason="三家都说不归自己管", by=make.dispatcher(), at=NOON)
    about = Topic.objects.get(case=case)
    assert (about.meeting, lines(on)) == (on, [case.subject])

    begun(of, on)
    made = sitting.adopt(about, decision(of), by=of.clerk, at=HELD_AT, key=new_id())
    parking = Parking.objects.get()
    assert (parking.decision, parking.owner, parking.due_on) == (made.text, of.unit, made.due_on)
    assert Case.objects.get().meeting_on is None
    assert "划一百个车位" in make.last_entry(case).note
    kinds = [step.link.to_kind for step in lineage.descendants(case.district_id, Thing.of(case))]
    assert kinds == ["gatherings.topic", "gatherings.resolution", "gatherings.action"]


def test_a_case_not_decided_is_carried_to_the_next_meeting_and_says_so() -> None:
    """X7, C21."""
    of = room()
    case = make.case(accepted=True)
    cases.park(case, reason="权属不清", by=make.dispatcher(), at=NOON)
    on = planned(of)
    assert lines(on) == [case.subject]
    begun(of, on)
    sitting.adjourn(on, by=of.clerk, at=HELD_AT + HOUR)

    assert Case.objects.get().meeting_on == APRIL
    assert lines(planned(of, APRIL, at=HELD_AT + 2 * HOUR)) == [case.subject]


def test_what_is_decided_or_carried_over_on_the_page_of_the_case_leaves_the_agenda() -> None:
    of = room()
    on, case, other = planned(of), make.case(accepted=True), make.case(accepted=True)
    desk = make.dispatcher()
    for one in (case, other):
        cases.park(one, reason="权属不清", by=desk, at=NOON)
    cases.decide(
        case, decision="街道先修", owner=of.unit, due_on=dt.date(2026, 5, 1), by=desk, at=NOON
    )
    cases.carry_over(other, to=APRIL, by=desk, at=NOON)

    assert [one.heard for one in queries.agenda_of(on)] == ["ENDED", "CARRIED"]
    assert Topic.objects.get(case=case).outcome == "街道先修"
    assert lines(planned(of, APRIL)) == [other.subject]


def test_the_same_decision_twice_is_one_and_nothing_is_decided_outside_a_session() -> None:
    of = room()
    on = planned(of)
    about, key = topic(on, of), new_id()
    with pytest.raises(IllegalMove, match="不在进行中"):
        sitting.adopt(about, decision(of), by=of.clerk, at=NOON, key=key)
    begun(of, on)
    made = [
        sitting.adopt(about, decision(of), by=of.clerk, at=HELD_AT, key=key).pk for _n in range(2)
    ]
    assert made[0] == made[1]
    assert (Resolution.objects.count(), Action.objects.count()) == (1, 1)
    assert timeline.verify(about) is None


def test_votes_are_counted_and_a_lost_one_is_no_resolution() -> None:
    of = room()
    on = planned(of)
    about = topic(on, of)
    begun(of, on)
    with pytest.raises(Refusal, match="没有通过"):
        sitting.adopt(
            about, decision(of, votes=Votes(2, 3, 1)), by=of.clerk, at=HELD_AT, key=new_id()
        )
    told = decision(of, votes=Votes(4, 1, 0))
    made = sitting.adopt(about, told, by=of.clerk, at=HELD_AT, key=new_id())
    assert (made.votes_for, made.votes_against, made.abstained) == (4, 1, 0)


def test_the_minutes_are_approved_by_the_chair_and_go_out_within_three_working_days() -> None:
    """X31: minutes ≤ 3 working days, and whoever owes them is reminded."""
    of = room()
    on = begun(of, planned(of))
    sitting.adjourn(on, by=of.clerk, at=HELD_AT + HOUR)
    assert on.minutes_due_at is not None
    assert (on.minutes_due_at.date(), on.state) == (dt.date(2026, 4, 1), "HELD")
    with pytest.raises(NotAllowed, match="主持人"):
        sitting.approve(on, by=of.clerk, at=HELD_AT)
    late = morning(dt.date(2026, 4, 2))
    assert doing.remind_of_minutes(on.district_id, at=late) == 1
    doing.remind_of_minutes(on.district_id, at=late + 24 * HOUR)
    assert Message.objects.filter(to=of.clerk, kind="minutes_due").count() == 1

    sitting.approve(on, by=of.chair, at=late)
    sitting.send_back(on, reason="第二条写错了", by=of.chair, at=late)
    sitting.approve(on, by=of.chair, at=late)
    assert not policy.decided(on.district_id).exists()
    sitting.send(on, by=of.clerk, at=late)
    assert policy.decided(on.district_id).get() == on
    assert {one.to for one in Message.objects.filter(kind="minutes_sent")} == {
        of.chair, of.member, of.mediator,
    }  # fmt: skip
    assert timeline.verify(on) is None


def test_an_action_comes_back_until_it_is_closed_with_a_report() -> None:
    of = room()
    on = begun(of, planned(of))
    made = doing.assign(
        on, text="摸清家底", owner=of.unit, due_on=dt.date(2026, 4, 10), by=of.clerk, at=HELD_AT,
        key=new_id(),
    )  # fmt: skip
    sitting.adjourn(on, by=of.clerk, at=HELD_AT)
    assert Message.objects.get(to=of.member, kind="action_given").facts["until"] == "2026-04-10"
    assert doing.remind(on.district_id, at=morning(dt.date(2026, 4, 8))) == 1
    assert doing.remind(on.district_id, at=morning(dt.date(2026, 4, 12))) == 1
    doing.remind(on.district_id, at=morning(dt.date(2026, 4, 13)))
    assert Message.objects.filter(to=of.member, kind="action_due").count() == 2

    with pytest.raises(NotAllowed):
        doing.report(made, text="好了", by=make.handler(make.organisation()), at=HELD_AT)
    with pytest.raises(Refusal):
        doing.report(made, text=" ", by=of.member, at=HELD_AT)
    proof = make.upload()
    doing.report(
        made,
        text="摸清了",
        files=[File(proof.name, proof.size, proof.content)],
        by=of.member,
        at=HELD_AT,
    )
    with pytest.raises(NotAllowed):
        doing.close(made, by=of.member, at=HELD_AT)
    doing.send_back(made, reason="缺名单", by=of.clerk, at=HELD_AT)
    doing.report(made, text="名单也有了", by=of.member, at=HELD_AT)
    second = planned(of, APRIL)
    assert lines(second) == ["摸清家底"]
    doing.close(made, by=of.clerk, at=HELD_AT)
    assert queries.agenda_of(second)[0].heard == "ENDED"
    begun(of, second)
    sitting.adjourn(second, by=of.clerk, at=morning(APRIL))
    assert lines(planned(of, dt.date(2026, 5, 22))) == []


def test_a_waived_action_says_why() -> None:
    of = room()
    on = begun(of, planned(of))
    made = doing.assign(
        on, text="摸清家底", owner=of.unit, due_on=dt.date(2026, 4, 10), by=of.clerk, at=HELD_AT,
        key=new_id(),
    )  # fmt: skip
    with pytest.raises(Refusal):
        doing.waive(made, reason="", by=of.clerk, at=HELD_AT)
    doing.waive(made, reason="并入另一件", by=of.clerk, at=HELD_AT)
    assert (made.state, made.reason) == ("WAIVED", "并入另一件")
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=made.pk).update(reason="")


def test_a_meeting_is_called_answered_and_its_quorum_counted() -> None:
    of = room()
    on = planned(of)
    guest = calling.invite(
        on, name="陈律师", email="chen@example.cn", part="EXPERT", by=of.clerk, at=NOON,
        key=new_id(),
    )  # fmt: skip
    calling.call(on, by=of.clerk, at=NOON)
    assert Delivery.objects.filter(kind="meeting_called").count() == 1
    assert Message.objects.filter(kind="meeting_called").count() == 3

    code = privacy.tracking_code(guest.pk)
    coming.answer(guest, "COMING", code=code, at=NOON)
    with pytest.raises(NotAllowed):
        coming.answer(guest, "AWAY", code="00000000", at=NOON)
    seat = Attendee.objects.select_related("meeting", "unit", "user").get(unit=of.unit)
    with pytest.raises(Refusal, match="派谁"):
        coming.answer(seat, "DEPUTY", by=of.member, at=NOON)
    coming.answer(seat, "DEPUTY", deputy="小王", by=of.member, at=NOON)
    with pytest.raises(NotAllowed):
        coming.answer(seat, "AWAY", by=make.user(), at=NOON)
    with pytest.raises(IllegalMove, match="半小时"):
        coming.sign_in(guest, code=code, at=NOON)

    on = begun(of, fresh(on))
    seat.meeting = guest.meeting = on
    coming.sign_in(seat, by=of.member, at=HELD_AT)
    coming.sign_in(guest, code=code, at=HELD_AT)
    assert (queries.quorum_of(on).here, queries.quorum_of(on).is_met) == (1, False)
    lead = Attendee.objects.get(user=of.chair)
    sitting.mark(on, [lead.pk], by=of.clerk, at=HELD_AT)
    told = queries.quorum_of(on)
    assert (told.here, told.invited, told.needed, told.is_met) == (2, 2, 2, True)
    sitting.mark(on, [], by=of.clerk, at=HELD_AT)
    assert Attendee.objects.filter(here_at__isnull=False).count() == 2


def test_moving_a_meeting_moves_its_room_and_cancelling_frees_it() -> None:
    """X34: the room is given back and had anew; nobody can have it at that time meanwhile."""
    space = shelf.space()
    of = room(space=space)
    on = planned(of)
    assert Cell.objects.filter(space=space).exists()
    with pytest.raises(Refusal, match="已经有人预约"):
        planned(of)
    assert Meeting.objects.count() == 1
    calling.call(on, by=of.clerk, at=NOON)
    seat = Attendee.objects.select_related("meeting").get(unit=of.unit)
    coming.answer(seat, "COMING", by=of.member, at=NOON)
    on = fresh(on)
    calling.move(on, starts_at=morning(dt.date(2026, 3, 30)), by=of.clerk, at=NOON)
    on = fresh(on)
    assert (on.moves, on.claim.starts_at) == (1, on.starts_at)
    assert Attendee.objects.get(pk=seat.pk).answer == "ASKED"
    assert Message.objects.filter(kind="meeting_moved").count() == 3

    with pytest.raises(Refusal, match="为什么取消"):
        calling.cancel(on, reason=" ", by=of.clerk, at=NOON)
    calling.cancel(on, reason="台风", by=of.clerk, at=NOON)
    assert not Cell.objects.filter(space=space).exists()
    assert (on.moves, on.state) == (2, "CANCELLED")
    assert Message.objects.filter(kind="meeting_cancelled").count() == 3


def test_what_a_cancelled_meeting_had_goes_to_the_next() -> None:
    of = room()
    first, second = planned(of), planned(of, APRIL)
    topic(first, of, "停车")
    topic(second, of, "电梯")
    calling.cancel(first, reason="台风", by=of.clerk, at=NOON)
    assert lines(second) == ["停车", "电梯"]


def test_residents_hand_topics_in_and_hear_what_became_of_them() -> None:
    """X33: the topic, its resolution and the task that follows."""
    of, who, key = room(), make.user(), new_id()
    for _again in range(2):
        about = agenda.submit(of.series, Proposal("夜市"), user=who, at=NOON, key=key)
    assert Message.objects.filter(to=of.clerk, kind="topic_submitted").count() == 1
    on = planned(of)
    calling.call(on, by=of.clerk, at=NOON)
    about = Topic.objects.whole().get(pk=about.pk)
    with pytest.raises(NotAllowed):
        agenda.admit(about, on, by=who, at=NOON)
    agenda.admit(about, on, by=of.clerk, at=NOON)
    begun(of, on)
    sitting.adopt(about, decision(of), by=of.clerk, at=HELD_AT, key=new_id())
    task = Action.objects.whole().get()
    doing.report(task, text="划好了", by=of.member, at=HELD_AT)
    doing.close(task, by=of.clerk, at=HELD_AT)
    told = list(News.objects.order_by("pk"))
    assert len(told) == 4
    for one in told:
        following.tell.func(one.district_id, str(one.pk))
    assert Message.objects.filter(to=who).count() == 4

    other = agenda.submit(of.series, Proposal("练歌房"), user=who, at=NOON, key=new_id())
    with pytest.raises(Refusal):
        agenda.drop(other, reason=" ", by=of.clerk, at=NOON)
    agenda.drop(other, reason="不归会议管", by=of.clerk, at=NOON)
    assert other.state == "DROPPED"


def test_a_topic_is_referred_with_where_and_a_case_is_not() -> None:
    of = room()
    on, case = planned(of), make.case(accepted=True)
    about = topic(on, of)
    cases.park(case, reason="权属不清", by=make.dispatcher(), at=NOON)
    agenda.refer(about, to="转议事厅", by=of.clerk, at=NOON)
    assert queries.agenda_of(on)[0].heard == "ENDED"
    with pytest.raises(IllegalMove, match="留到下次"):
        agenda.drop(Topic.objects.whole().get(case=case), reason="不议", by=of.clerk, at=NOON)


def test_lines_are_put_in_order_by_the_clerk() -> None:
    of = room()
    on = planned(of)
    for title in "甲乙丙":
        topic(on, of, title)
    last = Item.objects.select_related("meeting__series__convener__place").order_by("rank").last()
    agenda.order(last, up=True, by=of.clerk, at=NOON)
    assert lines(on) == ["甲", "丙", "乙"]


def test_who_runs_it_and_who_sees_it() -> None:
    of = room()
    on = planned(of)
    stranger = make.handler(make.organisation())
    for act in (calling.call, sitting.open_session):
        with pytest.raises(NotAllowed):
            act(on, by=stranger, at=NOON)
    day = NOON.date()
    for one in (of.clerk, of.chair, of.member, of.mediator):
        assert policy.visible_to(one, on.district_id, on=day).exists()
    assert not policy.visible_to(stranger, on.district_id, on=day).exists()
    assert not policy.public(on.district_id).exists()


def test_its_rhythm_keeps_off_holidays() -> None:
    told = WorkingCalendar(
        {MARCH: False, dt.date(2026, 3, 28): False, dt.date(2026, 3, 29): False}
    )
    days = rhythm.days(dt.date(2026, 3, 1), week=4, weekday=4, months=1, calendar=told)
    assert [next(days), next(days)] == [dt.date(2026, 3, 30), APRIL]
    last = rhythm.days(
        dt.date(2026, 2, 1), week=5, weekday=0, months=3, calendar=WorkingCalendar()
    )
    assert next(last) == dt.date(2026, 4, 27)


def test_one_series_alone_has_cases() -> None:
    of = room()
    told = calling.Told("另一个", "MONTHLY", of.series.convener, dt.time(9), has_cases=True)
    with pytest.raises(Refusal, match="已有一个"):
        calling.put_series(make.district(), "other", told, by=of.clerk, at=NOON, key=new_id())


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_decide_at_once_one_does() -> None:
    of = room()
    on = planned(of)
    about = topic(on, of)
    begun(of, on)

    def decide(_n: int) -> object:
        one = Topic.objects.whole().get(pk=about.pk)
        return sitting.adopt(one, decision(of), by=None, at=HELD_AT, key=new_id())

    answers = race(decide, runners=2)
    assert sum(isinstance(one, Resolution) for one in answers) == 1
    assert (Resolution.objects.count(), Action.objects.count()) == (1, 1)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_message_says_what_it_is_about(kind: str, language: str) -> None:
    told = MeetingNotice(
        kind=kind, ref="WHH-26-00001", subject="月度连心会", link="/x/", text="三楼",
        until="2026-03-27T09:00:00+08:00",
    )  # fmt: skip
    worded = wording.render(kind, vars(told), language)
    for part in (worded.subject, worded.body, worded.short):
        assert "月度连心会" in part
