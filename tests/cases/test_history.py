"""Every walk through the lifecycle leaves a chain from which the case can be rebuilt."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from lianxin.cases.actions import (
    dispatch,
    handling,
    joining,
    meeting,
    requester,
    upkeep,
    verifying,
)
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import NEVER, Case, CaseClock, Stint
from lianxin.cases.states import LIFECYCLE, OPEN, State
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import IllegalMove, Refusal, Repeated
from tests import make

HOUR = dt.timedelta(hours=1)


def test_from_every_state_a_closed_one_can_be_reached() -> None:
    """C7."""
    for state in OPEN:
        assert LIFECYCLE.allows(state, "close")


def test_an_illegal_move_names_the_legal_ones(noon: dt.datetime) -> None:
    """C7."""
    with pytest.raises(IllegalMove) as refused:
        handling.answer(make.case(), outcome="SOLVED", note="好了", by=None, at=noon)

    assert refused.value.legal == ("assign", "join", "withdraw", "close")


@pytest.mark.parametrize("words", ["", "  \n"])
def test_closing_and_reopening_demand_public_text(noon: dt.datetime, words: str) -> None:
    """C7."""
    case = make.case()
    with pytest.raises(Refusal, match="诉求人会看到"):
        dispatch.close(case, outcome="SOLVED", note=words, by=None, at=noon)
    dispatch.close(case, outcome="SOLVED", note="好了。", by=None, at=noon)
    with pytest.raises(Refusal, match="诉求人会看到"):
        dispatch.reopen(case, note=words, by=None, at=noon)


def test_the_past_can_be_rebuilt(noon: dt.datetime) -> None:
    """C8: as it was at any instant."""
    case = make.case(accepted=True)
    handling.pause(case, reason="PARTS", note="等货", by=None, at=noon + HOUR)
    paused = timeline.snapshot(case)
    handling.resume(case, by=None, at=noon + 2 * HOUR)

    assert timeline.rebuild(case, at=noon + HOUR) == paused
    assert timeline.rebuild(case, at=noon + 2 * HOUR) == timeline.snapshot(case)
    assert timeline.rebuild(case, at=noon - HOUR) == {}


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        (lambda e: e.filter(seq=2).update(note="改过"), "entry 2 .* words were altered"),
        (lambda e: e.filter(seq=2).update(at=make.NOON), "entry 2 .* altered"),
        (lambda e: e.filter(seq=2).delete(), "entry 2 is missing"),
        (lambda e: e.filter(seq=3).delete(), "ends at 2, the record says 3"),
    ],
)
def test_what_was_altered_shows(damage, finding: str) -> None:
    """C8."""
    case = make.case(accepted=True)
    assert timeline.verify(case) is None

    damage(Entry.objects.filter(subject_id=case.pk))

    assert re.search(finding, timeline.verify(case) or "nothing found")


def test_the_same_deed_twice_is_done_once(noon: dt.datetime) -> None:
    case, key = make.case(accepted=True), new_id()
    handling.feedback(case, note="下午到场", by=None, at=noon, key=key)

    with pytest.raises(Repeated):
        handling.feedback(case, note="下午到场", by=None, at=noon + HOUR, key=key)

    assert timeline.of(case).filter(verb="feedback").count() == 1


class CaseMachine(RuleBasedStateMachine):
    """Anybody does anything in any order, and time passes."""

    @initialize()
    def start(self) -> None:
        self.now = make.NOON
        self.units = [make.organisation(), make.organisation()]
        self.manager = make.manager()
        self.case = make.case(grade="MINOR")
        self.other = make.case(grade="MINOR")

    def attempt(self, deed, **how) -> None:
        self.now += dt.timedelta(minutes=7)
        try:
            deed(self.case, at=self.now, **how)
        except Refusal:
            self.case = Case.objects.whole().get(pk=self.case.pk)

    @rule(n=st.integers(0, 1), deed=st.sampled_from([dispatch.assign, dispatch.reassign]))
    def assign(self, n: int, deed) -> None:
        self.attempt(deed, to=self.units[n], by=None)

    @rule()
    def accept(self) -> None:
        self.attempt(dispatch.accept, by=None)

    @rule()
    def unassign(self) -> None:
        self.attempt(dispatch.unassign, by=None)

    @rule(n=st.integers(0, 1))
    def bounce(self, n: int) -> None:
        self.attempt(
            dispatch.bounce, reason="WRONG_PLACE", proposed=self.units[n], note="", by=None
        )

    @rule(deed=st.sampled_from([handling.ask, handling.feedback, handling.note]))
    def say(self, deed) -> None:
        self.attempt(deed, note="请看", by=None)

    @rule()
    def supply(self) -> None:
        self.attempt(requester.supply, note="3 号楼", code=make.code(self.case))

    @rule()
    def pause(self) -> None:
        self.attempt(handling.pause, reason="PARTS", note="等货", by=None)

    @rule()
    def resume(self) -> None:
        self.attempt(handling.resume, by=None)

    @rule(outcome=st.sampled_from(["SOLVED", "PARTLY", "CANNOT"]))
    def answer(self, outcome: str) -> None:
        self.attempt(handling.answer, outcome=outcome, note="办好了", by=None)

    @rule(class_code=st.sampled_from(["NOISE", "HOUSING", "ROADS"]))
    def classify(self, class_code: str) -> None:
        self.attempt(dispatch.classify, class_code=class_code, grade="MINOR", by=None)

    @rule(outcome=st.sampled_from(["SOLVED", "CANNOT"]))
    def submit(self, outcome: str) -> None:
        self.attempt(verifying.submit, outcome=outcome, note="办好了", by=None)

    @rule(deed=st.sampled_from([verifying.verify, verifying.send_back]))
    def judge(self, deed) -> None:
        self.attempt(deed, remark="看过了", by=None)

    @rule(solved=st.sampled_from(["YES", "PARTLY", "NO"]))
    def rate(self, solved: str) -> None:
        self.attempt(
            lambda case, *, at: requester.rate(case, Verdict(solved), code=make.code(case), at=at)
        )

    @rule(deed=st.sampled_from([dispatch.reopen, dispatch.uphold]))
    def decide_reopening(self, deed) -> None:
        self.attempt(deed, note="再办", by=None)

    @rule()
    def close(self) -> None:
        self.attempt(dispatch.close, outcome="EXPLAINED", note="说明", by=None)

    @rule()
    def withdraw(self) -> None:
        self.attempt(requester.withdraw, code=make.code(self.case))

    @rule(which=st.sampled_from(["case", "other"]))
    def join(self, which: str) -> None:
        """Into another case, or that one into this."""
        other = self._other()
        if which == "other":
            self.other = other
            self._try(joining.join, other, into=self.case)
        else:
            self.attempt(joining.join, into=other, by=None)

    @rule(which=st.sampled_from(["case", "other"]))
    def split(self, which: str) -> None:
        if which == "case":
            self.attempt(joining.split, by=None)
        else:
            self._try(joining.split, self._other())

    @rule(n=st.integers(0, 1))
    def other_is_worked_on(self, n: int) -> None:
        """So that what is joined to it is led along."""
        other = self._other()
        for deed, how in (
            (dispatch.assign, {"to": self.units[n]}),
            (dispatch.accept, {}),
            (handling.answer, {"outcome": "SOLVED", "note": "办好了"}),
        ):
            self._try(deed, other, **how)
        self.attempt(handling.note, note="请看", by=None)

    @rule()
    def other_is_withdrawn(self) -> None:
        other = self._other()
        self._try(requester.withdraw, other, code=make.code(other))

    def _other(self) -> Case:
        return Case.objects.whole().get(pk=self.other.pk)

    def _try(self, deed, case: Case, **how) -> None:
        self.now += dt.timedelta(minutes=7)
        with suppress(Refusal):
            deed(case, at=self.now, by=None, **how)
        self.case = Case.objects.whole().get(pk=self.case.pk)

    @rule()
    def park(self) -> None:
        self.attempt(meeting.park, reason="难", by=self.manager)

    @rule(hours=st.sampled_from([1, 30, 200, 400]))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR
        upkeep.ring_due(self.case.district_id, at=self.now)
        self.case = Case.objects.select_related("lead", "place").get(pk=self.case.pk)

    @invariant()
    def it_holds_together(self) -> None:
        for case in Case.objects.filter(pk__in=[self.case.pk, self.other.pk]):
            self._holds(case)
        assert LIFECYCLE.allows(self.case.state, "close") or self.case.state == State.CLOSED

    def _holds(self, case: Case) -> None:
        assert timeline.verify(case) is None
        assert timeline.rebuild(case) == timeline.snapshot(case)
        clocks = CaseClock.objects.filter(case=case, stopped_at__isnull=True)
        if case.state == State.CLOSED:
            assert not clocks.exists()
        elif case.state in (State.RECEIVED, State.JOINED):
            assert case.lead == make.desk()
        if case.state == State.JOINED:
            assert case.into is not None
            assert case.into.is_open
            assert case.into.state != State.JOINED
            assert case.next_due_at == NEVER
        assert Stint.objects.filter(case=case, ended_at__isnull=True).count() == (
            case.state in {"ASSIGNED", "WORKING", "WAITING", "PAUSED", "VERIFYING"}
        )


def test_any_walk_holds_together() -> None:
    """C7, C8, C10: one lead always, a closed state reachable, history equal to state."""
    run_state_machine_as_test(
        CaseMachine, settings=settings(max_examples=12, stateful_step_count=18, deadline=None)
    )


def test_the_command_names_the_broken_history(capsys: pytest.CaptureFixture[str]) -> None:
    """C8."""
    make.case(accepted=True)
    call_command("verify_timeline")
    assert capsys.readouterr().out == "1 histories checked, all whole.\n"
    Entry.objects.filter(seq=2).update(note="改过")

    with pytest.raises(CommandError, match="1 of 1"):
        call_command("verify_timeline")

    assert "WH-26-00001: entry 2 (assign)" in capsys.readouterr().out
