"""C9: ordered rules, each decision with its reasons; a broken rule stops nothing but itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.cases import routing
from lianxin.cases.actions import directing, dispatch, rulebook
from lianxin.cases.actions.rulebook import Assignment
from lianxin.cases.models import Case, Routing
from lianxin.cases.routing import DUTY, Facts
from lianxin.network import actions as network
from lianxin.network.models import Organisation, Role
from lianxin.outbox.models import Message
from tests import make

FACTS: dict[str, Any] = {
    "class_code": "GAS",
    "places": ("town", "street", "grid"),
    "kind": "RESIDENT",
    "grade": "NORMAL",
    "source": "WEB",
    "at": dt.datetime(2026, 3, 2, 14, 20, tzinfo=make.SHANGHAI),
    "is_working_day": True,
    "answers": {"LAMPS": 4, "WHERE": ["STAIRS", "YARD"]},
}


def facts(**changes: Any) -> Facts:
    return Facts(**(FACTS | changes))


@pytest.mark.parametrize(
    ("when", "changes"),
    [
        ({"class": ["WATER", "GAS"]}, {"class_code": "ROADS"}),
        ({"place": "street"}, {"places": ("town", "elsewhere")}),
        ({"kind": "RESIDENT"}, {"kind": "ENTERPRISE"}),
        ({"grade": ["NORMAL"]}, {"grade": "URGENT"}),
        ({"source": "WEB"}, {"source": "PHONE"}),
        ({"days": "WORKING"}, {"is_working_day": False}),
        ({"hours": "08:30-17:30"}, {"at": FACTS["at"].replace(hour=17, minute=30)}),
        ({"hours": "14:00-08:00"}, {"at": FACTS["at"].replace(hour=8, minute=0)}),
        ({"answers": {"LAMPS": {"at_least": 4}}}, {"answers": {"LAMPS": 3}}),
        ({"answers": {"LAMPS": {"at_most": 4}}}, {"answers": {"LAMPS": 5}}),
        ({"answers": {"WHERE": ["YARD"]}}, {"answers": {"WHERE": ["ROOF"]}}),
        ({"answers": {"LAMPS": 4}}, {"answers": {}}),
    ],
)
def test_a_condition_holds_or_says_why_not(when: dict[str, Any], changes: dict[str, Any]) -> None:
    """C9."""
    rules = routing.parse([{"code": "OURS", "to": "unit", **when}])

    held = routing.decide(rules, facts(), find=lambda to: to)
    failed = routing.decide(rules, facts(**changes), find=lambda to: to)

    assert (held.rule, held.unit, [one.why for one in held.trail]) == ("OURS", "unit", [""])
    assert failed.rule == DUTY
    assert [(one.rule, one.why) for one in failed.trail] == [
        ("OURS", next(iter(when))),
        (DUTY, ""),
    ]
    assert failed.trail[0].wanted
    assert failed.trail[0].was or when == {"answers": {"LAMPS": 4}}


@pytest.mark.parametrize("hours", ["8-17-20", "late", "25:00-26:00", ""])
def test_hours_that_are_none_break_the_rule(hours: str) -> None:
    rules = routing.parse([{"code": "NIGHT", "to": "unit", "hours": hours}])

    decision = routing.decide(rules, facts(), find=lambda to: to)

    assert (decision.rule, decision.unit) == ("NIGHT", "")
    assert decision.fault


def test_the_order_of_rules_decides(noon: dt.datetime) -> None:
    """C9."""
    first, second = make.organisation(name="甲"), make.organisation(name="乙")
    _put([_to(first, kind="ENTERPRISE"), _to(second, code="SECOND"), _to(first, code="THIRD")])
    case = make.case(class_code="ROADS")

    row = directing.direct(case, at=noon, may_assign=False)

    assert (row.rule, row.unit) == ("SECOND", second)
    assert [(one["rule"], one["why"]) for one in row.trail] == [("FIRST", "kind"), ("SECOND", "")]
    assert row.trail[0] | {"was": "RESIDENT", "wanted": "ENTERPRISE"} == row.trail[0]
    assert row.rules_version == 2


def test_without_a_rule_the_duty_list_decides(noon: dt.datetime) -> None:
    unit, case = make.organisation(), make.case(class_code="WATER")
    rulebook.put_duties(case.district, [Assignment("WATER", unit, case.place)])

    row = directing.direct(case, at=noon, may_assign=False)

    assert (row.rule, row.unit) == (DUTY, unit)


def test_a_paired_unit_is_asked_while_the_pairing_lasts(noon: dt.datetime) -> None:
    unit, case = make.organisation(), make.case(class_code="WATER")
    _put([{"code": "NEXT_DOOR", "to": "PAIRED"}])
    today = noon.date()
    network.put_pairing(
        case.place, unit, starts_on=today, ends_on=today, class_codes=["WATER"], by=None, at=noon
    )
    later = make.case(case.place, class_code="WATER", received_at=noon + dt.timedelta(days=1))
    other = make.case(case.place, class_code="ROADS")

    assert directing.direct(case, at=noon, may_assign=False).unit == unit
    ended = directing.direct(later, at=noon, may_assign=False)
    assert (ended.unit, ended.trail[0]["why"]) == (None, "nobody")
    assert directing.direct(other, at=noon, may_assign=False).unit is None


def test_a_broken_rule_alerts_and_leaves_the_case_with_the_desk(noon: dt.datetime) -> None:
    """C9: the case never vanishes, and the people are told once, not for each case."""
    dispatcher = make.dispatcher()
    operator = make.seat(Role.OPERATOR, make.desk(), over=make.root())
    unit = make.organisation()
    _put([{"code": "GONE", "to": "no-such-unit"}, _to(unit)])
    cases = [make.case(class_code="ROADS") for _ in range(3)]

    rows = [directing.direct(case, at=noon, may_assign=True) for case in cases]

    assert {row.rule for row in rows} == {"GONE"}
    assert all("no-such-unit" in row.fault and row.unit is None for row in rows)
    assert {case.state for case in cases} == {"RECEIVED"}
    told = Message.objects.filter(kind="rule_broken")
    assert {message.to_id for message in told} == {dispatcher.pk, operator.pk}
    assert told.count() == 2


def test_a_unit_that_ended_breaks_the_rule_that_names_it(noon: dt.datetime) -> None:
    unit = make.organisation()
    _put([_to(unit)])
    case = make.case(class_code="ROADS")
    Organisation.objects.filter(pk=unit.pk).update(is_active=False)

    assert directing.direct(case, at=noon, may_assign=True).fault


def test_classing_at_the_desk_finds_the_unit_anew(noon: dt.datetime) -> None:
    unit, case = make.organisation(), make.case()
    _put([_to(unit) | {"class": "WATER"}])

    dispatch.classify(case, class_code="WATER", grade="NORMAL", by=make.dispatcher(), at=noon)

    row = Routing.objects.get(case=case)
    assert (row.unit, row.is_automatic, case.state) == (unit, False, "RECEIVED")


def test_a_dry_run_shows_which_cases_would_move(noon: dt.datetime) -> None:
    """C9."""
    old, new = make.organisation(name="甲"), make.organisation(name="乙")
    _put([_to(old) | {"class": ["ROADS", "WATER"]}])
    water, roads = make.case(class_code="WATER"), make.case(class_code="ROADS")
    before = Routing.objects.count()

    rules = routing.parse([_to(new) | {"class": "WATER"}, _to(old, code="SECOND")])
    result = directing.dry_run(Case.objects.all(), rules, district_id=water.district_id)

    assert (result.tried, result.moved) == (2, 1)
    (moved,) = result.listed
    assert (moved.case, moved.before.unit, moved.after.unit) == (water, old.code, new.code)
    assert result.held == {"FIRST": 1, "SECOND": 1}
    roads.refresh_from_db()
    assert Routing.objects.count() == before


def test_a_dry_run_counts_the_faults_of_a_broken_rule() -> None:
    case = make.case(class_code="WATER")

    rules = routing.parse([{"code": "GONE", "to": "no-such-unit"}])
    result = directing.dry_run(Case.objects.all(), rules, district_id=case.district_id)

    assert sum(result.faults.values()) == 1


def _to(unit: Organisation, *, code: str = "FIRST", **when: Any) -> dict[str, Any]:
    return {"code": code, "to": unit.code, **when}


def _put(rules: list[dict[str, Any]]) -> None:
    document = {**make.RULES, "routing": rules}
    rulebook.put_rules(make.district(), document, at=make.NOON)
