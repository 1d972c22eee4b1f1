"""Halls, surveys, promises and studies by REST (GAT-03, INS-05, COM-01, KNO-05)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from lianxin.deliberation.actions import surveying
from lianxin.kernel.ids import new_id
from lianxin.studies import actions
from tests import make
from tests.api.test_partners import ask
from tests.commitments.making import done, step, world
from tests.deliberation.building import handed_in, house, shown
from tests.deliberation.test_surveys import LATER, answered, drawn_up, open_survey
from tests.make import NOON
from tests.studies.test_studies import answered as answered_study


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def test_a_topic_is_raised_shown_supported_and_answered() -> None:
    at, she = house(), make.user()
    words = {
        "key": str(new_id()), "hall": "qinghe", "title": "装路灯", "text": "很黑",
        "raised_by": "居民",
    }  # fmt: skip
    first = ask("/topics", she, json=words)
    assert first.status_code == 201
    assert ask("/topics", she, json=words).json()["ref"] == first.json()["ref"]
    path = f"/topics/{first.json()['ref']}"
    assert ask(path).status_code == 404
    assert ask("/topics", she, json=words | {"hall": "nowhere"}).status_code == 422
    assert ask("/topics", json=words).status_code == 401

    assert ask(f"{path}/show", make.handler(make.organisation()), json={}).status_code == 404
    assert ask(f"{path}/show", at.host, json={}).json()["state"] == "OPEN"
    assert ask(f"{path}/support", make.user(), json={}).json()["supports"] == 1
    assert ask(f"{path}/answer", at.host, json={"text": "好"}).status_code == 422
    key = {"outcome": "ADOPTED", "text": "下月装", "key": str(new_id())}
    for _time in range(2):
        assert ask(f"{path}/answer", at.host, json=key).json()["answer"] == "下月装"
    assert ask(f"{path}/finish", at.host, json={"text": "亮了"}).json()["state"] == "DONE"
    assert ask("/halls").json()[0]["code"] == "qinghe"


def test_topics_go_page_by_page_and_what_is_late_is_asked_for() -> None:
    """X32."""
    at = house()
    refs = {shown(at, title=f"第 {n} 件").ref for n in range(3)}
    handed_in(at)
    first = ask("/topics", limit=2, hall="qinghe", state="OPEN").json()
    rest = ask("/topics", limit=2, hall="qinghe", state="OPEN", cursor=first["next"]).json()
    assert {one["ref"] for one in first["items"] + rest["items"]} == refs
    assert ask("/topics", late=True).json()["items"] == []
    with time_machine.travel(NOON + dt.timedelta(days=60), tick=False):
        late = ask("/topics", late=True).json()["items"]
    assert [one["is_late"] for one in late] == [True] * 3


def test_a_survey_is_read_without_what_would_point_at_people() -> None:
    """INS-05."""
    at = house()
    drawn_up(at)
    survey = open_survey(at)
    answered(survey, 20, q1="o1")
    answered(survey, 9, q1="o2")
    answered(survey, 3, q1="o3")
    assert ask(f"/surveys/{survey.ref}").json()["results"] == []
    surveying.close(survey, at=LATER)

    assert [one["ref"] for one in ask("/surveys", hall="qinghe").json()["items"]] == [survey.ref]
    table = ask(f"/surveys/{survey.ref}").json()["results"][0]
    assert (table["of"], [cell["count"] for cell in table["cells"]]) == (32, [20, None, None])


def test_a_promise_is_made_reported_and_settled() -> None:
    made = world()
    words = {
        "key": str(new_id()), "title": "装六盏路灯", "owner": made.owner.code,
        "due_on": "2026-12-31",
    }  # fmt: skip
    path = f"/programmes/{made.programme.ref}"
    assert ask(f"{path}/promises", made.works, json=words).status_code == 403
    first = ask(f"{path}/promises", made.lead, json=words)
    assert first.status_code == 201
    assert ask(f"{path}/promises", made.lead, json=words).json()["ref"] == first.json()["ref"]
    assert [one["number"] for one in ask(path).json()["promises"]] == [1, 2]
    assert ask("/programmes", year=2026, kind="YEARLY").json()[0]["ref"] == made.programme.ref
    assert ask(path, light="LATE").json()["promises"] == []

    own = f"/promises/{made.row.ref}"
    step(made)
    assert ask(f"{own}/report", made.works, json={"text": "进场了"}).json()["percent"] == 0
    assert ask(f"{own}/finish", made.works, json={"text": "好了"}).status_code == 422
    done(world_of := world())
    settled = {"outcome": "KEPT", "text": "一部不少", "document": "竣工验收单"}
    path = f"/promises/{world_of.row.ref}"
    assert ask(f"{path}/settle", world_of.works, json=settled).status_code == 403
    end = ask(f"{path}/settle", world_of.lead, json=settled).json()
    assert (end["outcome"], end["light"], end["percent"]) == ("KEPT", "DONE", 100)


def test_studies_are_read_once_they_are_published() -> None:
    made = answered_study()
    asked = made.study
    assert ask("/studies").json()["items"] == []
    assert ask(f"/studies/{asked.ref}").status_code == 404
    actions.publish(asked, by=made.asker, at=NOON)
    assert [one["ref"] for one in ask("/studies", area=asked.area).json()["items"]] == [asked.ref]
    assert ask(f"/studies/{asked.ref}").json()["title"] == asked.title


def test_a_draft_list_is_nobodys_to_read() -> None:
    made = world(public=False)
    assert ask(f"/programmes/{made.programme.ref}").status_code == 404
    assert ask(f"/promises/{made.row.ref}").status_code == 404
    assert ask(f"/programmes/{made.programme.ref}", made.lead).status_code == 200
