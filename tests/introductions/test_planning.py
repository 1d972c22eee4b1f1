"""What both sides do together: planned, shown, accepted, ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lianxin.introductions import queries
from lianxin.introductions.actions import Party, planning, recording, reminding
from lianxin.introductions.actions.planning import Planned
from lianxin.introductions.models import Introduction, Milestone
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal, Repeated
from lianxin.outbox.models import Delivery, Message
from tests import make
from tests.introductions import pairs
from tests.kernel.race import race
from tests.make import NOON

LATER = NOON.date() + dt.timedelta(days=60)


def planned(of: Introduction, title: str = "小试", *, by: Any = None, **told: Any) -> Milestone:
    fields: dict[str, Any] = {"title": title, "due_on": LATER, **told}
    made = planning.plan(of, Planned(**fields), by=by, at=NOON, key=new_id())
    return again(made)


def again(one: Milestone) -> Milestone:
    rows = Milestone.objects.filter(district_id=one.district_id)
    found: Milestone = rows.select_related("side", "introduction").get(pk=one.pk)
    return found


def test_a_need_becomes_a_project_of_both_with_milestones():
    """MAT-12: each side plans and does its part, the other accepts; a letter for each step."""
    campus = make.organisation(name="海洋大学", kind="CAMPUS")
    mine = make.handler(campus)
    made = pairs.introduction(first=Party(organisation=campus))
    trial = planned(made, side=1, by=mine)
    assert Delivery.objects.filter(district_id=made.district_id, kind="project_planned").exists()

    planning.report(trial, text="通量提高三成", by=mine, at=NOON)
    with pytest.raises(NotAllowed):
        planning.accept(trial, by=mine, at=NOON)
    code = pairs.code(made, 2)
    planning.send_back(trial, note="缺检测报告", code=code, at=NOON)
    assert (trial.state, trial.report) == ("PLANNED", "通量提高三成")
    planning.report(trial, text="附检测报告", by=mine, at=NOON)
    planning.accept(trial, code=code, at=NOON)
    assert again(trial).accepted_at == NOON
    told = Message.objects.filter(district_id=made.district_id, to=mine)
    kinds = set(told.values_list("kind", flat=True))
    assert {"project_back", "project_accepted"} <= kinds
    assert [entry.verb for entry in timeline.of(trial)] == [
        "plan", "report", "send_back", "report", "accept",
    ]  # fmt: skip


def test_a_secondment_ends_with_its_report():
    """MAT-05: the person and the host plan; the final report comes last, once, and ends it."""
    person, host = make.user(), make.organisation(name="环保园", kind="PARK")
    made = pairs.introduction(first=Party(user=person), second=Party(organisation=host))
    study = planned(made, "排查五家企业", side=1, by=person)
    final = planned(made, "难题与建议", side=1, is_final=True, by=make.handler(host))
    assert queries.milestones_of(made) == [study, final]
    with pytest.raises(Refusal, match="总结报告"):
        planned(made, "又一份", is_final=True)
    with pytest.raises(Refusal, match="全部验收"):
        planning.report(final, text="五条建议", by=person, at=NOON)

    for one in (study, final):
        planning.report(one, text="做完了", by=person, at=NOON)
        planning.accept(one, by=make.handler(host), at=NOON)
    with pytest.raises(Refusal, match="已经完成"):
        planned(made, "再来一段", by=person)


def test_who_is_of_neither_side_may_nothing_and_each_its_own_part():
    campus = make.organisation(name="海洋大学", kind="CAMPUS")
    made = pairs.introduction(first=Party(organisation=campus))
    theirs = planned(made, side=2)
    for act in (
        lambda by: planned(made, by=by),
        lambda by: planning.report(theirs, text="做完了", by=by, at=NOON),
        lambda by: planning.replan(theirs, title="甲", due_on=LATER, by=by, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            act(make.user())
    with pytest.raises(NotAllowed, match="另一方"):
        planning.report(theirs, text="做完了", by=make.handler(campus), at=NOON)
    with pytest.raises(NotAllowed):
        planning.report(theirs, text="做完了", code="错的链接", at=NOON)
    planning.report(theirs, text="电话里说的", by=make.dispatcher(), at=NOON)
    planning.accept(theirs, by=make.dispatcher(), at=NOON)


def test_what_was_typed_wrong_is_told_by_its_field_and_what_is_shown_is_not_replanned():
    made = pairs.introduction()
    for told, field in (({"title": " "}, "title"), ({"side": 3}, "side")):
        with pytest.raises(Refusal) as refused:
            planned(made, **told)
        assert refused.value.field == field
    one = planned(made)
    key = new_id()
    planning.replan(one, title="中试", due_on=LATER, by=None, at=NOON, key=key)
    assert one.title == "中试"
    with pytest.raises(Repeated):
        planning.replan(one, title="中试", due_on=LATER, by=None, at=NOON, key=key)
    planning.report(one, text="做完了", code=pairs.code(made, 1), at=NOON)
    with pytest.raises(IllegalMove):
        planning.replan(one, title="大试", due_on=LATER, by=None, at=NOON)


def test_nothing_is_planned_where_nothing_came_of_it():
    made = pairs.introduction()
    recording.fall_through(made, reason="价格谈不拢", by=None, at=NOON)
    with pytest.raises(Refusal, match="没有谈成"):
        planned(made)


@pytest.mark.django_db(transaction=True)
def test_planned_twice_at_once_is_one_and_there_is_one_final_report():
    made, key = pairs.introduction(), new_id()
    told = Planned("总结", LATER, is_final=True)

    def same(_number: int) -> Any:
        return planning.plan(made, told, by=None, at=NOON, key=key).pk

    assert len(set(race(same, runners=3))) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.create(
            district_id=made.district_id, introduction=made, title="又", due_on=LATER,
            is_final=True,
        )  # fmt: skip


def reminders(of: Introduction) -> list[tuple[str, Any]]:
    """What people with an account were reminded of, in order."""
    kinds = ["project_due", "project_waiting"]
    told = Message.objects.filter(district_id=of.district_id, kind__in=kinds)
    return list(told.order_by("queued_at", "pk").values_list("kind", "to"))


def test_each_side_is_reminded_once_of_what_it_has_to_do():
    """MAT-12: a week before its day and on the day after; who accepts, after a week."""
    mine, theirs = make.user(), make.user()
    made = pairs.introduction(first=Party(user=mine), second=Party(user=theirs))
    trial = planned(made, side=1, by=mine)
    week, day = dt.timedelta(days=7), dt.timedelta(days=1)
    due = NOON + dt.timedelta(days=60)

    for moment in (due - week - day, due - week, due - day, due, due + day, due + 2 * day):
        reminding.remind(made.district_id, at=moment)
    assert reminders(made) == [("project_due", mine.pk), ("project_due", mine.pk)]

    planning.report(trial, text="通量提高三成", by=mine, at=due + 2 * day)
    for days in (6, 9, 10):
        reminding.remind(made.district_id, at=due + days * day)
    assert reminders(made)[2:] == [("project_waiting", theirs.pk)]


def test_nobody_is_reminded_of_what_cannot_be_done_now():
    mine = make.user()
    made = pairs.introduction(first=Party(user=mine))
    planned(made, side=2, by=mine)
    planned(made, "总结", side=1, is_final=True, by=mine)
    reminding.remind(made.district_id, at=NOON + dt.timedelta(days=59))
    assert reminders(made) == []  # the other side has no account: it got its letter with a link
    letters = Delivery.objects.filter(district_id=made.district_id, kind="project_due")
    assert letters.count() == 1

    recording.fall_through(made, reason="不合适", by=None, at=NOON)
    reminding.remind(made.district_id, at=NOON + dt.timedelta(days=61))
    assert letters.count() == 1


def test_a_plan_that_was_changed_reminds_anew():
    mine = make.user()
    made = pairs.introduction(first=Party(user=mine))
    trial = planned(made, side=1, by=mine)
    day = dt.timedelta(days=1)
    reminding.remind(made.district_id, at=NOON + 55 * day)
    planning.replan(trial, title="小试", due_on=LATER + 30 * day, by=mine, at=NOON + 56 * day)

    reminding.remind(made.district_id, at=NOON + 57 * day)
    assert len(reminders(made)) == 1
    reminding.remind(made.district_id, at=NOON + 85 * day)
    assert len(reminders(made)) == 2
