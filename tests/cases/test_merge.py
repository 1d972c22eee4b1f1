"""A matter merged and taken apart again; and two dispatchers who do it at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.cases.actions import dispatch, handling, joining, kin, requester
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case
from lianxin.cases.states import State
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.models import Audience
from lianxin.kernel.refusals import IllegalMove, Refusal, Repeated
from lianxin.network.models import User
from lianxin.outbox.actions import HELD
from lianxin.outbox.models import Delivery, Message
from tests import make
from tests.kernel.race import race

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


@pytest.fixture
def desk() -> User:
    return make.dispatcher()


def cluster(count: int) -> list[Case]:
    place = make.grid()
    mail = [make.contact(phone="", email=f"r{n}@example.cn") for n in range(count)]
    cases = [make.case(place, contact=one) for one in mail]
    Case.objects.exclude(pk=cases[0].pk).update(similar_to=cases[0])
    return [again(case) for case in cases]


def again(case: Case) -> Case:
    return Case.objects.whole().get(pk=case.pk)


def states(cases: list[Case]) -> list[str]:
    return [again(case).state for case in cases]


def told(kind: str) -> int:
    return Delivery.objects.filter(kind=kind).count()


def test_who_merges_and_takes_it_back_at_once_tells_nobody(desk: User, noon: dt.datetime) -> None:
    """C15: a slip is no news to forty people."""
    head, *others = cluster(4)
    joining.merge(head, by=desk, at=noon)
    held = Delivery.objects.filter(kind="case_joined")
    assert {row.next_try_at for row in held} == {noon + HELD}

    joining.unmerge(head, by=desk, at=noon + MINUTE)

    assert states(others) == [State.RECEIVED] * 3
    assert (told("case_joined"), told("case_split")) == (0, 0)


def test_who_has_been_told_of_the_merging_is_told_of_its_end(
    desk: User, noon: dt.datetime
) -> None:
    head, *others = cluster(3)
    joining.merge(head, by=desk, at=noon)

    joining.unmerge(head, by=desk, at=noon + HELD + MINUTE)

    assert (told("case_joined"), told("case_split")) == (len(others), len(others))


def test_one_taken_out_at_once_hears_nothing(desk: User, noon: dt.datetime) -> None:
    head, other = cluster(2)
    joining.join(other, into=head, by=desk, at=noon)

    joining.split(again(other), by=desk, at=noon + MINUTE)

    assert (told("case_joined"), told("case_split")) == (0, 0)


def test_the_main_case_keeps_who_merged_how_many_and_who_took_it_back(
    desk: User, noon: dt.datetime
) -> None:
    head, *_others = cluster(3)
    key = new_id()
    joining.merge(head, by=desk, at=noon, key=key)
    with pytest.raises(Repeated):
        joining.merge(again(head), by=desk, at=noon, key=key)
    joining.unmerge(again(head), by=desk, at=noon + MINUTE)

    kept = timeline.of(head).filter(verb__in=("merge", "unmerge"))
    assert [(one.verb, one.by, one.note) for one in kept] == [
        ("merge", desk, "2 件"),
        ("unmerge", desk, "2 件"),
    ]
    with pytest.raises(IllegalMove):
        joining.unmerge(again(head), by=desk, at=noon + MINUTE)


def test_many_are_taken_out_by_the_worker(
    desk: User, noon: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is killed goes on with those that are left."""
    monkeypatch.setattr(kin, "AT_ONCE", 2)
    head, *others = cluster(7)
    for case in others:
        joining.join(again(case), into=head, by=desk, at=noon)

    assert joining.unmerge(head, by=desk, at=noon + MINUTE) == 6
    assert kin.followers(head).count() == 4
    assert joining.under_way(again(head)) == "unmerge"
    entry = timeline.of(head).get(verb="unmerge")
    take_out, count = joining._take_out, iter(range(3))

    def dying(*args: Any, **how: Any) -> None:
        if next(count, None) is None:
            raise KeyboardInterrupt
        take_out(*args, **how)

    monkeypatch.setattr(joining, "_take_out", dying)
    with pytest.raises(KeyboardInterrupt):
        joining.unmerge_on.func(head.district_id, str(head.pk), str(entry.pk))
    monkeypatch.setattr(joining, "_take_out", take_out)
    for _twice in range(2):
        joining.unmerge_on.func(head.district_id, str(head.pk), str(entry.pk))

    assert states(others) == [State.RECEIVED] * 6
    assert [timeline.of(case).filter(verb="split").count() for case in others] == [1] * 6
    assert joining.under_way(again(head)) == ""


