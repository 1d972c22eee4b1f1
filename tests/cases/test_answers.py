"""Who files a case answers the questions of its class; what she answers is kept with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.cases import answered
from lianxin.cases.models import Answers, Case
from lianxin.forms import actions
from lianxin.forms.answers import BadAnswers
from lianxin.forms.checks import checked
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from tests import make
from tests.forms import samples
from tests.make import NOON


def _put(**changes: Any) -> None:
    form = checked(samples.lamp(**changes))
    actions.put_form(make.district().pk, form, by=None, at=NOON)


def _filed(class_code: str = "ROADS", **report: Any) -> Case:
    return make.case(class_code=class_code, **report)


def test_answers_are_kept_with_types_under_their_version() -> None:
    _put()
    case = _filed(answers={"what": "lamp", "lamps_out": "3"})
    _put(label="几盏灯不亮？")

    kept = Answers.objects.get(district_id=case.district_id, case=case)
    assert kept.values == {"what": "lamp", "lamps_out": 3}
    assert (kept.form_code, kept.form_version) == ("LAMP", 1)
    assert [(one.label, one.text) for one in answered.shown(case)] == [
        ("是什么坏了？", "路灯"),
        ("几盏不亮？", "3"),
    ]


@pytest.mark.parametrize("given", [{}, {"what": "lamp", "lamps_out": "0"}])
def test_a_case_with_a_wrong_answer_is_not_filed(given: dict[str, str]) -> None:
    _put()
    with pytest.raises(BadAnswers):
        _filed(answers=given)
    assert not Case.objects.filter(district_id=make.district().pk).exists()


def test_who_was_not_asked_need_not_answer() -> None:
    _put()
    assert answered.shown(_filed()) == []
    assert answered.shown(_filed(class_code="WATER", answers={})) == []


def test_answers_without_questions_are_refused() -> None:
    with pytest.raises(Refusal, match="没有补充问题"):
        _filed(class_code="WATER", answers={"what": "lamp"})


def test_the_same_key_gives_the_first_answers_again() -> None:
    _put()
    key = new_id()
    first = make.receipt(key=key, class_code="ROADS", answers={"what": "lamp"})
    again = make.receipt(key=key, class_code="ROADS", answers={"what": "road"})
    assert again.case == first.case
    assert [one.text for one in answered.shown(again.case)] == ["路灯"]


def test_a_case_without_answers_costs_nothing_more() -> None:
    _put()
    _filed()
    with CaptureQueriesContext(connection) as asked:
        _filed()
    assert not [one for one in asked if "answers" in one["sql"] or "questions_" in one["sql"]]
