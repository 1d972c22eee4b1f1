"""A class lays out what must be done; nothing is called solved before it is."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.cases import together
from lianxin.cases.actions import checklist, dispatch, handling
from lianxin.cases.models import Case, Task
from lianxin.kernel import timeline
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.outbox.models import Message
from tests import make


def labels(case: Case) -> list[str]:
    return [task.label for task in together.tasks_of(case)]


def visit(case: Case) -> Task:
    return Task.objects.get(case=case, code="VISIT")


@pytest.fixture
def case() -> Case:
    return make.case(accepted=True, class_code="HOUSING")


def test_a_case_begins_with_the_checklist_of_its_class(case: Case) -> None:
    """C16."""
    assert labels(case) == ["上门查看", "提醒邻居"]
    assert labels(make.case(class_code="ROADS")) == []
    assert labels(make.case()) == []


def test_classing_lays_the_checklist_and_keeps_what_is_done(noon: dt.datetime) -> None:
    """C16: undone lines of the old class go; done ones and the unit's own stay."""
    case = make.case(accepted=True)
    dispatch.classify(case, class_code="HOUSING", grade="NORMAL", by=None, at=noon)
    checklist.tick(case, task=visit(case), by=None, at=noon)
    checklist.add_task(case, label="拍照留存", by=None, at=noon)

    dispatch.classify(case, class_code="ROADS", grade="NORMAL", by=None, at=noon)
    assert labels(case) == ["上门查看", "拍照留存"]

    dispatch.classify(case, class_code="HOUSING", grade="NORMAL", by=None, at=noon)
    assert sorted(labels(case)) == sorted(["上门查看", "拍照留存", "提醒邻居"])
    assert visit(case).done_at == noon


@pytest.mark.parametrize("outcome", ["SOLVED", "PARTLY"])
def test_a_required_line_holds_the_answer_back(
    case: Case, noon: dt.datetime, outcome: str
) -> None:
    """C16."""
    with pytest.raises(Refusal, match="上门查看") as refused:
        handling.answer(case, outcome=outcome, note="好了", by=None, at=noon)
    assert "提醒邻居" not in refused.value.message
    with pytest.raises(Refusal, match="上门查看"):
        dispatch.close(case, outcome=outcome, note="好了", by=make.dispatcher(), at=noon)

    checklist.tick(case, task=visit(case), note="已看", by=None, at=noon)
    handling.answer(case, outcome=outcome, note="好了", by=None, at=noon)

    assert case.state == "ANSWERED"


def test_what_was_not_done_may_be_explained(case: Case, noon: dt.datetime) -> None:
    """C16: the checklist bears out that something was done, nothing else."""
    handling.answer(case, outcome="CANNOT", note="业主不在", by=None, at=noon)

    assert case.state == "ANSWERED"


def test_a_tick_is_on_the_file_and_can_be_taken_back(case: Case, noon: dt.datetime) -> None:
    handler = make.handler(case.lead)
    checklist.tick(case, task=visit(case), note="门锁完好", by=handler, at=noon)
    done, entry = visit(case), make.last_entry(case)
    assert (done.done_by, done.done_at, done.note) == (handler, noon, "门锁完好")
    assert (entry.verb, entry.note, entry.audience) == ("tick", "上门查看：门锁完好", "STAFF")
    with pytest.raises(Refusal, match="已经勾选"):
        checklist.tick(case, task=visit(case), by=handler, at=noon)

    checklist.untick(case, task=visit(case), by=handler, at=noon)

    assert (visit(case).done_at, visit(case).done_by, visit(case).note) == (None, None, "")
    assert [e.verb for e in timeline.of(case)][-2:] == ["tick", "untick"]


def test_a_line_is_left_to_a_unit_that_helps(case: Case, noon: dt.datetime) -> None:
    helper, other = make.organisation(name="供电公司"), make.organisation()
    theirs = make.handler(helper)
    with pytest.raises(Refusal, match="没有在协办"):
        checklist.give_task(case, task=visit(case), unit=helper, by=None, at=noon)
    for unit in (helper, other):
        handling.ask_help(case, unit=unit, note="请协助", by=None, at=noon)
    with pytest.raises(NotAllowed, match="别的单位"):
        checklist.tick(case, task=visit(case), by=theirs, at=noon)

    checklist.give_task(case, task=visit(case), unit=helper, by=None, at=noon)
    assert Message.objects.filter(to=theirs, kind="case_task").exists()
    with pytest.raises(NotAllowed, match="别的单位"):
        checklist.tick(case, task=visit(case), by=make.handler(other), at=noon)
    checklist.tick(case, task=visit(case), by=theirs, at=noon)

    assert visit(case).done_by == theirs


def test_a_unit_drops_only_lines_of_its_own(case: Case, noon: dt.datetime) -> None:
    own = checklist.add_task(case, label="复查", is_required=True, by=None, at=noon)
    with pytest.raises(Refusal, match="规定的事项"):
        checklist.drop_task(case, task=visit(case), by=None, at=noon)

    checklist.drop_task(case, task=own, by=None, at=noon)

    assert labels(case) == ["上门查看", "提醒邻居"]


def test_nobody_ticks_once_it_is_answered(case: Case, noon: dt.datetime) -> None:
    handling.answer(case, outcome="EXPLAINED", note="说明", by=None, at=noon)
    with pytest.raises(IllegalMove):
        checklist.tick(case, task=visit(case), by=None, at=noon)


def test_strangers_do_not_touch_the_checklist(case: Case, noon: dt.datetime) -> None:
    stranger = make.handler(make.organisation())
    with pytest.raises(NotAllowed):
        checklist.tick(case, task=visit(case), by=stranger, at=noon)
    with pytest.raises(NotAllowed):
        checklist.add_task(case, label="x", by=make.dispatcher(), at=noon)
