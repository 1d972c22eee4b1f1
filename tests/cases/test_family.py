"""A case divided into parts for several units."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.cases.actions import dispatch, family, handling, joining, kin, requester
from lianxin.cases.actions.family import Part
from lianxin.cases.actions.rulebook import Assignment, put_duties
from lianxin.cases.models import Case, Requester
from lianxin.cases.states import State
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal, Repeated
from lianxin.outbox.models import Delivery, Message
from tests import make

HOUR = dt.timedelta(hours=1)


def divided(noon: dt.datetime, count: int = 2) -> tuple[Case, list[Case]]:
    """A case in work, and its parts, each with a unit of its own."""
    case = make.case(accepted=True, contact=make.contact(email="li@example.cn"))
    parts = [Part(f"第{n}部分", unit=make.organisation(name=f"第{n}单位")) for n in range(count)]
    return case, family.divide(case, parts=parts, by=None, at=noon)


def finish(part: Case, at: dt.datetime) -> None:
    dispatch.accept(part, by=None, at=at)
    handling.answer(part, outcome="SOLVED", note=f"{part.subject}办好了。", by=None, at=at)


def test_each_part_has_a_number_and_a_unit_and_no_requester(noon: dt.datetime) -> None:
    """C16."""
    case, parts = divided(noon)

    assert list(kin.parts(case)) == parts
    assert [part.lead.name for part in parts] == ["第0单位", "第1单位"]
    assert {part.source for part in parts} == {case.source}
    assert len({case.ref, *(part.ref for part in parts)}) == 3
    assert not Requester.objects.filter(case__in=parts).exists()
    assert all(timeline.rebuild(part) == timeline.snapshot(part) for part in parts)


def test_a_case_waits_for_its_parts(noon: dt.datetime) -> None:
    """C16."""
    case, parts = divided(noon)

    with pytest.raises(Refusal, match="还有 2 个分办件没有办结") as refused:
        handling.answer(case, outcome="SOLVED", note="好了", by=None, at=noon)
    assert refused.value.code == "parts_open"
    with pytest.raises(Refusal, match="分办件"):
        dispatch.close(case, outcome="EXPLAINED", note="好了", by=None, at=noon)

    for part in parts:
        finish(part, noon + HOUR)
    handling.answer(case, outcome="SOLVED", note="都好了", by=None, at=noon + 2 * HOUR)
    assert case.state == State.ANSWERED


def test_the_answer_of_a_part_goes_to_the_unit_that_has_the_whole(noon: dt.datetime) -> None:
    """C16."""
    case, (part, _other) = divided(noon)
    ours = make.handler(case.lead)
    before = Delivery.objects.count()

    finish(part, noon + HOUR)

    part = Case.objects.get(pk=part.pk)
    assert (part.state, part.outcome) == (State.CLOSED, "SOLVED")
    assert Message.objects.filter(to=ours, kind="case_part_done").count() == 1
    assert Delivery.objects.count() == before
    assert family.composed(case) == "1. 第0部分（已解决）：第0部分办好了。"


def test_all_are_closed_at_once_with_a_text_for_the_requester(noon: dt.datetime) -> None:
    """C16."""
    case, parts = divided(noon)
    note = "因规划调整，本次不再办理。"

    with pytest.raises(Refusal, match="诉求人会看到"):
        family.close_whole(case, outcome="CANNOT", note=" ", by=None, at=noon)
    by = make.handler(case.lead)
    with pytest.raises(NotAllowed):
        family.close_whole(case, outcome="CANNOT", note=note, by=by, at=noon)
    assert kin.parts(case).open().count() == 2
    fresh = Case.objects.whole().get(pk=case.pk)
    family.close_whole(fresh, outcome="CANNOT", note=note, by=make.dispatcher(), at=noon)

    states = Case.objects.filter(pk__in=[case.pk, *(p.pk for p in parts)])
    assert set(states.values_list("state", "outcome")) == {("CLOSED", "CANNOT")}
    said = Delivery.objects.get(kind="case_closed")
    assert said.facts["text"] == note


def test_withdrawn_no_part_is_worked_on(noon: dt.datetime) -> None:
    case, _parts = divided(noon)

    requester.withdraw(case, code=make.code(case), at=noon + HOUR)

    assert not kin.parts(case).open().exists()


def test_ten_parts_at_most_and_one_level(noon: dt.datetime) -> None:
    """C16."""
    case, parts = divided(noon, 9)
    with pytest.raises(Refusal, match="最多分成 10 件"):
        family.divide(case, parts=[Part("甲"), Part("乙")], by=None, at=noon)
    family.divide(case, parts=[Part("甲")], by=None, at=noon)

    with pytest.raises(IllegalMove, match="分办件不能再分办"):
        family.divide(parts[0], parts=[Part("甲")], by=None, at=noon)
    with pytest.raises(Refusal, match="分办件"):
        joining.join(parts[0], into=make.case(), by=None, at=noon)
    with pytest.raises(Refusal, match="分办件"):
        joining.join(case, into=make.case(), by=None, at=noon)


def test_the_same_key_divides_once(noon: dt.datetime) -> None:
    case, key = make.case(accepted=True), new_id()
    family.divide(case, parts=[Part("甲")], by=None, at=noon, key=key)

    with pytest.raises(Repeated):
        family.divide(case, parts=[Part("甲")], by=None, at=noon, key=key)

    assert kin.parts(case).count() == 1


def test_a_bundle_opens_its_parts_with_the_units_whose_duty_they_are(noon: dt.datetime) -> None:
    """C16, CAS-13."""
    bureau = make.organisation(name="医保局")
    put_duties(bureau.district, [Assignment("WATER", bureau, make.root())])
    case = make.case()

    insurance, birth = family.open_bundle(case, code="NEWBORN", by=None, at=noon)

    assert case.bundle == "NEWBORN"
    assert (insurance.subject, insurance.lead) == ("办医保参保", bureau)
    assert (birth.state, birth.lead) == (State.RECEIVED, make.desk())
    with pytest.raises(Refusal, match="没有这个"):
        family.open_bundle(case, code="NOTHING", by=None, at=noon)
