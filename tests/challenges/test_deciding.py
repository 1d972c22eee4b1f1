"""Award, go on to the next round, fail: with reasons, to all, in time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianxin.challenges import queries
from lianxin.challenges.actions import alarms, deciding
from lianxin.challenges.actions.deciding import Unreasoned
from lianxin.challenges.models import Challenge, ChallengeClock, Verdict
from lianxin.exchange.models import Claim
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Overtaken, Refusal
from lianxin.outbox.models import Delivery, Message
from tests import make
from tests.challenges import board
from tests.challenges.board import AFTER, DAY
from tests.kernel.race import race
from tests.make import NOON


def test_an_award_needs_three_reviews():
    """X26."""
    challenge = board.challenge()
    application = board.applied(challenge)
    board.judged(application, board.reviewers(challenge, 2))
    reasons = {application.pk: "好"}

    with pytest.raises(Refusal, match="不到 3 份") as refusal:
        deciding.award(challenge, application, reasons, by=None, at=AFTER)
    assert refusal.value.code == "too_few_reviews"
    board.judged(application, board.reviewers(challenge, 1))
    deciding.award(challenge, application, reasons, by=None, at=AFTER)
    assert challenge.state == "AWARDED"


def test_every_applicant_is_told_the_decision_with_its_reason():
    """X26."""
    challenge, winner = board.awarded()

    told = Delivery.objects.filter(
        district_id=challenge.district_id, kind__in=["challenge_awarded", "challenge_refused"]
    )
    assert {(row.kind, row.facts["text"]) for row in told} == {
        ("challenge_awarded", "最高分"),
        ("challenge_refused", "没有中试条件"),
    }
    states = Claim.objects.filter(district_id=challenge.district_id).values_list(
        "state", flat=True
    )
    assert sorted(states) == ["HELD", "REFUSED"]
    assert challenge.awarded == winner
    assert timeline.verify(challenge) is None
    challenge.listing.refresh_from_db()
    assert challenge.listing.state == "CLOSED"


def test_who_lacks_a_reason_is_named_and_nothing_is_decided():
    """X26: every applicant, or none."""
    challenge = board.challenge()
    one, other = board.applied(challenge), board.applied(challenge, team="另一个组")
    board.judged(one, board.reviewers(challenge))

    with pytest.raises(Unreasoned, match="另一个组"):
        deciding.award(challenge, one, {one.pk: "好", other.pk: " "}, by=None, at=AFTER)
    assert board.fresh(challenge).state == "OPEN"
    assert not Verdict.objects.filter(district_id=challenge.district_id).exists()


def test_nothing_is_decided_before_the_deadline_nor_by_others():
    challenge = board.challenge()
    application = board.applied(challenge)
    reasons = {application.pk: "好"}

    with pytest.raises(Refusal, match="还没有截止"):
        deciding.award(challenge, application, reasons, by=None, at=NOON)
    with pytest.raises(NotAllowed):
        deciding.award(challenge, application, reasons, by=make.manager(), at=AFTER)


@pytest.mark.django_db(transaction=True)
def test_of_two_awards_at_once_one_wins_and_one_team_is_awarded():
    """X26."""
    challenge = board.challenge()
    teams = [board.applied(challenge, team=f"第 {n} 组") for n in range(2)]
    reviewers = board.reviewers(challenge)
    for team in teams:
        board.judged(team, reviewers)
    reasons = {team.pk: "理由" for team in teams}

    def award(n: int) -> object:
        same = board.fresh(challenge)
        winner = queries.applications(same).get(pk=teams[n % 2].pk)
        return deciding.award(same, winner, reasons, by=None, at=AFTER, key=new_id())

    answers = race(award, runners=4)

    assert sum(answer is None for answer in answers) == 1
    lost = [answer for answer in answers if answer is not None]
    assert all(isinstance(one, Overtaken | IllegalMove | Refusal) for one in lost)
    claims = Claim.objects.filter(district_id=challenge.district_id)
    assert sorted(claims.values_list("state", flat=True)) == ["HELD", "REFUSED"]
    verdicts = Verdict.objects.filter(district_id=challenge.district_id)
    assert verdicts.count() == 2


def test_the_decision_is_promised_ten_working_days_after_its_day():
    """X26: clock and alarms."""
    unit = make.organisation(kind="FIRM")
    handler, manager = make.handler(unit), make.manager()
    challenge = board.challenge(unit)
    clock = ChallengeClock.objects.get(district_id=unit.district_id, challenge=challenge)

    due_on = timezone.localdate(clock.due_at)
    days = [challenge.decide_on + n * DAY for n in range(1, 30)]
    working = [day for day in days if day.weekday() < 5]
    assert due_on == working[9]
    assert alarms.ring_due(unit.district_id, at=clock.due_at - DAY) == 1
    assert alarms.ring_due(unit.district_id, at=clock.due_at - DAY) == 0
    assert _kinds(handler) == ["challenge_warn"]
    later = clock.due_at + dt.timedelta(days=3)
    assert alarms.ring_due(unit.district_id, at=later) == 1
    assert _kinds(handler) == ["challenge_due", "challenge_warn"]
    assert _kinds(manager) == ["challenge_due"]


def test_a_decision_stops_the_clock():
    challenge, _winner = board.awarded()

    clock = ChallengeClock.objects.get(district_id=challenge.district_id)
    assert clock.stopped_at == AFTER
    assert alarms.ring_due(challenge.district_id, at=AFTER + 90 * DAY) == 0


def test_a_competition_goes_on_in_rounds():
    """MAT-11: who is not chosen is told why, who is goes on and is judged anew."""
    challenge = board.challenge(rounds=2)
    one, other = board.applied(challenge), board.applied(challenge, team="另一个组")
    reviewers = board.reviewers(challenge)
    board.judged(one, reviewers)
    reasons = {one.pk: "进决赛", other.pk: "差一点"}
    with pytest.raises(Refusal, match="最后一轮"):
        deciding.award(challenge, one, reasons, by=None, at=AFTER)

    final = (AFTER + 30 * DAY).date()
    deciding.advance(challenge, [one], reasons, decide_on=final, by=None, at=AFTER)

    again = board.fresh(challenge)
    assert (again.state, again.round, again.decide_on) == ("OPEN", 2, final)
    (standing,) = queries.standing_in(again)
    with pytest.raises(Refusal, match="不到 3 份"):
        deciding.award(again, standing, {one.pk: "第一"}, by=None, at=AFTER)
    board.judged(standing, reviewers)
    deciding.award(again, standing, {one.pk: "第一"}, by=None, at=AFTER)
    outcomes = Verdict.objects.filter(district_id=challenge.district_id).order_by("id")
    assert [v.outcome for v in outcomes] == ["SHORTLISTED", "REFUSED", "AWARDED"]


def test_a_failed_challenge_says_why_to_all():
    challenge = board.challenge()
    application = board.applied(challenge)

    with pytest.raises(Refusal, match="为什么流榜"):
        deciding.fail(challenge, {application.pk: "指标差太多"}, note="", by=None, at=AFTER)
    deciding.fail(challenge, {application.pk: "指标差太多"}, note="没有达标", by=None, at=AFTER)
    assert challenge.state == "FAILED"
    assert Verdict.objects.get(district_id=challenge.district_id).reason == "指标差太多"


def test_the_table_itself_refuses_a_verdict_without_reason_and_an_award_to_nobody():
    challenge = board.challenge()
    application = board.applied(challenge)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.create(
            district_id=challenge.district_id, application=application, round=1,
            outcome="REFUSED", reason="", decided_at=AFTER,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk).update(state="AWARDED", decided_at=AFTER)


def _kinds(user):
    found = Message.objects.filter(
        district_id=user.district_id, to=user, kind__in=["challenge_warn", "challenge_due"]
    )
    return sorted(found.values_list("kind", flat=True))
