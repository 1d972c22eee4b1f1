"""Milestones, evidence, acceptance, money."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lianxin.challenges import queries
from lianxin.challenges.actions import delivering
from lianxin.challenges.models import Milestone
from lianxin.exchange.models import Claim
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.outbox.models import Delivery, Message
from tests import make
from tests.challenges import board
from tests.challenges.board import AFTER, DAY
from tests.kernel.race import race

LATER = AFTER + 30 * DAY


def test_from_award_to_acceptance_in_parts():
    unit = make.organisation(kind="FIRM")
    challenge, team = board.awarded(unit)
    first, last = (board.milestone(challenge, title=title) for title in ("小试", "中试"))
    with pytest.raises(Refusal, match="还有阶段没有验收"):
        delivering.finish(challenge, by=None, at=LATER)

    for one in (first, last):
        with pytest.raises(NotAllowed):
            delivering.report(one, text="做成了", code="wrong", at=LATER)
        delivering.report(
            one, text="做成了", files=[board.pdf("报告.pdf")], code=board.code(team), at=LATER
        )
        assert queries.papers(team, one).count() == 1
        delivering.accept(one, paid_fen=10_000_000, by=make.handler(unit), at=LATER)
        assert (one.state, one.paid_fen) == ("ACCEPTED", 10_000_000)
        assert timeline.verify(one) is None

    delivering.finish(challenge, by=make.handler(unit), at=LATER)
    assert challenge.state == "DONE"
    assert Claim.objects.get(pk=team.claim_id).state == "DONE"


def test_what_is_not_good_enough_is_sent_back_with_a_word():
    challenge, team = board.awarded()
    one = board.milestone(challenge)
    delivering.report(one, text="初步", code=board.code(team), at=LATER)

    with pytest.raises(Refusal, match="还缺什么"):
        delivering.send_back(one, note="", by=None, at=LATER)
    delivering.send_back(one, note="缺第三方检测", by=None, at=LATER)
    with pytest.raises(IllegalMove):
        delivering.accept(one, by=None, at=LATER)
    delivering.report(one, text="补了检测", code=board.code(team), at=LATER)
    delivering.accept(one, by=None, at=LATER)
    delivering.pay(one, paid_fen=5_000_000, by=None, at=LATER)
    assert one.paid_fen == 5_000_000


def test_the_parts_are_no_more_than_the_reward():
    challenge, _team = board.awarded()
    board.milestone(challenge, pay_fen=40_000_000)

    with pytest.raises(Refusal, match="100,000"):
        board.milestone(challenge, title="中试", pay_fen=20_000_000)


@pytest.mark.django_db(transaction=True)
def test_two_parts_planned_at_once_do_not_pass_the_reward_together():
    challenge, _team = board.awarded()

    def plan(n: int) -> object:
        same = board.fresh(challenge)
        return delivering.plan(
            same, title=f"阶段 {n}", due_on=LATER.date(), pay_fen=30_000_000, by=None, at=AFTER,
            key=new_id(),
        )  # fmt: skip

    answers = race(plan, runners=4)

    assert sum(isinstance(one, Milestone) for one in answers) == 1
    assert queries.promised_fen(challenge) == 30_000_000


def test_only_the_publisher_plans_accepts_and_stops():
    challenge, _team = board.awarded()
    stranger = make.handler(make.organisation(name="别的单位"))

    with pytest.raises(NotAllowed):
        delivering.plan(
            challenge, title="小试", due_on=LATER.date(), by=stranger, at=AFTER, key=new_id()
        )
    with pytest.raises(NotAllowed):
        delivering.stop(challenge, note="不做了", by=stranger, at=AFTER)
    delivering.stop(challenge, note="企业转产", by=None, at=AFTER)
    assert challenge.state == "STOPPED"


def test_the_team_and_the_publisher_are_reminded_once_each():
    """MAT-04: of a day that is near or was missed, and of what waits to be accepted."""
    unit = make.organisation(kind="FIRM")
    lead = make.handler(unit)
    challenge, team = board.awarded(unit)
    one = board.milestone(challenge)
    due = AFTER + (one.due_on - timezone.localdate(AFTER)).days * DAY
    letters = Delivery.objects.filter(district_id=challenge.district_id, kind="milestone_due")
    waiting = Message.objects.filter(
        district_id=challenge.district_id, kind="milestone_waiting", to=lead
    )

    for days in (-8, -7, -1, 0):
        delivering.remind(challenge.district_id, at=due + days * DAY)
    assert letters.count() == 1
    for days in (1, 2):
        delivering.remind(challenge.district_id, at=due + days * DAY)
    assert letters.count() == 2

    delivering.report(one, text="做成了", code=board.code(team), at=due + 2 * DAY)
    for days in (8, 9, 10):
        delivering.remind(challenge.district_id, at=due + days * DAY)
    assert (letters.count(), waiting.count()) == (2, 1)
