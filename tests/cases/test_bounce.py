"""A unit signs for a case, or gives it back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.cases.actions import dispatch
from lianxin.cases.models import Case, CaseClock, Stint
from lianxin.kernel import timeline
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Overtaken, Refusal
from tests import make

HOUR = dt.timedelta(hours=1)


def bounce(case: Case, *, at: dt.datetime, **how) -> None:
    defaults: dict[str, Any] = {
        "reason": "NOT_OUR_DUTY",
        "proposed": make.organisation(name="望海新区水务中心"),
        "note": "是供水管",
        "by": None,
    }
    dispatch.bounce(case, at=at, **(defaults | how))


def test_signing_is_the_response_and_stops_its_clock(noon: dt.datetime) -> None:
    """C11."""
    unit = make.organisation()
    handler, case = make.handler(unit), make.case(assigned_to=unit)

    dispatch.accept(case, by=handler, at=noon + 2 * HOUR)

    assert (case.state, case.handler) == ("WORKING", handler)
    stopped = CaseClock.objects.filter(stopped_at=noon + 2 * HOUR).values_list("name", flat=True)
    assert set(stopped) == {"ACCEPT", "RESPOND"}
    assert Stint.objects.get().accepted_at == noon + 2 * HOUR


def test_a_bounce_brings_the_case_back_to_the_desk(noon: dt.datetime) -> None:
    """C12: with a listed reason and the unit that should have it, both charged to the unit."""
    unit = make.organisation()
    handler, case = make.handler(unit), make.case(assigned_to=unit)
    water = make.organisation(name="望海新区水务中心")

    bounce(case, by=handler, proposed=water, at=noon + HOUR)

    assert (case.state, case.lead, case.bounces) == ("RECEIVED", make.desk(), 1)
    stint = Stint.objects.get()
    assert (stint.unit, stint.bounce_reason, stint.proposed_unit) == (unit, "NOT_OUR_DUTY", water)
    assert stint.ended_at == noon + HOUR
    assert make.last_entry(case).note == "不属本单位职责 → 望海新区水务中心：是供水管"


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"reason": "LAZY"}, "选择一项退回原因"),
        ({"proposed": None}, "建议由哪个单位"),
    ],
)
def test_a_bounce_needs_reason_and_proposal(
    noon: dt.datetime, how: dict[str, Any], words: str
) -> None:
    """C12."""
    case = make.case(assigned_to=make.organisation())

    with pytest.raises(Refusal, match=words):
        bounce(case, at=noon + HOUR, **how)

    assert case.state == "ASSIGNED"


def test_after_the_second_bounce_the_desks_decision_binds(noon: dt.datetime) -> None:
    """C12."""
    case = make.case(assigned_to=make.organisation())
    bounce(case, at=noon + HOUR)
    dispatch.assign(case, to=make.organisation(), by=None, at=noon + 2 * HOUR)
    after_one = case.is_binding
    bounce(case, at=noon + 3 * HOUR)
    dispatch.assign(case, to=make.organisation(), by=None, at=noon + 4 * HOUR)

    assert (after_one, case.is_binding) == (False, True)
    with pytest.raises(Refusal, match="不能再退回"):
        bounce(case, at=noon + 5 * HOUR)


def test_what_has_been_signed_for_cannot_be_bounced(noon: dt.datetime) -> None:
    case = make.case(accepted=True)

    with pytest.raises(IllegalMove, match="当前状态为“办理中”，不能退回") as refused:
        bounce(case, at=noon + HOUR)

    assert "answer" in refused.value.legal


def test_only_the_unit_itself_may_sign(noon: dt.datetime) -> None:
    case = make.case(assigned_to=make.organisation())

    with pytest.raises(NotAllowed, match="主办单位“望海新区市政服务中心”的人员"):
        dispatch.accept(case, by=make.handler(make.organisation()), at=noon)


def test_of_two_who_act_at_once_only_the_first_wins(noon: dt.datetime) -> None:
    case = make.case(assigned_to=make.organisation())
    on_another_screen = Case.objects.select_related("lead", "place").get(pk=case.pk)
    dispatch.accept(case, by=None, at=noon + HOUR)

    with pytest.raises(Overtaken):
        bounce(on_another_screen, at=noon + HOUR)

    case.refresh_from_db()
    assert case.state == "WORKING"
    assert timeline.verify(case) is None


def test_one_lead_always(noon: dt.datetime) -> None:
    """C10: the desk leads until a unit does; a handed over case has one unfinished stint."""
    case = make.case()
    assert case.lead == make.desk()
    first, second = make.organisation(), make.organisation()

    dispatch.assign(case, to=first, by=None, at=noon)
    dispatch.reassign(case, to=second, by=None, at=noon + HOUR)

    assert case.lead == second
    assert [s.unit for s in Stint.objects.filter(ended_at__isnull=True)] == [second]
