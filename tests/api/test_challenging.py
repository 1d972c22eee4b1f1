"""Challenges by REST, from putting out to acceptance: sealed, fair, with reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.exchange.models import Claimant
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from tests import make
from tests.api.test_rest import Caller
from tests.challenges import board
from tests.challenges.board import AFTER, CLOSES, DAY, GOOD

SECOND = dt.timedelta(seconds=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False) as travelled:
        yield travelled


def keyed(**told: Any) -> dict[str, Any]:
    return {"key": str(new_id())} | told


def caller(person: User | None = None) -> Caller:
    return Caller(Client(), person or make.user())


@pytest.fixture
def firm() -> Any:
    return make.organisation(name="海晶膜业", kind="FIRM")


@pytest.fixture
def lead(firm: Any) -> Caller:
    return caller(make.unit_lead(firm))


def put(lead: Caller, firm: Any, **told: Any) -> str:
    body = {
        "provider": firm.code, "title": "海水淡化膜抗污染", "fields_of": ["膜材料"],
        "goal": "通量提高三成", "reward_yuan": 500_000, "conditions": "不限", "contact": "孙工",
        "phone": "0532-1234567", "closes_at": CLOSES.isoformat(),
        "decide_on": (CLOSES + 7 * DAY).date().isoformat(),
        "criteria": [{"label": "技术路线", "most": 40}, {"label": "团队", "most": 30},
                     {"label": "费用", "most": 30}],
    }  # fmt: skip
    told = keyed(**(body | told))
    status, answer = lead("post", "challenges", told)
    assert status == 200, answer
    assert lead("post", "challenges", told)[1]["ref"] == answer["ref"]
    return str(answer["ref"])


def apply(ref: str, team: str = "膜课题组") -> tuple[Caller, str]:
    by = caller()
    body = keyed(team=team, members="李老师", plan="表面接枝")
    status, answer = by("post", f"challenges/{ref}/apply", body)
    assert status == 201, answer
    assert by("post", f"challenges/{ref}/apply", body)[0] == 200
    return by, str(answer["ref"])


def appointed(lead: Caller, ref: str) -> list[Caller]:
    people = [make.user() for _ in range(3)]
    for person in people:
        told = keyed(reviewer=person.username)
        assert lead("post", f"challenges/{ref}/appoint", told)[0] == 200
    return [caller(person) for person in people]


def test_one_second_after_the_deadline_the_server_says_its_time(
    lead: Caller, firm: Any, now: Any
) -> None:
    """X26."""
    ref = put(lead, firm)
    now.move_to(CLOSES - SECOND)
    apply(ref)
    now.move_to(CLOSES + SECOND)
    body = keyed(team="晚了", members="x", plan="y")
    status, problem = caller()("post", f"challenges/{ref}/apply", body)
    assert (status, problem["code"]) == (422, "closed")
    assert "服务器时间" in problem["detail"]


def test_sealed_judged_and_decided(lead: Caller, firm: Any, now: Any) -> None:
    """X26: nobody reads before the deadline; 403 with an interest; the scores of others after
    one's own; three reviews; a reason for everybody."""
    ref = put(lead, firm)
    team, one = apply(ref)
    _loser, other = apply(ref, "另一个组")
    judges = appointed(lead, ref)
    assert judges[0]("get", f"submissions/{one}")[0] == 403
    now.move_to(AFTER)

    conflict = judges[2](
        "post", f"submissions/{other}/declare", {"has_conflict": True, "text": "同事"}
    )
    assert conflict[1]["has_conflict"]
    assert judges[2]("get", f"submissions/{other}")[0] == 403
    for judge in judges:
        assert judge("post", f"submissions/{one}/declare", {"has_conflict": False})[0] == 200
        assert judge("get", f"submissions/{one}")[1]["reviews"] == []
        body = keyed(points=GOOD, text="可行")
        for _again in range(2):
            assert judge("post", f"submissions/{one}/score", body)[1]["has_given"]
    assert len(judges[0]("get", f"submissions/{one}")[1]["reviews"]) == 3
    assert team("get", f"submissions/{one}")[0] == 403
    queue = judges[2]("get", f"challenges/{ref}/submissions")[1]
    assert {(row["ref"], row["has_given"]) for row in queue} == {(one, True), (other, False)}

    decide = f"challenges/{ref}/award"
    lacking = lead("post", decide, keyed(winner=one, reasons={one: "最高分"}))
    assert (lacking[0], lacking[1]["code"]) == (422, "unreasoned")
    few = lead("post", decide, keyed(winner=other, reasons={one: "a", other: "b"}))
    assert few[1]["code"] == "too_few_reviews"
    body = keyed(winner=one, reasons={one: "最高分", other: "没有中试条件"})
    for _again in range(2):
        assert lead("post", decide, body)[1]["awarded_to"] == "膜课题组"


def test_what_was_awarded_is_carried_out_in_parts(lead: Caller, firm: Any) -> None:
    challenge, application = board.awarded(firm)
    ref, person = challenge.listing.ref, make.user()
    mine = Claimant.objects.filter(district_id=firm.district_id, claim=application.claim)
    mine.update(user=person)
    team = caller(person)
    plan = keyed(title="小试", due_on="2027-01-31", pay_fen=100)
    assert lead("post", f"challenges/{ref}/plan", plan)[0] == 200
    [stretch] = Client().get(f"/api/v1/challenges/{ref}").json()["milestones"]
    step = f"milestones/{stretch['id']}"
    assert lead("post", f"{step}/report", keyed(text="做完了"))[0] == 403
    assert team("post", f"{step}/report", keyed(text="做完了"))[1]["state"] == "REPORTED"
    assert team("post", f"{step}/accept", keyed())[0] == 403
    assert lead("post", f"{step}/accept", keyed())[1]["state"] == "ACCEPTED"
    assert lead("post", f"challenges/{ref}/finish", keyed())[1]["state"] == "DONE"


def test_only_its_publisher_runs_it_and_others_see_no_application(lead: Caller, firm: Any) -> None:
    ref = put(lead, firm)
    by, one = apply(ref)
    stranger = caller()
    for verb in ("appoint", "dismiss", "award", "fail", "stop", "answer"):
        assert stranger("post", f"challenges/{ref}/{verb}", keyed())[0] == 403
    assert stranger("get", f"challenges/{ref}/submissions")[0] == 403
    assert stranger("get", f"submissions/{one}")[0] == 404
    assert stranger("post", f"submissions/{one}/withdraw", keyed())[0] == 404
    assert by("post", f"submissions/{one}/withdraw", keyed())[0] == 200
    assert lead("get", f"challenges/{ref}/submissions")[1] == []


def test_a_competition_by_rounds(lead: Caller, firm: Any, now: Any) -> None:
    """MAT-11."""
    ref = put(lead, firm, rounds=2)
    _team, one = apply(ref)
    _other, two = apply(ref, "另一个组")
    now.move_to(AFTER)
    told = {"reasons": {one: "进决赛", two: "差一点"}, "chosen": [one]}
    on = (AFTER + 30 * DAY).date().isoformat()
    status, answer = lead("post", f"challenges/{ref}/advance", keyed(decide_on=on, **told))
    assert (status, answer["round"]) == (200, 2)
    assert [row["ref"] for row in lead("get", f"challenges/{ref}/submissions")[1]] == [one]
