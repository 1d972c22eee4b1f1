"""Introductions by REST."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.introductions.models import Introduction
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from tests import make
from tests.make import NOON

API = "/api/v1/introductions"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON + dt.timedelta(hours=1), tick=False):
        yield


def call(method: str, path: str, person: User, **said: Any) -> Any:
    headers = {"Authorization": f"Bearer {make.token(person)}"}
    client, url = Client(), f"{API}{path}"
    if method == "get":
        return client.get(url, said, headers=headers)
    return client.post(url, said, content_type="application/json", headers=headers)


def test_it_is_begun_told_by_both_and_recorded() -> None:
    """X25: by a program, too."""
    campus, firm = make.organisation(name="膜材料所"), make.organisation(name="水厂")
    ours, theirs, desk = make.handler(campus), make.handler(firm), make.dispatcher()
    said = {
        "subject": "超滤膜试用", "first": {"unit": campus.code}, "second": {"unit": firm.code},
        "source": "SUGGESTION", "key": new_id(),
    }  # fmt: skip
    made = call("post", "", ours, **said)
    assert (made.status_code, call("post", "", ours, **said).status_code) == (201, 200)
    ref = made.json()["ref"]
    assert Introduction.objects.filter(district_id=firm.district_id).count() == 1

    word = {"stage": "INTENT", "amount_fen": 500_000, "key": new_id()}
    assert call("post", f"/{ref}/say", theirs, side=1, **word).status_code == 403
    call("post", f"/{ref}/say", ours, side=1, **word)
    told = call("post", f"/{ref}/say", theirs, side=2, **(word | {"key": new_id()})).json()
    assert (told["state"], told["stages"][-1]["amount_fen"]) == ("INTENT", 500_000)

    assert call("post", f"/{ref}/record", ours, stage="AGREED").status_code == 403
    assert call("post", f"/{ref}/record", desk, stage="AGREED").json()["state"] == "AGREED"
    again = call("post", f"/{ref}/record", desk, stage="MET")
    assert (again.status_code, again.json()["code"]) == (409, "illegal_move")
    paid = {"amount_fen": 100_00, "key": new_id()}
    for _again in range(2):
        assert call("post", f"/{ref}/receive", desk, **paid).json()["state"] == "RECEIVED"
    assert len(call("get", f"/{ref}/timeline", theirs).json()) >= 5
    assert call("get", f"/{ref}", make.handler(make.organisation())).status_code == 404


def test_lists_go_on_by_key_and_occasions_are_the_desks() -> None:
    desk = make.dispatcher()
    for n in range(3):
        one = {"name": f"甲{n}"}, {"name": f"乙{n}"}
        call("post", "", desk, subject=f"第{n}对", first=one[0], second=one[1], key=new_id())
    first = call("get", "", make.manager(), limit=2).json()
    rest = call("get", "", make.manager(), limit=2, cursor=first["next"]).json()
    assert len({one["ref"] for one in first["items"] + rest["items"]}) == 3
    assert rest["next"] is None
    met = {"title": "对接会", "held_on": "2026-03-01", "key": new_id()}
    assert call("post", "/occasions", make.user(), **met).status_code == 403
    assert call("post", "/occasions", desk, **met).json()["kind"] == "MEETING"
    assert len(call("get", "/occasions", desk).json()) == 1
    wrong = call("post", "/occasions", desk, kind="TRADE", **(met | {"key": new_id()}))
    assert (wrong.status_code, wrong.json()["field"]) == (422, "kind")


def test_bad_input_says_which_field() -> None:
    desk = make.dispatcher()
    nobody = {"subject": "试用", "first": {"name": "甲"}, "second": {}, "key": new_id()}
    wrong = call("post", "", desk, **nobody)
    assert (wrong.status_code, wrong.json()["field"]) == (422, "second")
    unknown = nobody | {"second": {"listing": "X-1"}}
    assert call("post", "", desk, **unknown).json()["field"] == "second"


def test_a_plan_of_both_by_rest() -> None:
    """MAT-12: each side its part, by a program, too."""
    campus, firm = make.organisation(name="膜材料所"), make.organisation(name="水厂")
    ours, theirs = make.handler(campus), make.handler(firm)
    begun = {"first": {"unit": campus.code}, "second": {"unit": firm.code}}
    ref = call("post", "", ours, subject="超滤膜", key=new_id(), **begun).json()["ref"]
    said = {"title": "小试", "due_on": "2026-06-01", "side": 1, "key": str(new_id())}
    made = [call("post", f"/{ref}/milestones", ours, **said) for _twice in range(2)]
    assert [one.status_code for one in made] == [201, 200]
    one = f"/{ref}/milestones/{made[0].json()['id']}"

    assert call("post", f"{one}/report", theirs, text="不是我方").status_code == 403
    assert call("post", f"{one}/report", ours, text=" ").status_code == 422
    again = {"title": "中试", "due_on": "2026-07-01"}
    assert call("post", f"{one}/replan", ours, **again).json()["title"] == "中试"
    assert call("post", f"{one}/report", ours, text="做完了").json()["reported_by"] == 1
    assert call("post", f"{one}/send_back", theirs, note="缺数据").json()["state"] == "PLANNED"
    call("post", f"{one}/report", ours, text="附数据")
    assert call("post", f"{one}/accept", theirs).json()["state"] == "ACCEPTED"
    assert [one["state"] for one in call("get", f"/{ref}/milestones", theirs).json()] == [
        "ACCEPTED"
    ]
    outside = make.handler(make.organisation())
    assert call("get", f"/{ref}/milestones", outside).status_code == 404
