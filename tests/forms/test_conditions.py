"""What conditions say, and which cannot be read."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.forms.conditions import Moment, holds
from lianxin.forms.expressions import ARGUMENTS, BadExpression, parse

NIGHT = dt.datetime(2026, 3, 2, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
ANSWERS: dict[str, Any] = {
    "what": "lamp",
    "many": 3,
    "share": 0.5,
    "when": ["day", "night"],
    "since": "2026-02-28",
    "at": "2026-03-01T23:30+08:00",
    "clock": "22:30",
    "spot": {"lat": 30.5, "lon": 114.4},
}

TRUE = [
    "${what} = 'lamp'",
    '${what} = "lamp" and ${many} > 2',
    "selected(${when}, 'night')",
    "not(selected(${when}, 'noon'))",
    "count-selected(${when}) = 2",
    "${missing} = ''",
    "${many} = '3'",
    "${many} * 2 - 1 = 5",
    "${many} mod 2 = 1 and ${many} div 2 = 1.5",
    "-${many} < 0",
    "${since} <= today() and ${since} > today() - 7",
    "number(today()) - number(${since}) = 2",
    "${at} < now()",
    "${clock} > '22:00'",
    "1 = 1 or ${many} = 'x'",
    "2 + 3 * 2 = 8",
    "(2 + 3) * 2 = 10",
    "regex(${what}, 'l[a-z]{3}')",
    "not(regex(${what}, 'la'))",
    "string-length(${what}) = 4",
    "contains(${what}, 'am') and starts-with(${what}, 'la')",
    "if(${many} > 2, 'a', 'b') = 'a'",
    "true() and not(false())",
    "${spot} = '30.5 114.4'",
    "${many} > 2 = true()",
    "string(${share}) = '0.5'",
    "boolean(${what})",
    "${missing} != 1",
]
FALSE = [
    "${missing} > 0",
    "${missing} < 1",
    "${what} > 1",
    "${missing}",
    "1 div 0 > 1",
    "number('x') = number('x')",
    "${clock} = 'x' or ${clock} < '02:00'",
]


@pytest.mark.parametrize("written", TRUE)
def test_a_condition_holds(written: str) -> None:
    assert holds(parse(written), Moment(ANSWERS, NIGHT))


@pytest.mark.parametrize("written", FALSE)
def test_a_condition_does_not_hold(written: str) -> None:
    assert not holds(parse(written), Moment(ANSWERS, NIGHT))


def test_a_constraint_sees_its_own_answer() -> None:
    tree = parse(". > 0 and . <= ${many}")
    assert holds(tree, Moment(ANSWERS, NIGHT, 3))
    assert not holds(tree, Moment(ANSWERS, NIGHT, 4))


def test_today_is_the_day_where_the_district_is() -> None:
    assert holds(parse("today() = '2026-03-02'"), Moment({}, NIGHT.astimezone(dt.UTC)))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("pulldata('x')", "不认识“pulldata”。可以用的函数"),
        ("${a} = 'x", "引号只有一半"),
        ("${a} = “x”", "中文标点"),
        ("${a} ${b}", "读不懂，前面可能少了 and 或 or"),
        ("selected(${a})", "要 2 个参数，写了 1 个"),
        ("(${a} = 1", "这里应是“)”，写的是“结尾”"),
        ("${a} =", "写的是“结尾”"),
        ("a = 1", "不认识“a”"),
        ("regex(., ${a})", "要是写明的文字"),
        ("regex(., '[')", "正则表达式“[”有误"),
        ("regex(., '(a+)+b')", "重复套重复"),
        ("regex(., '(a|a)*b')", "重复套重复"),
        ("regex(., '((a)|b{2,}){3}')", "重复套重复"),
        ("(" * 30 + "1" + ")" * 30, "括号套得太深"),
        ("1 and " * 400 + "1", "条件太长"),
        ("__import__('os')", "不认识“__import__”"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(written: str, why: str) -> None:
    with pytest.raises(BadExpression, match=None) as refused:
        parse(written)
    assert why in str(refused.value)


SIGNS = ["=", "!=", "<", "<=", "+", "-", "*", "div", "mod", "and", "or"]
LEAVES = st.sampled_from(
    ["1", "0.5", "'a'", "''", "${what}", "${when}", "${missing}", ".", "today()"]
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda a, sign, b: f"({a} {sign} {b})", inner, st.sampled_from(SIGNS), inner),
        st.builds(
            lambda name, a, b, c: f"{name}({', '.join([a, b, c][: ARGUMENTS[name][0]])})",
            st.sampled_from(sorted(set(ARGUMENTS) - {"regex"})), inner, inner, inner,
        ),
    ),
    max_leaves=12,
)  # fmt: skip


@given(written=TREES, own=st.sampled_from([None, 3, 1.5, "x", ["a"], "2026-03-02"]))
def test_whatever_can_be_read_gives_yes_or_no(written: str, own: Any) -> None:
    assert holds(parse(written), Moment(ANSWERS, NIGHT, own)) in {True, False}


@given(st.text("()${}'\"=<>.,+-*/abcnotrudivm 0159", max_size=40))
def test_whatever_is_written_is_read_or_refused(written: str) -> None:
    try:
        tree = parse(written)
    except BadExpression:
        return
    holds(tree, Moment(ANSWERS, NIGHT, "x"))
