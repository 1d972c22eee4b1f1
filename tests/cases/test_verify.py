"""Some answers wait for another pair of eyes; meanwhile every clock runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.cases import queries
from lianxin.cases.actions import dispatch, handling, verifying
from lianxin.cases.models import Case, CaseClock, Photo, Verification
from lianxin.kernel import timeline
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal
from lianxin.network.models import Role, User
from lianxin.outbox.models import Delivery, Message
from tests import make

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def case() -> Case:
    return make.case(
        accepted=True,
        class_code="NOISE",
        grade="MINOR",
        contact=make.contact(email="a@example.cn"),
    )


@pytest.fixture
def handler(case: Case) -> User:
    return make.handler(case.lead)


def submit(case: Case, *, by: User | None = None, **how: Any) -> None:
    filled: dict[str, Any] = {"outcome": "SOLVED", "note": "噪声已停。", "at": make.NOON} | how
    verifying.submit(case, by=by, **filled)


def told(case: Case, kind: str) -> bool:
    return Delivery.objects.filter(kind=kind).exists()


def running(case: Case) -> set[str]:
    return set(CaseClock.objects.filter(case=case, stopped_at=None).values_list("name", flat=True))


def test_an_answer_that_must_be_verified_cannot_leave_by_itself(
    case: Case, noon: dt.datetime
) -> None:
    """C19."""
    with pytest.raises(Refusal, match="提交核查") as refused:
        handling.answer(case, outcome="SOLVED", note="好了", by=None, at=noon)
    assert refused.value.code == "verify_first"
    desk = make.dispatcher()
    with pytest.raises(Refusal, match="核查后才能"):
        dispatch.close(case, outcome="SOLVED", note="好了", by=desk, at=noon)

    dispatch.close(case, outcome="DUPLICATE", note="重复", by=desk, at=noon)

    assert case.state == "CLOSED"


def test_the_requester_hears_nothing_and_the_clocks_run_on(case: Case, handler: User) -> None:
    """C19."""
    before = running(case)
    worker = make.worker(case.place.parent)

    submit(case, by=handler)

    assert (case.state, case.outcome, running(case)) == ("VERIFYING", "", before)
    assert "FEEDBACK" in before
    assert not told(case, "case_answered")
    assert make.last_entry(case).audience == "STAFF"
    assert Message.objects.filter(to=worker, kind="case_verify").exists()
    assert queries.ball(case, list(CaseClock.objects.filter(case=case))).who == "VERIFIER"


def test_what_was_verified_reaches_the_requester_as_an_answer(case: Case, handler: User) -> None:
    """C19."""
    worker = make.worker(case.place.parent)
    submit(case, by=handler)

    verifying.verify(case, remark="到场听了，已安静", by=worker, at=make.NOON + HOUR)

    assert (case.state, case.outcome, running(case)) == ("ANSWERED", "SOLVED", {"RATE"})
    assert case.answered_at == make.NOON + HOUR
    entry = make.last_entry(case)
    assert (entry.verb, entry.note, entry.audience) == ("pass", "噪声已停。", "PUBLIC")
    assert told(case, "case_answered")
    row = Verification.objects.get()
    assert (row.verified_by, row.is_passed, row.remark) == (worker, True, "到场听了，已安静")
    remark = timeline.of(case).get(verb="note")
    assert ("到场听了" in remark.note, remark.audience) == (True, "STAFF")
    assert timeline.rebuild(case) == timeline.snapshot(case)


def test_what_was_refused_comes_back_with_the_clocks_running(case: Case, handler: User) -> None:
    """C19."""
    submit(case, by=handler)
    before, due = running(case), case.next_due_at
    with pytest.raises(Refusal, match="哪里不符"):
        verifying.send_back(case, remark=" ", by=None, at=make.NOON + HOUR)

    verifying.send_back(case, remark="还在响", by=make.dispatcher(), at=make.NOON + HOUR)

    assert (case.state, case.outcome, case.next_due_at) == ("WORKING", "", due)
    assert running(case) == before
    assert Message.objects.filter(to=handler, kind="case_sent_back").exists()
    assert not told(case, "case_answered")
    submit(case, by=handler, at=make.NOON + 2 * HOUR)
    assert Verification.objects.count() == 2


def test_nobody_verifies_their_own_work(case: Case) -> None:
    """C19."""
    unit_worker = make.handler(case.lead)
    make.seat(Role.WORKER, case.lead, over=case.place, who=unit_worker)
    desk = make.handler(case.lead)
    make.seat(Role.DISPATCHER, make.desk(), who=desk)
    handling.hand(case, to=unit_worker, by=None, at=make.NOON)
    submit(case, by=desk)

    for person in (unit_worker, desk):
        with pytest.raises(NotAllowed, match="另一个人"):
            verifying.verify(case, remark="好", by=person, at=make.NOON)
        with pytest.raises(NotAllowed, match="另一个人"):
            verifying.send_back(case, remark="不好", by=person, at=make.NOON)
    for person in (make.handler(case.lead), make.worker(make.grid()), make.manager()):
        with pytest.raises(NotAllowed):
            verifying.verify(case, remark="好", by=person, at=make.NOON)

    verifying.verify(case, remark="好", by=make.worker(case.place), at=make.NOON)


def test_a_picture_is_owed_where_the_class_wants_one(noon: dt.datetime) -> None:
    """C19: of what was done; what was only explained needs no picture."""
    case = make.case(accepted=True, class_code="SAFETY")
    submit(case)
    with pytest.raises(Refusal, match="照片"):
        verifying.verify(case, remark="看过了", by=None, at=noon)
    verifying.verify(case, uploads=[make.upload()], by=None, at=noon)
    photo = Photo.objects.get()
    assert (photo.is_proof, photo.is_public, case.state) == (True, False, "ANSWERED")

    other = make.case(accepted=True, class_code="SAFETY")
    submit(other, outcome="NOT_OURS")
    with pytest.raises(Refusal, match="看到了什么"):
        verifying.verify(other, by=None, at=noon)
    verifying.verify(other, remark="确属邻区", by=None, at=noon)
    assert other.outcome == "NOT_OURS"


def test_a_class_without_verification_is_answered_directly(noon: dt.datetime) -> None:
    case = make.case(accepted=True, class_code="ROADS")
    with pytest.raises(Refusal, match="直接答复"):
        submit(case)


def test_of_two_verifiers_the_first_decides(case: Case, noon: dt.datetime) -> None:
    submit(case)
    same = Case.objects.select_related("lead", "place").get(pk=case.pk)
    verifying.verify(case, remark="好", by=None, at=noon)

    with pytest.raises(Overtaken):
        verifying.send_back(same, remark="不好", by=None, at=noon)

    assert Verification.objects.get().is_passed is True


def test_a_case_taken_away_meanwhile_can_be_submitted_again(case: Case, noon: dt.datetime) -> None:
    submit(case)
    dispatch.reassign(case, to=make.organisation(), by=None, at=noon)
    dispatch.accept(case, by=None, at=noon)

    submit(case)

    assert not Verification.objects.exclude(is_passed=None).exists()
    assert Verification.objects.filter(verified_at=None).count() == 1
