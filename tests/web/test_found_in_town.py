"""Everybody's box: topics, decisions, promises and studies, and only what everybody may read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from lianxin.deliberation.actions import answering, moderating
from lianxin.gatherings.actions import agenda, calling, sitting
from lianxin.gatherings.actions.agenda import Proposal
from lianxin.gatherings.actions.sitting import Decision
from lianxin.kernel.ids import new_id
from tests.commitments.making import world
from tests.deliberation.building import house, shown
from tests.gatherings.rooms import fresh, planned, room
from tests.make import NOON
from tests.web.swap import soup

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + HOUR, tick=False):
        yield


def found(q: str) -> str:
    return soup(Client().get("/find/", {"q": q})).get_text(" ", strip=True)


def test_a_topic_is_found_by_its_answer_too_until_it_is_hidden() -> None:
    hall = house()
    topic = shown(hall)
    assert "议事厅的议题" in found(topic.title)
    assert "议事厅的议题" not in found("下月装六盏")
    moderating.hide(topic, reason="PERSONAL", by=hall.host, at=NOON + HOUR)
    assert "议事厅的议题" not in found(topic.title)


def test_what_was_answered_is_found() -> None:
    hall = house()
    topic = shown(hall)
    answering.answer(topic, outcome="ADOPTED", text="下月装六盏灯。", by=hall.host, at=NOON)
    assert topic.title in found("六盏灯")


@pytest.mark.parametrize("is_public", [True, False])
def test_a_decision_is_found_once_the_minutes_of_a_public_meeting_are_out(is_public: bool) -> None:
    of = room(is_public=is_public)
    met = planned(of)
    calling.call(met, by=of.clerk, at=NOON)
    sitting.open_session(met, by=of.clerk, at=NOON)
    topic = agenda.add(met, Proposal("小区停车"), by=of.clerk, at=NOON, key=new_id())
    decision = Decision("划一百个车位", of.unit, dt.date(2026, 5, 1))
    topic.meeting = met
    sitting.adopt(topic, decision, by=of.clerk, at=NOON, key=new_id())
    sitting.adjourn(met, by=of.clerk, at=NOON)
    sitting.approve(met, by=of.chair, at=NOON)
    assert "会议决定" not in found("一百个车位")
    sitting.send(fresh(met), by=of.clerk, at=NOON)
    assert ("会议决定" in found("一百个车位")) is is_public


def test_a_promise_is_found() -> None:
    made = world()
    assert "公开承诺" in found(made.programme.title)
