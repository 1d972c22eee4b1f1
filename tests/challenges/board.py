"""Build challenges as far as asked. Every argument has a default."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from lianxin.challenges import queries
from lianxin.challenges.actions import applying, deciding, delivering, putting, reviewing
from lianxin.challenges.actions.applying import Told
from lianxin.challenges.actions.putting import Course, Criterion
from lianxin.challenges.models import Application, Challenge, Milestone, Reviewer
from lianxin.exchange.actions.claiming import Who
from lianxin.exchange.actions.listings import Draft
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, User
from lianxin.papers.files import File
from tests import make
from tests.make import NOON

DAY = dt.timedelta(days=1)
CLOSES = NOON + 14 * DAY
AFTER = CLOSES + dt.timedelta(hours=1)
CRITERIA = (Criterion("技术路线", 40), Criterion("团队能力", 30), Criterion("进度和费用", 30))
GOOD = {"C1": 35, "C2": 25, "C3": 20}


def draft(provider: Organisation | None = None, **fields: Any) -> Draft:
    unit = provider or make.organisation(name="海晶膜业", kind="FIRM")
    details = {
        "fields": ["膜材料"], "goal": "通量提高三成", "reward": 500_000,
        "conditions": "高校和企业都可以", "questions_until": (NOON + 7 * DAY).date().isoformat(),
    }  # fmt: skip
    defaults: dict[str, Any] = {
        "kind": "CHALLENGE", "title": "海水淡化膜抗污染", "provider": unit, "details": details,
        "mode": "ONLINE", "area": make.root(unit.district), "contact": "孙工",
        "phone": "0532-1234567", "confirm_days": 183, "closes_at": CLOSES,
    }  # fmt: skip
    return Draft(**(defaults | fields))


def course(**fields: Any) -> Course:
    defaults: dict[str, Any] = {
        "criteria": CRITERIA,
        "decide_on": (CLOSES + 7 * DAY).date(),
    }
    return Course(**(defaults | fields))


def challenge(
    provider: Organisation | None = None, *, at: dt.datetime = NOON, rounds: int = 1, **fields: Any
) -> Challenge:
    told = draft(provider, **fields)
    assert told.provider is not None
    made = putting.put_out(
        told.provider.district, told, course(rounds=rounds), by=None, at=at, key=new_id()
    )
    return fresh(made)


def fresh(of: Challenge) -> Challenge:
    found: Challenge = Challenge.objects.filter(district_id=of.district_id).whole().get(pk=of.pk)
    return found


def told(**fields: Any) -> Told:
    defaults: dict[str, Any] = {
        "team": "海洋大学膜课题组",
        "members": "李老师：材料；王同学：测试",
        "plan": "表面接枝改性",
        "who": Who(name="李老师", phone="13800138000", email="li@example.com"),
    }  # fmt: skip
    return Told(**(defaults | fields))


def pdf(name: str = "方案.pdf") -> File:
    content = b"%PDF-1.4 " + name.encode()
    return File(name, len(content), io.BytesIO(content))


def applied(
    of: Challenge,
    *,
    at: dt.datetime = NOON,
    files: Any = (),
    by: User | None = None,
    **fields: Any,
) -> Application:
    receipt = applying.apply(of, told(**fields), files=files, by=by, at=at, key=new_id())
    return queries.applications(of).get(claim=receipt.claim)


def code(of: Application) -> str:
    return privacy.tracking_code(of.claim_id)


def reviewers(of: Challenge, count: int = 3) -> list[Reviewer]:
    return [
        reviewing.appoint(of, make.user(), by=None, at=NOON, key=new_id()) for _ in range(count)
    ]


def judged(
    application: Application, by: list[Reviewer], *, at: dt.datetime = AFTER, **points: int
) -> None:
    for reviewer in by:
        user = reviewer.user
        reviewing.declare(application, has_conflict=False, by=user, at=at)
        reviewing.give(application, GOOD | points, text="可行", by=user, at=at, key=new_id())


def awarded(provider: Organisation | None = None) -> tuple[Challenge, Application]:
    made = challenge(provider)
    one, other = applied(made), applied(made, team="另一个组")
    judged(one, reviewers(made))
    reasons = {one.pk: "最高分", other.pk: "没有中试条件"}
    deciding.award(fresh(made), one, reasons, by=None, at=AFTER)
    return fresh(made), queries.applications(made).get(pk=one.pk)


def milestone(of: Challenge, **fields: Any) -> Milestone:
    defaults: dict[str, Any] = {
        "title": "小试", "due_on": (AFTER + 60 * DAY).date(), "pay_fen": 10_000_000,
    }  # fmt: skip
    return delivering.plan(of, **(defaults | fields), by=None, at=AFTER, key=new_id())
