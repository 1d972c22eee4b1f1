"""What people answer to a form: typed when it comes in, worded when it is shown."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.forms import conditions
from lianxin.forms.definition import Definition, Kind, Question
from lianxin.kernel.refusals import Refusal

LONGEST = 1000
MOST_LAT, MOST_LON = 90, 180
NUMBER = re.compile(r"[+-]?(\d{1,13}(\.\d{0,9})?|\.\d{1,9})")
POINT = re.compile(
    r"\s*(-?\d{1,3}(?:\.\d+)?)[\s,]+(-?\d{1,3}(?:\.\d+)?)(?:[\s,]+-?[\d.]+){0,2}\s*"
)
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋", "0123456789.-+")

UNREADABLE = {
    Kind.TEXT: gettext_lazy("请填一段文字。"),
    Kind.INTEGER: gettext_lazy("请填整数，例如 3。"),
    Kind.DECIMAL: gettext_lazy("请填数字，例如 16.5。"),
    Kind.DATE: gettext_lazy("请填日期，例如 2026-03-02。"),
    Kind.TIME: gettext_lazy("请填时间，例如 22:30。"),
    Kind.DATETIME: gettext_lazy("请填日期和时间，例如 2026-03-02 22:30。"),
    Kind.SELECT_ONE: gettext_lazy("请从选项里选一个。"),
    Kind.SELECT_MULTIPLE: gettext_lazy("请从选项里选。"),
    Kind.GEOPOINT: gettext_lazy("请填纬度和经度，例如 30.51 114.40。"),
}


class BadAnswers(Refusal):
    """Some questions are answered wrongly, or not at all. `errors` says which: {name: why}."""

    code = "bad_answers"

    def __init__(self, errors: Mapping[str, str], *, labels: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        lines = [f"{labels.get(name, name)}：{why}" for name, why in errors.items()]
        super().__init__("\n".join(lines), field=next(iter(errors)))


@dataclass(frozen=True)
class Shown:
    label: str
    text: str


def validate(definition: Definition, raw: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """The typed answers in `raw`, which holds texts as a browser sends them, or typed values.

    Questions that are not asked, given the answers before, are left out whatever `raw` says of
    them; so are those without an answer. Raises `BadAnswers`.
    """
    unknown = [name for name in raw if name not in definition.by_name]
    errors = {name: _("没有这个问题，请核对名称。") for name in unknown}
    kept: dict[str, Any] = {}
    for question in definition.questions:
        if is_asked(question, kept, at=at):
            try:
                answer = _answer(question, raw.get(question.name))
            except ValueError as problem:
                errors[question.name] = str(problem)
            else:
                kept |= {} if answer is None else {question.name: answer}
    errors |= {name: why for name, why in _broken(definition, kept, at) if name not in errors}
    if errors:
        labels = {one.name: str(one.label) for one in definition.questions}
        raise BadAnswers(errors, labels=labels)
    return kept


def is_asked(question: Question, answers: Mapping[str, Any], *, at: datetime) -> bool:
    """Whether the question takes an answer from somebody who gave `answers` before."""
    tree = question.relevant_tree
    is_relevant = tree is None or conditions.holds(tree, conditions.Moment(answers, at))
    return question.is_answered and is_relevant


def show(definition: Definition, values: Mapping[str, Any]) -> list[Shown]:
    """The answers in the order of the questions, in the language of the moment."""
    return [
        Shown(str(question.label), shown(question, values[question.name]))
        for question in definition.questions
        if question.name in values
    ]


def shown(question: Question, answer: Any) -> str:
    """One typed answer, as people read it."""
    if isinstance(answer, list):
        return _("、").join(question.label_of(code) for code in answer)
    if question.kind == Kind.SELECT_ONE:
        return question.label_of(answer)
    if question.kind == Kind.DATE:
        return date_format(date.fromisoformat(answer), "DATE_FORMAT")
    if question.kind == Kind.DATETIME:
        return date_format(timezone.localtime(datetime.fromisoformat(answer)), "DATETIME_FORMAT")
    return conditions.text_of(answer)


def _answer(question: Question, raw: Any) -> Any:
    """The typed answer; None when there is none. Raises `ValueError` with the reason."""
    parts = _parts(raw)
    if not parts:
        if question.is_required:
            raise ValueError(str(question.required_message) or _("请回答这个问题。"))
        return None
    try:
        return READ[question.kind](question, parts)
    except _Unreadable as problem:
        raise ValueError(str(problem) or str(UNREADABLE[question.kind])) from problem


def _parts(raw: Any) -> list[str]:
    """What was written or chosen, without blanks around it; nothing for no answer."""
    if isinstance(raw, list | tuple):
        return [part for one in raw for part in _parts(one)]
    if isinstance(raw, Mapping):
        return _parts([raw.get("lat"), raw.get("lon")])
    text = "" if raw is None else str(raw).strip()
    return [text] if text else []


def _broken(
    definition: Definition, kept: Mapping[str, Any], at: datetime
) -> Iterator[tuple[str, str]]:
    """The answers that a constraint does not allow."""
    for question in definition.questions:
        tree, own = question.constraint_tree, kept.get(question.name)
        if tree is None or own is None:
            continue
        if not conditions.holds(tree, conditions.Moment(kept, at, own)):
            yield question.name, str(question.constraint_message) or _("请核对这个回答。")


# --- One way to read for each type ---------------------------------------------------------------


class _Unreadable(ValueError):
    """Not an answer of this type. Its message, if any, says more than the type's own."""


