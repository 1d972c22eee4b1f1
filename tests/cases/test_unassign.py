"""A slip of the desk is taken back, as if it had not happened."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.cases.actions import dispatch
from lianxin.cases.models import Case, CaseClock, Stint
from lianxin.kernel import timeline
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Overtaken, Refusal
from lianxin.outbox.models import Message
from tests import make
from tests.kernel.race import race

HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)


def assigned(noon: dt.datetime) -> Case:
    """Received at noon, assigned an hour later."""
    case = make.case(received_at=noon)
    dispatch.assign(case, to=make.organisation(), by=make.dispatcher(), at=noon + HOUR)
    return case


def running() -> dict[str, dt.datetime]:
    rows = CaseClock.objects.filter(stopped_at__isnull=True)
    return {row.name: row.due_at for row in rows}


def test_what_was_assigned_by_mistake_waits_at_the_desk_again(noon: dt.datetime) -> None:
    """C4: the promises to the requester stay as they were."""
    case = make.case(received_at=noon)
    before, promised = timeline.snapshot(case), running()
    dispatch.assign(case, to=make.organisation(), by=None, at=noon + HOUR)

    dispatch.unassign(case, by=make.dispatcher(), at=noon + HOUR + 5 * MINUTE)

    assert running() == promised
    assert timeline.snapshot(case) == before
    assert not Stint.objects.exists()
    assert not CaseClock.objects.filter(name="ACCEPT").exists()  # nobody signed in time
    assert [entry.verb for entry in timeline.of(case)] == ["open", "assign", "unassign"]
    assert timeline.verify(case) is None
    assert Case.objects.get().received_at == noon


def test_the_unit_hears_of_it(noon: dt.datetime) -> None:
    case = make.case(received_at=noon)
    unit = make.organisation()
    handler = make.handler(unit)
    dispatch.assign(case, to=unit, by=None, at=noon + HOUR)

    dispatch.unassign(case, by=make.dispatcher(), at=noon + HOUR + MINUTE)

    kinds = Message.objects.filter(to=handler).order_by("queued_at").values_list("kind", flat=True)
    assert list(kinds) == ["case_assigned", "case_unassigned"]


def test_only_a_fresh_assignment_is_taken_back(noon: dt.datetime) -> None:
    case = assigned(noon)

    with pytest.raises(Refusal, match=r"分派已过 5 分钟.*改派"):
        dispatch.unassign(case, by=None, at=noon + HOUR + 6 * MINUTE)

    assert case.state == "ASSIGNED"


def test_what_came_to_the_unit_otherwise_is_not_taken_back(noon: dt.datetime) -> None:
    case = assigned(noon)
    dispatch.reassign(case, to=make.organisation(), by=None, at=noon + HOUR + MINUTE)

    with pytest.raises(Refusal, match="只有刚分派的"):
        dispatch.unassign(case, by=None, at=noon + HOUR + 2 * MINUTE)


def test_the_unit_does_not_take_it_back(noon: dt.datetime) -> None:
    case = assigned(noon)

    with pytest.raises(NotAllowed, match="的调度员可以对这件诉求“撤回分派”"):
        dispatch.unassign(case, by=make.handler(case.lead), at=noon + HOUR)


def test_what_has_been_signed_for_is_not_taken_back(noon: dt.datetime) -> None:
    """C7."""
    case = assigned(noon)
    on_the_desks_screen = Case.objects.whole().get(pk=case.pk)
    dispatch.accept(case, by=None, at=noon + HOUR)

    with pytest.raises(Overtaken):
        dispatch.unassign(on_the_desks_screen, by=None, at=noon + HOUR)
    with pytest.raises(IllegalMove, match="当前状态为“办理中”，不能撤回分派"):
        dispatch.unassign(case, by=None, at=noon + HOUR)


@pytest.mark.django_db(transaction=True)
def test_of_signing_and_taking_back_at_one_moment_one_wins(noon: dt.datetime) -> None:
    case = assigned(noon)
    deeds = [dispatch.accept, dispatch.unassign]

    def do(n: int) -> None:
        deeds[n](Case.objects.whole().get(pk=case.pk), by=None, at=noon + HOUR + MINUTE)

    refused = [problem for problem in race(do, runners=2) if problem is not None]

    assert [isinstance(one, Overtaken | IllegalMove) for one in refused] == [True]
    case.refresh_from_db()
    assert (case.state, Stint.objects.count()) in [("WORKING", 1), ("RECEIVED", 0)]
    assert timeline.verify(case) is None
    assert timeline.rebuild(case) == timeline.snapshot(case)
