"""Put challenges out, ask about them, decide and carry out, by the same rules as on the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Path, Router

from lianxin.api import guards
from lianxin.api.challenge_shapes import (
    AskedOut,
    ChallengeDeedIn,
    CourseIn,
    MilestoneDeedIn,
    PutIn,
    QuestionIn,
)
from lianxin.api.challenges import ChallengeOut, MilestoneOut
from lianxin.api.challenges import router as listed
from lianxin.api.exchange import found
from lianxin.api.problems import Problem
from lianxin.api.reviewing import challenge_of, once
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.challenges import policy, queries
from lianxin.challenges.actions import deciding, delivering, putting, reviewing
from lianxin.challenges.models import Application, Challenge, Milestone, Question, Reviewer
from lianxin.exchange.milestones import MilestoneState
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Scope, User

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)
MOVE_FAILURES: dict[int, Any] = FAILURES | {409: Problem}
router = Router(tags=["challenges"], auth=Bearer(Scope.EXCHANGE_ACT))
taking = Router(tags=["challenges"], auth=Bearer(Scope.EXCHANGE_TAKE))
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Key = Annotated[str, Header(max_length=200, pattern=PLAIN)]
Deed = Callable[..., object]


@listed.post(
    "/challenges",
    response={200: ChallengeOut, **MOVE_FAILURES},
    auth=Bearer(Scope.EXCHANGE_ACT),
)
def put_out(request: ApiRequest, said: PutIn) -> ChallengeOut:
    """Publish one in the name of one's unit. The same key is one."""
    unit = found.unit(request.district.pk, said.provider, field="provider")
    draft, user, now = said.draft(unit), request.user, timezone.now()
    made = putting.put_out(request.district, draft, said.course(), by=user, at=now, key=said.key)
    return _told(challenge_of(request, made.listing.ref), at=now)


@router.post("/challenges/{ref}/set_up", response={200: ChallengeOut, **MOVE_FAILURES})
def set_up(request: ApiRequest, ref: Ref, said: CourseIn) -> ChallengeOut:
    """Say how one will be decided that was published as a listing of the kind CHALLENGE."""
    listing, now = found.listing(request, ref), timezone.now()
    putting.set_up(listing, said.course(), by=request.user, at=now, key=said.key)
    return _told(challenge_of(request, ref), at=now)


@taking.post("/challenges/{ref}/ask", response={200: AskedOut, **MOVE_FAILURES})
def ask_question(request: ApiRequest, ref: Ref, said: QuestionIn) -> AskedOut:
    """Ask in public; who asked is not kept."""
    asked = putting.ask(challenge_of(request, ref), said.text, at=timezone.now(), key=said.key)
    return AskedOut(id=asked.pk, text=asked.text, asked_at=asked.asked_at)


def _award(one: Challenge, said: ChallengeDeedIn, *, by: User, at: datetime) -> None:
    standing = _standing(one)
    winner = standing.get(said.winner)
    if winner is None:
        raise Refusal(_("请选由谁揭榜。"), field="winner")
    deciding.award(one, winner, _reasons(standing, said), by=by, at=at, key=said.key)


def _advance(one: Challenge, said: ChallengeDeedIn, *, by: User, at: datetime) -> None:
    standing = _standing(one)
    going = [each for ref, each in standing.items() if ref in said.chosen]
    on, reasons = said.decide_on or timezone.localdate(at), _reasons(standing, said)
    deciding.advance(one, going, reasons, decide_on=on, by=by, at=at, key=said.key)


def _fail(one: Challenge, said: ChallengeDeedIn, *, by: User, at: datetime) -> None:
    reasons = _reasons(_standing(one), said)
    deciding.fail(one, reasons, note=said.note, by=by, at=at, key=said.key)


def _appoint(one: Challenge, said: ChallengeDeedIn, *, by: User, at: datetime) -> None:
    person = _person(one, said)
    reviewing.appoint(one, person, by=by, at=at, key=_needed(said.key))


def _dismiss(one: Challenge, said: ChallengeDeedIn, *, by: User, at: datetime) -> None:
    rows = Reviewer.objects.filter(district_id=one.district_id, challenge=one, ended_at=None)
    reviewer = rows.filter(user=_person(one, said)).select_related("user").first()
    if reviewer is None:
        raise Refusal(_("这个人不是这一榜的评审人。"), field="reviewer")
    reviewer.challenge = one
    reviewing.dismiss(reviewer, note=said.note, by=by, at=at, key=said.key)


def _answer(one: Challenge, said: ChallengeDeedIn, *, by: User, at: datetime) -> None:
    rows = Question.objects.filter(district_id=one.district_id, challenge=one)
    question = rows.filter(pk=said.question).first() if said.question else None
    if question is None:
        raise Refusal(_("没有这个问题。"), field="question")
    question.challenge = one
    putting.answer(question, said.note, by=by, at=at, key=said.key)


