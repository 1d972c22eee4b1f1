"""Found groups, lead them from stage to stage and run their projects, by the same rules as on the
pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from lianxin.api.exchange import found
from lianxin.api.groups import (
    FAILURES,
    ProjectOut,
    Ref,
    WholeGroupOut,
    own_groups,
    project,
    whole,
)
from lianxin.api.groups import router as listed
from lianxin.api.reviewing import once
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.incubation import actions
from lianxin.incubation.models import Cycle, Group
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Scope, User

ACT = Bearer(Scope.EXCHANGE_ACT)
router = Router(tags=["partners"], auth=ACT)
Words = Annotated[str, Field(max_length=4000, pattern=PLAIN)]
Fen = Annotated[int, Field(ge=0, le=100_000_000_00, description="in fen")]


class GroupIn(Schema):
    key: UUID | None = Field(None, description="the same key again gives the same one")
    name: str = Field(min_length=1, max_length=120, pattern=PLAIN)
    about: str = Field(min_length=1, max_length=2000, pattern=PLAIN)
    place: str = Field(max_length=40, pattern=PLAIN, description="code")
    incubator: str = Field(max_length=60, pattern=PLAIN, description="code of the unit")
    people: int = Field(0, ge=0, le=100_000)


class GroupDeedIn(Schema):
    """What a verb needs: `code` and `note` to show, `code` and `registration` to register, `to`
    to hand over, `reason` to close."""

    key: UUID | None = None
    code: str = Field("", max_length=60, pattern=PLAIN)
    note: str = Field("", max_length=200, pattern=PLAIN)
    registration: str = Field("", max_length=40, pattern=PLAIN)
    to: str = Field("", max_length=60, pattern=PLAIN, description="code of the unit")
    reason: str = Field("", max_length=500, pattern=PLAIN)


class ProjectIn(Schema):
    key: UUID | None = Field(None, description="the same key again gives the same one")
    title: str = Field(min_length=1, max_length=120, pattern=PLAIN)
    plan: str = Field(min_length=1, max_length=2000, pattern=PLAIN)
    starts_on: date
    ends_on: date


class ProjectDeedIn(Schema):
    """What a verb needs: `fen` to begin (promised) and to report (spent); `text` to report, to
    send back and to stop."""

    key: UUID | None = None
    text: Words = ""
    fen: Fen = 0


@listed.post("/groups", response={201: WholeGroupOut, **FAILURES}, auth=ACT)
def take_in_group(request: ApiRequest, said: GroupIn) -> Status[WholeGroupOut]:
    """An incubator takes a group in, with its idea."""
    district_id = request.district.pk
    place = found.place(district_id, said.place)
    unit = found.unit(district_id, said.incubator, field="incubator")
    if place is None or unit is None:
        raise Refusal(_("请写明社区和孵化平台。"), field="incubator" if place else "place")
    told = actions.Told(said.name, said.about, place, unit, people=said.people)
    made = actions.take_in(
        request.district, told, by=request.user, at=timezone.now(), key=said.key or new_id()
    )
    return Status(201, whole(request, _own(request, made.ref)))


def _show(one: Group, said: GroupDeedIn, **who: Any) -> None:
    actions.show(one, said.code, note=said.note, **who)


def _register(one: Group, said: GroupDeedIn, **who: Any) -> None:
    actions.register(one, code=said.code, registration=said.registration, **who)


def _hand_over(one: Group, said: GroupDeedIn, **who: Any) -> None:
    to = found.unit(one.district_id, said.to, field="to")
    if to is None:
        raise Refusal(_("请写明交给哪个孵化平台。"), field="to")
    actions.hand_over(one, to=to, **who)


GROUP_DEEDS: Mapping[str, Callable[..., None]] = {
    "take_up": lambda one, _said, **who: actions.take_up(one, **who),
    "show": _show,
    "go_on": lambda one, _said, **who: actions.go_on(one, **who),
    "register": _register,
    "hand_over": _hand_over,
    "close": lambda one, said, **who: actions.close(one, reason=said.reason, **who),
}
GroupVerb = Enum("GroupVerb", {name: name for name in GROUP_DEEDS}, type=str)  # type: ignore[misc]  # its members are data


@router.post("/groups/{ref}/projects", response={201: ProjectOut, **FAILURES})
def plan_project(request: ApiRequest, ref: Ref, said: ProjectIn) -> Status[ProjectOut]:
    """The group, or who looks after it, plans one."""
    made = actions.plan(
        _own(request, ref), title=said.title, text=said.plan, starts_on=said.starts_on,
        ends_on=said.ends_on, by=request.user, at=timezone.now(), key=said.key or new_id(),
    )  # fmt: skip
    return Status(201, project(made))


@router.post("/groups/{ref}/{verb}", response={200: WholeGroupOut, **FAILURES})
def do_to_group(
    request: ApiRequest, ref: Ref, verb: GroupVerb, said: GroupDeedIn
) -> WholeGroupOut:
    """Take up what was proposed, note what it has shown, lead it on, hand it over, end it."""
    one = _own(request, ref)
    once(lambda: GROUP_DEEDS[verb.value](one, said, **_who(request.user, said.key)))
    return whole(request, _own(request, ref))


PROJECT_DEEDS: Mapping[str, Callable[..., None]] = {
    "begin": lambda one, said, **who: actions.begin(one, promised_fen=said.fen, **who),
    "report": lambda one, said, **who: actions.report(
        one, text=said.text, spent_fen=said.fen, **who
    ),
    "send_back": lambda one, said, **who: actions.send_back(one, note=said.text, **who),
    "accept": lambda one, _said, **who: actions.accept(one, **who),
    "stop": lambda one, said, **who: actions.stop(one, reason=said.text, **who),
}
ProjectVerb = Enum("ProjectVerb", {name: name for name in PROJECT_DEEDS}, type=str)  # type: ignore[misc]  # as above


@router.post("/groups/{ref}/projects/{project_id}/{verb}", response={200: ProjectOut, **FAILURES})
def do_to_project(
    request: ApiRequest, ref: Ref, project_id: UUID, verb: ProjectVerb, said: ProjectDeedIn
) -> ProjectOut:
    """The incubator begins, accepts or sends back; the group reports; either stops."""
    group = _own(request, ref)
    rows = Cycle.objects.filter(district_id=group.district_id, group=group)
    cycle: Cycle = get_object_or_404(rows, pk=project_id)
    cycle.group = group
    once(lambda: PROJECT_DEEDS[verb.value](cycle, said, **_who(request.user, said.key)))
    return project(rows.get(pk=project_id))


def _own(request: ApiRequest, ref: str) -> Group:
    one: Group = get_object_or_404(own_groups(request).whole(), ref=ref)
    return one


def _who(user: User, key: UUID | None) -> dict[str, User | datetime | UUID | None]:
    return {"by": user, "at": timezone.now(), "key": key}
