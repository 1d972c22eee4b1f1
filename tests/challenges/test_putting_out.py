"""Put a challenge out, ask about it, take it up before the deadline."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.challenges import queries
from lianxin.challenges.actions import applying, putting
from lianxin.challenges.models import Application, Challenge, Paper, Question
from lianxin.exchange.actions.listings import Incomplete
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.outbox.models import Message
from tests import make
from tests.challenges import board
from tests.challenges.board import CLOSES, DAY
from tests.make import NOON

SECOND = dt.timedelta(seconds=1)


def test_what_is_missing_is_said_at_once_and_nothing_is_kept():
    told = board.draft(contact="", phone="")

    with pytest.raises(Incomplete) as refusal:
        putting.put_out(make.district(), told, board.course(), by=None, at=NOON, key=new_id())

    assert {name for name, _label in refusal.value.missing} == {"contact", "phone"}
    assert not Challenge.objects.filter(district=make.district()).exists()


def test_only_the_unit_itself_puts_out_in_its_name():
    unit = make.organisation(kind="FIRM")
    told = board.draft(unit)

    with pytest.raises(NotAllowed):
        putting.put_out(unit.district, told, board.course(), by=make.user(), at=NOON, key=new_id())
    made = putting.put_out(
        unit.district, told, board.course(), by=make.handler(unit), at=NOON, key=new_id()
    )
    assert made.listing.state == "PUBLISHED"


def test_the_same_key_is_one_challenge():
    key, told = new_id(), board.draft()
    first = putting.put_out(make.district(), told, board.course(), by=None, at=NOON, key=key)
    again = putting.put_out(make.district(), told, board.course(), by=None, at=NOON, key=key)

    assert first.pk == again.pk


def test_the_decision_cannot_be_before_the_deadline():
    course = board.course(decide_on=(CLOSES - DAY).date())

    with pytest.raises(Refusal, match="不能早于揭榜截止"):
        putting.put_out(make.district(), board.draft(), course, by=None, at=NOON, key=new_id())


def test_questions_are_public_until_a_day_and_who_asked_is_not_kept():
    """X26, question time."""
    unit = make.organisation(kind="FIRM")
    handler = make.handler(unit)
    challenge = board.challenge(unit)
    question = putting.ask(challenge, "可以用进口支撑层吗？", at=NOON + 7 * DAY, key=new_id())

    assert Message.objects.filter(district_id=unit.district_id, to=handler).exists()
    assert {f.name for f in Question._meta.fields} & {"asked_by", "phone", "name"} == set()
    putting.answer(question, "可以。", by=handler, at=NOON + 8 * DAY)
    question.refresh_from_db()
    assert question.answer == "可以。"
    with pytest.raises(Refusal, match="服务器时间"):
        putting.ask(challenge, "太晚了？", at=NOON + 8 * DAY, key=new_id())


def test_one_second_after_the_deadline_it_is_refused_with_the_servers_time():
    """X26."""
    challenge = board.challenge()
    board.applied(challenge, at=CLOSES - SECOND)

    with pytest.raises(Refusal) as refusal:
        applying.apply(challenge, board.told(), at=CLOSES + SECOND, key=new_id())

    assert refusal.value.code == "closed"
    assert "12:00:01" in refusal.value.message
    assert queries.applications(challenge).count() == 1


def test_files_are_kept_once_and_others_than_papers_are_refused():
    challenge = board.challenge()
    application = board.applied(challenge, files=[board.pdf(), board.pdf(), board.pdf("二.pdf")])

    papers = Paper.objects.filter(district_id=application.district_id, application=application)
    assert sorted(p.name for p in papers) == ["二.pdf", "方案.pdf"]
    bad = board.pdf("坏.exe")
    bad.content.write(b"MZ\x90\x00")
    bad.content.seek(0)
    with pytest.raises(Refusal, match="不能上传"):
        board.applied(challenge, files=[bad])
    assert queries.applications(challenge).count() == 1


def test_the_same_key_is_one_application():
    challenge, key = board.challenge(), new_id()
    first = applying.apply(challenge, board.told(), at=NOON, key=key)
    again = applying.apply(challenge, board.told(), at=NOON + DAY, key=key)

    assert (first.claim.ref, first.code) == (again.claim.ref, again.code)
    assert Application.objects.filter(district_id=challenge.district_id).count() == 1


def test_a_team_takes_its_application_back_by_its_code_alone():
    challenge = board.challenge()
    application = board.applied(challenge)

    with pytest.raises(NotAllowed):
        applying.withdraw(application, code="wrong-code", at=NOON)
    with pytest.raises(NotAllowed):
        applying.withdraw(application, by=make.user(), at=NOON)
    applying.withdraw(application, code=board.code(application), at=NOON)
    assert queries.standing_in(challenge) == []
