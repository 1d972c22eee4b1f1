"""Fill the pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxin.cases import policy, queries, routing
from lianxin.cases.actions import directing, learning
from lianxin.cases.models import Case, ClassedBy, Classifier, Routing, Source
from lianxin.cases.routing import DESK, DUTY, PAIRED, Rule
from lianxin.cases.rules import Rules
from lianxin.network import queries as network
from lianxin.network.models import Place, User
from lianxin.web.parts import Bar, Kpi, Tab
from lianxin.web.understanding import pages
from lianxin.web.understanding.forms import RulesForm

DAYS = timedelta(days=30)
MOST_TRIED = 2000
MOST_SHOWN = 100
SHOWN = 8  # versions of the model
WEAKEST = 6  # classes seen at once; the rest can be opened
SURE = (90, 70, 50, 0)  # from so many percent on, guesses are counted together


@dataclass(frozen=True)
class Counted:
    """Of the last days: cases classed by itself, and those that people put right."""

    machine: int
    corrected: int
    threshold: int


def model_page(user: User, *, at: datetime, may_train: bool) -> pages.Model:
    assert user.district_id is not None  # the middleware lets nobody else in
    rules = queries.rules_of(user.district_id)
    rows = Classifier.objects.filter(district_id=user.district_id).defer("data")
    versions = [_version(row) for row in rows.order_by("-version")]
    used = next((one for one in versions if one.row.is_used), None)
    scores: Mapping[str, Any] = used.row.scores if used else {}
    recent = Case.objects.filter(district_id=user.district_id, received_at__gte=at - DAYS)
    by_whom = Counter(dict(recent.order_by().values_list("classed_by").annotate(n=Count("pk"))))
    rated = (_class_row(one, rules) for one in scores.get("classes", []))
    classes = sorted(rated, key=lambda one: min(one.recall, one.precision))
    counted = Counted(
        machine=by_whom[ClassedBy.MACHINE.value],
        corrected=_corrected(user.district_id, since=at - DAYS),
        threshold=_percent(rules.understanding.threshold),
    )
    return pages.Model(
        tabs=tabs("model"),
        kpis=_kpis(used, scores, counted),
        used=used,
        versions=versions[:SHOWN],
        weakest=classes[:WEAKEST],
        others=classes[WEAKEST:],
        held_out=scores.get("n", 0),
        coverage=_percent(scores.get("coverage", 0)),
        suggested=_percent(scores["threshold"]) if scores.get("coverage") else 0,
        threshold=counted.threshold,
        confirmed=_capped(learning.count_confirmed(user.district_id)),
        fewest=learning.FEWEST,
        may_train=may_train,
        bars=_bars(scores),
    )


def tabs(here: str) -> list[Tab]:
    """The pages of this part."""
    named = {"model": _("自动归类"), "rules": _("分派规则"), "trial": _("试读一段")}
    return [
        Tab(label, reverse(f"understanding:{name}"), is_current=name == here)
        for name, label in named.items()
    ]


def _kpis(used: pages.Version | None, scores: Mapping[str, Any], counted: Counted) -> list[Kpi]:
    kpis = [
        Kpi(
            _("自动归类的"),
            f"{counted.machine:,}",
            note=_("近 30 天，件，没有经过人手"),
        ),
        Kpi(
            _("人改过的"),
            f"{counted.corrected:,}",
            note=_("近 30 天，件，工作人员选了别的类别"),
        ),
        Kpi(
            _("多有把握才自动归类"),
            f"{counted.threshold}%",
            note=_("由工作手册规定；不到的请调度员选"),
        ),
    ]
    if used:
        right = Kpi(
            _("判断正确"),
            f"{used.accuracy}%",
            note=_("用没有学过的 %(n)s 件考它；换上之前的是 %(before)s%%")
            % {"n": scores.get("n", 0), "before": used.accuracy_before},
        )
        kpis.insert(0, right)
    return kpis


def _capped(count: int) -> str:
    return f"{learning.MOST:,}+" if count > learning.MOST else f"{count:,}"


def _corrected(district_id: int, *, since: datetime) -> int:
    """Cases that a person put into another class than the likeliest guess."""
    read = Case.objects.filter(
        district_id=district_id, received_at__gte=since, classed_by=ClassedBy.STAFF
    )
    pairs = read.values_list("class_code", "reading__guesses")
    return sum(bool(guesses) and guesses[0]["code"] != code for code, guesses in pairs)


def _version(row: Classifier) -> pages.Version:
    return pages.Version(
        row=row,
        accuracy=_percent(row.scores["accuracy"]),
        accuracy_before=_percent(row.scores_before["accuracy"]),
    )


def _class_row(score: Mapping[str, Any], rules: Rules) -> pages.ClassRow:
    return pages.ClassRow(
        label=rules.class_label(score["code"]),
        n=score["n"],
        precision=_percent(score["precision"]),
        recall=_percent(score["recall"]),
    )


def _percent(share: float) -> int:
    return round(share * 100)


def _bars(scores: Mapping[str, Any]) -> list[Bar]:
    """How often it was right, by how sure it had said to be; the surest first."""
    bars, above = [], 101
    for floor in SURE:
        label = _("说有 %s%% 以上把握的") if floor else _("说不到 %s%% 把握的")
        inside = [
            one for one in scores.get("bins", []) if floor <= _percent(one["confidence"]) < above
        ]
        if count := sum(one["n"] for one in inside):
            right = sum(one["n"] * one["accuracy"] for one in inside) / count
            note = ngettext("%(n)s 件", "%(n)s 件", count) % {"n": count}
            said = _("对了 %s%%") % _percent(right)
            bars.append(Bar(label % (floor or above), said, 100 * right, note=note))
        above = floor
    return bars


def rules_page(
    user: User,
    *,
    at: datetime,
    form: RulesForm,
    problems: Sequence[Any] = (),
    tried: Sequence[Mapping[str, Any]] | None = None,
) -> pages.RulesPage:
    """The rules in force; with `tried`, also what those would have done."""
    assert user.district_id is not None  # as above
    rules = queries.rules_of(user.district_id)
    recent = Routing.objects.filter(district_id=user.district_id, routed_at__gte=at - DAYS)
    held = Counter(
        dict(recent.filter(fault="").order_by().values_list("rule").annotate(n=Count("pk")))
    )
    return pages.RulesPage(
        tabs=tabs("rules"),
        rows=list(_rule_rows(user.district_id, rules, held)),
        version=rules.version,
        days=DAYS.days,
        form=form,
        problems=problems,
        outcome=None if tried is None else _try(user, tried, at=at),
    )


def _rule_rows(district_id: int, rules: Rules, held: Mapping[str, int]) -> Iterator[pages.RuleRow]:
    words = Words(district_id, rules)
    for number, rule in enumerate(routing.parse(rules.routing), 1):
        target, fault = words.target(rule)
        yield pages.RuleRow(
            number=number,
            code=rule.code,
            label=_("权责清单") if rule.code == DUTY else str(rule.label),
            conditions=[words.condition(name, wanted) for name, wanted in rule.when.items()],
            to=target,
            held=held.get(rule.code, 0),
            fault=fault,
        )


class Words:
    """The rules in the words of the district."""

    def __init__(self, district_id: int, rules: Rules) -> None:
        self.district_id, self.rules = district_id, rules
        named = Place.objects.filter(district_id=district_id).values_list("code", "name")
        self.known: dict[str, Mapping[str, Any]] = {
            "class": {one.code: str(one.label) for one in rules.classes.values()},
            "kind": {one.code: str(one.label) for one in rules.kinds.values()},
            "grade": {one.code: str(one.label) for one in rules.grades.values()},
            "source": {one.value: str(one.label) for one in Source},
            "days": {"WORKING": _("工作日"), "OFF": _("休息日")},
            "place": dict(named.filter(code__in=_places(rules))),
        }

    def condition(self, name: str, wanted: Any) -> str:
        labels = {
            "class": _("类别"),
            "place": _("地点"),
            "kind": _("种类"),
            "grade": _("等级"),
            "source": _("来源"),
            "days": _("日期"),
            "hours": _("时段"),
            "answers": _("回答"),
        }
        if isinstance(wanted, dict):
            said = _("；").join(f"{key}{_('：')}{value}" for key, value in wanted.items())
        else:
            known = self.known.get(name, {})
            said = _("、").join(str(known.get(code, code)) for code in routing.many(wanted))
        return f"{labels[name]}{_('：')}{said}"

    def target(self, rule: Rule) -> tuple[str, str]:
        """Where it sends a case, and what is wrong with that."""
        named = {
            DUTY: _("谁的职责就交谁"),
            PAIRED: _("结对单位"),
            DESK: _("留在调度中心"),
        }
        if rule.to in named:
            return named[rule.to], ""
        unit = network.unit_coded(self.district_id, rule.to)
        return (unit.name, "") if unit else (rule.to, _("没有这个在用单位"))


def _places(rules: Rules) -> list[str]:
    return [code for row in rules.routing for code in routing.many(row.get("place", []))]


def _try(user: User, rows: Sequence[Mapping[str, Any]], *, at: datetime) -> pages.Outcome:
    assert user.district_id is not None  # as above
    visible = policy.visible_to(user, on=timezone.localdate(at))
    recent = visible.filter(received_at__gte=at - DAYS).order_by("-received_at", "-id")
    chosen = list(recent.values_list("pk", flat=True)[: MOST_TRIED + 1])
    cases = Case.objects.filter(district_id=user.district_id, pk__in=chosen[:MOST_TRIED])
    result = directing.dry_run(cases, routing.parse(rows), district_id=user.district_id)
    labels = {rule.code: str(rule.label) for rule in routing.parse(rows)}
    labels |= {"": _("没有规则符合"), DUTY: _("权责清单")}
    return pages.Outcome(
        tried=result.tried,
        moved=result.moved,
        rows=[_moved(user.district_id, one, labels) for one in result.listed[:MOST_SHOWN]],
        held=[(labels.get(code, code), n) for code, n in result.held.most_common()],
        faults=result.faults.most_common(),
        is_cut=len(chosen) > MOST_TRIED,
    )


def _moved(district_id: int, moved: directing.Moved, labels: Mapping[str, str]) -> pages.MovedRow:
    return pages.MovedRow(
        ref=moved.case.ref,
        subject=moved.case.subject,
        url=reverse("cases:detail", args=[moved.case.ref]),
        received_at=moved.case.received_at,
        before=_unit(district_id, moved.before.unit),
        after=_unit(district_id, moved.after.unit),
        rule=labels.get(moved.after.rule, moved.after.rule),
    )


def _unit(district_id: int, code: str) -> str:
    unit = network.unit_coded(district_id, code) if code else None
    return unit.name if unit else _("调度中心")
