"""Challenges for everybody, and the funnel of introductions for those who oversee it. What is
handed in is in `reviewing`, what its publisher does in `challenging`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema

from lianxin.api import guards
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.challenges import policy, queries
from lianxin.challenges.models import Challenge, Question
from lianxin.challenges.states import ChallengeState, Phase
from lianxin.exchange.milestones import MilestoneState
from lianxin.introductions import policy as introductions
from lianxin.introductions import queries as funnels
from lianxin.introductions.models import Source
from lianxin.introductions.states import Stage
from lianxin.kernel.refusals import NotAllowed
from lianxin.network.models import Scope

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422), Problem)
router = Router(tags=["challenges"], auth=[Bearer(Scope.EXCHANGE_READ), anybody])
figures = Router(tags=["challenges"], auth=Bearer(Scope.EXCHANGE_READ))
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]


class ChallengeOut(Schema):
    """`phase` while it is open: until `closes_at` one may apply, then it is reviewed."""

    ref: str
    title: str
    publisher: str
    reward_yuan: int
    state: ChallengeState
    phase: Phase | None
    round: int
    rounds: int
    opened_at: datetime
    closes_at: datetime | None
    decide_on: date
    decided_at: datetime | None
    awarded_to: str

    @classmethod
    def told(cls, one: Challenge, *, at: datetime) -> dict[str, Any]:
        listing = one.listing
        return {
            "ref": listing.ref,
            "title": listing.title,
            "publisher": listing.provider.name if listing.provider else "",
            "reward_yuan": int(listing.details.get("reward", 0)),
            "state": one.state,
            "phase": one.phase(at=at) if one.state == ChallengeState.OPEN else None,
            "round": one.round,
            "rounds": one.rounds,
            "opened_at": one.opened_at,
            "closes_at": listing.closes_at,
            "decide_on": one.decide_on,
            "decided_at": one.decided_at,
            "awarded_to": one.awarded.team if one.awarded else "",
        }


class CriterionOut(Schema):
    label: str
    most: int


class ChallengeQuestionOut(Schema):
    id: UUID
    text: str
    answer: str
    answered_at: datetime | None


class MilestoneOut(Schema):
    id: UUID
    title: str
    due_on: date
    state: MilestoneState


class WholeChallengeOut(ChallengeOut):
    text: str
    goal: str
    conditions: str
    fields_of: list[str]
    criteria: list[CriterionOut]
    questions: list[ChallengeQuestionOut]
    milestones: list[MilestoneOut]


class ChallengePage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[ChallengeOut]
    next: str | None


class StageOut(Schema):
    """`count` came at least so far, `here` stand there now, the oldest for `oldest_days`."""

    stage: Stage
    count: int
    amount_fen: int
    here: int
    oldest_days: int | None
    typical_days: int | None


class FunnelOut(Schema):
    occasions: int
    stages: list[StageOut]
    fell_through: int
    disputed: int


@router.get("/challenges", response={200: ChallengePage, **FAILURES})
def list_challenges(
    request: ApiRequest,
    *,
    state: Annotated[ChallengeState | None, Query()] = None,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> ChallengePage:
    """Problems put out with a reward, the newest first."""
    rows = policy.public(request.district.pk).whole()
    if state:
        rows = rows.filter(state=state)
    shown, more = guards.page(rows, cursor, limit, order="-opened_at")
    now = timezone.now()
    items = [ChallengeOut(**ChallengeOut.told(one, at=now)) for one in shown]
    return ChallengePage(items=items, next=more)


@router.get("/challenges/{ref}", response={200: WholeChallengeOut, **FAILURES})
def get_challenge(request: ApiRequest, ref: Ref) -> WholeChallengeOut:
    """One, with its criteria, the answered questions and its milestones."""
    rows = policy.public(request.district.pk).whole()
    one: Challenge = get_object_or_404(rows, listing__ref=ref)
    told = one.listing.details
    asked = Question.objects.filter(district_id=one.district_id, challenge=one)
    return WholeChallengeOut(
        **ChallengeOut.told(one, at=timezone.now()),
        text=one.listing.text,
        goal=told.get("goal", ""),
        conditions=told.get("conditions", ""),
        fields_of=list(told.get("fields", ())),
        criteria=[CriterionOut(label=c["label"], most=c["most"]) for c in one.criteria],
        questions=[
            ChallengeQuestionOut(id=q.pk, text=q.text, answer=q.answer, answered_at=q.answered_at)
            for q in asked.exclude(answer="").order_by("asked_at", "id")
        ],
        milestones=[
            MilestoneOut(id=m.pk, title=m.title, due_on=m.due_on, state=MilestoneState(m.state))
            for m in queries.milestones(one)
        ],
    )


@figures.get("/introductions/funnel", response={200: FunnelOut, **FAILURES})
def get_funnel(
    request: ApiRequest,
    *,
    since: Annotated[date | None, Query(description="introduced on or after")] = None,
    until: Annotated[date | None, Query(description="introduced on or before")] = None,
    source: Annotated[Source | None, Query()] = None,
) -> FunnelOut:
    """What came of introductions, counted from their rows."""
    user, on = request.user, timezone.localdate()
    if not introductions.oversees(user, on=on):
        raise NotAllowed(_("只有调度员、分管领导和监督员能看。"))
    found = introductions.visible_to(user, request.district.pk, on=on)
    if since:
        found = found.filter(introduced_on__gte=since)
    if until:
        found = found.filter(introduced_on__lte=until)
    if source:
        found = found.filter(source=source)
    held = funnels.occasions_of(request.district.pk, since=since, until=until)
    told = funnels.funnel(found, held, on=on)
    return FunnelOut(
        occasions=told.occasions,
        stages=[
            StageOut(
                stage=level.stage,
                count=level.count,
                amount_fen=level.amount_fen,
                here=level.here,
                oldest_days=level.oldest,
                typical_days=level.typical,
            )
            for level in told.levels
        ],
        fell_through=told.fallen,
        disputed=told.disputed,
    )
