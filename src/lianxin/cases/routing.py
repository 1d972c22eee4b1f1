"""Where a case goes: ordered rules over its class, place, kind, time and answers.

The first rule that holds, and whose unit is found, decides. After the rules of the playbook comes
DUTY, the duty list. Every rule that was tried leaves a line, so that each decision can be read. A
rule that cannot be followed ends the search: the case goes to the desk, and the fault is told.
Values in, values out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from lianxin.forms.words import Words

DUTY, PAIRED, DESK = "DUTY", "PAIRED", "DESK"
"""Instead of a unit's code: whose duty the class is, who stands by the place, nobody but the
desk."""
LISTS = ("class", "place", "kind", "grade", "source")
CONDITIONS = (*LISTS, "days", "hours", "answers")


class BrokenRule(ValueError):
    """A rule cannot be followed; the text says why, for the one who writes the playbook."""


@dataclass(frozen=True)
class Facts:
    """All that a rule may look at. `places` are the codes of the place and those above it; `at`
    is local time of arrival."""

    class_code: str
    places: tuple[str, ...]
    kind: str
    grade: str
    source: str
    at: datetime
    is_working_day: bool
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """`when` holds the conditions as the playbook writes them; all of them must hold."""

    code: str
    label: Words
    to: str
    when: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Tried:
    """What became of one rule. `why` names the condition that did not hold, or is "nobody" when
    the rule held and no unit was found, "fault" when it was broken, "" when it decided."""

    rule: str
    why: str
    wanted: str = ""
    was: str = ""

    def as_json(self) -> dict[str, str]:
        return {"rule": self.rule, "why": self.why, "wanted": self.wanted, "was": self.was}


@dataclass(frozen=True)
class Decision:
    """`unit` is a unit's code, or "" for the desk."""

    rule: str
    unit: str
    trail: tuple[Tried, ...]
    fault: str = ""


Find = Callable[[str], str]
"""From a rule's `to` to a unit's code, "" when nobody is found. Raises `BrokenRule`."""

BY_DUTY = Rule(DUTY, Words("权责清单", "Duty list"), DUTY)


def parse(rows: Sequence[Mapping[str, Any]]) -> list[Rule]:
    """The rules of a playbook, in order, the duty list last."""
    rules = [
        Rule(
            code=row["code"],
            label=Words.of(row.get("label", row["code"])),
            to=row["to"],
            when={name: row[name] for name in CONDITIONS if name in row},
        )
        for row in rows
    ]
    return [*rules, BY_DUTY]


def decide(rules: Sequence[Rule], facts: Facts, *, find: Find) -> Decision:
    """Try `rules` in order. Ends at the first that decides or is broken."""
    trail: list[Tried] = []
    for rule in rules:
        try:
            failed = _first_failure(rule, facts)
            unit = "" if failed else find(rule.to)
        except BrokenRule as fault:
            trail.append(Tried(rule.code, "fault"))
            return Decision(rule.code, "", tuple(trail), str(fault))
        if failed:
            trail.append(failed)
        elif unit or rule.to == DESK:
            trail.append(Tried(rule.code, ""))
            return Decision(rule.code, unit, tuple(trail))
        else:
            trail.append(Tried(rule.code, "nobody"))
    return Decision("", "", tuple(trail))


def _first_failure(rule: Rule, facts: Facts) -> Tried | None:
    for name, wanted in rule.when.items():
        was = _was(name, facts)
        if not HOLDS[name](wanted, facts):
            return Tried(rule.code, name, _shown(wanted), was)
    return None


def _was(name: str, facts: Facts) -> str:
    shown = {
        "class": facts.class_code,
        "place": facts.places[-1] if facts.places else "",
        "kind": facts.kind,
        "grade": facts.grade,
        "source": facts.source,
        "days": "WORKING" if facts.is_working_day else "OFF",
        "hours": f"{facts.at:%H:%M}",
        "answers": _shown(facts.answers),
    }
    return shown[name]


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "；".join(f"{name}={_shown(one)}" for name, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(str(one) for one in value)
    return str(value)


def many(value: Any) -> Sequence[Any]:
    """A condition may name one code or several."""
    return value if isinstance(value, list | tuple) else [value]


def _is_within(hours: Any, at: time) -> bool:
    """Whether `at` lies in "08:30-17:30"; "18:00-08:00" runs over midnight."""
    try:
        first, last = (time.fromisoformat(part.strip()) for part in str(hours).split("-"))
    except ValueError as error:
        raise BrokenRule(f"hours: {hours}") from error
    return first <= at < last if first < last else at >= first or at < last


def _answered(wanted: Any, answers: Mapping[str, Any]) -> bool:
    if not isinstance(wanted, Mapping):
        raise BrokenRule(f"answers: {wanted}")
    return all(_answers_one(answers.get(name), one) for name, one in wanted.items())


def _answers_one(given: Any, wanted: Any) -> bool:
    """`wanted` is a value, several of which one is enough, or {at_least, at_most}."""
    if given is None:
        return False
    if isinstance(wanted, Mapping):
        return _is_between(given, wanted)
    return not set(map(str, many(given))).isdisjoint(map(str, many(wanted)))


def _is_between(given: Any, bounds: Mapping[str, Any]) -> bool:
    if not set(bounds) <= {"at_least", "at_most"}:
        raise BrokenRule(f"answers: {_shown(bounds)}")
    try:
        number = float(given)
        least, most = bounds.get("at_least", number), bounds.get("at_most", number)
        return float(least) <= number <= float(most)
    except (TypeError, ValueError) as error:
        raise BrokenRule(f"answers: {_shown(bounds)}") from error


HOLDS: Mapping[str, Callable[[Any, Facts], bool]] = {
    "class": lambda wanted, facts: facts.class_code in many(wanted),
    "place": lambda wanted, facts: not set(many(wanted)).isdisjoint(facts.places),
    "kind": lambda wanted, facts: facts.kind in many(wanted),
    "grade": lambda wanted, facts: facts.grade in many(wanted),
    "source": lambda wanted, facts: facts.source in many(wanted),
    "days": lambda wanted, facts: (wanted == "WORKING") == facts.is_working_day,
    "hours": lambda wanted, facts: _is_within(wanted, facts.at.time()),
    "answers": lambda wanted, facts: _answered(wanted, facts.answers),
}