def _plan(one: Challenge, said: ChallengeDeedIn, *, by: User, at: datetime) -> None:
    if said.due_on is None:
        raise Refusal(_("请写明完成日期。"), field="due_on")
    delivering.plan(
        one, title=said.title, text=said.note, due_on=said.due_on, pay_fen=said.pay_fen, by=by,
        at=at, key=_needed(said.key),
    )  # fmt: skip


def _finish(one: Challenge, said: ChallengeDeedIn, *, by: User, at: datetime) -> None:
    delivering.finish(one, by=by, at=at, key=said.key)


def _stop(one: Challenge, said: ChallengeDeedIn, *, by: User, at: datetime) -> None:
    delivering.stop(one, note=said.note, by=by, at=at, key=said.key)


DEEDS: Mapping[str, Deed] = {
    "answer": _answer,
    "appoint": _appoint,
    "dismiss": _dismiss,
    "advance": _advance,
    "award": _award,
    "fail": _fail,
    "plan": _plan,
    "finish": _finish,
    "stop": _stop,
}
ChallengeVerb = Enum("ChallengeVerb", {name: name for name in DEEDS}, type=str)  # type: ignore[misc]  # its members are data


@router.post("/challenges/{ref}/{verb}", response={200: ChallengeOut, **MOVE_FAILURES})
def do_to_challenge(
    request: ApiRequest,
    ref: Ref,
    verb: ChallengeVerb,
    said: ChallengeDeedIn,
    *,
    idempotency_key: Key = "",
) -> ChallengeOut:
    """What its publisher does: answer, appoint, decide with reasons for all, plan, end."""
    one, now = challenge_of(request, ref), timezone.now()
    policy.require_publisher(request.user, one, on=timezone.localdate(now))
    said.key = said.key or guards.key_of(idempotency_key)

    def act() -> None:
        timeline.refuse_repeated(one, said.key)
        DEEDS[verb.value](one, said, by=request.user, at=now)

    once(act)
    return _told(challenge_of(request, ref), at=now)


def _report(one: Milestone, said: MilestoneDeedIn, *, by: User, at: datetime) -> None:
    delivering.report(one, text=said.text, by=by, at=at, key=said.key)


def _accept(one: Milestone, said: MilestoneDeedIn, *, by: User, at: datetime) -> None:
    paid: dict[str, Any] = {"paid_fen": said.paid_fen, "paid_on": said.paid_on}
    delivering.accept(one, **paid, note=said.text, by=by, at=at, key=said.key)


def _send_back(one: Milestone, said: MilestoneDeedIn, *, by: User, at: datetime) -> None:
    delivering.send_back(one, note=said.text, by=by, at=at, key=said.key)


STRETCHES: Mapping[str, Deed] = {"report": _report, "accept": _accept, "send_back": _send_back}
MilestoneVerb = Enum("MilestoneVerb", {name: name for name in STRETCHES}, type=str)  # type: ignore[misc]  # its members are data


@taking.post("/milestones/{pk}/{verb}", response={200: MilestoneOut, **MOVE_FAILURES})
def do_to_milestone(
    request: ApiRequest,
    pk: UUID,
    verb: MilestoneVerb,
    said: MilestoneDeedIn,
    *,
    idempotency_key: Key = "",
) -> MilestoneOut:
    """The awarded team reports; the publisher accepts, or sends it back with a word."""
    rows = Milestone.objects.filter(district_id=request.district.pk)
    one = get_object_or_404(rows.select_related("challenge__listing"), pk=pk)
    one.challenge = challenge_of(request, one.challenge.listing.ref)
    said.key = said.key or guards.key_of(idempotency_key)
    once(lambda: STRETCHES[verb.value](one, said, by=request.user, at=timezone.now()))
    now = rows.get(pk=pk)
    return MilestoneOut(id=pk, title=now.title, due_on=now.due_on, state=MilestoneState(now.state))


def _standing(one: Challenge) -> dict[str, Application]:
    return {each.claim.ref: each for each in queries.standing_in(one)}


def _reasons(standing: Mapping[str, Application], said: ChallengeDeedIn) -> dict[UUID, str]:
    return {standing[ref].pk: why for ref, why in said.reasons.items() if ref in standing}


def _person(one: Challenge, said: ChallengeDeedIn) -> User:
    people = User.objects.filter(district_id=one.district_id, is_active=True)
    person = people.filter(username=said.reviewer.strip()).first()
    if person is None:
        raise Refusal(_("没有这个登录名的账号，请核对。"), field="reviewer")
    return person


def _needed(key: UUID | None) -> UUID:
    if key is None:
        raise Refusal(_("请带上 key，重复发送才不会办两次。"), field="key")
    return key


def _told(one: Challenge, *, at: datetime) -> ChallengeOut:
    return ChallengeOut(**ChallengeOut.told(one, at=at))
