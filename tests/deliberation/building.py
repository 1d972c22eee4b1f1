"""A hall with its unit, topics in it, ballots about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lianxin.deliberation.actions import moderating, topics, voting
from lianxin.deliberation.models import Ballot, Hall, Topic
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from tests import make
from tests.make import NOON

CLOSES = NOON + dt.timedelta(days=3)


@dataclass
class House:
    hall: Hall
    host: User


def house(code: str = "qinghe") -> House:
    unit = make.organisation(name=f"{code}居委会")
    host = make.handler(unit)
    plan = topics.Plan(code, "清河议事厅", "小区的事", "先看再公开。", make.place(), unit)
    return House(topics.open_hall(plan, by=host, at=NOON, key=new_id()), host)


def draft(**told: Any) -> topics.Draft:
    words = {
        "title": "楼下装几盏路灯", "text": "晚上太黑，老人不敢出门。", "shown_as": "三号楼居民",
        "email": "a@example.com",
    }  # fmt: skip
    return topics.Draft(**(words | told))


def fresh(topic: Topic) -> Topic:
    found: Topic = Topic.objects.filter(district_id=topic.district_id).whole().get(pk=topic.pk)
    return found


def handed_in(at: House, *, user: User | None = None, **told: Any) -> Topic:
    return fresh(topics.raise_topic(at.hall, draft(**told), user=user, at=NOON, key=new_id()))


def shown(at: House, *, user: User | None = None, **told: Any) -> Topic:
    topic = handed_in(at, user=user, **told)
    moderating.show(topic, is_read=True, by=at.host, at=NOON)
    return fresh(topic)


def ballot(at: House, topic: Topic, **terms: Any) -> Ballot:
    told: dict[str, Any] = {
        "question": "灯装在哪里", "options": ["东门", "西门", "中心花园"], "opens_at": NOON,
        "closes_at": CLOSES,
    }  # fmt: skip
    return voting.set_up(topic, voting.Terms(**(told | terms)), by=at.host, at=NOON, key=new_id())


def secret(at: House, topic: Topic, many: int = 3, **terms: Any) -> tuple[Ballot, list[str]]:
    made = ballot(at, topic, **terms)
    codes = voting.hand_out(made, many, by=at.host, at=NOON)
    voting.open_ballot(made, by=at.host, at=NOON)
    return made, codes
