"""Invitations in waves: begin, watch, end; and what an invited organisation answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.matching.shapes import CallIn, CallOut, InviteAnswerIn, InviteOut
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.exchange import policy as exchange
from lianxin.matching import policy, queries
from lianxin.matching.actions import waves
from lianxin.matching.models import Call, Invite
from lianxin.network.models import Scope

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
MOST = 200
router = Router(tags=["matching"], auth=Bearer(Scope.EXCHANGE_READ))
ACT = Bearer(Scope.EXCHANGE_ACT)
CallId = Annotated[UUID, Path()]
InviteId = Annotated[UUID, Path()]


class InvitePage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[InviteOut]
    next: str | None


@router.post("/calls", response={200: CallOut, 201: CallOut, **FAILURES}, auth=ACT)
def begin_call(request: ApiRequest, said: CallIn) -> Status[CallOut]:
    """Invite the organisations that fit a need, ten at a time, until six are interested or the
    deadline comes. 200 when the key had been used before."""
    need, at = found.listing(request, said.need), timezone.now()
    known = Call.objects.filter(district_id=request.district.pk, key=said.key).exists()
    made = waves.call(
        need,
        deadline_at=guards.aware(said.deadline_at),
        text=said.text,
        by=request.user,
        at=at,
        key=said.key,
    )
    return Status(200 if known else 201, _told(made, at=at))


@router.get("/calls/{call_id}", response={200: CallOut, **FAILURES})
def get_call(request: ApiRequest, call_id: CallId) -> CallOut:
    """A round with its waves and answers, for who answers for the need."""
    return _told(_call(request, call_id), at=timezone.now())


@router.post("/calls/{call_id}/end", response={200: CallOut, **FAILURES}, auth=ACT)
def end_call(request: ApiRequest, call_id: CallId) -> CallOut:
    """Nobody else is needed."""
    at = timezone.now()
    waves.end(_call(request, call_id), by=request.user, at=at)
    return _told(_call(request, call_id), at=at)


@router.get("/invites", response={200: InvitePage, **FAILURES})
def list_invites(
    request: ApiRequest,
    *,
    is_open: Annotated[bool, Query(description="those without an answer alone")] = False,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> InvitePage:
    """What one's own organisations are invited to, the newest first."""
    at = timezone.now()
    units = exchange.units_of(request.user, on=timezone.localdate(at))
    rows = _invites(request).filter(organisation__in=units)
    if is_open:
        rows = rows.filter(answer="")
    shown, more = guards.page(rows, cursor, limit, order="-sent_at")
    return InvitePage(items=[_one(invite, at=at) for invite in shown], next=more)


@router.post("/invites/{invite_id}/answer", response={200: InviteOut, **FAILURES}, auth=ACT)
def answer_invite(request: ApiRequest, invite_id: InviteId, said: InviteAnswerIn) -> InviteOut:
    """Say for one's own organisation whether it is interested."""
    at = timezone.now()
    invite: Invite = get_object_or_404(_invites(request), pk=invite_id)
    if not policy.may_answer(request.user, invite, on=timezone.localdate(at)):
        raise Http404
    waves.answer(
        invite,
        said.answer,
        not_now=said.not_now or "",
        note=said.note,
        by=request.user,
        at=at,
    )
    return _one(invite, at=at)


def _call(request: ApiRequest, pk: UUID) -> Call:
    calls = Call.objects.filter(district_id=request.district.pk)
    held = get_object_or_404(calls.select_related("need__provider"), pk=pk)
    if not policy.may_ask_for(request.user, held.need, on=timezone.localdate()):
        raise Http404
    return held


def _invites(request: ApiRequest) -> Any:
    return queries.invites(request.district.pk)


def _told(held: Call, *, at: datetime) -> CallOut:
    return CallOut.of(held, [_one(invite, at=at) for invite in queries.invites_of(held)])


def _one(invite: Invite, *, at: datetime) -> InviteOut:
    return InviteOut.of(invite, queries.why_invited(invite, at=at))
