"""A dispute is settled between its parties, who may decline at any door, and nobody else reads."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.cases import policy, together
from lianxin.cases.actions import dispatch, handling, mediation, meeting, publishing, requester
from lianxin.cases.actions.mediation import Side
from lianxin.cases.models import Case, Mediation, Party
from lianxin.kernel import privacy, timeline
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Overtaken, Refusal
from lianxin.network.models import Role, User
from lianxin.outbox.models import Delivery, GroupChannel, Message
from tests import make

DAY = dt.date(2026, 3, 2)
HOUR = dt.timedelta(hours=1)
SIDES = [Side("张大明", "13800138001"), Side("李小红")]


@pytest.fixture
def case() -> Case:
    return make.case(accepted=True, contact=make.contact())


@pytest.fixture
def mediator() -> User:
    return make.mediator()


def opened(case: Case, mediator: User, sides: list[Side] = SIDES) -> Mediation:
    by = make.dispatcher()
    mediation.open_mediation(case, mediator=mediator, parties=sides, by=by, at=make.NOON)
    return Mediation.objects.get(case=case, ended_at=None)


def sides_of(case: Case) -> list[Party]:
    rows = Mediation.objects.filter(case=case)
    row = rows.filter(ended_at=None).first() or rows.latest("ended_at")
    parties = Party.objects.filter(mediation=row).select_related(
        "mediation__case__lead", "mediation__case__place", "mediation__mediator"
    )
    return sorted(parties, key=lambda party: together.SIDES.index(party.side))


def code(party: Party) -> str:
    return privacy.tracking_code(party.pk)


def all_consent(case: Case) -> None:
    for party in sides_of(case):
        mediation.consent(party, code=code(party), at=make.NOON)
    case.refresh_from_db()


def sees(person: User, case: Case) -> bool:
    return policy.visible_to(person, on=DAY).filter(pk=case.pk).exists()


def test_from_opening_on_only_those_who_settle_it_read_it(case: Case, mediator: User) -> None:
    """CAS-11: confidential in lists and on its own page alike."""
    helper, street = make.organisation(), case.place.parent.parent
    handling.ask_help(case, unit=helper, note="请协助", by=None, at=make.NOON)
    insiders = [make.handler(case.lead), make.unit_lead(case.lead), make.dispatcher()]
    insiders.append(make.dispatcher(over=street))
    others = [
        make.manager(),
        make.manager(street),
        make.worker(case.place),
        make.handler(helper),
        make.seat(Role.AUDITOR, make.desk()),
        make.mediator(),
        make.dispatcher(over=make.grid()),
    ]
    assert all(sees(person, case) for person in [*insiders, *others[:5]])
    assert not sees(mediator, case)

    opened(case, mediator)

    assert [sees(person, case) for person in [*insiders, mediator]] == [True] * 5
    assert [sees(person, case) for person in others] == [False] * 7
    for person in [*insiders, mediator, *others]:
        standing = policy.Standing(person, on=DAY)
        assert standing.sees_inside(case) == sees(person, case)
        assert sees(person, case) or not any(standing.can(v, case) for v in policy.MAY)


def test_a_mediators_view_ends_with_the_seat(case: Case) -> None:
    """X4."""
    former = make.mediator(until=DAY)
    opened(case, former)

    assert policy.visible_to(former, on=DAY).exists()
    assert not policy.visible_to(former, on=DAY + dt.timedelta(days=1)).exists()


def test_a_class_that_is_mediated_is_confidential_from_the_start(noon: dt.datetime) -> None:
    """CAS-11."""
    grid = make.grid()
    volunteer, manager = make.volunteer(), make.manager()
    quarrel = make.case(grid, class_code="QUARREL", by=volunteer, source="VOLUNTEER")
    plain = make.case(grid)
    assert [sees(p, quarrel) for p in (volunteer, manager, make.dispatcher())] == [
        False,
        False,
        True,
    ]

    dispatch.classify(plain, class_code="QUARREL", grade="NORMAL", by=None, at=noon)
    assert not sees(manager, plain)
    dispatch.classify(plain, class_code="ROADS", grade="NORMAL", by=None, at=noon)
    assert sees(manager, plain)


def test_once_mediated_a_case_stays_confidential(case: Case, mediator: User) -> None:
    opened(case, mediator)

    dispatch.classify(case, class_code="ROADS", grade="NORMAL", by=None, at=make.NOON)

    assert case.is_confidential


def test_nothing_of_it_leaves_the_circle(case: Case, mediator: User) -> None:
    """CAS-11: no help, no meeting, no publication, no group chat, no leader's inbox."""
    manager, at = make.manager(), make.NOON
    GroupChannel.objects.create(
        district=case.district, organisation=case.lead, provider="WECOM", name="群", token="t"
    )
    opened(case, mediator)
    handler = make.handler(case.lead)
    with pytest.raises(Refusal, match="保密"):
        handling.ask_help(case, unit=make.organisation(), note="x", by=None, at=at)
    with pytest.raises(Refusal, match="保密"):
        meeting.park(case, reason="难", by=handler, at=at)
    dispatch.escalate(case, reason="久拖不决", by=None, at=at)
    requester.urge(case, by=None, code=make.code(case), at=at)
    assert not Message.objects.filter(to=manager).exists()
    assert not Delivery.objects.filter(channel="GROUP", queued_at__gte=at).exists()
    mediation.end_mediation(case, note="谈不拢", by=None, at=at)
    dispatch.close(case, outcome="EXPLAINED", note="说明", by=None, at=at)
    with pytest.raises(Refusal, match="保密"):
        publishing.publish(case, subject="纠纷", text="已调解", by=None, at=at)


