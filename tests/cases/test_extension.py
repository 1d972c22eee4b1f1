"""More time: asked for in time, approved by somebody else, with the first date kept."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.cases.actions import handling
from lianxin.cases.models import Case, CaseClock
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import User
from lianxin.outbox.models import Delivery
from tests import make

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def case() -> Case:
    return make.case(accepted=True, contact=make.contact(email="li@example.org"))


@pytest.fixture
def handler(case: Case) -> User:
    return make.handler(case.lead)


def ask(case: Case, by: User, *, at: dt.datetime, days: int = 5, reason: str = "等配件") -> None:
    handling.ask_extension(
        case, until=make.NOON + dt.timedelta(days=days), reason=reason, by=by, at=at
    )


def test_both_dates_stay_and_the_requester_is_told(
    case: Case, handler: User, noon: dt.datetime
) -> None:
    """C14."""
    ask(case, handler, at=noon + HOUR)

    handling.grant_extension(case, by=make.dispatcher(), at=noon + 2 * HOUR)

    clock = CaseClock.objects.get(name="FEEDBACK")
    assert clock.first_due_at == noon + 48 * HOUR
    assert clock.due_at == noon + 120 * HOUR
    assert Delivery.objects.filter(kind="case_extended").exists()


def test_asking_alone_moves_nothing(case: Case, handler: User, noon: dt.datetime) -> None:
    ask(case, handler, at=noon + HOUR)

    assert CaseClock.objects.get(name="FEEDBACK").due_at == noon + 48 * HOUR


def test_after_the_due_time_it_is_too_late(case: Case, handler: User, noon: dt.datetime) -> None:
    """C14: in the last second it is not, at the due time it is."""
    second = dt.timedelta(seconds=1)
    with pytest.raises(Refusal, match="时限已过"):
        ask(case, handler, at=noon + 48 * HOUR)

    ask(case, handler, at=noon + 48 * HOUR - second)


def test_once_a_case(case: Case, handler: User, noon: dt.datetime) -> None:
    """C14."""
    ask(case, handler, at=noon + HOUR)
    with pytest.raises(Refusal, match="等待审批"):
        ask(case, handler, at=noon + HOUR)
    handling.grant_extension(case, by=make.manager(), at=noon + 2 * HOUR)

    with pytest.raises(Refusal, match="次数已用完"):
        ask(case, handler, at=noon + 3 * HOUR, days=9)


def test_the_unit_does_not_approve_its_own(case: Case, handler: User, noon: dt.datetime) -> None:
    ask(case, handler, at=noon + HOUR)

    for own in (handler, make.unit_lead(case.lead)):
        with pytest.raises(NotAllowed, match=r"调度员.*或.*分管领导"):
            handling.grant_extension(case, by=own, at=noon + HOUR)


def test_a_refusal_needs_words_and_leaves_the_date(
    case: Case, handler: User, noon: dt.datetime
) -> None:
    ask(case, handler, at=noon + HOUR)
    dispatcher = make.dispatcher()
    with pytest.raises(Refusal, match="不同意的理由"):
        handling.refuse_extension(case, note="", by=dispatcher, at=noon + HOUR)

    handling.refuse_extension(case, note="居民等不了", by=dispatcher, at=noon + HOUR)

    assert CaseClock.objects.get(name="FEEDBACK").due_at == noon + 48 * HOUR


def test_a_reason_and_a_later_date_are_needed(
    case: Case, handler: User, noon: dt.datetime
) -> None:
    with pytest.raises(Refusal, match="延期理由"):
        ask(case, handler, at=noon + HOUR, reason="")
    with pytest.raises(Refusal, match="晚于"):
        ask(case, handler, at=noon + HOUR, days=1)
