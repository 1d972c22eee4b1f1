"""Which units a case may be assigned to, in the order in which they should be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import queries, routing
from lianxin.cases.actions import directing
from lianxin.cases.models import Case
from lianxin.cases.routing import DUTY
from lianxin.cases.rules import Rules
from lianxin.kernel import calendar
from lianxin.kernel.calendar import SHANGHAI
from lianxin.network import hours
from lianxin.network import queries as network
from lianxin.network.models import Organisation


@dataclass(frozen=True)
class Suggestion:
    unit: Organisation
    reason: str


def suggestions(
    case: Case, rules: Rules, *, answers: Mapping[str, Any] | None = None
) -> list[Suggestion]:
    """The unit that the rules name first, then those that stand by the place in such a matter,
    then those whose duty the class is; each once, and never the one that has the case. A page of
    many cases hands in their answers."""
    found: dict[UUID, Suggestion] = {}
    for one in (*_by_rule(case, rules, answers), *_by_pairing(case), *_by_duty(case, rules)):
        if one.unit.pk != case.lead_id:
            found.setdefault(one.unit.pk, one)
    return list(found.values())


def standing(unit: Organisation, loads: Mapping[UUID, int], *, at: datetime) -> str:
    """What one should know of a unit before giving it more: its load, and whether it is there."""
    load = _("在办 %d 件") % loads.get(unit.pk, 0)
    return f"{load} · {_presence(unit, at=at)}"


def _by_rule(case: Case, rules: Rules, answers: Mapping[str, Any] | None) -> Iterator[Suggestion]:
    """Nothing by the duty list: that gives the reason in more words."""
    if not rules.routing:
        return
    decision = directing.decide(case, routing.parse(rules.routing), answers=answers)
    unit = network.unit_coded(case.district_id, decision.unit) if decision.unit else None
    if unit and decision.rule != DUTY:
        labels = {rule.code: str(rule.label) for rule in routing.parse(rules.routing)}
        yield Suggestion(unit, _("规则：%s") % labels[decision.rule])


def _by_pairing(case: Case) -> Iterator[Suggestion]:
    for row in network.pairings_at(case.place, case.class_code, on=timezone.localdate()):
        told = {"place": row.place.name, "day": row.ends_on.isoformat() if row.ends_on else ""}
        if row.ends_on:
            yield Suggestion(row.unit, _("和%(place)s结对，到 %(day)s") % told)
        else:
            yield Suggestion(row.unit, _("和%(place)s结对") % told)


def _by_duty(case: Case, rules: Rules) -> Iterator[Suggestion]:
    for row in queries.duties_for([case]).get(case.pk, []):
        names = {"duty": rules.class_label(row.class_code), "place": row.place.name}
        yield Suggestion(row.unit, _("职责：%(duty)s · %(place)s") % names)


def _presence(unit: Organisation, *, at: datetime) -> str:
    days = calendar.load(unit.district_id)
    if unit.hours == "24/7":
        return _("全天有人")
    if unit.hours:
        opens = hours.opens_at(unit.hours, at, is_working=days.is_working_day)
    else:
        opens = days.next_working_moment(at)
    if opens == at:
        return _("上班时间")
    return _("现在不上班，%s 上班") % _when(opens) if opens else _("近期不上班")


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%m-%d %H:%M}"
