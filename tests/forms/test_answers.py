"""Answers come in as text, are kept with types, and are shown in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lianxin.forms.answers import BadAnswers, show, validate
from lianxin.forms.checks import checked
from lianxin.forms.definition import Definition
from tests.forms import samples
from tests.make import NOON

KINDS = ("text", "integer", "decimal", "date", "time", "dateTime", "geopoint")


def _one(kind: str, **more: Any) -> Definition:
    row = {"name": "q", "type": kind, "label": "问题", **more}
    return checked({"code": "X", "title": "表", "questions": [row]})


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        ("text", " 三号楼\r\n东侧 ", "三号楼\n东侧"),
        ("integer", "３", 3),
        ("integer", "3.0", 3),
        ("integer", 7, 7),
        ("decimal", "16.5", 16.5),
        ("decimal", "-2", -2.0),
        ("date", "2026-03-02", "2026-03-02"),
        ("date", "2026/03/02", "2026-03-02"),
        ("date", "2026-03-01T18:00:00+00:00", "2026-03-02"),
        ("time", "22:30", "22:30"),
        ("time", "22：30", "22:30"),
        ("dateTime", "2026-03-02T22:30", "2026-03-02T22:30+08:00"),
        ("dateTime", "2026-03-02T14:30:00Z", "2026-03-02T22:30+08:00"),
        ("geopoint", "30.5 114.4 12 5", {"lat": 30.5, "lon": 114.4}),
        ("geopoint", {"lat": 30.5, "lon": 114.4}, {"lat": 30.5, "lon": 114.4}),
        ("geopoint", ["30.5", "114.4"], {"lat": 30.5, "lon": 114.4}),
    ],
)
def test_an_answer_gets_its_type(kind: str, raw: Any, kept: Any) -> None:
    assert validate(_one(kind), {"q": raw}, at=NOON) == {"q": kept}


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("integer", "3.5"), ("integer", "三"), ("integer", "1e9"), ("integer", "nan"),
        ("decimal", "inf"), ("decimal", "1,5"), ("date", "2026-02-30"), ("date", "昨天"),
        ("time", "25:00"), ("dateTime", "昨晚"), ("geopoint", "95 10"), ("geopoint", "这里"),
        ("text", ["a", "b"]),
    ],
)  # fmt: skip
def test_what_is_no_answer_of_the_type_is_refused(kind: str, raw: Any) -> None:
    with pytest.raises(BadAnswers) as refused:
        validate(_one(kind), {"q": raw}, at=NOON)
    assert refused.value.field == "q"
    assert refused.value.errors["q"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("blank", ["", "  ", None, []])
def test_no_answer_is_kept_as_none(kind: str, blank: Any) -> None:
    assert validate(_one(kind), {"q": blank}, at=NOON) == {}
    with pytest.raises(BadAnswers, match="请回答这个问题"):
        validate(_one(kind, required=True), {"q": blank}, at=NOON)


@given(kind=st.sampled_from(KINDS), raw=st.text(max_size=30) | st.floats() | st.integers())
def test_what_is_kept_is_kept_again(kind: str, raw: Any) -> None:
    try:
        kept = validate(_one(kind), {"q": raw}, at=NOON)
    except BadAnswers:
        return
    assert validate(_one(kind), kept, at=NOON) == kept
    assert len(show(_one(kind), kept)) == len(kept)


def test_only_what_was_asked_counts() -> None:
    raw = {"what": "road", "lamps_out": "无数", "when": ["night", "day"]}
    kept = validate(samples.definition(), raw, at=NOON)
    assert kept == {"what": "road", "when": ["day", "night"]}


def test_every_mistake_is_told_with_its_question() -> None:
    raw = {"what": "lamp", "lamps_out": "900", "since": "2027-01-01", "when": "noon", "x": "1"}
    with pytest.raises(BadAnswers) as refused:
        validate(samples.definition(), raw, at=NOON)
    assert refused.value.errors == {
        "x": "没有这个问题，请核对名称。",
        "when": "请从选项里选。",
        "lamps_out": "请填 1 到 200。",
        "since": "请核对这个回答。",
    }
    assert "几盏不亮？：请填 1 到 200。" in refused.value.message


def test_the_form_says_why_an_answer_is_needed() -> None:
    with pytest.raises(BadAnswers, match="请选是什么坏了"):
        validate(samples.definition(), {}, at=NOON)


def test_a_text_has_an_end() -> None:
    with pytest.raises(BadAnswers, match="最多 1000 字，现在多了 1 字"):
        validate(_one("text"), {"q": "字" * 1001}, at=NOON)


def test_answers_are_shown_in_the_language_of_the_moment() -> None:
    values = {"what": "lamp", "lamps_out": 3, "since": "2026-03-01", "when": ["day", "night"]}
    form = samples.definition()
    assert [(one.label, one.text) for one in show(form, values)] == [
        ("是什么坏了？", "路灯"),
        ("几盏不亮？", "3"),
        ("哪天开始的？", "2026年3月1日"),
        ("什么时候", "白天、晚上"),
    ]
    with translation.override("en"):
        assert show(form, values)[0].text == "Street lamp"


def test_open311_is_told_the_questions() -> None:
    """C24: the definition of a service."""
    what, lamps, since, when = samples.definition().attributes()
    assert (what.code, what.datatype, what.required, what.order) == (
        "what", "singlevaluelist", True, 1,
    )  # fmt: skip
    assert what.values == (("lamp", "路灯"), ("road", "路面"))
    assert (lamps.datatype, lamps.required) == ("number", False)
    assert since.datatype == "datetime"
    assert when.datatype == "multivaluelist"
