"""What was understood of a case, and where it should go, as the desk reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from lianxin.cases import routing
from lianxin.cases.actions.understanding import is_sure
from lianxin.cases.models import Case, ClassedBy, Reading, Routing
from lianxin.cases.routing import DUTY
from lianxin.cases.rules import Rules
from lianxin.cases.states import State
from lianxin.kernel.ids import new_id
from lianxin.network.models import Place
from lianxin.web.cases.ground import Ground

LIKELY = 0.01  # a guess that would read 0 % is none


@dataclass(frozen=True)
class GuessRow:
    """One class that may be meant. `key` is that of the deed which confirms it; "" where this
    person may not."""

    code: str
    label: str
    percent: int
    words: str
    number: int  # of the key that chooses it
    grade: str
    key: UUID


@dataclass(frozen=True)
class Tried:
    """One rule and what became of it."""

    label: str
    why: str
    held: bool


@dataclass(frozen=True)
class Understood:
    """`guesses` are there to choose from; `found` says what was decided without asking."""

    dangers: str
    found: str
    guesses: Sequence[GuessRow]
    url: str  # takes the chosen class
    rule: str
    unit: str
    now: str  # who has it, when that is another unit than the rule named
    fault: str
    trail: Sequence[Tried]
    at: datetime
    model: str


def understood(ground: Ground) -> Understood | None:
    """None when the case was not read, or there is nothing to say about it any more."""
    case = ground.case
    reading = Reading.objects.filter(district_id=case.district_id, case=case).first()
    if reading is None or not case.is_open:
        return None
    way = _way(case)
    words = [danger["words"] for danger in reading.dangers]
    guesses = list(_guesses(ground, reading))
    found = _found(case, reading, ground.rules) or (
        _("拿不准类别，请从下面选一个。") if guesses and not case.class_code else ""
    )
    if not (words or found or guesses or way):
        return None
    return Understood(
        dangers=_("、").join(_("“%s”") % word for word in words),
        found=found,
        guesses=guesses,
        url=reverse("cases:classify", args=[case.ref]),
        rule=rule_label(way.rule, ground.rules) if way else "",
        unit=way.unit.name if way and way.unit else "",
        now=case.lead.name if way and way.unit and _is_elsewhere(case, way) else "",
        fault=way.fault if way else "",
        trail=[tried(row, ground.rules, case) for row in way.trail] if way else (),
        at=reading.read_at,
        model=_("第 %d 版") % reading.classifier if reading.classifier else _("随产品自带"),
    )


def _way(case: Case) -> Routing | None:
    rows = Routing.objects.filter(district_id=case.district_id, case=case)
    return rows.select_related("unit").order_by("-routed_at", "-id").first()


def _is_elsewhere(case: Case, way: Routing) -> bool:
    return case.state != State.RECEIVED and case.lead_id != way.unit_id


def _found(case: Case, reading: Reading, rules: Rules) -> str:
    """What the machine did by itself, or what speaks against the class that was chosen."""
    if not reading.guesses:
        return ""
    first = reading.guesses[0]
    said = {"what": rules.class_label(first["code"]), "percent": _percent(first)}
    if case.classed_by == ClassedBy.MACHINE:
        return _("已自动归为“%(what)s”，把握 %(percent)d%%。") % said
    if case.classed_by == ClassedBy.REQUESTER and not is_sure(case, reading.guesses, rules):
        return _("诉求人选的类别与内容不完全相符，请确认。")
    return ""


def _guesses(ground: Ground, reading: Reading) -> Iterator[GuessRow]:
    """To choose from, while the class is nobody's word and somebody here may say."""
    case = ground.case
    if case.classed_by == ClassedBy.STAFF or case.state != State.RECEIVED:
        return
    if not ground.standing.can("classify", case):
        return
    known = [
        guess
        for guess in reading.guesses
        if guess["code"] in ground.rules.classes and guess["confidence"] >= LIKELY
    ]
    for number, guess in enumerate(known, 1):
        found = ground.rules.classes[guess["code"]]
        urgent = ground.rules.is_urgent(case.grade)
        yield GuessRow(
            code=found.code,
            label=str(found.label),
            percent=_percent(guess),
            words=_("、").join(guess["words"]),
            number=number,
            grade=case.grade if urgent else found.grade or ground.rules.default_grade,
            key=new_id(),
        )


def _percent(guess: Mapping[str, float]) -> int:
    """Rounded down: 99.6 % is not certain."""
    return int(guess["confidence"] * 100)


def rule_label(code: str, rules: Rules) -> str:
    """A rule in the words of the playbook."""
    if code == DUTY:
        return _("权责清单")
    labels = {rule.code: str(rule.label) for rule in routing.parse(rules.routing)}
    return labels.get(code, code)


def tried(row: Mapping[str, str], rules: Rules, case: Case) -> Tried:
    """What became of one rule on `case`."""
    label = rule_label(row["rule"], rules)
    return Tried(label=label, why=_why(row, rules, case), held=not row["why"])


def _why(row: Mapping[str, str], rules: Rules, case: Case) -> str:
    sentences = {
        "": _("符合"),
        "nobody": _("符合，但没有找到对应的单位"),
        "fault": _("规则有误"),
        "days": _("日期不符"),
        "answers": _("回答不符：要求 %s") % row["wanted"],
    }
    names: dict[str, tuple[str, Callable[[str], str]]] = {
        "class": (_("类别"), rules.class_label),
        "place": (_("地点"), lambda code: _place(case, code)),
        "kind": (_("种类"), lambda code: _label(rules.kinds, code)),
        "grade": (_("等级"), lambda code: _label(rules.grades, code)),
        "source": (_("来源"), str),
        "hours": (_("时间"), str),
    }
    if row["why"] in sentences:
        return sentences[row["why"]]
    name, label = names[row["why"]]
    wanted = _("、").join(label(code) for code in row["wanted"].split("、"))
    return _("%(name)s不符：要求 %(wanted)s，这件是 %(was)s") % {
        "name": name,
        "wanted": wanted,
        "was": label(row["was"]) or _("未定"),
    }


def _label(known: Mapping[str, object], code: str) -> str:
    return str(getattr(known.get(code), "label", code))


def _place(case: Case, code: str) -> str:
    found = Place.objects.filter(district_id=case.district_id, code=code).first()
    return found.name if found else code
