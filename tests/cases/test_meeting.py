"""Hard cases go to the monthly meeting and leave it with a decision."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.cases.actions import dispatch, handling, meeting, requester
from lianxin.cases.models import NEVER, Case, CaseClock, Parking
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.outbox.models import Delivery
from tests import make

HOUR = dt.timedelta(hours=1)
FOURTH_FRIDAY = dt.date(2026, 3, 27)


@pytest.fixture
def case() -> Case:
    return make.case(accepted=True, grade="MINOR")


def test_any_open_case_can_be_put_on_the_next_meeting(noon: dt.datetime) -> None:
    """C21."""
    for case in (make.case(), make.case(accepted=True), make.case(answered=True)):
        meeting.park(case, reason="三家都说不归自己管", by=make.dispatcher(), at=noon + HOUR)
        assert case.meeting_on == FOURTH_FRIDAY


def test_only_the_solution_waits_for_the_meeting(case: Case, noon: dt.datetime) -> None:
    """X7: the feedback clock keeps running and stays in the queue; the solution does not."""
    assert case.next_due_at == noon + 48 * HOUR

    meeting.park(case, reason="权属不清", by=make.manager(), at=noon + HOUR)

    running = CaseClock.objects.filter(stopped_at__isnull=True, paused_at__isnull=True)
    assert set(running.values_list("name", flat=True)) == {"FEEDBACK", "RESOLVE"}
    assert case.next_due_at == noon + 48 * HOUR


def test_a_case_that_owes_only_its_solution_is_not_late_while_it_is_listed(
    case: Case, noon: dt.datetime
) -> None:
    """X7."""
    handling.feedback(case, note="已到现场，需会商。", by=None, at=noon + HOUR)
    meeting.park(case, reason="权属不清", by=make.manager(), at=noon + 2 * HOUR)

    assert case.next_due_at == NEVER
    assert case not in Case.objects.overdue(at=noon + 100 * HOUR)


def test_it_leaves_with_decision_owner_and_date(case: Case, noon: dt.datetime) -> None:
    """C21."""
    owner, manager = make.organisation(name="海韵街道办事处"), make.manager()
    meeting.park(case, reason="权属不清", by=manager, at=noon + HOUR)

    with pytest.raises(Refusal, match="会议决定"):
        meeting.decide(case, decision=" ", owner=owner, due_on=FOURTH_FRIDAY, by=manager, at=noon)
    meeting.decide(
        case,
        decision="由街道先行修复，费用分摊。",
        owner=owner,
        due_on=dt.date(2026, 4, 10),
        by=manager,
        at=dt.datetime(2026, 3, 27, 15, 0, tzinfo=make.SHANGHAI),
    )

    assert case.meeting_on is None
    parking = Parking.objects.get()
    assert (parking.owner, parking.due_on) == (owner, dt.date(2026, 4, 10))
    assert make.last_entry(case).note.startswith("海韵街道办事处，2026-04-10")


def test_or_it_stays_listed(case: Case, noon: dt.datetime) -> None:
    """C21."""
    meeting.park(case, reason="权属不清", by=make.manager(), at=noon)

    meeting.carry_over(case, to=dt.date(2026, 4, 24), at=noon, by=make.manager())

    assert (case.meeting_on, Parking.objects.get().meeting_on) == (dt.date(2026, 4, 24),) * 2


def test_listed_twice_is_refused(case: Case, noon: dt.datetime) -> None:
    manager = make.manager()
    meeting.park(case, reason="权属不清", by=manager, at=noon)

    with pytest.raises(Refusal, match="已在 2026-03-27"):
        meeting.park(case, reason="权属不清", by=manager, at=noon)


def test_what_is_not_listed_cannot_be_decided(case: Case, noon: dt.datetime) -> None:
    with pytest.raises(IllegalMove, match="不在会议清单上"):
        meeting.decide(
            case,
            decision="修",
            owner=case.lead,
            due_on=FOURTH_FRIDAY,
            by=make.manager(),
            at=noon,
        )


def test_a_helper_does_not_decide(case: Case, noon: dt.datetime) -> None:
    with pytest.raises(NotAllowed):
        meeting.park(case, reason="难", by=make.handler(make.organisation()), at=noon)


def test_it_stays_listed_whatever_becomes_of_it_until_the_meeting_decides(
    case: Case, noon: dt.datetime
) -> None:
    """C21."""
    manager = make.manager()
    meeting.park(case, reason="权属不清", by=manager, at=noon)
    requester.withdraw(case, code=make.code(case), at=noon + HOUR)
    assert (case.state, case.meeting_on) == ("CLOSED", FOURTH_FRIDAY)

    dispatch.reopen(case, note="邻居仍要求解决", by=None, at=noon + 2 * HOUR)
    with pytest.raises(Refusal, match="已在 2026-03-27"):
        meeting.park(case, reason="权属不清", by=manager, at=noon + 3 * HOUR)
    meeting.decide(
        case, decision="修", owner=case.lead, due_on=FOURTH_FRIDAY, by=manager, at=noon + 4 * HOUR
    )

    assert case.meeting_on is None


def test_whoever_reported_it_hears_of_each_step(noon: dt.datetime) -> None:
    """Listed, carried over, decided: a letter each."""
    case = make.case(accepted=True, contact=make.contact(email="li@example.org"))
    manager, owner = make.manager(), make.organisation(name="海韵街道办事处")
    meeting.park(case, reason="权属不清", by=manager, at=noon)
    meeting.carry_over(case, to=dt.date(2026, 4, 24), at=noon, by=manager)
    meeting.decide(
        case, decision="先修复", owner=owner, due_on=dt.date(2026, 5, 10), by=manager, at=noon
    )

    told = Delivery.objects.filter(kind__in=["case_listed", "case_settled"]).order_by("pk")
    assert [one.kind for one in told] == ["case_listed", "case_listed", "case_settled"]


def test_she_is_not_told_twice_what_the_meeting_tells_her(noon: dt.datetime) -> None:
    case = make.case(accepted=True, contact=make.contact(email="li@example.org"))
    manager = make.manager()
    meeting.park(case, reason="权属不清", by=manager, at=noon)
    meeting.decide(
        case, decision="先修复", owner=case.lead, due_on=dt.date(2026, 5, 10), by=manager, at=noon,
        is_heard=True,
    )  # fmt: skip

    assert not Delivery.objects.filter(kind="case_settled").exists()
