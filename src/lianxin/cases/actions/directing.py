"""Find the unit of a case by the district's rules, and write down why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import queries, routing
from lianxin.cases.models import Answers, Case, CaseQuerySet, Routing
from lianxin.cases.notices import RuleBroken
from lianxin.cases.routing import BrokenRule, Decision, Facts, Rule
from lianxin.cases.states import State
from lianxin.kernel import calendar
from lianxin.kernel.database import rows
from lianxin.kernel.database.composed import composed
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role
from lianxin.outbox import actions as outbox

FAULTS = UUID("5b6a1c1e-8f0f-4f55-9a8e-0a6f6d3b7c21")
MOST_LISTED = 500


def direct(case: Case, *, at: datetime, may_assign: bool) -> Routing:
    """Try the rules on `case` and keep the decision with its reasons. `is_automatic` says that
    the caller is to assign the case: it `may_assign`, a unit was found, and the desk has the case.

    A rule that is broken leaves the case with the desk, and those who dispatch and operate are
    told once for each rule and version of the playbook.
    """
    rules = queries.rules_of(case.district_id)
    decision = decide(case, routing.parse(rules.routing))
    unit = _unit(case, decision)
    row = Routing(
        district_id=case.district_id,
        case=case,
        rule=decision.rule,
        unit=unit,
        trail=[tried.as_json() for tried in decision.trail],
        fault=decision.fault[:300],
        is_automatic=bool(unit and may_assign and case.state == State.RECEIVED),
        rules_version=rules.version,
        routed_at=at,
    )
    rows.insert(row)
    if decision.fault:
        _alert(case, decision, version=rules.version, at=at)
    return row


def decide(
    case: Case, rules: Sequence[Rule], *, answers: Mapping[str, Any] | None = None
) -> Decision:
    """What `rules` say of `case` as it is now, had it just come in. Costs a query for the answers
    unless they are given; the place of the case should be loaded."""
    if answers is None:
        found = _answers(case.district_id, case.pk)
        answers = found[0].values if found else {}
    return routing.decide(rules, facts_of(case, answers), find=partial(_find, case))


@composed
def _answers(district_id: int, case_id: UUID) -> QuerySet[Answers]:
    return Answers.objects.filter(district_id=district_id, case_id=case_id)


def answers_of(cases: Iterable[Case]) -> dict[UUID, Mapping[str, Any]]:
    """What was answered about `cases`, which are of one district. One query."""
    found = list(cases)
    if not found:
        return {}
    rows = Answers.objects.filter(
        district_id=found[0].district_id, case__in=[case.pk for case in found]
    )
    return dict(rows.values_list("case", "values"))


def facts_of(case: Case, answers: Mapping[str, Any]) -> Facts:
    at = timezone.localtime(case.received_at)
    days = calendar.load(case.district_id)
    return Facts(
        class_code=case.class_code,
        places=tuple(case.place.path.split("/")),
        kind=case.kind,
        grade=case.grade,
        source=case.source,
        at=at,
        is_working_day=days.is_working_day(timezone.localdate(case.received_at)),
        answers=answers,
    )


@dataclass(frozen=True)
class Moved:
    """A case that other rules would have sent elsewhere. Units by code, "" for the desk."""

    case: Case
    before: Decision
    after: Decision


@dataclass
class DryRun:
    """What other rules would have done. `held` counts the cases that each rule decides, `faults`
    those that each broken rule would have stopped; of those that move, the newest are listed."""

    tried: int = 0
    moved: int = 0
    listed: list[Moved] = field(default_factory=list)
    held: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)


def dry_run(cases: CaseQuerySet, rules: Sequence[Rule], *, district_id: int) -> DryRun:
    """Try `rules` beside those in force on `cases`. Writes nothing."""
    cases = cases.filter(district_id=district_id)
    present = routing.parse(queries.rules_of(district_id).routing)
    answered = Answers.objects.filter(district_id=district_id, case__in=cases.values("pk"))
    answers = dict(answered.values_list("case", "values"))
    result = DryRun()
    for case in cases.whole().order_by("-received_at", "-id").iterator(chunk_size=500):
        said = answers.get(case.pk, {})
        before, after = decide(case, present, answers=said), decide(case, rules, answers=said)
        result.tried += 1
        result.held[after.rule] += 1
        if after.fault:
            result.faults[f"{after.rule}：{after.fault}"] += 1
        if before.unit != after.unit:
            result.moved += 1
            if len(result.listed) < MOST_LISTED:
                result.listed.append(Moved(case, before, after))
    return result


def _find(case: Case, to: str) -> str:
    on = timezone.localdate(case.received_at)
    if to == routing.DESK:
        return ""
    if to == routing.DUTY:
        units = queries.suggested_units(case)
    elif to == routing.PAIRED:
        units = list(network.paired_with(case.place, case.class_code, on=on))
    else:
        unit = network.unit_coded(case.district_id, to)
        if unit is None:
            raise BrokenRule(_("没有代码为“%s”的在用单位。") % to)
        units = [unit]
    return units[0].code if units else ""


def _unit(case: Case, decision: Decision) -> Organisation | None:
    found = network.unit_coded(case.district_id, decision.unit) if decision.unit else None
    return None if found and found.pk == case.lead_id else found


def _alert(case: Case, decision: Decision, *, version: int, at: datetime) -> None:
    on = timezone.localdate(at)
    desk = network.desk_for(case.place)
    root = network.ancestors(case.place)[0]
    to = {
        person.pk: person
        for person in (
            *network.people_in(desk, Role.DISPATCHER, on=on),
            *network.people_over(root, Role.OPERATOR, on=on),
        )
    }
    notice = RuleBroken(rule=decision.rule, fault=decision.fault, ref=case.ref)
    about = uuid5(FAULTS, f"{case.district_id}:{version}:{decision.rule}")
    outbox.queue(notice, to=to.values(), about=about, at=at)
