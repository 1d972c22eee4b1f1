"""Officers are elected by the members: one member, one vote, counted (NET-13)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from lianxin.bodies import policy, queries
from lianxin.bodies.actions import electing, joining
from lianxin.bodies.models import Candidate, Election, Member, Vote
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal, Repeated
from lianxin.outbox.models import Message
from tests import make
from tests.bodies import build
from tests.bodies.build import DAY
from tests.kernel.race import race
from tests.make import NOON

STANDING, VOTING, COUNTING = NOON, NOON + 8 * DAY, NOON + 15 * DAY


@dataclass
class Hall:
    poll: Election
    members: list[Member]
    names: list[Candidate]


def hall(*, members: int = 5, stand: int = 3, seats: int = 1) -> Hall:
    body = build.body("ASSOCIATION", name="夜跑协会")
    people = [build.member(body) for _n in range(members)]
    on = NOON.date()
    told = electing.Poll("会长", on + 7 * DAY, on + 14 * DAY, on + 20 * DAY, on + 385 * DAY, seats)
    poll = electing.call(body, told, by=make.handler(body.convener), at=NOON, key=new_id())
    names = [
        electing.stand(poll, one, name=f"候选{n}", statement="多跑几次", by=one.user, at=NOON)
        for n, one in enumerate(people[:stand])
    ]
    return Hall(poll, people, names)


def vote(of: Hall, voter: int, *chosen: int) -> None:
    member = of.members[voter]
    picked = [of.names[n] for n in chosen]
    electing.vote(of.poll, member, picked, by=member.user, at=VOTING)


def test_who_has_the_most_votes_holds_the_office_for_its_term() -> None:
    made = hall()
    for voter, choice in enumerate([1, 1, 1, 0, 2]):
        vote(made, voter, choice)

    (office,) = electing.count(made.poll, by=make.dispatcher(), at=COUNTING)

    assert office.member == made.members[1]
    body, user, last = made.poll.body, made.members[1].user, office.ends_on
    assert user is not None
    assert last is not None
    assert not policy.runs(user, body, on=COUNTING.date())
    assert policy.runs(user, body, on=office.starts_on)
    assert policy.runs(user, body, on=last)
    assert not policy.runs(user, body, on=last + DAY)  # X4
    assert [one.title for one in queries.offices_on(body, on=office.starts_on)] == ["会长"]
    assert Message.objects.filter(district_id=body.district_id, kind="body_elected").count() == 5


def test_one_member_has_one_vote_and_nobody_knows_for_whom() -> None:
    made = hall()
    vote(made, 0, 1)

    with pytest.raises(Repeated):
        vote(made, 0, 2)

    own = {"district_id": made.poll.district_id, "election": made.poll}
    assert sum(one.votes for one in Candidate.objects.filter(**own)) == 1
    assert {f.name for f in Vote._meta.concrete_fields} == {"id", "district", "election", "member"}


@pytest.mark.django_db(transaction=True)
def test_twenty_tries_at_once_are_one_vote() -> None:
    made = hall(stand=2)

    answers = race(lambda n: vote(made, 0, n % 2), runners=20)

    assert answers.count(None) == 1
    assert sum(isinstance(one, Repeated) for one in answers) == 19
    own = {"district_id": made.poll.district_id, "election": made.poll}
    assert sum(one.votes for one in Candidate.objects.filter(**own)) == 1


def test_for_as_many_as_there_are_seats() -> None:
    made = hall(seats=2)

    with pytest.raises(Refusal, match="2"):
        vote(made, 0, 0, 1, 2)
    vote(made, 0, 0, 1)
    vote(made, 1, 1)

    named = electing.count(made.poll, by=None, at=COUNTING)
    assert [one.member for one in named] == [made.members[1], made.members[0]]


def test_between_equals_the_lot_decides_and_the_record_says_so() -> None:
    made = hall(stand=2)
    vote(made, 0, 0)
    vote(made, 1, 1)

    (office,) = electing.count(made.poll, by=None, at=COUNTING)

    assert office.member in made.members[:2]
    assert "抽签" in timeline.of(made.poll).reverse()[0].note


def test_each_thing_has_its_days() -> None:
    made = hall()
    member = made.members[4]

    with pytest.raises(Refusal, match="报名"):
        electing.vote(made.poll, member, made.names[:1], by=member.user, at=STANDING)
    with pytest.raises(Refusal, match="投票"):
        electing.stand(made.poll, member, name="晚了", statement="晚了", by=member.user, at=VOTING)
    with pytest.raises(Refusal, match="投票"):
        electing.count(made.poll, by=None, at=VOTING)
    with pytest.raises(Refusal, match="没有人得票"):
        electing.count(made.poll, by=None, at=COUNTING)
    electing.call_off(made.poll, reason="没有人投票", by=None, at=COUNTING)
    with pytest.raises(Refusal, match="已经结束"):
        electing.count(made.poll, by=None, at=COUNTING)


def test_who_has_left_neither_votes_nor_is_elected() -> None:
    made = hall(stand=2)
    vote(made, 1, 0)
    vote(made, 2, 1)
    vote(made, 3, 0)
    joining.leave(made.members[0], by=None, at=VOTING)

    with pytest.raises(Refusal, match="成员"):
        electing.vote(made.poll, made.members[0], made.names[:1], by=None, at=VOTING)
    (office,) = electing.count(made.poll, by=None, at=COUNTING)
    assert office.member == made.members[1]


def test_nobody_votes_for_another() -> None:
    made = hall()

    with pytest.raises(NotAllowed):
        electing.vote(
            made.poll, made.members[0], made.names[:1], by=made.members[1].user, at=VOTING
        )


def test_the_members_hear_once_that_the_poll_is_open() -> None:
    made = hall()
    district = made.poll.district_id
    Message.objects.filter(district_id=district).delete()

    assert electing.remind(district, at=STANDING) == 0
    electing.remind(district, at=VOTING)
    electing.remind(district, at=VOTING + dt.timedelta(days=1))

    assert Message.objects.filter(district_id=district, kind="body_election").count() == 5
