"""Whether a condition holds, for the answers so far.

XPath knows texts, numbers and truth, and turns one into the other. Dates, times and moments
count in days, so that `. <= today()` and `today() - 7` mean what they say. An unanswered
question is an empty text.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from lianxin.forms.expressions import Tree

Value = str | float | bool
EPOCH = date(1970, 1, 1).toordinal()
DAY = 86_400
ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Moment:
    """What an expression sees: the answers, the answer it is about, and what time it is."""

    answers: Mapping[str, Any]
    at: datetime
    own: Any = None


def holds(tree: Tree, moment: Moment) -> bool:
    return _truth(_value(tree, moment))


def text_of(answer: Any) -> str:
    """An answer as expressions, XForms and Open311 write it."""
    if answer is None:
        return ""
    if isinstance(answer, list):
        return " ".join(answer)
    if isinstance(answer, Mapping):
        return f"{answer['lat']} {answer['lon']}"
    return _text(answer)


def _value(tree: Tree, moment: Moment) -> Value:
    kind = tree[0]
    if kind in ("text", "number"):
        return tree[1]  # type: ignore[no-any-return]  # what the parser put there
    if kind in ("ref", "self"):
        return _plain(moment.answers.get(tree[1]) if kind == "ref" else moment.own)
    if kind in ("and", "or"):
        wanted = kind == "or"
        return next((wanted for part in tree[1:] if holds(part, moment) is wanted), not wanted)
    if kind == "call" and tree[1] == "if":
        return _value(tree[3] if holds(tree[2], moment) else tree[4], moment)
    if kind == "call":
        return _call(tree[1], [_value(part, moment) for part in tree[2:]], moment.at)
    return _sum(kind, [_value(part, moment) for part in tree[1:]])


def _plain(answer: Any) -> Value:
    if isinstance(answer, bool | int | float):
        return answer
    return text_of(answer)


def _sum(sign: str, values: list[Value]) -> Value:
    if sign in ("=", "!="):
        return _equal(*values) is (sign == "=")
    numbers = [_number(value) for value in values]
    if sign in ORDER:
        return ORDER[sign](*numbers)
    if len(numbers) == 1:
        return -numbers[0]
    return _calculated(sign, *numbers)


def _calculated(sign: str, left: float, right: float) -> float:
    if sign in ("div", "mod"):
        if right == 0 or math.isnan(right) or math.isinf(left):
            return math.nan
        return left / right if sign == "div" else math.fmod(left, right)
    return {"+": operator.add, "-": operator.sub, "*": operator.mul}[sign](left, right)  # type: ignore[no-any-return]  # of floats


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return _truth(left) is _truth(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return _number(left) == _number(right)


def _truth(value: Value) -> bool:
    if isinstance(value, str):
        return value != ""
    return bool(value) and not math.isnan(value)


def _number(value: Value) -> float:
    if not isinstance(value, str):
        return float(value)
    try:
        return (
            float(value) if re.fullmatch(r"\s*-?(\d+(\.\d*)?|\.\d+)\s*", value) else _days(value)
        )
    except ValueError:
        return math.nan


def _days(written: str) -> float:
    """A date, a moment or a time of day, in days. Moments count by the clock on the wall."""
    if re.match(r"\d{2}:", written):
        return _share(time.fromisoformat(written))
    moment = datetime.fromisoformat(written)
    return moment.toordinal() - EPOCH + _share(moment.time())


def _share(clock: time) -> float:
    return (clock.hour * 3600 + clock.minute * 60 + clock.second) / DAY


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "NaN" if isinstance(value, float) and math.isnan(value) else str(value)


def _call(name: str, values: list[Value], at: datetime) -> Value:
    if name in ("not", "boolean", "true", "false"):
        truth = {"true": True, "false": False}.get(name)
        return truth if truth is not None else _truth(values[0]) is (name == "boolean")
    if name == "number":
        return _number(values[0])
    if name in ("today", "now"):
        here = timezone.localtime(at)
        return f"{here:%Y-%m-%d}" if name == "today" else here.isoformat(timespec="seconds")
    return _of_texts(name, [_text(value) for value in values])


def _of_texts(name: str, texts: list[str]) -> Value:
    first, *rest = texts
    if name == "regex":
        return re.fullmatch(rest[0], first) is not None
    answers: dict[str, Callable[[], Value]] = {
        "selected": lambda: rest[0] in first.split(),
        "count-selected": lambda: len(first.split()),
        "contains": lambda: rest[0] in first,
        "starts-with": lambda: first.startswith(rest[0]),
        "string-length": lambda: len(first),
        "string": lambda: first,
    }
    return answers[name]()
