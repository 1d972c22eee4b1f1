"""The main job, from the resident's words to the rated, closed case."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.cases.actions import dispatch, handling, requester
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import CaseClock, Rating, Stint
from lianxin.kernel import timeline
from tests import make

HOUR = dt.timedelta(hours=1)


def test_a_case_goes_from_report_to_rated_and_closed(noon: dt.datetime) -> None:
    unit = make.organisation()
    dispatcher, handler = make.dispatcher(), make.handler(unit)
    receipt = make.receipt(contact=make.contact())
    case = receipt.case

    dispatch.assign(case, to=unit, by=dispatcher, at=noon + HOUR)
    dispatch.accept(case, by=handler, at=noon + 2 * HOUR)
    handling.ask(case, note="是哪一盏？", by=handler, at=noon + 3 * HOUR)
    requester.supply(case, note="南门第二盏。", code=receipt.code, at=noon + 5 * HOUR)
    handling.feedback(case, note="配件已领，下午到场。", by=handler, at=noon + 6 * HOUR)
    handling.answer(case, outcome="SOLVED", note="路灯已修好。", by=handler, at=noon + 8 * HOUR)
    requester.rate(case, Verdict("YES", comment="很快"), code=receipt.code, at=noon + 9 * HOUR)

    assert (case.state, case.outcome) == ("CLOSED", "SOLVED")
    verbs = [entry.verb for entry in timeline.of(case)]
    assert verbs == ["open", "assign", "accept", "ask", "supply", "feedback", "answer", "confirm"]
    assert timeline.verify(case) is None
    case.refresh_from_db()
    assert timeline.rebuild(case) == timeline.snapshot(case)
    assert not CaseClock.objects.filter(stopped_at__isnull=True).exists()
    assert Rating.objects.get().unit == unit
    assert Stint.objects.get().ended_at == noon + 8 * HOUR


@pytest.mark.parametrize("grade", ["MINOR", "NORMAL"])
def test_a_new_case_carries_its_clocks(noon: dt.datetime, grade: str) -> None:
    """X7, C4: respond in 24 h, feedback in 48 h, and a minor matter solved in 48 h."""
    case = make.case(grade=grade)

    due = {clock.name: clock.due_at - noon for clock in CaseClock.objects.all()}

    expected = {"RESPOND": 24 * HOUR, "FEEDBACK": 48 * HOUR}
    assert due == expected | ({"RESOLVE": 48 * HOUR} if grade == "MINOR" else {})
    assert case.next_due_at == noon + 24 * HOUR
