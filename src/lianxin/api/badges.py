"""Badges that units give one another in public."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.bodies import queries
from lianxin.bodies.actions import badges
from lianxin.bodies.actions.badges import Recognition
from lianxin.bodies.models import Badge
from lianxin.kernel.ids import new_id
from lianxin.network.models import Scope

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
router = Router(tags=["bodies"], auth=[Bearer(Scope.PLACES_READ), anybody])
ACT = Bearer(Scope.EXCHANGE_ACT)


class BadgeOut(Schema):
    id: UUID
    title: str
    reason: str
    unit: str = Field(description="code of the unit that has it")
    host: str = Field(description="code of the unit that gave it")
    given_on: date
    ends_on: date | None


class BadgePage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[BadgeOut]
    next: str | None


class BadgeIn(Schema):
    title: str = Field(max_length=60)
    reason: str = Field(max_length=200)
    unit: str = Field(max_length=80, pattern=PLAIN, description="code")
    host: str = Field(max_length=80, pattern=PLAIN, description="code; one acts for it")
    given_on: date
    ends_on: date | None = None
    key: UUID | None = Field(None, description="the same key is one")


@router.get("/badges", response={200: BadgePage, **FAILURES})
def list_badges(
    request: ApiRequest,
    *,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> BadgePage:
    """Those that hold today, by when they were written down, the newest first."""
    rows = queries.badges(request.district.pk, on=timezone.localdate()).whole()
    shown, more = guards.page(rows, cursor, limit, order="-id")
    return BadgePage(items=[_told(one) for one in shown], next=more)


@router.post("/badges", response={201: BadgeOut, **FAILURES}, auth=ACT)
def give_badge(request: ApiRequest, said: BadgeIn) -> Status[BadgeOut]:
    """A unit gives a badge to another; everybody reads it from now on."""
    told = Recognition(said.title, said.reason, said.given_on, said.ends_on)
    host, unit = (
        found.some_unit(request.district.pk, said.host, field="host"),
        found.some_unit(request.district.pk, said.unit, field="unit"),
    )
    made = badges.give(
        host, unit, told, by=request.user, at=timezone.now(), key=said.key or new_id()
    )
    return Status(201, _told(made))


def _told(one: Badge) -> BadgeOut:
    return BadgeOut(
        id=one.pk, title=one.title, reason=one.reason, unit=one.unit.code, host=one.host.code,
        given_on=one.given_on, ends_on=one.ends_on,
    )  # fmt: skip
