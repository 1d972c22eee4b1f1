"""What goes with a case, and the deeds of hard cases, through the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.cases.actions import verifying
from lianxin.cases.models import Bulletin, Case, Task
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation
from lianxin.operate.worker import run_all
from tests import make
from tests.api.test_rest import Caller


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def unit() -> Organisation:
    return make.organisation()


@pytest.fixture
def desk(client: Client) -> Caller:
    return Caller(client, make.dispatcher())


@pytest.fixture
def handler(client: Client, unit: Organisation) -> Caller:
    return Caller(client, make.handler(unit))


def test_what_was_understood_and_decided_is_told_inside(desk: Caller, client: Client) -> None:
    """C9, C23."""
    volunteer = make.volunteer()
    case = make.case(by=volunteer, source="VOLUNTEER", text="井盖松了，车一过就响，很危险。")
    run_all()

    _status, whole = desk("get", f"cases/{case.ref}")
    _status, plain = Caller(client, volunteer)("get", f"cases/{case.ref}")

    understood, routing = whole["inside"]["understood"], whole["inside"]["routing"]
    assert whole["classed_by"] in {"", "MACHINE"}
    assert understood["guesses"][0].keys() == {"code", "confidence", "words"}
    assert [tried["rule"] for tried in routing["trail"]] == ["DUTY"]
    assert plain["inside"] is None


def test_a_checklist_is_ticked(desk: Caller, handler: Caller, unit: Organisation) -> None:
    """C16."""
    case = make.case(class_code="HOUSING", assigned_to=unit, accepted=True)
    path = f"cases/{case.ref}"

    _status, whole = handler("post", f"{path}/tick", {"task": "VISIT", "note": "看过了"})
    ticked = {task["code"]: task["done_at"] for task in whole["inside"]["tasks"]}
    assert ticked["VISIT"]
    assert ticked["WARN"] is None

    assert handler("post", f"{path}/untick", {"task": "VISIT"})[0] == 200
    assert handler("post", f"{path}/add_task", {"label": "换锁"})[0] == 200
    assert Task.objects.filter(case=case, done_at=None).count() == 3
    status, problem = handler("post", f"{path}/tick", {"task": "NONE"})
    assert (status, problem["field"]) == (422, "task")
    assert desk("post", f"{path}/tick", {"task": "VISIT"})[0] == 403


def test_cases_are_joined_and_split(desk: Caller) -> None:
    """C15."""
    main, other = make.case(), make.case()

    status, joined = desk("post", f"cases/{other.ref}/join", {"into": main.ref.lower()})

    assert (status, joined["state"], joined["into"]) == (200, "JOINED", main.ref)
    assert desk("get", f"cases/{main.ref}")[1]["inside"]["followers"] == [other.ref]
    listed = {case["ref"]: case["into"] for case in desk("get", "cases")[1]["items"]}
    assert listed == {main.ref: None, other.ref: main.ref}
    _status, split = desk("post", f"cases/{other.ref}/split", {"note": "不是同一件"})
    assert (split["state"], split["into"]) == ("RECEIVED", None)
    status, problem = desk("post", f"cases/{other.ref}/join", {"into": "WH-26-99999"})
    assert (status, problem["field"]) == (422, "into")


def test_a_case_is_divided(desk: Caller, unit: Organisation) -> None:
    """C16."""
    case = make.case()
    parts = [{"subject": "修路面", "unit": unit.code}, {"subject": "修路灯"}]

    status, whole = desk("post", f"cases/{case.ref}/divide", {"parts": parts})

    assert (status, len(whole["children"])) == (200, 2)
    parts_made = [desk("get", f"cases/{ref}")[1] for ref in whole["children"]]
    assert {part["parent"] for part in parts_made} == {case.ref}
    assert {part["subject"]: part["lead"] for part in parts_made} == {
        "修路面": unit.code,
        "修路灯": "desk",
    }
    status, problem = desk("post", f"cases/{case.ref}/divide", {"parts": []})
    assert (status, problem["field"]) == (422, "parts")
    wrong = {"parts": [{"subject": "修桥", "unit": "nowhere"}]}
    assert desk("post", f"cases/{case.ref}/divide", wrong)[1]["field"] == "parts"


def test_an_answer_is_verified(desk: Caller, handler: Caller, unit: Organisation) -> None:
    """C19."""
    case = make.case(class_code="NOISE", assigned_to=unit, accepted=True)
    said = {"outcome": "SOLVED", "note": "已停工。"}

    assert handler("post", f"cases/{case.ref}/submit", said)[1]["state"] == "VERIFYING"
    assert handler("post", f"cases/{case.ref}/pass", {"note": "属实"})[0] == 403
    _status, back = desk("post", f"cases/{case.ref}/fail", {"note": "还在响"})
    assert (back["state"], back["inside"]["verifications"][0]["is_passed"]) == ("WORKING", False)
    verifying.submit(
        Case.objects.whole().get(), outcome="SOLVED", note="已停工。", by=None, at=make.NOON
    )
    assert desk("post", f"cases/{case.ref}/pass", {"note": "不响了"})[1]["state"] == "ANSWERED"


def test_somebody_outside_is_asked(handler: Caller, desk: Caller, unit: Organisation) -> None:
    """C18: the link is for those alone who may ask."""
    case = make.case(assigned_to=unit, accepted=True)
    said = {"party": "供电公司", "note": "请确认何时送电。"}

    status, whole = handler("post", f"cases/{case.ref}/ask_outside", said)

    [asked] = whole["inside"]["consultations"]
    assert (status, asked["standing"], asked["party"]) == (200, "OPEN", "供电公司")
    assert "/outside/" in asked["link"]
    assert desk("get", f"cases/{case.ref}")[1]["inside"]["consultations"][0]["link"] == ""


def test_one_text_goes_to_many_cases_once(desk: Caller, handler: Caller) -> None:
    """C17."""
    cases = [make.case() for _ in range(3)]
    body = {
        "key": str(new_id()),
        "text": "今晚九点恢复供水。",
        "cases": [case.ref for case in cases],
    }

    first, again = desk("post", "bulletins", body), desk("post", "bulletins", body)

    assert first == again
    assert (first[0], first[1]["cases"], Bulletin.objects.count()) == (200, 3, 1)
    run_all()
    assert desk("post", "bulletins", body)[1]["told"] == 3
    status, problem = desk("post", "bulletins", body | {"cases": ["X-1"], "key": str(new_id())})
    assert (status, problem["field"]) == (422, "cases")
    assert handler("post", "bulletins", body | {"key": str(new_id())})[0] == 422


def test_whole_cases_cost_the_same_in_a_list(
    desk: Caller, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    main = make.case()
    for _ in range(5):
        desk("post", f"cases/{make.case().ref}/join", {"into": main.ref})

    with django_assert_max_num_queries(12):
        assert len(desk("get", "cases")[1]["items"]) == 6