def test_the_timeline_names_sides_not_people(case: Case, mediator: User) -> None:
    opened(case, mediator)
    all_consent(case)

    notes = " ".join(entry.note + str(entry.facts) for entry in timeline.of(case))
    assert "张大明" not in notes
    assert "13800138001" not in notes
    assert "甲方" in notes
    entries = timeline.of(case).filter(verb__in=["open_mediation", "consent"])
    assert {entry.audience for entry in entries} == {"STAFF"}
    letter = Delivery.objects.filter(kind="mediation_invited")
    assert not letter.exists()  # by SMS alone, and no gateway is set up


def test_the_way_to_an_agreement(case: Case, mediator: User) -> None:
    """CAS-11: consent, time, text, signatures; then the unit answers."""
    opened(case, mediator)
    handler = make.handler(case.lead)
    for deed, how in (
        (mediation.set_session, {"held_at": make.NOON + 48 * HOUR}),
        (mediation.draft_agreement, {"agreement": "一、乙方修好水管。"}),
    ):
        with pytest.raises(Refusal, match="没有同意"):
            deed(case, by=mediator, at=make.NOON, **how)
    with pytest.raises(Refusal, match="调解还没有结束"):
        handling.answer(case, outcome="SOLVED", note="好了", by=handler, at=make.NOON)
    all_consent(case)
    assert Message.objects.filter(to=mediator, kind="mediation_ready").exists()
    mediation.set_session(case, held_at=make.NOON + 48 * HOUR, by=mediator, at=make.NOON)
    first, _second = sides_of(case)
    with pytest.raises(IllegalMove, match="还没有写好"):
        mediation.sign(first, code=code(first), at=make.NOON)

    mediation.draft_agreement(case, agreement="一、乙方修好水管。", by=mediator, at=make.NOON)
    first, _second = sides_of(case)
    mediation.sign(first, code=code(first), at=make.NOON)
    case.refresh_from_db()
    mediation.sign(sides_of(case)[1], by=mediator, at=make.NOON + HOUR)

    row = Mediation.objects.get()
    assert (row.outcome, row.ended_at) == ("AGREED", make.NOON + HOUR)
    assert Message.objects.filter(to=handler, kind="mediation_ended").exists()
    case = Case.objects.select_related("lead", "place").get(pk=case.pk)
    handling.answer(case, outcome="SOLVED", note="已达成协议。", by=handler, at=make.NOON + HOUR)
    assert case.state == "ANSWERED"
    assert timeline.rebuild(case) == timeline.snapshot(case)


