"""The desk sees what was understood, chooses with one press, and reads why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from lianxin.cases.actions import rulebook, understanding
from lianxin.cases.actions.rulebook import Assignment
from lianxin.cases.models import Case, ClassedBy
from lianxin.language.values import Guess
from lianxin.network import actions as network
from lianxin.network.models import Organisation
from tests import make

GUESSES = [Guess("ROADS", 0.62, ("路灯", "不亮")), Guess("WATER", 0.2), Guess("LAND", 0.1)]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, noon: dt.datetime) -> Case:
    """A case of which the machine is not sure."""
    monkeypatch.setattr(understanding, "guess", lambda *_args, **_more: (GUESSES, 0))
    case = make.case()
    understanding.read(case, at=noon)
    return case


def test_the_desk_chooses_among_the_guesses(client: Client, read: Case) -> None:
    client.force_login(make.dispatcher())

    page = client.get(reverse("cases:detail", args=[read.ref])).content.decode()

    for words in ("道路与路灯", "62%", "依据：路灯、不亮", "供水排水", "土地", "拿不准类别"):
        assert words in page
    answer = client.post(
        reverse("cases:classify", args=[read.ref]),
        {"key": "0190a7b0-0000-7000-8000-000000000001", "class_code": "ROADS", "grade": "MINOR"},
    )
    read.refresh_from_db()
    assert answer.status_code == 302
    assert (read.class_code, read.classed_by) == ("ROADS", ClassedBy.STAFF)
    assert (
        "依据：路灯" not in client.get(reverse("cases:detail", args=[read.ref])).content.decode()
    )


def test_the_page_says_by_which_rule_and_why_not_by_the_others(
    client: Client, noon: dt.datetime
) -> None:
    """C9."""
    unit = make.organisation(name="路灯管理所")
    rules = [
        {"code": "FIRMS", "label": {"zh": "企业先办"}, "kind": "ENTERPRISE", "to": unit.code},
        {"code": "LAMPS", "label": {"zh": "路灯归路灯所"}, "class": "ROADS", "to": unit.code},
    ]
    rulebook.put_rules(make.district(), {**make.RULES, "routing": rules}, at=noon)
    case = make.case(class_code="ROADS")
    understanding.read(case, at=noon)
    client.force_login(make.dispatcher())

    page = client.get(reverse("cases:detail", args=[case.ref])).content.decode()

    for words in ("路灯归路灯所", "路灯管理所", "种类不符：要求 企业诉求，这件是 居民诉求"):
        assert words in page


def test_the_rule_s_unit_comes_before_the_duty_list_s(client: Client, noon: dt.datetime) -> None:
    ruled, dutiful = make.organisation(name="路灯管理所"), make.organisation(name="道路养护所")
    rule = {"code": "LAMPS", "label": {"zh": "路灯归路灯所"}, "class": "ROADS", "to": ruled.code}
    rulebook.put_rules(make.district(), {**make.RULES, "routing": [rule]}, at=noon)
    case = make.case(class_code="ROADS")
    rulebook.put_duties(case.district, [Assignment("ROADS", dutiful, make.root())])
    client.force_login(make.dispatcher())

    page = client.get(reverse("cases:detail", args=[case.ref])).content.decode()

    assert page.index("规则：路灯归路灯所") < page.index("职责：道路与路灯")


def test_load_and_hours_are_seen_before_assigning(client: Client, noon: dt.datetime) -> None:
    unit = _unit_with(hours="Sa 09:00-12:00", at=noon)
    case = make.case(class_code="ROADS")
    rulebook.put_duties(case.district, [Assignment("ROADS", unit, make.root())])
    make.case(assigned_to=unit)
    client.force_login(make.dispatcher())

    page = client.get(reverse("cases:detail", args=[case.ref])).content.decode()

    assert "在办 1 件" in page
    assert "现在不上班" in page


def test_a_danger_is_shown_first(client: Client, noon: dt.datetime) -> None:
    case = make.case(text="楼道里有很大的煤气味，怀疑燃气泄漏")
    understanding.read(case, at=noon)
    client.force_login(make.dispatcher())

    page = client.get(reverse("cases:detail", args=[case.ref])).content.decode()

    assert "危险用语" in page


def test_a_broken_rule_is_told_on_the_case(client: Client, noon: dt.datetime) -> None:
    """C9."""
    rule = {"code": "GONE", "label": {"zh": "交给撤销的单位"}, "to": "no-such-unit"}
    rulebook.put_rules(make.district(), {**make.RULES, "routing": [rule]}, at=noon)
    case = make.case(class_code="ROADS")
    understanding.read(case, at=noon)
    client.force_login(make.dispatcher())

    page = client.get(reverse("cases:detail", args=[case.ref])).content.decode()

    assert "交给撤销的单位" in page
    assert "no-such-unit" in page


def _unit_with(*, hours: str, at: dt.datetime) -> Organisation:
    return network.put_organisation(
        make.district(),
        "weekend",
        name="周末服务队",
        kind="DEPARTMENT",
        place=make.root(),
        hours=hours,
        by=None,
        at=at,
    )