def test_what_was_taken_back_is_not_merged_on(
    desk: User, noon: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker had not come to it yet."""
    monkeypatch.setattr(kin, "AT_ONCE", 2)
    head, *others = cluster(6)
    joining.merge(head, by=desk, at=noon)
    begun = timeline.of(head).get(verb="merge")
    joining.unmerge(again(head), by=desk, at=noon + MINUTE)

    joining.merge_on.func(head.district_id, str(head.pk), str(begun.pk))

    assert states(others) == [State.RECEIVED] * 5


def test_one_who_joined_may_urge_and_it_counts_on_the_main_case(noon: dt.datetime) -> None:
    """C15: those who have the main one hear of it, once an hour however many urge."""
    unit = make.organisation(name="供电所")
    handler = make.handler(unit)
    head, *others = cluster(3)
    for case in others:
        joining.join(case, into=head, by=None, at=noon)
    dispatch.assign(again(head), to=unit, by=None, at=noon)

    for n, case in enumerate(others):
        note = "请打 13912345678"
        when = noon + HOUR + n * MINUTE
        requester.urge(again(case), note=note, code=make.code(case), at=when)

    noted = timeline.of(head).filter(verb="urge")
    assert [one.audience for one in noted] == [Audience.STAFF] * 2
    assert others[0].ref in noted[0].note
    assert "13912345678" not in noted[0].note
    assert Message.objects.filter(to=handler, kind="case_urged").count() == 1
    with pytest.raises(Refusal):
        requester.urge(again(others[0]), code=make.code(others[0]), at=noon + 2 * HOUR)
    requester.urge(again(head), code=make.code(head), at=noon + 3 * HOUR)  # she did not yet


def test_who_objects_after_a_merging_stands_in_the_queue(desk: User, noon: dt.datetime) -> None:
    """C15: what was taken for the same matter once hides nobody later."""
    head, *others = cluster(3)
    joining.merge(head, by=desk, at=noon)
    dispatch.assign(again(head), to=make.organisation(), by=desk, at=noon)
    dispatch.accept(again(head), by=None, at=noon)
    handling.answer(again(head), outcome="SOLVED", note="来电了", by=None, at=noon + HOUR)
    first = again(others[0])

    requester.rate(first, Verdict("NO"), code=make.code(first), at=noon + 2 * HOUR)

    assert first in Case.objects.in_state(State.REOPENING).single()
    assert set(Case.objects.in_state(State.ANSWERED).single()) == {head, others[1]}


def test_who_takes_the_place_of_one_that_is_withdrawn_stands_in_the_queue(
    desk: User, noon: dt.datetime
) -> None:
    """C15: also where no unit has it yet; and the merging may still be taken back."""
    head, heir, last = cluster(3)
    joining.merge(head, by=desk, at=noon)

    requester.withdraw(again(head), code=make.code(head), at=noon + HOUR)

    assert list(Case.objects.in_state(State.RECEIVED).single()) == [heir]
    joining.unmerge(again(heir), by=desk, at=noon + 2 * HOUR)
    assert states([heir, last]) == [State.RECEIVED] * 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_opposite_ways_one_is_told_why_not(noon: dt.datetime) -> None:
    """Nobody is lost in a circle, and nobody waits for the other for ever."""
    for _again in range(3):
        pair = [make.case(), make.case()]

        def one(number: int, pair: list[Case] = pair) -> str:
            mine, other = (again(case) for case in (pair[number], pair[1 - number]))
            joining.join(mine, into=other, by=None, at=noon)
            return "joined"

        results = race(one, runners=2)

        assert results.count("joined") == 1, results
        assert all(isinstance(one, Refusal) for one in results if one != "joined"), results
        assert sorted(states(pair)) == [State.JOINED, State.RECEIVED]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_one_matter_at_once_one_does(noon: dt.datetime) -> None:
    head, *others = cluster(5)
    desks = [make.dispatcher(), make.dispatcher()]

    results = race(lambda n: joining.merge(again(head), by=desks[n], at=noon), runners=2)

    assert results.count(4) == 1, results
    assert sum(isinstance(one, Refusal) for one in results) == 1
    assert [timeline.of(case).filter(verb="join").count() for case in others] == [1] * 4
    assert timeline.of(head).filter(verb="merge").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_one_assigns_while_the_other_merges_is_done_once(noon: dt.datetime) -> None:
    """Each case is either assigned or joined; the merging goes on with the others."""
    unit, desk = make.organisation(), make.dispatcher()
    head, *others = cluster(4)

    def one(number: int) -> object:
        if number:
            return joining.merge(again(head), by=desk, at=noon)
        mine = again(others[1])
        return dispatch.assign(mine, to=unit, by=None, at=noon)

    results = race(one, runners=2)

    assert not isinstance(results[1], Exception), results
    assert states(others)[0] == states(others)[2] == State.JOINED
    assert again(others[1]).state in (State.ASSIGNED, State.JOINED)
    deeds = timeline.of(others[1]).filter(verb__in=("assign", "join"))
    assert deeds.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_assign_one_case_one_does_and_one_unit_hears_of_it(noon: dt.datetime) -> None:
    case, units = make.case(), [make.organisation(), make.organisation()]
    desks = [make.dispatcher(), make.dispatcher()]
    for unit in units:
        make.handler(unit)

    def one(number: int) -> str:
        dispatch.assign(again(case), to=units[number], by=desks[number], at=noon)
        return "assigned"

    results = race(one, runners=2)

    assert results.count("assigned") == 1
    assert isinstance(results[1 - results.index("assigned")], Refusal)
    assert again(case).lead == units[results.index("assigned")]
    assert timeline.of(case).filter(verb="assign").count() == 1
    assert Message.objects.filter(kind="case_assigned").count() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_is_lost_when_one_closes_the_case_that_the_other_merges_into(
    noon: dt.datetime,
) -> None:
    """Who was joined in time is closed with it, who was not waits at the desk."""
    head, *others = cluster(5)
    closing, merging = make.dispatcher(), make.dispatcher()

    def one(number: int) -> object:
        if number:
            return joining.merge(again(head), by=merging, at=noon)
        mine = again(head)
        return dispatch.close(mine, outcome="EXPLAINED", note="已来电。", by=closing, at=noon)

    results = race(one, runners=2)

    assert not [
        one for one in results if isinstance(one, Exception) and not isinstance(one, Refusal)
    ]
    assert again(head).state == State.CLOSED or isinstance(results[0], Refusal)
    if again(head).state == State.CLOSED:
        assert set(states(others)) <= {State.CLOSED, State.RECEIVED}
        behind = [
            again(case).similar_to_id for case in others if again(case).state == State.RECEIVED
        ]
        assert head.pk not in behind  # they stand in the queue
    else:
        assert set(states(others)) == {State.JOINED}
