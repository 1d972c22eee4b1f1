"""Build what is matched. Every argument has a default."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lianxin.exchange.actions import listings
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.matching.actions import profiles, waves
from lianxin.matching.actions.profiles import Told
from lianxin.matching.models import Call, Profile
from lianxin.network.models import Organisation, User
from tests import make
from tests.make import NOON

DETAILS: dict[str, dict[str, Any]] = {
    "NEED": {"subjects": ["膜材料"]},
    "RESULT": {"fields": ["膜材料"], "readiness": "6"},
    "JOB": {"employment": "FULL_TIME", "skills": ["电工"], "pay_from": 5000, "pay_to": 7000},
    "MENTOR": {"fields": ["法律"]},
    "POLICY": {"benefit": "奖励二十万元", "conditions": "在区内注册", "fields": ["科技"]},
    "FINANCE": {"purpose": ["融资"], "conditions": "两年流水"},
    "SERVICE": {"subjects": ["理发"]},
    "SECONDMENT": {"fields": ["环保"], "months": 6, "problems": "废水"},
}
TITLES = {
    "NEED": "自来水厂找耐用的超滤膜", "RESULT": "中空纤维超滤膜", "JOB": "物业维修电工",
    "MENTOR": "知识产权律师", "POLICY": "高新技术企业奖励", "FINANCE": "科技贷",
    "SERVICE": "上门理发", "SECONDMENT": "环保难题挂职",
}  # fmt: skip


def listing(
    kind: str, of: Organisation | None = None, *, at: dt.datetime = NOON, **told: Any
) -> Listing:
    """One that is published."""
    unit = of or make.organisation(name=f"{TITLES[kind]}的单位", kind="FIRM")
    details = DETAILS[kind] | told.pop("details", {})
    defaults: dict[str, Any] = {
        "kind": kind, "title": TITLES[kind], "provider": unit, "details": details,
        "mode": "ON_SITE", "area": make.root(unit.district), "contact": "王工",
        "phone": "0532-1234567", "confirm_days": 183,
    }  # fmt: skip
    made = listings.draft(unit.district, Draft(**(defaults | told)), by=None, at=at, key=new_id())
    listings.publish(made, by=None, at=at)
    return made


def profile(user: User | None = None, *, is_on: bool = True, **told: Any) -> Profile:
    who = user or make.user()
    defaults: dict[str, Any] = {"wanted": ["JOB"], "title": "会水电维修", "skills": ["电工"]}
    return profiles.put(who, Told(**(defaults | told)), is_on=is_on, by=who, at=NOON)


def offers(count: int, *, title: str = "超滤膜组件") -> list[Organisation]:
    """As many organisations, each with a result that fits."""
    units = [make.organisation(name=f"膜材料所{n}", kind="CAMPUS") for n in range(count)]
    for n, unit in enumerate(units):
        listing("RESULT", unit, title=f"{title}{n}号")
    return units


def call(need: Listing | None = None, *, days: int = 14, at: dt.datetime = NOON) -> Call:
    return waves.call(
        need or listing("NEED"), deadline_at=at + dt.timedelta(days=days), by=None, at=at,
        key=new_id(),
    )  # fmt: skip
