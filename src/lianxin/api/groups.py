"""Groups on their way to an association, for everybody. Read only."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db.models import Q
from ninja import Field, Query, Router, Schema

from lianxin.api import guards
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.incubation import policy
from lianxin.incubation.states import GroupStage
from lianxin.network.models import Scope

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422), Problem)
router = Router(tags=["partners"], auth=[Bearer(Scope.EXCHANGE_READ), anybody])


class GroupOut(Schema):
    ref: str
    name: str
    about: str
    stage: GroupStage
    stage_on: date = Field(description="since when it is at this stage")
    place: str = Field(description="code")
    incubator: str


class GroupPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[GroupOut]
    next: str | None


@router.get("/groups", response={200: GroupPage, **FAILURES})
def list_groups(
    request: ApiRequest,
    *,
    stage: Annotated[GroupStage | None, Query()] = None,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> GroupPage:
    """Groups beyond an idea that are not over, the newest first."""
    rows = policy.public(request.district.pk).whole()
    if stage:
        rows = rows.filter(state=stage)
    if cursor:
        at, pk = guards.read_cursor(cursor)
        rows = rows.filter(Q(begun_at__lt=at) | Q(begun_at=at, pk__lt=pk))
    there = list(rows.order_by("-begun_at", "-pk")[: limit + 1])
    shown = there[:limit]
    more = guards.cursor(shown[-1].begun_at, shown[-1].pk) if len(there) > limit else None
    items = [
        GroupOut(
            ref=one.ref, name=one.name, about=one.about, stage=GroupStage(one.state),
            stage_on=one.stage_on, place=one.place.code, incubator=one.incubator.name,
        )
        for one in shown
    ]  # fmt: skip
    return GroupPage(items=items, next=more)
