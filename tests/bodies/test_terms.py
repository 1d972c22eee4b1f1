"""What the chair promises for its term, and the end of it (NET-05; X2)."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.bodies.actions import terms
from lianxin.bodies.models import Term
from lianxin.bodies.states import TermState
from lianxin.commitments import actions as commitments
from lianxin.commitments import queries
from lianxin.commitments.actions.evidence import Proof
from lianxin.commitments.models import Commitment
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.outbox.models import Message
from tests import make
from tests.bodies import build
from tests.bodies.build import BEGUN, DAY
from tests.make import NOON

LATER = NOON + dt.timedelta(days=60)  # 2026-05-01: the term of NOON has ended on 31 March


def running() -> Term:
    body = build.body()
    made = build.terms(body, build.units(body, 6))
    found: Term = Term.objects.filter(district=body.district).whole().get(pk=made[4].pk)
    assert found.starts_on <= NOON.date() <= found.ends_on
    return found


def pledge(term: Term, title: str = "开放六间自习室") -> Commitment:
    return terms.pledge(term, title=title, by=make.handler(term.unit), at=NOON, key=new_id())


def settle(row: Commitment, outcome: str) -> None:
    if outcome == "KEPT":
        (step,) = queries.milestones_of(row)
        commitments.reach(step, proof=Proof(title="签到表"), by=None, at=LATER)
        row.refresh_from_db()
    commitments.settle(
        row, outcome=outcome, note="写明了", proof=Proof(title="现场记录"), by=None, at=LATER
    )


def test_what_is_promised_for_a_term_everybody_reads_at_once() -> None:
    term = running()

    first = pledge(term)
    second = pledge(term, "每月一次联合坐班")

    assert first.programme_id == second.programme_id == term.programme_id
    assert {first.state, second.state} == {"RUNNING"}
    assert first.due_on == term.ends_on
    with pytest.raises(NotAllowed):
        terms.pledge(term, title="别人的", by=make.user(), at=NOON, key=new_id())


@pytest.mark.parametrize("outcome", ["KEPT", "PARTLY", "NOT_KEPT"])
def test_a_term_is_not_closed_while_a_pledge_lacks_its_outcome_or_evidence(outcome: str) -> None:
    """X2"""
    term = running()
    rows = [pledge(term), pledge(term, "每月一次联合坐班")]
    host = make.handler(term.body.convener)
    terms.report(term, text="做了两件", by=make.handler(term.unit), at=LATER)

    for row in rows:
        with pytest.raises(Refusal, match="没有认定结果"):
            terms.close(term, by=host, at=LATER)
        with pytest.raises(Refusal):  # an outcome without evidence is none
            commitments.settle(row, outcome=outcome, note="x", proof=Proof(), by=None, at=LATER)
        row.refresh_from_db()
        settle(row, outcome)
    terms.close(term, by=host, at=LATER)

    assert term.state == TermState.CLOSED
    with pytest.raises(IllegalMove):
        terms.report(term, text="再写", by=None, at=LATER)


def test_a_term_is_not_closed_before_its_end_or_without_its_report() -> None:
    """X2"""
    term = running()

    with pytest.raises(Refusal, match="2026-03-31"):
        terms.close(term, by=None, at=NOON)
    with pytest.raises(Refusal, match="履职报告"):
        terms.close(term, by=None, at=LATER)
    with pytest.raises(Refusal) as refused:
        terms.report(term, text=" ", by=None, at=LATER)
    assert refused.value.field == "text"


def test_a_report_is_missing_from_the_fifteenth_day_without_any_job() -> None:
    """X2"""
    term = running()
    mine = Term.objects.filter(district=term.district, pk=term.pk)

    assert not mine.unreported(on=term.ends_on + 14 * DAY).exists()
    assert mine.unreported(on=term.ends_on + 15 * DAY).exists()
    terms.report(term, text="做了两件", by=None, at=LATER)
    assert not mine.unreported(on=term.ends_on + 15 * DAY).exists()


def test_a_unit_is_reminded_once_each_before_it_is_late() -> None:
    term = running()
    who = make.handler(term.unit, since=BEGUN)
    told = Message.objects.filter(district=term.district, to=who)
    ends = dt.datetime(2026, 3, 31, 9, 10, tzinfo=make.SHANGHAI)

    for days in range(-30, 31):
        terms.remind(term.district_id, at=ends + days * DAY)

    assert told.filter(kind="term_report").count() == 3
    assert told.filter(kind="term_coming").count() == 0  # it runs again in 2026-10
    terms.remind(term.district_id, at=dt.datetime(2025, 12, 20, 9, tzinfo=make.SHANGHAI))
    assert told.filter(kind="term_coming").count() == 1


def test_after_its_end_no_pledge_is_added() -> None:
    term = running()

    with pytest.raises(Refusal, match="不能再添"):
        terms.pledge(term, title="太晚", by=make.handler(term.unit), at=LATER, key=new_id())
