"""Build introductions as far as asked. Every argument has a default."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lianxin.introductions import actions
from lianxin.introductions.actions import Party, Told, asking, recording
from lianxin.introductions.actions.asking import Said
from lianxin.introductions.models import Introduction, Occasion, Side
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from tests import make
from tests.make import NOON

DAY = dt.timedelta(days=1)


def told(**fields: Any) -> Told:
    defaults: dict[str, Any] = {
        "subject": "抗污染膜中试",
        "first": Party(organisation=make.organisation(name="海洋大学", kind="CAMPUS")),
        "second": Party(name="海晶膜业", email="sun@example.com"),
    }
    return Told(**(defaults | fields))


def introduction(*, at: dt.datetime = NOON, **fields: Any) -> Introduction:
    made = actions.introduce(make.district(), told(**fields), by=None, at=at, key=new_id())
    return fresh(made)


def fresh(of: Introduction) -> Introduction:
    found: Introduction = (
        Introduction.objects.filter(district_id=of.district_id).whole().get(pk=of.pk)
    )
    return found


def occasion(**fields: Any) -> Occasion:
    defaults: dict[str, Any] = {"title": "海洋装备对接会", "held_on": NOON.date()}
    return actions.add_occasion(
        make.district(), **(defaults | fields), by=None, at=NOON, key=new_id()
    )


def side(of: Introduction, number: int) -> Side:
    return Side.objects.get(district_id=of.district_id, introduction=of, number=number)


def code(of: Introduction, number: int) -> str:
    return privacy.tracking_code(side(of, number).pk)


def says(
    of: Introduction, number: int, stage: str, *, at: dt.datetime = NOON, **fields: Any
) -> None:
    asking.say(of, side(of, number), Said(stage=stage, **fields), code=code(of, number), at=at)


def recorded(of: Introduction, stage: str, **fields: Any) -> Introduction:
    recording.record(of, stage, **fields, by=None, at=fields.pop("at", NOON))
    return of
