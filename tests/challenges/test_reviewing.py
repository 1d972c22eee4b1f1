"""Reviewers: interests, hidden scores, who reads what."""

from __future__ import annotations

import pytest

from lianxin.challenges import policy, queries
from lianxin.challenges.actions import reviewing
from lianxin.exchange.actions.claiming import Who
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from tests import make
from tests.challenges import board
from tests.challenges.board import AFTER, GOOD
from tests.make import NOON


def test_before_the_deadline_nobody_reads_an_application():
    unit = make.organisation(kind="FIRM")
    challenge = board.challenge(unit)
    application = board.applied(challenge)

    with pytest.raises(NotAllowed, match="截止以前"):
        policy.require_reader(make.handler(unit), application, at=NOON)
    policy.require_reader(make.handler(unit), application, at=AFTER)


def test_a_declared_interest_keeps_a_reviewer_out_of_that_application_alone():
    """X26: 403 is NotAllowed, see tests/web/test_challenges.py."""
    challenge = board.challenge()
    one, other = board.applied(challenge), board.applied(challenge, team="另一个组")
    user = board.reviewers(challenge, 1)[0].user
    with pytest.raises(NotAllowed, match="先声明"):
        policy.require_reader(user, one, at=AFTER)

    reviewing.declare(one, has_conflict=True, text="同一个课题组", by=user, at=AFTER)
    reviewing.declare(other, has_conflict=False, by=user, at=AFTER)

    with pytest.raises(NotAllowed, match="回避"):
        policy.require_reader(user, one, at=AFTER)
    with pytest.raises(NotAllowed, match="回避"):
        reviewing.give(one, GOOD, text="好", by=user, at=AFTER, key=new_id())
    with pytest.raises(NotAllowed, match="不能收回"):
        reviewing.declare(one, has_conflict=False, by=user, at=AFTER)
    policy.require_reader(user, other, at=AFTER)


def test_a_reviewer_who_publishes_too_is_kept_out_all_the_same():
    unit = make.organisation(kind="FIRM")
    challenge = board.challenge(unit)
    application = board.applied(challenge)
    handler = make.handler(unit)
    reviewing.appoint(challenge, handler, by=None, at=NOON, key=new_id())
    reviewing.declare(application, has_conflict=True, text="亲属", by=handler, at=AFTER)

    with pytest.raises(NotAllowed):
        policy.require_reader(handler, application, at=AFTER)


def test_what_the_register_shows_is_an_interest_without_a_word():
    """She holds a seat in the organisation that applies, or applied herself."""
    challenge, campus = board.challenge(), make.organisation(name="海洋大学", kind="CAMPUS")
    colleague, own = make.handler(campus), make.user()
    theirs = board.applied(challenge, organisation=campus)
    hers = board.applied(challenge, by=own, who=Who(name="她", phone="13900139000", user=own))
    for user, application in ((colleague, theirs), (own, hers)):
        reviewing.appoint(challenge, user, by=None, at=NOON, key=new_id())
        reviewing.declare(application, has_conflict=False, by=user, at=AFTER)
        with pytest.raises(NotAllowed, match="利益关系"):
            policy.require_reader(user, application, at=AFTER)


def test_the_scores_of_others_stay_hidden_until_the_own_score_is_in():
    """X26."""
    challenge = board.challenge()
    application = board.applied(challenge)
    first, second, third = board.reviewers(challenge)
    board.judged(application, [first, second])
    reviewing.declare(application, has_conflict=False, by=third.user, at=AFTER)

    def shown() -> list[int]:
        found = queries.reviews_shown(application, to=third.user, round_=1, is_publisher=False)
        return [review.total for review in found]

    assert shown() == []
    board.judged(application, [third], C1=10)
    assert sorted(shown()) == [55, 80, 80]


def test_a_publisher_who_reviews_sees_no_scores_before_hers():
    """X26."""
    unit = make.organisation(kind="FIRM")
    challenge = board.challenge(unit)
    application = board.applied(challenge)
    handler, other = make.handler(unit), make.handler(unit)
    board.judged(application, board.reviewers(challenge, 2))
    reviewing.appoint(challenge, handler, by=None, at=NOON, key=new_id())

    def shown(user):
        return len(queries.reviews_shown(application, to=user, round_=1, is_publisher=True))

    assert (shown(handler), shown(other)) == (0, 2)


def test_scores_are_whole_within_their_criteria_and_given_once():
    challenge = board.challenge()
    application = board.applied(challenge)
    (reviewer,) = board.reviewers(challenge, 1)
    user = reviewer.user
    reviewing.declare(application, has_conflict=False, by=user, at=AFTER)

    with pytest.raises(Refusal, match="技术路线") as refusal:
        reviewing.give(application, GOOD | {"C1": 41}, text="好", by=user, at=AFTER, key=new_id())
    assert refusal.value.field == "C1"
    with pytest.raises(Refusal, match="评语"):
        reviewing.give(application, GOOD, text=" ", by=user, at=AFTER, key=new_id())
    key = new_id()
    first = reviewing.give(application, GOOD, text="好", by=user, at=AFTER, key=key)
    assert reviewing.give(application, GOOD, text="好", by=user, at=AFTER, key=key) == first
    with pytest.raises(Refusal, match="不能再改"):
        reviewing.give(application, GOOD, text="改", by=user, at=AFTER, key=new_id())


def test_an_interest_found_later_takes_the_score_out_of_the_count():
    challenge = board.challenge()
    application = board.applied(challenge)
    three = board.reviewers(challenge)
    board.judged(application, three)
    assert queries.has_enough(application, round_=1)

    reviewing.declare(
        application, has_conflict=True, text="一起申报过", by=three[0].user, at=AFTER
    )
    assert not queries.has_enough(application, round_=1)


def test_who_does_not_review_reads_nothing():
    application = board.applied(board.challenge())

    for user in (make.user(), make.dispatcher(), make.manager()):
        with pytest.raises(NotAllowed):
            policy.require_reader(user, application, at=AFTER)
