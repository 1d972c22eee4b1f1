"""A unit asks, a team forms by consent and reports, the unit answers (KNO-05, MAT-13)."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lianxin.following.models import News
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal, Repeated
from lianxin.lineage.models import Link, Thing
from lianxin.network import own
from lianxin.network.models import Organisation, User
from lianxin.outbox import wording
from lianxin.outbox.models import Message
from lianxin.papers.files import File
from lianxin.studies import actions, findable, policy, queries
from lianxin.studies.models import Member, Study
from lianxin.studies.notices import KINDS, StudyNotice
from lianxin.studies.states import Area
from tests import make
from tests.kernel.race import race
from tests.make import NOON

DAY = dt.timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF"


@dataclass
class Desk:
    study: Study
    asker: User
    college: Organisation
    teacher: User


def told(unit: Organisation, **fields: Any) -> actions.Told:
    known: dict[str, Any] = {
        "unit": unit, "area": "GOVERNANCE", "title": "老楼加装电梯为什么慢",
        "question": "卡在哪一步，别处怎么办的", "due_on": NOON.date() + 30 * DAY,
    }  # fmt: skip
    return actions.Told(**(known | fields))


def desk() -> Desk:
    unit = make.organisation(name="住建局")
    asker, college = make.handler(unit), make.organisation(name="海湾大学", kind="CAMPUS")
    made = actions.ask(unit.district, told(unit), by=asker, at=NOON, key=new_id())
    return Desk(fresh(made), asker, college, make.handler(college))


def fresh(of: Study) -> Study:
    found: Study = Study.objects.filter(district_id=of.district_id).whole().get(pk=of.pk)
    return found


def invited(of: Desk) -> Member:
    return actions.invite(
        of.study, unit=of.college, part="访谈", by=of.asker, at=NOON, key=new_id()
    )


def running() -> Desk:
    made = desk()
    actions.consent(invited(made), by=made.teacher, at=NOON)
    made.study = fresh(made.study)
    actions.begin(made.study, plan="走访 12 个小区", by=made.teacher, at=NOON)
    return made


def paper(content: bytes = PDF, name: str = "报告.pdf") -> File:
    return File(name, len(content), io.BytesIO(content))


def reported() -> Desk:
    made = running()
    actions.report(
        made.study, summary="卡在意见不一致，建议先算账。", files=[paper()], by=made.teacher,
        at=NOON + DAY,
    )  # fmt: skip
    return made


def answered(verdict: str = "adopt") -> Desk:
    made = reported()
    actions.answer(
        made.study, verdict, reason="先在两个小区试。", by=made.asker, at=NOON + 2 * DAY
    )
    return made


def told_to(user: User) -> list[str]:
    rows = Message.objects.filter(to=user).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_a_question_becomes_a_report_and_an_answer() -> None:
    made = answered("adopt_partly")

    assert made.study.state == "PARTLY"
    assert [entry.verb for entry in timeline.of(made.study)] == [
        "ask", "invite", "consent", "begin", "report", "adopt_partly",
    ]  # fmt: skip
    assert told_to(made.teacher) == ["study_invited", "study_answered"]
    assert told_to(made.asker) == ["study_joined", "study_reported"]
    timeline.verify(made.study)


def test_nobody_is_in_the_team_without_having_said_so() -> None:
    made = desk()
    member = invited(made)
    with pytest.raises(NotAllowed):
        actions.consent(member, by=made.asker, at=NOON)
    with pytest.raises(Refusal, match="还没有人答应"):
        actions.begin(made.study, plan="走访", by=made.asker, at=NOON)
    with pytest.raises(NotAllowed):
        actions.begin(made.study, plan="走访", by=made.teacher, at=NOON)

    actions.decline(member, by=made.teacher, at=NOON)

    assert not policy.is_in_team(made.teacher, made.study, on=NOON.date())
    assert not policy.visible_to(made.teacher, made.study.district_id, on=NOON.date()).exists()


def test_a_person_consents_for_herself() -> None:
    made, expert = desk(), make.user()
    member = actions.invite(made.study, user=expert, by=made.asker, at=NOON, key=new_id())
    with pytest.raises(NotAllowed):
        actions.consent(member, by=made.teacher, at=NOON)
    actions.consent(member, by=expert, at=NOON)
    actions.consent(member, by=expert, at=NOON)
    assert policy.is_in_team(expert, made.study, on=NOON.date())
    assert own.told(expert, by=expert)["studies"][0]["ref"] == made.study.ref
    assert own.erase(expert, by=expert, at=NOON)
    assert Member.objects.filter(user=expert).exists()


def test_who_was_asked_twice_is_asked_once() -> None:
    made = desk()
    assert invited(made).pk == invited(made).pk
    assert told_to(made.teacher) == ["study_invited"]
    with pytest.raises(Refusal):
        actions.invite(made.study, by=made.asker, at=NOON, key=new_id())


def test_the_same_question_sent_twice_is_one() -> None:
    unit, key = make.organisation(), new_id()
    first, second = (
        actions.ask(unit.district, told(unit), by=None, at=NOON, key=key) for _n in range(2)
    )
    assert first.pk == second.pk


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_holds() -> None:
    made = reported()

    def answer(number: int) -> None:
        verdict = ("adopt", "turn_down")[number]
        actions.answer(fresh(made.study), verdict, reason="理由", by=made.asker, at=NOON)

    found = race(answer, runners=2)

    assert sum(one is None for one in found) == 1
    assert timeline.of(made.study).filter(verb__in=["adopt", "turn_down"]).count() == 1


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"title": " "}, "title"),
        ({"question": ""}, "question"),
        ({"area": "MAGIC"}, "area"),
        ({"due_on": NOON.date() - DAY}, "due_on"),
    ],
)
def test_what_cannot_be_asked_says_why(fields: dict[str, Any], named: str) -> None:
    unit = make.organisation()
    with pytest.raises(Refusal) as refused:
        actions.ask(unit.district, told(unit, **fields), by=None, at=NOON, key=new_id())
    assert refused.value.field == named


def test_a_report_has_a_summary_and_its_text() -> None:
    made = running()
    for summary, files, field in (("", [paper()], "summary"), ("结论", [], "files")):
        with pytest.raises(Refusal) as refused:
            actions.report(made.study, summary=summary, files=files, by=made.teacher, at=NOON)
        assert refused.value.field == field
    with pytest.raises(Refusal, match="不能上传"):
        actions.report(
            made.study, summary="结论", files=[paper(b"<html>", "x.html")], by=made.teacher,
            at=NOON,
        )  # fmt: skip


def test_what_is_sent_back_comes_again_with_the_documents_it_had() -> None:
    made = reported()
    with pytest.raises(Refusal):
        actions.send_back(made.study, note="", by=made.asker, at=NOON)
    actions.send_back(made.study, note="算一算账", by=made.asker, at=NOON)
    assert made.study.state == "RUNNING"
    actions.report(made.study, summary="账算好了", by=made.teacher, at=NOON)
    assert made.study.state == "REPORTED"
    assert queries.documents_of(made.study).count() == 1


def test_only_the_unit_that_asked_answers_and_says_why() -> None:
    made = reported()
    with pytest.raises(NotAllowed):
        actions.answer(made.study, "adopt", reason="好", by=made.teacher, at=NOON)
    with pytest.raises(Refusal) as refused:
        actions.answer(made.study, "adopt", reason=" ", by=made.asker, at=NOON)
    assert refused.value.field == "reason"
    key = new_id()
    actions.answer(made.study, "turn_down", reason="不合规定", by=made.asker, at=NOON, key=key)
    with pytest.raises(Repeated):
        actions.answer(made.study, "turn_down", reason="不", by=made.asker, at=NOON, key=key)
    with pytest.raises(IllegalMove):
        actions.drop(made.study, reason="晚了", by=made.asker, at=NOON)


def test_everybody_reads_and_finds_what_is_published_and_nothing_else() -> None:
    made = answered()
    district_id = made.study.district_id
    assert not policy.public(district_id).exists()

    actions.publish(made.study, by=made.asker, at=NOON + 3 * DAY)
    actions.publish(made.study, by=made.asker, at=NOON + 3 * DAY)

    public = policy.public(district_id)
    assert [one.pk for one in findable.find(public, "加装电梯", district_id=district_id, most=5)]
    assert News.objects.get(thing_id=made.study.pk).text == "调研报告已采纳，已经公开"
    actions.unpublish(made.study, by=made.asker, at=NOON + 4 * DAY)
    assert not findable.find(Study.objects.all(), "加装电梯", district_id=district_id, most=5)


def test_what_is_not_answered_cannot_be_published() -> None:
    made = reported()
    with pytest.raises(IllegalMove):
        actions.publish(made.study, by=made.asker, at=NOON)
    rows = Study.objects.filter(pk=made.study.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(published_at=NOON)


def test_it_can_come_of_a_case_and_be_stopped_with_a_reason() -> None:
    unit, case = make.organisation(), make.case()
    made = actions.ask(
        unit.district, told(unit), by=None, at=NOON, key=new_id(), came_of=Thing.of(case)
    )
    assert Link.objects.get(to_id=made.pk).from_id == case.pk
    with pytest.raises(Refusal):
        actions.drop(made, reason="", by=None, at=NOON)
    actions.drop(made, reason="区里已有报告", by=None, at=NOON)
    assert made.state == "DROPPED"


def test_those_outside_see_nothing_and_do_nothing() -> None:
    made, stranger = desk(), make.handler(make.organisation())
    assert not policy.visible_to(stranger, made.study.district_id, on=NOON.date()).exists()
    with pytest.raises(NotAllowed):
        invited(Desk(made.study, stranger, made.college, made.teacher))
    with pytest.raises(NotAllowed):
        actions.ask(made.study.district, told(made.study.unit), by=stranger, at=NOON, key=new_id())


def test_every_message_is_worded_in_both_languages() -> None:
    facts = vars(StudyNotice("x", "WHY-26-1", "电梯", "/", text="好", until="2026-12-01"))
    for kind in KINDS:
        for language in ("zh-hans", "en"):
            told = wording.render(kind, facts, language)
            assert told.subject
            assert "电梯" in told.short


def test_there_are_nine_fields() -> None:
    assert len(Area.values) == 9
