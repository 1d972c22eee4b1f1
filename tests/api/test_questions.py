"""Programs learn the questions of a class, answer them, and read what was answered."""

from __future__ import annotations

from typing import Any

import pytest

from lianxin.cases.models import Case
from lianxin.forms import actions
from lianxin.kernel.ids import new_id
from tests import make
from tests.api.test_rest import Caller, call, dispatcher
from tests.forms import samples
from tests.make import NOON

__all__ = ["call", "dispatcher"]


@pytest.fixture(autouse=True)
def _form() -> None:
    actions.put_form(make.district().pk, samples.definition(), by=None, at=NOON)


def _body(**more: Any) -> dict[str, Any]:
    said = {"key": str(new_id()), "text": "路灯不亮。", "place": make.grid().code}
    return said | {"class_code": "ROADS"} | more


def test_the_questions_of_a_class_are_told(call: Caller) -> None:
    status, form = call("get", "classes/ROADS/questions")

    assert (status, form["code"], form["version"]) == (200, "LAMP", 1)
    assert form["questions"][1] == {
        "name": "lamps_out",
        "type": "integer",
        "label": "几盏不亮？",
        "hint": "",
        "is_required": False,
        "relevant": "${what} = 'lamp'",
        "constraint": ". > 0 and . <= 200",
        "choices": [],
    }
    assert call("get", "classes/WATER/questions")[0] == 404


def test_answers_go_in_typed_and_come_out_in_words(call: Caller) -> None:
    answers = {"what": "lamp", "lamps_out": 3, "when": ["night"], "since": None}
    status, receipt = call("post", "cases", _body(answers=answers))
    assert status == 201

    status, found = call("get", f"cases/{receipt['ref']}/answers")

    assert found["values"] == {"what": "lamp", "lamps_out": 3, "when": ["night"]}
    assert found["shown"][0] == {"label": "是什么坏了？", "text": "路灯"}
    without = call("post", "cases", _body())[1]["ref"]
    assert call("get", f"cases/{without}/answers")[0] == 404


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "what"),
        ({"what": "lamp", "lamps_out": 0}, "lamps_out"),
        ({"what": "lamp", "x": "1"}, "x"),
        ({"what": "a\x00b"}, "what"),
    ],
)
def test_a_wrong_answer_names_its_question(
    call: Caller, answers: dict[str, Any], field: str
) -> None:
    status, problem = call("post", "cases", _body(answers=answers))
    assert (status, problem["code"], problem["field"]) == (422, "bad_answers", field)
    assert not Case.objects.exists()
