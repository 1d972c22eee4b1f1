"""Somebody without an account answers one question by a link, once, within fourteen days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.cases import tasks, together
from lianxin.cases.actions import dispatch, outside
from lianxin.cases.models import Case, Consultation, Photo
from lianxin.kernel import privacy, timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal, Repeated
from lianxin.network.models import User
from lianxin.outbox.models import Delivery, Message
from tests import make

FORTNIGHT = dt.timedelta(days=14)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def case() -> Case:
    return make.case(accepted=True, contact=make.contact())


@pytest.fixture
def handler(case: Case) -> User:
    return make.handler(case.lead)


def ask(case: Case, handler: User, **how: str) -> Consultation:
    filled: dict[str, Any] = {"party": "邮政公司", "question": "这个路口的邮筒由谁移走？"} | how
    return outside.ask_outside(case, by=handler, at=make.NOON, **filled)


def code(row: Consultation) -> str:
    return privacy.tracking_code(row.pk)


def fresh(row: Consultation) -> Consultation:
    return Consultation.objects.select_related("case__lead", "case__place").get(pk=row.pk)


def test_the_link_goes_to_the_address_and_stands_nowhere_else(case: Case, handler: User) -> None:
    """C18: the code travels only where it is encrypted."""
    row = ask(case, handler, address="post@example.cn")

    letter = Delivery.objects.get(kind="outside_asked")
    assert outside.path(row) in str(letter.address)
    assert code(row) not in str(letter.facts)
    assert letter.facts["text"] == row.question
    assert make.contact().phone not in str(letter.facts)
    entry = make.last_entry(case)
    assert (entry.verb, entry.audience) == ("ask_outside", "STAFF")
    assert code(row) not in entry.note


def test_without_an_address_the_link_is_handed_over(case: Case, handler: User) -> None:
    """C18."""
    row = ask(case, handler)

    assert not Delivery.objects.filter(kind="outside_asked").exists()
    assert row.address is None
    with pytest.raises(Refusal, match="不像邮箱或手机号"):
        ask(case, handler, address="邮局门口")


@pytest.mark.parametrize("told", ["请联系 13800138000", "车牌京A12345 是谁的"])
def test_the_outsider_learns_nothing_of_the_requester(
    case: Case, handler: User, told: str
) -> None:
    """C18, C23."""
    with pytest.raises(Refusal, match="个人信息"):
        ask(case, handler, question=told)

    telling = make.case(accepted=True, subject="请打 13800138000")
    assert outside.told_subject(telling) == ""
    assert outside.told_subject(case) == case.subject


def test_a_reply_wakes_the_lead_unit(case: Case, handler: User) -> None:
    """C18: with text and pictures, as staff alone see."""
    row = ask(case, handler)

    outside.reply(
        row, text="我们周五移走。", code=code(row), uploads=[make.upload()], at=make.NOON + SECOND
    )

    row = fresh(row)
    assert (row.reply, row.replied_at) == ("我们周五移走。", make.NOON + SECOND)
    photo = Photo.objects.get()
    assert (photo.consultation, photo.is_public) == (row, False)
    entry = make.last_entry(case)
    assert (entry.verb, entry.by, entry.audience) == ("reply_outside", None, "STAFF")
    assert Message.objects.filter(to=handler, kind="case_outside_replied").exists()
    assert timeline.verify(Case.objects.get(pk=case.pk)) is None


def test_it_can_be_answered_until_the_last_second(case: Case, handler: User) -> None:
    """C18."""
    late, last = ask(case, handler), ask(case, handler)
    with pytest.raises(Refusal, match="已经结束"):
        outside.reply(late, text="来晚了", code=code(late), at=make.NOON + FORTNIGHT)

    outside.reply(last, text="赶上了", code=code(last), at=make.NOON + FORTNIGHT - SECOND)

    assert fresh(last).reply == "赶上了"


def test_it_is_answered_once(case: Case, handler: User) -> None:
    """C18."""
    row, key = ask(case, handler), new_id()
    outside.reply(row, text="好", code=code(row), at=make.NOON, key=key)
    with pytest.raises(Repeated):
        outside.reply(fresh(row), text="好", code=code(row), at=make.NOON, key=key)
    with pytest.raises(Refusal):
        outside.reply(fresh(row), text="又想起来", code=code(row), at=make.NOON)
    with pytest.raises(Refusal):  # as it was read before the first
        outside.reply(row, text="同时", code=code(row), at=make.NOON)

    assert fresh(row).reply == "好"


def test_silence_is_recorded_and_wakes_the_lead_unit(
    case: Case, handler: User, time_machine
) -> None:
    """C18: by the minute's tick, once."""
    row = ask(case, handler)
    time_machine.move_to(make.NOON + FORTNIGHT - SECOND, tick=False)
    tasks.ring_clocks.func()
    assert fresh(row).lapsed_at is None

    time_machine.move_to(make.NOON + FORTNIGHT, tick=False)
    tasks.ring_clocks.func()
    tasks.ring_clocks.func()

    assert fresh(row).lapsed_at == make.NOON + FORTNIGHT
    entries = timeline.of(case).filter(verb="lapse_outside")
    assert [e.note for e in entries] == ["邮政公司 没有答复"]
    assert Message.objects.filter(to=handler, kind="case_outside_lapsed").count() == 1


def test_a_question_taken_back_opens_nothing(case: Case, handler: User) -> None:
    """C18."""
    row = ask(case, handler)
    outside.end_outside(case, consultation=row, by=handler, at=make.NOON)

    assert outside.standing(fresh(row), at=make.NOON) == "ENDED"
    with pytest.raises(Refusal, match="已经结束"):
        outside.reply(fresh(row), text="好", code=code(row), at=make.NOON)
    with pytest.raises(Refusal, match="不用收回"):
        outside.end_outside(case, consultation=row, by=handler, at=make.NOON)
    assert outside.lapse_due(case.district_id, at=make.NOON + FORTNIGHT) == 0


def test_it_ends_with_the_case(case: Case, handler: User) -> None:
    row = ask(case, handler)
    dispatch.close(case, outcome="EXPLAINED", note="说明", by=None, at=make.NOON)

    assert outside.standing(fresh(row), at=make.NOON) == "ENDED"
    with pytest.raises(IllegalMove):
        ask(case, handler)


def test_a_wrong_code_opens_nothing(case: Case, handler: User) -> None:
    """C18: and does not tell whether there is a question."""
    row, district = ask(case, handler), case.district_id
    assert together.consultation_by_code(district, row.pk, code(row)) == row
    assert together.consultation_by_code(district, row.pk, make.code(case)) is None
    unknown = new_id()
    assert together.consultation_by_code(district, unknown, privacy.tracking_code(unknown)) is None
    with pytest.raises(NotAllowed):
        outside.reply(row, text="好", code="", at=make.NOON)


def test_only_the_unit_that_has_it_asks(case: Case) -> None:
    for person in (make.dispatcher(), make.handler(make.organisation())):
        with pytest.raises(NotAllowed):
            ask(case, person)
