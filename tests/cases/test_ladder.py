"""Late cases climb: handler, unit lead, district; grid, community, street, district."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from lianxin.cases import tasks
from lianxin.cases.actions import dispatch, requester, upkeep
from lianxin.cases.models import Case, CaseClock
from lianxin.kernel import timeline
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network import queries as network
from lianxin.network.models import PlaceKind
from lianxin.outbox.models import Message
from lianxin.outbox.tasks import deliver
from tests import make
from tests.kernel.race import race

HOUR = dt.timedelta(hours=1)
MONDAY_9 = dt.datetime(2026, 3, 2, 9, 0, tzinfo=make.SHANGHAI)


def told(kind: str) -> list[object]:
    return [message.to for message in Message.objects.filter(kind=kind).order_by("queued_at")]


@pytest.fixture
def unit():
    return make.organisation()


@pytest.fixture
def people(unit):
    return make.handler(unit), make.unit_lead(unit), make.manager()


def test_each_rung_is_told_once(unit, people) -> None:
    """C13: warned at 75 %, told at the due time, and at three times the term; a tick more tells
    nobody again."""
    handler, lead, manager = people
    case = make.case(received_at=MONDAY_9, assigned_to=unit, grade="URGENT")
    dispatch.accept(case, by=handler, at=MONDAY_9 + HOUR)
    start = CaseClock.objects.get(name="FEEDBACK").started_at

    for hours in (35, 36, 37, 48, 49, 144, 145):
        upkeep.ring_due(case.district_id, at=start + hours * HOUR)

    assert told("case_warn") == [handler]
    assert told("case_due") == [lead]
    assert told("case_late") == [manager]


def test_a_case_that_is_not_urgent_waits_for_office_hours(unit, people) -> None:
    """C13: due on Wednesday at 20:00, told on Thursday at 09:00."""
    evening = MONDAY_9 + 11 * HOUR
    case = make.case(received_at=evening, accepted=True, assigned_to=unit)

    upkeep.ring_due(case.district_id, at=evening + 48 * HOUR)
    assert told("case_due") == []
    upkeep.ring_due(case.district_id, at=evening + 61 * HOUR)
    upkeep.ring_due(case.district_id, at=evening + 61 * HOUR)

    assert told("case_due") == [people[1]]


def test_inaction_escalates_by_itself(unit) -> None:
    """C11: nobody signs for 24 hours, so the case climbs a level."""
    case = make.case(received_at=MONDAY_9, assigned_to=unit)

    while case.level == "GRID":
        [clock, *_rest] = upkeep.due_clocks(case.district_id, at=MONDAY_9 + 25 * HOUR)
        upkeep.ring(clock, at=MONDAY_9 + 25 * HOUR)
        case.refresh_from_db()

    assert case.level == "COMMUNITY"
    climbed = timeline.of(case).filter(verb="climb").get()
    assert climbed.by is None
    assert "时限" in climbed.note


def test_a_late_case_climbs_to_the_district_and_no_further(unit) -> None:
    case = make.case(received_at=MONDAY_9, accepted=True, assigned_to=unit)

    for day in range(1, 40):
        upkeep.ring_due(case.district_id, at=MONDAY_9 + day * 24 * HOUR)

    case.refresh_from_db()
    assert case.level == "STREET"  # feedback: at its due time, and at three times its term
    assert timeline.verify(case) is None


def test_escalating_needs_a_reason_and_keeps_the_unit_informed(unit, noon: dt.datetime) -> None:
    """X10."""
    handler, colleague = make.handler(unit), make.handler(unit)
    case = make.case(accepted=True, assigned_to=unit)
    street = network.ancestor(case.place, PlaceKind.COMMUNITY)
    above = make.manager(street)

    with pytest.raises(Refusal, match="上报的理由"):
        dispatch.escalate(case, reason=" ", by=handler, at=noon + HOUR)
    dispatch.escalate(case, reason="需要挖路，社区无权", by=handler, at=noon + HOUR)

    assert (case.level, case.lead) == ("COMMUNITY", unit)
    assert set(told("case_escalated")) == {colleague, above}
    entry = make.last_entry(case)
    assert (entry.at, entry.note) == (noon + HOUR, "网格 → 社区：需要挖路，社区无权")


def test_above_the_district_there_is_nothing(noon: dt.datetime) -> None:
    case = make.case()
    for _step in range(3):
        dispatch.escalate(case, reason="管线权属不清", by=None, at=noon)

    with pytest.raises(Refusal, match="已经在区级"):
        dispatch.escalate(case, reason="管线权属不清", by=None, at=noon)


def test_she_may_urge_once_a_day(unit, people, noon: dt.datetime) -> None:
    """C13: 催办."""
    case = make.case(accepted=True, assigned_to=unit)
    code = make.code(case)

    requester.urge(case, code=code, at=noon + HOUR)
    with pytest.raises(Refusal, match="24 小时内已经催过"):
        requester.urge(case, code=code, at=noon + 24 * HOUR)
    requester.urge(case, code=code, at=noon + 25 * HOUR + dt.timedelta(seconds=1))

    assert set(told("case_urged")) == set(people[:2])
    assert timeline.of(case).filter(verb="urge").count() == 2


def test_a_wrong_code_opens_nothing(noon: dt.datetime) -> None:
    """C3."""
    case = make.case()

    with pytest.raises(NotAllowed, match="查询码不对"):
        requester.urge(case, code="0000-0000-0000-0000-0000", at=noon)


def test_no_code_at_all_is_not_the_system(noon: dt.datetime) -> None:
    case = make.case()

    with pytest.raises(NotAllowed):
        requester.withdraw(case, code="", at=noon)

    assert Case.objects.get().state == "RECEIVED"


def test_two_clocks_of_one_case_in_one_minute_climb_two_levels(unit) -> None:
    """The second sees what the first did: a minor case owes feedback and solution at once."""
    case = make.case(received_at=MONDAY_9, accepted=True, assigned_to=unit, grade="MINOR")

    for _step in range(2):
        upkeep.ring_due(case.district_id, at=MONDAY_9 + 48 * HOUR)

    climbs = timeline.of(case).filter(verb="climb").values_list("note", flat=True)
    assert [note.split("：")[0] for note in climbs] == ["网格 → 社区", "社区 → 街道（镇）"]
    case.refresh_from_db()
    assert case.level == "STREET"


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_rings(unit) -> None:
    """C13: once each, however many workers there are."""
    make.handler(unit)
    case = make.case(received_at=MONDAY_9, accepted=True, assigned_to=unit, grade="URGENT")
    [row] = upkeep.due_clocks(case.district_id, at=MONDAY_9 + 37 * HOUR)

    rung = race(lambda _n: upkeep.ring(row, at=MONDAY_9 + 37 * HOUR), runners=4)

    assert sorted(rung) == [False, False, False, True]
    assert Message.objects.filter(kind="case_warn").count() == 1


def test_messages_go_out_between_the_alarms_of_very_many_cases(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(upkeep, "SLICE", 0.0)
    cases = [make.case(received_at=MONDAY_9) for _n in range(3)]
    with time_machine.travel(MONDAY_9 + 20 * 24 * HOUR, tick=False):
        tasks.ring_clocks.func()
        (queued,) = DBTaskResult.objects.filter(task_path=tasks.ring_some_clocks.module_path)
        assert queued.priority < deliver.priority
        for _slice in range(40):
            tasks.ring_some_clocks.func(cases[0].district_id)

        assert not upkeep.due_clocks(cases[0].district_id, at=timezone.now())
