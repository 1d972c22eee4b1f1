"""She judges the answer; silence is not satisfaction."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.cases.actions import dispatch, requester, upkeep
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case, CaseClock, Rating
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.outbox.models import Message
from tests import make
from tests.kernel.race import race

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def case() -> Case:
    return make.case(answered=True)


def rate(case: Case, solved: str, *, at: dt.datetime, **how) -> None:
    requester.rate(case, Verdict(solved, **how), code=make.code(case), at=at)


@pytest.mark.parametrize("solved", ["YES", "PARTLY"])
def test_a_verdict_closes_the_case(case: Case, noon: dt.datetime, solved: str) -> None:
    """C20."""
    rate(case, solved, at=noon + DAY, was_contacted=True, scores={"SPEED": 5, "ATTITUDE": 4})

    assert (case.state, case.closed_at) == ("CLOSED", noon + DAY)
    rating = Rating.objects.get()
    assert (rating.solved, rating.was_contacted) == (solved, True)
    assert rating.scores == {"SPEED": 5, "ATTITUDE": 4}


def test_a_no_must_be_decided_in_a_day(case: Case, noon: dt.datetime) -> None:
    """C20: it asks for reopening; the desk has 24 hours and is told."""
    dispatcher = make.dispatcher()

    rate(case, "NO", at=noon + DAY, comment="第二天又灭了")

    assert case.state == "REOPENING"
    assert CaseClock.objects.get(name="DECIDE").due_at == noon + 2 * DAY
    assert case.next_due_at == noon + 2 * DAY
    assert Message.objects.get(kind="case_objected").to == dispatcher


def test_reopening_starts_a_second_round_that_can_be_rated_again(
    case: Case, noon: dt.datetime
) -> None:
    rate(case, "NO", at=noon + DAY)
    unit = case.lead
    with pytest.raises(Refusal, match="为什么重新办理"):
        dispatch.reopen(case, note="", by=None, at=noon + DAY + HOUR)

    dispatch.reopen(case, note="请再查线路", by=None, at=noon + DAY + HOUR)

    assert (case.state, case.lead, case.outcome, case.reopens) == ("ASSIGNED", unit, "", 1)
    assert CaseClock.objects.get(name="FEEDBACK", stopped_at__isnull=True).due_at == (
        noon + 3 * DAY + HOUR
    )


def test_the_desk_may_uphold_with_words(case: Case, noon: dt.datetime) -> None:
    rate(case, "NO", at=noon + DAY)

    dispatch.uphold(case, note="路灯属小区自管，已交物业。", by=None, at=noon + DAY + HOUR)

    assert (case.state, case.outcome) == ("CLOSED", "SOLVED")


def test_silence_closes_without_a_rating(case: Case, noon: dt.datetime) -> None:
    """C20: unanswered is not satisfied."""
    upkeep.ring_due(case.district_id, at=noon + 14 * DAY)
    case.refresh_from_db()
    assert case.state == "ANSWERED"

    upkeep.ring_due(case.district_id, at=noon + 15 * DAY)

    case.refresh_from_db()
    assert (case.state, make.last_entry(case).verb) == ("CLOSED", "lapse")
    assert not Rating.objects.exists()


def test_a_closed_case_can_be_rated_within_14_days(noon: dt.datetime) -> None:
    """C20."""
    case = make.case()
    dispatch.close(case, outcome="EXPLAINED", note="属于私人灯具。", by=None, at=noon)
    rate(case, "YES", at=noon + 14 * DAY)
    assert case.state == "CLOSED"

    late = make.case()
    dispatch.close(late, outcome="EXPLAINED", note="属于私人灯具。", by=None, at=noon)
    with pytest.raises(Refusal, match="评价期"):
        rate(late, "YES", at=noon + 14 * DAY + dt.timedelta(seconds=1))


def test_one_rates_once(case: Case, noon: dt.datetime) -> None:
    rate(case, "YES", at=noon + HOUR)

    with pytest.raises(Refusal, match="已经评价过"):
        rate(case, "NO", at=noon + 2 * HOUR)


def test_before_the_answer_there_is_nothing_to_rate(noon: dt.datetime) -> None:
    with pytest.raises(IllegalMove, match="还没有答复"):
        rate(make.case(), "YES", at=noon)


@pytest.mark.parametrize("scores", [{"SPEED": 0}, {"SPEED": 6}, {"WEALTH": 3}])
def test_scores_are_one_to_five_on_the_playbooks_axes(
    case: Case, noon: dt.datetime, scores: dict[str, int]
) -> None:
    with pytest.raises(Refusal, match="1 到 5"):
        rate(case, "YES", at=noon + HOUR, scores=scores)
    assert case.state == "ANSWERED"


def test_the_unit_cannot_rate_itself(case: Case, noon: dt.datetime) -> None:
    with pytest.raises(NotAllowed):
        requester.rate(case, Verdict("YES"), by=make.handler(case.lead), at=noon + HOUR)


def test_a_dispatcher_writes_down_what_she_says_on_the_phone(
    case: Case, noon: dt.datetime
) -> None:
    """C20: usable from the officer's phone; who took it stays on file."""
    dispatcher = make.dispatcher()

    requester.rate(case, Verdict("YES"), by=dispatcher, at=noon + HOUR)

    assert Rating.objects.get().taken_by == dispatcher


@pytest.mark.django_db(transaction=True)
def test_of_two_verdicts_at_once_one_counts(noon: dt.datetime) -> None:
    case = make.case(answered=True)

    def say(n: int) -> str:
        same = Case.objects.select_related("lead", "place").get(pk=case.pk)
        rate(same, ["YES", "NO"][n % 2], at=noon + HOUR)
        return "counted"

    said = race(say, runners=4)

    assert said.count("counted") == 1
    assert all(isinstance(answer, str | Refusal) for answer in said)
    assert Rating.objects.count() == 1
