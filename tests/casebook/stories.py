"""Closed cases to learn from."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lianxin.casebook.actions import writing
from lianxin.casebook.actions.writing import Wording
from lianxin.casebook.models import Article
from lianxin.cases.actions import handling, requester
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from tests import make

MINUTE = dt.timedelta(minutes=1)
LAMP = Wording(
    title="路灯不亮怎么办？",
    problem="家门口或路边的路灯晚上不亮，或者一闪一闪。",
    answer="记下灯杆上的编号，通过“我要反映”告诉我们。",
    class_code="ROADS",
)


def solved(
    *,
    note: str = "已更换灯泡和镇流器，当晚恢复照明。",
    received_at: dt.datetime = make.NOON,
    outcome: str = "SOLVED",
    **fields: Any,
) -> Case:
    """A case that was answered with `note`, and rated as solved by its requester."""
    case = make.case(received_at=received_at, accepted=True, **({"class_code": "ROADS"} | fields))
    handling.answer(case, outcome=outcome, note=note, by=None, at=received_at + 3 * MINUTE)
    requester.rate(case, Verdict("YES"), code=make.code(case), at=received_at + 4 * MINUTE)
    return case


def article(
    wording: Wording = LAMP,
    *,
    by: User | None = None,
    at: dt.datetime = make.NOON,
    is_published: bool = True,
) -> Article:
    made = writing.write(make.district().pk, wording, by=by, at=at, key=new_id())
    if is_published:
        writing.publish(made, by=by, at=at)
    return made