def _one(parts: Sequence[str]) -> str:
    if len(parts) != 1:
        raise _Unreadable
    return parts[0]


def _text(_question: Question, parts: Sequence[str]) -> str:
    text = _one(parts).replace("\r\n", "\n")
    if "\0" in text:  # no database column takes it
        raise _Unreadable
    if (over := len(text) - LONGEST) > 0:
        why = _("最多 %(most)d 字，现在多了 %(over)d 字。") % {"most": LONGEST, "over": over}
        raise _Unreadable(why)
    return text


def _integer(question: Question, parts: Sequence[str]) -> int:
    number = _decimal(question, parts)
    if not number.is_integer():
        raise _Unreadable
    return int(number)


def _decimal(_question: Question, parts: Sequence[str]) -> float:
    written = _one(parts).translate(FULL_WIDTH)
    if not NUMBER.fullmatch(written):
        raise _Unreadable
    return float(written)


def _date(_question: Question, parts: Sequence[str]) -> str:
    written = _one(parts)
    try:
        day = datetime.fromisoformat(written.replace("/", "-"))
    except ValueError as problem:
        raise _Unreadable from problem
    return f"{timezone.localtime(day) if timezone.is_aware(day) else day:%Y-%m-%d}"


def _time(_question: Question, parts: Sequence[str]) -> str:
    try:
        return f"{time.fromisoformat(_one(parts).replace('：', ':')):%H:%M}"
    except ValueError as problem:
        raise _Unreadable from problem


def _moment(_question: Question, parts: Sequence[str]) -> str:
    try:
        moment = datetime.fromisoformat(_one(parts).replace("/", "-"))
    except ValueError as problem:
        raise _Unreadable from problem
    aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    return timezone.localtime(aware).isoformat(timespec="minutes")


def _choice(question: Question, parts: Sequence[str]) -> str:
    code = _one(parts)
    if code not in {one.code for one in question.choices}:
        raise _Unreadable
    return code


def _choices(question: Question, parts: Sequence[str]) -> list[str]:
    chosen = {code for part in parts for code in part.split()}
    known = [one.code for one in question.choices]
    if not chosen <= set(known):
        raise _Unreadable
    return [code for code in known if code in chosen]


def _point(_question: Question, parts: Sequence[str]) -> dict[str, float]:
    found = POINT.fullmatch(" ".join(parts))
    lat, lon = (float(found[1]), float(found[2])) if found else (math.inf, math.inf)
    if abs(lat) > MOST_LAT or abs(lon) > MOST_LON:
        raise _Unreadable
    return {"lat": lat, "lon": lon}


READ: dict[Kind, Callable[[Question, Sequence[str]], Any]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.DATETIME: _moment,
    Kind.SELECT_ONE: _choice,
    Kind.SELECT_MULTIPLE: _choices,
    Kind.GEOPOINT: _point,
}
