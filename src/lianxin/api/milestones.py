"""What two sides that were brought together do step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from lianxin.api.introductions import ACT, FAILURES, Ref, one_visible
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.exchange.milestones import MilestoneState
from lianxin.introductions import queries
from lianxin.introductions.actions import planning
from lianxin.introductions.actions.planning import Planned
from lianxin.introductions.models import Introduction, Milestone
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.network.models import Scope, User

router = Router(tags=["introductions"], auth=Bearer(Scope.EXCHANGE_READ))


class PlannedIn(Schema):
    """`side` is the number of who does it; null: both together. The final one is the report at the
    end, once an introduction."""

    title: str = Field(min_length=1, max_length=120, pattern=PLAIN)
    due_on: date
    text: str = Field("", max_length=500, pattern=PLAIN)
    side: int | None = Field(None, ge=1, le=2)
    is_final: bool = False
    key: UUID


class PlannedOut(Schema):
    id: UUID
    title: str
    text: str
    due_on: date
    side: int | None
    is_final: bool
    state: MilestoneState
    report: str
    reported_by: int | None
    reported_at: datetime | None
    accepted_at: datetime | None

    @classmethod
    def of(cls, one: Milestone) -> PlannedOut:
        plain = ("title", "text", "due_on", "is_final", "report", "reported_by", "reported_at")
        return cls(
            **{name: getattr(one, name) for name in plain},
            id=one.pk,
            side=one.side.number if one.side else None,
            state=MilestoneState(one.state),
            accepted_at=one.accepted_at,
        )


class PlannedDeedIn(Schema):
    """`replan` takes `title`, `due_on`, `text`; `report` `text`; `send_back`, `accept` `note`."""

    title: str = Field("", max_length=120, pattern=PLAIN)
    due_on: date | None = None
    text: str = Field("", max_length=4000, pattern=PLAIN)
    note: str = Field("", max_length=500, pattern=PLAIN)
    key: UUID | None = None


@router.get("/introductions/{ref}/milestones", response={200: list[PlannedOut], **FAILURES})
def list_planned(request: ApiRequest, ref: Ref) -> list[PlannedOut]:
    """The plan of both, by its days; the final report last."""
    return [PlannedOut.of(one) for one in queries.milestones_of(one_visible(request, ref))]


@router.post(
    "/introductions/{ref}/milestones",
    response={200: PlannedOut, 201: PlannedOut, **FAILURES},
    auth=ACT,
)
def plan_milestone(request: ApiRequest, ref: Ref, said: PlannedIn) -> Status[PlannedOut]:
    """Add one; the other side is told. 200 when the key had been used before."""
    found = one_visible(request, ref)
    known = _rows(found).filter(key=said.key).exists()
    planned = Planned(said.title, said.due_on, said.text, said.side, is_final=said.is_final)
    made = planning.plan(found, planned, by=request.user, at=timezone.now(), key=said.key)
    return Status(200 if known else 201, PlannedOut.of(made))


def _replan(one: Milestone, said: PlannedDeedIn, *, by: User, at: datetime) -> None:
    if said.due_on is None:
        raise Refusal(_("请写完成日期。"), field="due_on")
    planning.replan(
        one, title=said.title, due_on=said.due_on, text=said.text, by=by, at=at, key=said.key
    )


def _report(one: Milestone, said: PlannedDeedIn, *, by: User, at: datetime) -> None:
    planning.report(one, text=said.text, by=by, at=at, key=said.key)


def _send_back(one: Milestone, said: PlannedDeedIn, *, by: User, at: datetime) -> None:
    planning.send_back(one, note=said.note, by=by, at=at, key=said.key)


def _accept(one: Milestone, said: PlannedDeedIn, *, by: User, at: datetime) -> None:
    planning.accept(one, note=said.note, by=by, at=at, key=said.key)


DEEDS: Mapping[str, Callable[..., None]] = {
    "replan": _replan,
    "report": _report,
    "send_back": _send_back,
    "accept": _accept,
}
PlannedVerb = Enum("PlannedVerb", {name: name for name in DEEDS}, type=str)  # type: ignore[misc]  # its members are data


@router.post(
    "/introductions/{ref}/milestones/{pk}/{verb}",
    response={200: PlannedOut, **FAILURES},
    auth=ACT,
)
def do_to_milestone(
    request: ApiRequest, ref: Ref, pk: UUID, verb: PlannedVerb, said: PlannedDeedIn
) -> PlannedOut:
    """Plan it anew, show what was done, accept it or ask for more, and get it back."""
    found = one_visible(request, ref)
    one: Milestone = get_object_or_404(_rows(found), pk=pk)
    try:
        with transaction.atomic():
            timeline.refuse_repeated(one, said.key)
            DEEDS[verb.value](one, said, by=request.user, at=timezone.now())
    except Repeated:
        pass
    return PlannedOut.of(_rows(found).get(pk=pk))


def _rows(found: Introduction) -> Any:
    rows = Milestone.objects.filter(district_id=found.district_id, introduction=found)
    return rows.select_related("side", "introduction")
