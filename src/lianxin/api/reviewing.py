"""What is handed in to a challenge, for its team, its reviewers and its publisher: sealed until
the deadline, and no scores of others before one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Path, Router, Status

from lianxin.api import guards
from lianxin.api.challenge_shapes import (
    ApplicationDeedIn,
    ApplicationIn,
    AppliedOut,
    JudgedOut,
    SubmissionOut,
)
from lianxin.api.exchange import found
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.challenges import policy, queries
from lianxin.challenges.actions import applying, reviewing
from lianxin.challenges.models import Application, Challenge, Declaration, Review, Reviewer
from lianxin.exchange.actions.claiming import Who
from lianxin.kernel.refusals import NotAllowed, Refusal, Repeated
from lianxin.network.models import Scope, User

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)
MOVE_FAILURES: dict[int, Any] = FAILURES | {409: Problem}
router = Router(tags=["challenges"], auth=Bearer(Scope.EXCHANGE_TAKE))
reading = Router(tags=["challenges"], auth=Bearer(Scope.EXCHANGE_READ))
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Deed = Callable[..., object]


@router.post(
    "/challenges/{ref}/apply", response={200: AppliedOut, 201: AppliedOut, **MOVE_FAILURES}
)
def apply(request: ApiRequest, ref: Ref, said: ApplicationIn) -> Status[AppliedOut]:
    """Hand in an application with one's own account; papers are added on its page. After the
    deadline the Problem says the server's time."""
    user, one = request.user, challenge_of(request, ref)
    unit = found.unit(request.district.pk, said.organisation, field="organisation")
    told = applying.Told(
        team=said.team,
        members=said.members,
        plan=said.plan,
        organisation=unit,
        who=Who(name=said.name or str(user), phone=said.phone, email=said.email, user=user),
    )
    receipt = applying.apply(one, told, by=user, at=timezone.now(), key=said.key)
    claim = receipt.claim
    out = AppliedOut(ref=claim.ref, code=receipt.code, state=claim.state)
    return Status(201 if receipt.is_new else 200, out)


@reading.get("/challenges/{ref}/submissions", response={200: list[JudgedOut], **FAILURES})
def list_submissions(request: ApiRequest, ref: Ref) -> list[JudgedOut]:
    """What a reviewer has to declare on, read and score in the present round; for the publisher
    all of that round. Their teams alone."""
    one = challenge_of(request, ref)
    reviewer = policy.reviewer_of(request.user, one)
    if reviewer is None and not policy.publishes(request.user, one, on=timezone.localdate()):
        raise NotAllowed(_("只有发榜单位和评审人可以看申请材料。"))
    return _judged(queries.standing_in(one), one, reviewer)


@reading.get("/submissions/{ref}", response={200: SubmissionOut, **FAILURES})
def get_submission(request: ApiRequest, ref: Ref) -> SubmissionOut:
    """One whole, for the publisher and for a reviewer who has declared no interest: 403 with one,
    and for everybody before the deadline. `reviews` are empty until one's own is in."""
    one, user = _application(request, ref), request.user
    policy.require_reader(user, one, at=timezone.now())
    is_publisher = policy.publishes(user, one.challenge, on=timezone.localdate())
    given = queries.reviews_shown(
        one, to=user, round_=one.challenge.round, is_publisher=is_publisher
    )
    return SubmissionOut.of(one, given)


def _withdraw(one: Application, said: ApplicationDeedIn, *, by: User, at: datetime) -> None:
    applying.withdraw(one, by=by, at=at, note=said.text, key=said.key)


def _declare(one: Application, said: ApplicationDeedIn, *, by: User, at: datetime) -> None:
    if said.has_conflict is None:
        raise Refusal(_("请说明有没有利益关系。"), field="has_conflict")
    reviewing.declare(one, has_conflict=said.has_conflict, text=said.text, by=by, at=at)


def _score(one: Application, said: ApplicationDeedIn, *, by: User, at: datetime) -> None:
    if said.key is None:
        raise Refusal(_("请带上 key，重复发送才不会评两次。"), field="key")
    reviewing.give(one, said.points, text=said.text, by=by, at=at, key=said.key)


DEEDS: Mapping[str, Deed] = {"withdraw": _withdraw, "declare": _declare, "score": _score}
ApplicationVerb = Enum("ApplicationVerb", {name: name for name in DEEDS}, type=str)  # type: ignore[misc]  # its members are data


@router.post("/submissions/{ref}/{verb}", response={200: JudgedOut, **MOVE_FAILURES})
def do_to_submission(
    request: ApiRequest,
    ref: Ref,
    verb: ApplicationVerb,
    said: ApplicationDeedIn,
    *,
    idempotency_key: Annotated[str, Header(max_length=200, pattern=PLAIN)] = "",
) -> JudgedOut:
    """The team withdraws; a reviewer declares an interest or none, and scores, once."""
    one, user = _application(request, ref), request.user
    said.key = said.key or guards.key_of(idempotency_key)
    once(lambda: DEEDS[verb.value](one, said, by=user, at=timezone.now()))
    return _judged([one], one.challenge, policy.reviewer_of(user, one.challenge))[0]


def challenge_of(request: ApiRequest, ref: str) -> Challenge:
    visible = policy.visible_to(request.user, request.district.pk, on=timezone.localdate())
    one: Challenge = get_object_or_404(visible.whole(), listing__ref=ref)
    return one


def once(act: Callable[[], object]) -> None:
    """What had been done under the same key is done."""
    try:
        with transaction.atomic():
            act()
    except Repeated:
        pass


def _application(request: ApiRequest, ref: str) -> Application:
    """One that is hers, or that she reviews or decides; to others it does not exist."""
    rows = Application.objects.filter(district_id=request.district.pk)
    joined = ("claim__claimant", "claim__ordered_by", "challenge__listing")
    one: Application = get_object_or_404(rows.select_related(*joined), claim__ref=ref)
    one.challenge = challenge_of(request, one.challenge.listing.ref)
    user, is_own = request.user, one.claim.claimant.user_id == request.user.pk
    judges = policy.reviewer_of(user, one.challenge) is not None
    if not (is_own or judges or policy.publishes(user, one.challenge, on=timezone.localdate())):
        raise Http404
    return one


def _judged(
    found: list[Application], one: Challenge, reviewer: Reviewer | None
) -> list[JudgedOut]:
    said: dict[UUID, bool] = {}
    given: set[UUID] = set()
    if reviewer is not None:
        mine: dict[str, Any] = {"district_id": one.district_id, "reviewer": reviewer}
        declared = Declaration.objects.filter(**mine)
        said = dict(declared.values_list("application", "has_conflict"))
        reviews = Review.objects.filter(**mine, round=one.round)
        given = set(reviews.values_list("application", flat=True))
    return [
        JudgedOut(
            ref=each.claim.ref,
            team=each.team,
            has_declared=each.pk in said,
            has_conflict=said.get(each.pk, False),
            has_given=each.pk in given,
        )
        for each in found
    ]
