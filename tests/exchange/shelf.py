"""Build what is offered and asked for. Every argument has a default."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from lianxin.exchange.actions import listings, orders, places
from lianxin.exchange.actions.claiming import Receipt, Who, Wish
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Claim, Listing, Slot, Space
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation
from tests import make
from tests.make import NOON

NEEDED: dict[str, dict[str, Any]] = {
    "SERVICE": {"subjects": ["助餐"]},
    "COURSE": {"subjects": ["书法"]},
    "SHIFT": {"tasks": "为老人送餐"},
    "VENUE": {"rules": "用后请关灯"},
    "MENTOR": {"fields": ["法律"]},
    "TOUR": {"topics": ["法律", "养老"], "experts": ["林教授"], "route": "COMMUNITY"},
    "NEED": {"subjects": ["膜材料"]},
    "EVENT": {"format": "LECTURE", "topics": ["海洋"]},
    "STALL": {"goods": ["手作"]},
}


def told(provider: Organisation | None = None, *, kind: str = "SERVICE", **fields: Any) -> Draft:
    root = make.root(provider.district if provider else None)
    defaults: dict[str, Any] = {
        "kind": kind,
        "title": "午餐送到家",
        "provider": provider or make.organisation(name="学苑餐厅", kind="FIRM"),
        "details": NEEDED.get(kind, {}),
        "mode": "AT_HOME",
        "area": root,
        "contact": "陈师傅",
        "phone": "0532-1234567",
        "confirm_days": 183,
    }
    return Draft(**(defaults | fields))


def draft(
    provider: Organisation | None = None, *, at: dt.datetime = NOON, **fields: Any
) -> Listing:
    filled = told(provider, **fields)
    assert filled.provider is not None
    return listings.draft(filled.provider.district, filled, by=None, at=at, key=new_id())


def listing(
    provider: Organisation | None = None, *, at: dt.datetime = NOON, **fields: Any
) -> Listing:
    """One that is published."""
    made = draft(provider, at=at, **fields)
    listings.publish(made, by=None, at=at)
    return made


def slot(of: Listing | None = None, *, capacity: int = 10, **times: dt.datetime) -> Slot:
    offered = of or listing(kind="COURSE", title="书法课")
    starts = times.get("starts_at", NOON + dt.timedelta(days=7))
    return places.add_slot(
        offered,
        starts_at=starts,
        ends_at=times.get("ends_at", starts + dt.timedelta(hours=2)),
        capacity=capacity,
        by=None,
        at=NOON,
        key=new_id(),
    )


def space(of: Listing | None = None, **fields: Any) -> Space:
    venue = of or listing(kind="VENUE", title="社区活动中心", mode="ON_SITE")
    defaults: dict[str, Any] = {
        "code": f"s{Space.objects.filter(district_id=venue.district_id).count()}",
        "name": "大厅",
        "seats": 30,
        "hours": "Mo-Su 08:00-22:00; PH 08:00-22:00",
    }
    return Space.objects.create(
        district_id=venue.district_id, listing=venue, **(defaults | fields)
    )


def wish(**fields: Any) -> Wish:
    return Wish(**({"who": Who(name="李阿姨", phone="13800138000")} | fields))


def ordered(
    of: Listing | None = None,
    *,
    at: dt.datetime = NOON,
    key: UUID | None = None,
    **fields: Any,
) -> Receipt:
    chosen = of or listing()
    return orders.order(
        chosen.district, wish(**fields), listing=chosen, key=key or new_id(), at=at
    )


def unit_of(claim: Claim) -> Organisation:
    """Who has the ball."""
    assert claim.unit is not None
    return claim.unit


def code(of: Claim) -> str:
    return privacy.tracking_code(of.pk)
