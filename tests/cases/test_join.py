"""Several requests about one matter: joined, answered together, and taken out again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.cases.actions import dispatch, handling, joining, kin, requester
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import NEVER, Case, CaseClock, Stint
from lianxin.cases.states import State
from lianxin.insight import judging
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal, Repeated
from lianxin.network.models import Organisation
from lianxin.outbox.models import Delivery
from tests import make
from tests.kernel.race import race

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def unit() -> Organisation:
    return make.organisation(name="供电所")


@pytest.fixture
def main(unit: Organisation) -> Case:
    return make.case(assigned_to=unit, contact=make.contact(email="main@example.cn"))


def another(**fields: Any) -> Case:
    return make.case(contact=make.contact(phone="", email="other@example.cn"), **fields)


def again(case: Case) -> Case:
    return Case.objects.whole().get(pk=case.pk)


def clocks(case: Case) -> dict[str, CaseClock]:
    return {row.name: row for row in CaseClock.objects.filter(case=case)}


def told(kind: str) -> list[str]:
    return sorted(d.facts["ref"] for d in Delivery.objects.filter(kind=kind, channel="EMAIL"))


def test_a_joined_case_waits_with_the_main_one(main: Case, noon: dt.datetime) -> None:
    """C15: number and promises stay; nobody is warned about it."""
    case = another()
    promised = {name: row.due_at for name, row in clocks(case).items()}

    joining.join(case, into=main, by=make.dispatcher(), at=noon + HOUR)

    case = again(case)
    assert (case.state, case.into) == (State.JOINED, main)
    assert case.next_due_at == NEVER
    assert {name: row.due_at for name, row in clocks(case).items()} == promised
    assert not any(row.next_alarm_at for row in clocks(case).values())
    assert told("case_joined") == [case.ref]


def test_one_who_joins_gets_the_same_messages(main: Case, noon: dt.datetime) -> None:
    """C15."""
    case = another()
    joining.join(case, into=main, by=None, at=noon)
    dispatched = Delivery.objects.count()

    handling_steps(main, noon)

    both = sorted([main.ref, case.ref])
    assert told("case_accepted") == both
    assert told("case_feedback") == both
    assert told("case_answered") == both
    assert Delivery.objects.count() == dispatched + 6
    to_her = Delivery.objects.filter(facts__ref=case.ref)
    assert "13912345678" not in str(list(to_her.values("facts")))


def handling_steps(main: Case, noon: dt.datetime) -> None:
    dispatch.accept(main, by=None, at=noon + HOUR)
    note = "抢修人员已到场，可联系 13912345678。"
    handling.feedback(main, note=note, by=None, at=noon + 2 * HOUR)
    handling.answer(main, outcome="SOLVED", note="已恢复供电。", by=None, at=noon + 3 * HOUR)


def test_the_promise_to_one_who_joined_is_kept_when_the_main_one_is_fed_back(
    main: Case, noon: dt.datetime
) -> None:
    """C4, C15: the figures count it by her own arrival, neither kept too early nor never."""
    case = another(received_at=noon - 30 * HOUR)
    joining.join(case, into=main, by=None, at=noon)
    found = Case.objects.filter(pk=case.pk)
    then, here = noon + 3 * HOUR, main.district_id

    def kept(name: str) -> bool:
        return judging.behind(found, name, district_id=here, at=then).exists()

    assert not clocks(case)["FEEDBACK"].stopped_at
    handling_steps(main, noon)

    assert clocks(case)["RESPOND"].stopped_at == noon + HOUR
    assert clocks(case)["FEEDBACK"].stopped_at == noon + 2 * HOUR
    assert kept("respond_missed")  # 31 hours after she called
    assert kept("feedback_kept")


def test_the_answer_reaches_every_one_who_joined_with_a_rating_of_its_own(
    main: Case, noon: dt.datetime
) -> None:
    """C15."""
    case = another()
    joining.join(case, into=main, by=None, at=noon)
    handling_steps(main, noon)

    case = again(case)
    assert (case.state, case.outcome) == (State.ANSWERED, "SOLVED")
    assert make.last_entry(case).note == "已恢复供电。"
    assert case.lead == main.lead
    requester.rate(case, Verdict("YES"), code=make.code(case), at=noon + 4 * HOUR)
    assert again(case).state == State.CLOSED
    assert again(main).state == State.ANSWERED


def test_who_objects_reopens_her_own_case_alone(main: Case, noon: dt.datetime) -> None:
    """C15."""
    case = another()
    joining.join(case, into=main, by=None, at=noon)
    handling_steps(main, noon)
    case = again(case)

    requester.rate(case, Verdict("NO"), code=make.code(case), at=noon + 4 * HOUR)
    dispatch.reopen(case, note="再去看", by=None, at=noon + 5 * HOUR)

    assert again(case).state == State.ASSIGNED
    assert again(main).state == State.ANSWERED


def test_a_case_taken_out_again_has_its_promises_as_of_its_arrival(
    main: Case, unit: Organisation, noon: dt.datetime
) -> None:
    """C4, C15: merging can be undone."""
    case = another(assigned_to=unit, accepted=True)
    before = clocks(case)
    joining.join(case, into=main, by=None, at=noon + HOUR)
    assert not Stint.objects.filter(case=case, ended_at=None).exists()

    joining.split(case, by=None, at=noon + 2 * HOUR)

    case = again(case)
    assert (case.state, case.into, case.lead) == (State.RECEIVED, None, make.desk())
    after = clocks(case)
    assert case.next_due_at == after["FEEDBACK"].due_at == before["FEEDBACK"].due_at
    assert after["FEEDBACK"].next_alarm_at == before["FEEDBACK"].next_alarm_at
    assert told("case_split") == [case.ref]
    dispatch.assign(case, to=unit, by=None, at=noon + 3 * HOUR)


def test_a_paused_case_goes_on_when_it_is_joined(main: Case, noon: dt.datetime) -> None:
    case = another(accepted=True)
    handling.ask(case, note="哪栋楼？", by=None, at=noon + HOUR)

    joining.join(case, into=main, by=None, at=noon + 2 * HOUR)

    rows = clocks(case)
    assert rows["WAIT"].stopped_at == noon + 2 * HOUR
    assert not rows["FEEDBACK"].paused_at


def test_those_joined_to_a_joined_case_follow_the_new_main_one(
    main: Case, noon: dt.datetime
) -> None:
    first, second = another(), another()
    joining.join(second, into=first, by=None, at=noon)
    joining.join(first, into=main, by=None, at=noon)
    third = another()
    joining.join(third, into=again(second), by=None, at=noon)

    assert list(kin.followers(main)) == [first, second, third]


def test_after_the_answer_nobody_joins(main: Case, noon: dt.datetime) -> None:
    case = another()
    handling_steps(main, noon)

    with pytest.raises(Refusal, match="已经答复"):
        joining.join(case, into=again(main), by=None, at=noon + 4 * HOUR)

    assert again(case).state == State.RECEIVED


def test_a_case_joins_neither_itself_nor_a_confidential_one(main: Case, noon: dt.datetime) -> None:
    case = another()
    with pytest.raises(Refusal, match="自己"):
        joining.join(case, into=case, by=None, at=noon)
    follower = another()
    joining.join(follower, into=case, by=None, at=noon)
    with pytest.raises(Refusal, match="已经并入这一件"):
        joining.join(case, into=again(follower), by=None, at=noon)
    Case.objects.filter(pk=main.pk).update(is_confidential=True)
    with pytest.raises(Refusal, match="保密"):
        joining.join(again(case), into=again(main), by=None, at=noon)


def test_only_the_desk_joins_and_only_what_it_sees(main: Case, noon: dt.datetime) -> None:
    case = another()
    with pytest.raises(NotAllowed):
        joining.join(case, into=main, by=make.handler(main.lead), at=noon)
    near = make.dispatcher(over=case.place)
    with pytest.raises(NotAllowed, match="看不到"):
        joining.join(case, into=main, by=near, at=noon)


def test_closing_the_main_one_closes_all_with_the_same_text(main: Case, noon: dt.datetime) -> None:
    case = another()
    joining.join(case, into=main, by=None, at=noon)

    dispatch.close(main, outcome="EXPLAINED", note="属计划停电。", by=None, at=noon + HOUR)

    case = again(case)
    assert (case.state, case.outcome) == (State.CLOSED, "EXPLAINED")
    assert make.last_entry(case).note == "属计划停电。"
    assert told("case_closed") == sorted([main.ref, case.ref])
    assert not CaseClock.objects.filter(case=case, stopped_at=None).exists()


def test_a_main_one_that_is_withdrawn_hands_over_to_who_joined_first(
    main: Case, unit: Organisation, noon: dt.datetime
) -> None:
    """C7: nobody's request goes because somebody else's does."""
    late, early = another(), another(received_at=noon - HOUR)
    for case in (late, early):
        joining.join(case, into=main, by=None, at=noon)

    requester.withdraw(main, code=make.code(main), at=noon + HOUR)

    heir = again(early)
    assert (heir.state, heir.lead, heir.into) == (State.ASSIGNED, unit, None)
    assert list(kin.followers(heir)) == [late]
    assert timeline.verify(again(late)) is None


def test_one_who_joined_may_withdraw(main: Case, noon: dt.datetime) -> None:
    case = another()
    joining.join(case, into=main, by=None, at=noon)

    requester.withdraw(again(case), code=make.code(case), at=noon + HOUR)

    assert again(case).state == State.CLOSED
    assert again(main).state == State.ASSIGNED


def test_the_same_key_joins_once(main: Case, noon: dt.datetime) -> None:
    case, key = another(), new_id()
    joining.join(case, into=main, by=None, at=noon, key=key)

    with pytest.raises(Repeated):
        joining.join(again(case), into=main, by=None, at=noon, key=key)


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_join_the_same_case_one_does(noon: dt.datetime) -> None:
    case, mains = another(), [another() for _ in range(8)]

    def one(number: int) -> str:
        joining.join(Case.objects.whole().get(pk=case.pk), into=mains[number], by=None, at=noon)
        return "joined"

    results = race(one, runners=8)

    assert results.count("joined") == 1
    assert all(isinstance(r, Refusal) for r in results if r != "joined")
    assert timeline.of(case).filter(verb="join").count() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_stays_behind_when_the_main_one_is_answered_meanwhile(noon: dt.datetime) -> None:
    main, cases = make.case(accepted=True), [another() for _ in range(7)]

    def one(number: int) -> str:
        if number == 7:
            mine = Case.objects.whole().get(pk=main.pk)
            handling.answer(mine, outcome="SOLVED", note="好了", by=None, at=noon)
            return "answered"
        joining.join(Case.objects.whole().get(pk=cases[number].pk), into=main, by=None, at=noon)
        return "joined"

    race(one, runners=8)

    states = {again(case).state for case in cases}
    assert states <= {State.RECEIVED, State.ANSWERED}


def test_many_are_led_along_by_the_worker(
    main: Case, noon: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C17: a worker that is killed goes on with those that are left."""
    monkeypatch.setattr(kin, "AT_ONCE", 2)
    cases = [another() for _ in range(5)]
    for case in cases:
        joining.join(case, into=main, by=None, at=noon)
    handling_steps(main, noon)
    entry = timeline.of(main).get(verb="answer")
    assert kin.followers(main).count() == 5

    follow, count = kin._follow, iter(range(3))

    def dying(*args: Any) -> None:
        if next(count, None) is None:
            raise KeyboardInterrupt
        follow(*args)

    monkeypatch.setattr(kin, "_follow", dying)
    with pytest.raises(KeyboardInterrupt):
        kin.lead_on.func(main.district_id, str(main.pk), str(entry.pk))
    monkeypatch.setattr(kin, "_follow", follow)
    kin.lead_on.func(main.district_id, str(main.pk), str(entry.pk))
    kin.lead_on.func(main.district_id, str(main.pk), str(entry.pk))

    assert {again(case).state for case in cases} == {State.ANSWERED}
    assert [timeline.of(case).filter(verb="follow").count() for case in cases] == [1] * 5


def test_a_case_that_is_not_joined_cannot_be_taken_out(noon: dt.datetime) -> None:
    with pytest.raises(IllegalMove):
        joining.split(another(), by=None, at=noon)
