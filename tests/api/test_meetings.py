"""Meetings, what they decided and what they asked of units, by REST."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from lianxin.gatherings.actions import agenda, calling, sitting
from lianxin.gatherings.actions.sitting import Decision
from lianxin.gatherings.models import Action, Meeting, Topic
from lianxin.kernel.ids import new_id
from tests import make
from tests.api.test_partners import ask
from tests.gatherings.rooms import Room, planned, room
from tests.make import NOON

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


def topic(of: Room, met: Meeting) -> Topic:
    told = agenda.Proposal("夜间渣土车走哪条路")
    return agenda.add(met, told, by=of.clerk, at=NOON, key=new_id())


def decided(of: Room) -> Meeting:
    met = planned(of)
    calling.call(met, by=of.clerk, at=NOON)
    about = topic(of, met)
    sitting.open_session(met, by=of.clerk, at=NOON)
    about.refresh_from_db()
    told = Decision("划定两条路线，路口设提示牌", of.unit, dt.date(2026, 5, 1))
    sitting.adopt(about, told, by=of.clerk, at=NOON, key=new_id())
    met.refresh_from_db()
    return met


def test_everybody_reads_the_agenda_and_the_decisions_once_the_minutes_are_out() -> None:
    of = room()
    met = decided(of)
    path = f"/meetings/{met.ref}"
    [shown] = ask("/meetings").json()["items"]
    assert (shown["ref"], shown["series"], shown["state"]) == (met.ref, "lianxin", "SESSION")
    assert [line["title"] for line in ask(path).json()["agenda"]] == ["夜间渣土车走哪条路"]
    assert ask(path).json()["resolutions"] == []
    assert len(ask(path, of.clerk).json()["resolutions"]) == 1
    assert ask(path, make.user()).json()["resolutions"] == []

    sitting.adjourn(met, by=of.clerk, at=NOON)
    sitting.approve(met, by=of.chair, at=NOON)
    sitting.send(met, by=of.clerk, at=NOON)

    [made] = ask(path).json()["resolutions"]
    assert (made["owner"], made["due_on"]) == (of.unit.code, "2026-05-01")
    assert ask("/meetings", state="CLOSED", series="lianxin").json()["items"] != []
    assert ask("/meetings", series="other").json()["items"] == []
    assert [one["code"] for one in ask("/meetings/series").json()] == ["lianxin"]


def test_a_meeting_that_is_not_called_yet_concerns_only_those_of_it() -> None:
    of = room()
    met = planned(of)
    assert ask(f"/meetings/{met.ref}").status_code == 404
    assert ask(f"/meetings/{met.ref}", make.user()).status_code == 404
    assert ask(f"/meetings/{met.ref}", of.member).status_code == 200


def test_the_unit_reports_and_the_clerk_sends_back_and_closes() -> None:
    """X31, by REST: each step once, however often it is sent."""
    of = room()
    decided(of)
    action = Action.objects.get()
    assert ask("/meeting-actions").status_code == 401
    [told] = ask("/meeting-actions", of.member).json()["items"]
    assert (told["ref"], told["state"]) == (action.ref, "OPEN")
    assert ask("/meeting-actions", make.user()).json()["items"] == []
    path = f"/meeting-actions/{action.ref}"
    done = {"key": str(new_id()), "text": "提示牌装好了"}
    assert ask(f"{path}/close", of.clerk, json={}).status_code == 409
    for _twice in range(2):
        assert ask(f"{path}/report", of.member, json=done).json()["state"] == "REPORTED"
    assert ask(f"{path}/close", of.member, json={}).status_code == 403
    back = ask(f"{path}/send_back", of.clerk, json={"text": "还差一块"}).json()
    assert back["state"] == "OPEN"
    again = {"key": str(new_id()), "text": "都装好了"}
    assert ask(f"{path}/report", of.member, json=again).status_code == 200
    assert ask(f"{path}/close", of.clerk, json={}).json()["state"] == "CLOSED"
    assert ask("/meeting-actions", of.clerk, state="OPEN").json()["items"] == []


def test_a_topic_is_handed_in_once() -> None:
    of = room()
    said = {"key": str(new_id()), "title": "集市几点散"}
    for _twice in range(2):
        assert ask("/meetings/series/lianxin/topics", of.member, json=said).status_code == 201
    assert Topic.objects.get().state == "SUBMITTED"
    assert ask("/meetings/series/none/topics", of.member, json=said).status_code == 404
    assert ask("/meetings/series/lianxin/topics", of.member, json={}).status_code == 422
