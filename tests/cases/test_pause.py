"""Clocks stand still for a reason, and go on with what was left."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.cases.actions import dispatch, handling, requester, upkeep
from lianxin.cases.models import Case, CaseClock
from lianxin.kernel.refusals import Refusal
from lianxin.outbox.models import Delivery
from tests import make

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def due(name: str) -> dt.datetime:
    return CaseClock.objects.get(name=name).due_at


@pytest.fixture
def case() -> Case:
    return make.case(accepted=True, contact=make.contact(email="li@example.org"))


def test_a_pause_needs_a_listed_reason_and_words_for_the_requester(
    case: Case, noon: dt.datetime
) -> None:
    """C6."""
    with pytest.raises(Refusal, match="暂缓原因"):
        handling.pause(case, reason="TIRED", note="等等", by=None, at=noon + HOUR)
    with pytest.raises(Refusal, match="告诉诉求人"):
        handling.pause(case, reason="PARTS", note=" ", by=None, at=noon + HOUR)

    handling.pause(case, reason="PARTS", note="周四到货", by=None, at=noon + HOUR)

    told = Delivery.objects.filter(kind="case_paused").get()
    assert told.facts["text"] == "等待配件：周四到货"


def test_what_was_left_is_left_again_and_the_promise_stays_on_file(
    case: Case, noon: dt.datetime
) -> None:
    """C6: the total pause is kept, whatever class or unit the case gets in between."""
    promised = due("FEEDBACK")
    handling.pause(case, reason="WEATHER", note="台风", by=None, at=noon + HOUR)
    dispatch.classify(case, class_code="WATER", grade="NORMAL", by=None, at=noon + 2 * HOUR)
    dispatch.reassign(case, to=make.organisation(), by=None, at=noon + 25 * HOUR)

    clock = CaseClock.objects.get(name="FEEDBACK")
    assert clock.due_at == promised + DAY
    assert (clock.first_due_at, clock.paused_seconds) == (promised, DAY.total_seconds())


def test_waiting_for_the_requester_ends_by_itself_after_five_days(
    case: Case, noon: dt.datetime
) -> None:
    """C6."""
    handling.ask(case, note="几号楼？", by=None, at=noon + HOUR)
    ends_at = due("WAIT")
    upkeep.ring_due(case.district_id, at=ends_at - HOUR)
    case.refresh_from_db()
    assert case.state == "WAITING"

    upkeep.ring_due(case.district_id, at=ends_at)

    case.refresh_from_db()
    assert case.state == "WORKING"
    # five days from Monday is a Saturday, so the next working day's close of business
    assert ends_at == dt.datetime(2026, 3, 9, 17, 30, tzinfo=make.SHANGHAI)


def test_her_answer_ends_the_wait(case: Case, noon: dt.datetime) -> None:
    promised = due("FEEDBACK")
    handling.ask(case, note="几号楼？", by=None, at=noon + HOUR)

    requester.supply(case, note="3 号楼", code=make.code(case), at=noon + 4 * HOUR)

    assert case.state == "WORKING"
    assert due("FEEDBACK") == promised + 3 * HOUR
    assert CaseClock.objects.get(name="WAIT").stopped_at == noon + 4 * HOUR


def test_the_response_clock_does_not_pause() -> None:
    """It has been kept before anybody can pause."""
    make.case(accepted=True)

    assert CaseClock.objects.get(name="RESPOND").stopped_at