def test_words_that_change_are_signed_anew(case: Case, mediator: User) -> None:
    opened(case, mediator)
    all_consent(case)
    mediation.draft_agreement(case, agreement="赔 100 元", by=mediator, at=make.NOON)
    first = sides_of(case)[0]
    mediation.sign(first, code=code(first), at=make.NOON, seen="赔 100 元")
    mediation.draft_agreement(case, agreement="赔 200 元", by=mediator, at=make.NOON)

    first, second = sides_of(case)
    assert first.signed_at is None
    with pytest.raises(Overtaken, match="刚刚改过"):
        mediation.sign(second, code=code(second), at=make.NOON, seen="赔 100 元")
    mediation.sign(second, code=code(second), at=make.NOON, seen="赔 200\r\n元")


def test_one_side_that_declines_ends_it(case: Case, mediator: User) -> None:
    """CAS-11: nobody has to."""
    opened(case, mediator)
    first, second = sides_of(case)
    mediation.consent(first, code=code(first), at=make.NOON)
    with pytest.raises(Overtaken, match="已经表示过"):
        mediation.decline(first, code=code(first), at=make.NOON)

    mediation.decline(second, code=code(second), at=make.NOON)

    assert Mediation.objects.get().outcome == "DECLINED"
    with pytest.raises(IllegalMove, match="已经结束"):
        mediation.consent(sides_of(case)[1], code=code(second), at=make.NOON)
    case.refresh_from_db()
    opened(case, mediator)
    assert [party.consented_at for party in sides_of(case)] == [None, None]


def test_what_fails_leaves_the_case_with_the_unit(case: Case, mediator: User) -> None:
    """CAS-11."""
    opened(case, mediator)
    with pytest.raises(Refusal, match="为什么没有达成"):
        mediation.end_mediation(case, note=" ", by=mediator, at=make.NOON)

    mediation.end_mediation(case, note="对赔偿数额意见不一", by=mediator, at=make.NOON)

    assert Mediation.objects.get().outcome == "FAILED"
    handling.answer(case, outcome="EXPLAINED", note="可以起诉。", by=None, at=make.NOON)
    assert case.state == "ANSWERED"


def test_a_withdrawal_ends_the_mediation(case: Case, mediator: User) -> None:
    opened(case, mediator)
    requester.withdraw(case, code=make.code(case), at=make.NOON)

    assert Mediation.objects.get().outcome == "DECLINED"


def test_mediators_come_from_the_pool_of_the_place(case: Case, mediator: User) -> None:
    """CAS-12: anybody with a mediator's seat over the place."""
    elsewhere, here = make.mediator(make.grid()), make.mediator(case.place)
    assert set(mediation.pool(case, on=DAY)) == {mediator, here}
    for person in (elsewhere, make.handler(case.lead)):
        with pytest.raises(Refusal, match="不是这个地方的调解员"):
            opened(case, person)
    opened(case, here)

    loads = together.open_mediations_of(case.district_id, [here.pk, mediator.pk])
    assert loads == {here.pk: 1}
    with pytest.raises(Refusal, match="正在调解"):
        opened(case, here)


@pytest.mark.parametrize("sides", [[], [Side("一个人")], [Side("甲"), Side(" ")]])
def test_a_dispute_has_two_sides(case: Case, mediator: User, sides: list[Side]) -> None:
    with pytest.raises(Refusal, match="两方"):
        opened(case, mediator, sides)


def test_each_door_has_its_own_key(case: Case, mediator: User) -> None:
    opened(case, mediator)
    first, second = sides_of(case)
    with pytest.raises(NotAllowed):
        mediation.consent(first, code=code(second), at=make.NOON)
    with pytest.raises(NotAllowed):
        mediation.consent(first, by=make.handler(case.lead), at=make.NOON)
    with pytest.raises(NotAllowed):
        mediation.draft_agreement(case, agreement="x", by=make.mediator(), at=make.NOON)
    assert together.party_by_code(case.district_id, first.pk, code(first)) == first
    assert together.party_by_code(case.district_id, first.pk, code(second)) is None
