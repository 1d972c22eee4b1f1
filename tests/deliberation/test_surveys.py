"""Surveys: anonymous, voluntary, counted, explained (INS-05)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import models

from lianxin.deliberation import questions, tally
from lianxin.deliberation.actions import retention, surveying
from lianxin.deliberation.actions.surveying import Asked
from lianxin.deliberation.models import Reply, Survey
from lianxin.forms.answers import BadAnswers
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.outbox.models import Message
from tests import make
from tests.deliberation.building import CLOSES, House, house
from tests.make import NOON

TEXT = """您多久用一次充电棚？
- 每天
- 每周
- 不用

哪些时候不够用？（多选）
- 早上
- 晚上

还想说什么？
"""
LATER = CLOSES + dt.timedelta(minutes=1)


def drawn_up(at: House, **told: Any) -> Survey:
    words: dict[str, Any] = {
        "title": "充电棚够不够用", "about": "决定要不要再建一处。", "questions": TEXT,
        "closes_at": CLOSES,
    }  # fmt: skip
    asked = Asked(**(words | told))
    return fresh(surveying.draw_up(at.hall, asked, by=at.host, at=NOON, key=new_id()))


def open_survey(at: House, **told: Any) -> Survey:
    made = drawn_up(at, **told)
    surveying.ask(made, by=at.host, at=NOON)
    return fresh(made)


def fresh(survey: Survey) -> Survey:
    found: Survey = Survey.objects.filter(district_id=survey.district_id).whole().get(pk=survey.pk)
    return found


def answered(survey: Survey, many: int, **answers: Any) -> None:
    for _one in range(many):
        surveying.reply(survey, answers, at=NOON, key=new_id())


def test_nothing_of_an_answer_leads_to_who_gave_it() -> None:
    """INS-05: no person, no address, no time; not even in its id."""
    columns = {field.name for field in Reply._meta.get_fields()}
    assert columns == {"id", "district", "survey", "answers"}
    assert not any(
        isinstance(field, models.DateField | models.DateTimeField)
        for field in Reply._meta.get_fields()
    )
    survey = open_survey(house())
    before = timeline.of(survey).count()
    answered(survey, 1, q1="o1")
    row = Reply.objects.get()
    assert row.pk.version == 5  # of the key, not of the clock
    assert timeline.of(survey).count() == before
    assert not Message.objects.filter(about=row.pk).exists()


def test_an_answer_sent_twice_is_one() -> None:
    survey, key = open_survey(house()), new_id()
    for _time in range(2):
        surveying.reply(survey, {"q1": "o1"}, at=NOON, key=key)
    assert Reply.objects.count() == 1


def test_what_is_no_answer_is_said_beside_its_question() -> None:
    survey = open_survey(house())
    with pytest.raises(BadAnswers) as caught:
        surveying.reply(survey, {"q1": "o9"}, at=NOON, key=new_id())
    assert list(caught.value.errors) == ["q1"]
    with pytest.raises(Refusal, match="一个问题也没有回答"):
        surveying.reply(survey, {}, at=NOON, key=new_id())


def test_nobody_answers_before_it_is_asked_or_after_it_is_closed() -> None:
    survey = drawn_up(house())
    with pytest.raises(IllegalMove):
        surveying.reply(survey, {"q1": "o1"}, at=NOON, key=new_id())
    surveying.ask(survey, by=None, at=NOON)
    with pytest.raises(IllegalMove):
        surveying.reply(survey, {"q1": "o1"}, at=CLOSES, key=new_id())


def test_closing_counts_and_drops_what_each_one_said() -> None:
    at = house()
    survey = open_survey(at)
    answered(survey, 7, q1="o1", q2=["o1", "o2"])
    answered(survey, 6, q1="o2", q3="东门最挤")
    with pytest.raises(IllegalMove, match="还没到"):
        surveying.close(survey, at=NOON)

    assert surveying.close_due(survey.district_id, at=LATER) == 1
    assert surveying.close_due(survey.district_id, at=LATER) == 0

    done = fresh(survey)
    assert Reply.objects.count() == 0
    assert done.tally["counts"]["q1"] == {"o1": 7, "o2": 6, "o3": 0, "": 0}
    assert done.tally["counts"]["q2"] == {"o1": 7, "o2": 7, "": 6}
    assert done.tally["texts"] == {"q3": ["东门最挤"] * 6}
    assert done.due_at is not None
    assert Message.objects.filter(kind="survey_closed", to=at.host).count() == 1
    assert "东门最挤" not in str(list(timeline.of(done).values()))

    retention.forget_written(survey.district_id, at=LATER + dt.timedelta(days=370))
    assert fresh(survey).tally["texts"] == {}
    assert fresh(survey).tally["n"] == 13


@pytest.mark.parametrize(
    ("counts", "adds_up", "hidden"),
    [
        ({"a": 20, "b": 5, "c": 0}, True, set()),
        ({"a": 20, "b": 9, "c": 3}, True, {"b", "c"}),  # one alone could be reckoned
        ({"a": 20, "b": 3, "c": 4}, True, {"b", "c"}),
        ({"a": 20, "b": 9, "c": 1, "d": 2}, True, {"b", "c", "d"}),  # three people in all
        ({"a": 20, "b": 9, "c": 3}, False, {"c"}),
        ({"a": 4}, True, {"a"}),
    ],
)
def test_a_cell_of_fewer_than_five_is_not_told(
    counts: dict[str, int], adds_up: bool, hidden: set[str]
) -> None:
    """INS-05."""
    assert tally.hidden(counts, adds_up=adds_up) == hidden


def test_of_fewer_than_five_answers_nothing_is_told() -> None:
    survey = open_survey(house())
    answered(survey, 4, q1="o1")
    surveying.close(survey, at=LATER)
    done = fresh(survey)
    assert tally.tables(done.form.read(), done.tally) == []


def test_what_was_done_with_it_is_said_by_the_hall_and_once() -> None:
    at = house()
    survey = open_survey(at)
    surveying.close(survey, at=LATER)
    survey = fresh(survey)
    with pytest.raises(NotAllowed):
        surveying.conclude(survey, text="好", by=make.handler(make.organisation()), at=LATER)
    with pytest.raises(Refusal, match="怎么用了"):
        surveying.conclude(survey, text=" ", by=at.host, at=LATER)
    surveying.conclude(survey, text="东门再建一处。", by=at.host, at=LATER)
    assert fresh(survey).state == "CONCLUDED"


def test_called_off_it_drops_the_answers_and_says_why() -> None:
    at = house()
    survey = open_survey(at)
    answered(survey, 2, q1="o1")
    with pytest.raises(Refusal, match="原因"):
        surveying.call_off(survey, reason="", by=at.host, at=NOON)
    surveying.call_off(survey, reason="问题写错了", by=at.host, at=NOON)
    assert Reply.objects.count() == 0
    assert fresh(survey).reason == "问题写错了"


def test_a_draft_is_worded_anew_and_what_is_asked_stays() -> None:
    at = house()
    survey = drawn_up(at)
    asked = Asked("充电", "看看", "够吗？\n- 够\n- 不够", CLOSES)
    surveying.revise(survey, asked, by=at.host, at=NOON)
    assert (survey.form.version, survey.title) == (2, "充电")
    surveying.ask(survey, by=at.host, at=NOON)
    with pytest.raises(IllegalMove):
        surveying.revise(survey, asked, by=at.host, at=NOON)


def test_the_same_key_draws_up_one() -> None:
    at, key = house(), UUID(int=7)
    asked = Asked("充电", "看看", "够吗？\n- 够\n- 不够", CLOSES)
    made = [surveying.draw_up(at.hall, asked, by=at.host, at=NOON, key=key) for _time in range(2)]
    assert made[0].pk == made[1].pk


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "1 到 30 个问题"),
        ("够吗？\n- 够", "2 到 30 个不同的选项"),
        ("够吗？\n- 够\n- 够", "2 到 30 个不同的选项"),
        ("还想说什么？", "至少要有一个带选项的问题"),
    ],
)
def test_questions_that_cannot_be_asked_are_refused(text: str, why: str) -> None:
    with pytest.raises(Refusal, match=why) as caught:
        drawn_up(house(), questions=text)
    assert caught.value.field == "questions"


def test_questions_are_written_back_as_they_were() -> None:
    made = questions.definition("SURVEY", "充电", TEXT)
    assert questions.written(made) == TEXT.strip()
    assert questions.definition("SURVEY", "充电", questions.written(made)) == made
