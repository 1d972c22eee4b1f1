"""Groups on their way to an association: those beyond an idea for everybody, with a token those
one looks after or speaks for, too."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema

from lianxin.api import guards
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.incubation import needs, policy, queries
from lianxin.incubation.models import Cycle, Group, GroupQuerySet
from lianxin.incubation.states import CycleState, GroupStage
from lianxin.network import queries as network
from lianxin.network.models import Scope

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
router = Router(tags=["partners"], auth=[Bearer(Scope.EXCHANGE_READ), anybody])
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]


class GroupOut(Schema):
    ref: str
    name: str
    about: str
    stage: GroupStage
    stage_on: date = Field(description="since when it is at this stage")
    place: str = Field(description="code")
    incubator: str

    @classmethod
    def told(cls, one: Group) -> dict[str, Any]:
        return {
            "ref": one.ref, "name": one.name, "about": one.about, "stage": GroupStage(one.state),
            "stage_on": one.stage_on, "place": one.place.code, "incubator": one.incubator.name,
        }  # fmt: skip


class GroupPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[GroupOut]
    next: str | None


class NeededOut(Schema):
    """What it has to show before it goes on; that of CYCLE is seen from its projects."""

    code: str
    text: str
    is_shown: bool


class ProjectOut(Schema):
    """From plan to report. Money in fen, for everybody once it is accepted."""

    id: UUID
    title: str
    plan: str
    state: CycleState
    starts_on: date
    ends_on: date
    promised_fen: int
    spent_fen: int | None
    report: str


class WholeGroupOut(GroupOut):
    people: int
    needed: list[NeededOut]
    projects: list[ProjectOut] = Field(description="those under way and done, to everybody")


@router.get("/groups", response={200: GroupPage, **FAILURES})
def list_groups(
    request: ApiRequest,
    *,
    stage: Annotated[GroupStage | None, Query()] = None,
    place: Annotated[str, Query(max_length=40, pattern=PLAIN)] = "",
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> GroupPage:
    """The newest first; of one `place` (code) those in the places below it, too."""
    rows = readable(request)
    if stage:
        rows = rows.filter(state=stage)
    if place:
        rows = queries.within(rows, network.place_coded(request.district.pk, place))
    shown, more = guards.page(rows, cursor, limit, order="-begun_at")
    return GroupPage(items=[GroupOut(**GroupOut.told(one)) for one in shown], next=more)


@router.get("/groups/{ref}", response={200: WholeGroupOut, **FAILURES})
def get_group(request: ApiRequest, ref: Ref) -> WholeGroupOut:
    """One, with what it needs to go on, and its projects."""
    return whole(request, get_object_or_404(readable(request), ref=ref))


def readable(request: ApiRequest) -> GroupQuerySet:
    district_id = request.district.pk
    own, everybodys = own_groups(request), policy.public(district_id)
    rows: GroupQuerySet = Group.objects.filter(
        Q(pk__in=own.values("pk")) | Q(pk__in=everybodys.values("pk")), district_id=district_id
    )
    return rows.whole()


def own_groups(request: ApiRequest) -> GroupQuerySet:
    return policy.visible_to(request.user, request.district.pk, on=timezone.localdate())


def whole(request: ApiRequest, one: Group) -> WholeGroupOut:
    cycles = queries.cycles_of(one)
    if not own_groups(request).filter(pk=one.pk).exists():
        cycles = [cycle for cycle in cycles if cycle.state in queries.TOLD]
    done = queries.shown_of(one)
    lacking = queries.lacking(one, done, queries.cycles_of(one))
    return WholeGroupOut(
        **GroupOut.told(one),
        people=one.people,
        needed=[
            NeededOut(code=item.code, text=str(item.label), is_shown=item not in lacking)
            for item in needs.NEEDED[GroupStage(one.state)]
        ],
        projects=[project(cycle) for cycle in cycles],
    )


def project(one: Cycle) -> ProjectOut:
    return ProjectOut(**{name: getattr(one, name) for name in ProjectOut.model_fields})
