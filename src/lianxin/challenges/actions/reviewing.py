"""Appoint reviewers, declare interests, give scores."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.challenges import policy
from lianxin.challenges.actions import telling
from lianxin.challenges.models import Application, Challenge, Declaration, Review, Reviewer
from lianxin.challenges.states import ChallengeState
from lianxin.exchange.states import ClaimState
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import User

MAX_TEXT: Final = 2000
JUDGED: Final = frozenset({ClaimState.ASKED, ClaimState.SHORTLISTED})


def appoint(
    challenge: Challenge, user: User, *, by: User | None, at: datetime, key: UUID
) -> Reviewer:
    """From now on `user` reviews. Appointing again changes nothing, or brings her back."""
    policy.require_publisher(by, challenge, on=timezone.localdate(at))
    _require_open(challenge)
    if user.district_id != challenge.district_id:
        raise Refusal(_("评审人要在本辖区有账号。"), field="user")
    with transaction.atomic():
        reviewer, is_new = Reviewer.objects.get_or_create(
            district_id=challenge.district_id,
            challenge=challenge,
            user=user,
            defaults={"key": key, "appointed_at": at},
        )
        if not is_new and reviewer.ended_at is None:
            return reviewer
        if not is_new:
            reviewer.ended_at, reviewer.appointed_at = None, at
            reviewer.save(update_fields=["ended_at", "appointed_at"])
        timeline.append(
            challenge, "appoint", by=by, at=at, audience=Audience.STAFF, note=str(user)
        )
        telling.tell_reviewer(challenge, user, about=reviewer.pk, at=at)
    return reviewer


@transaction.atomic
def dismiss(
    reviewer: Reviewer, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """She reviews no more, and is told why; the scores that she gave stay."""
    challenge = reviewer.challenge
    policy.require_publisher(by, challenge, on=timezone.localdate(at))
    timeline.refuse_repeated(challenge, key)
    _require_open(challenge)
    if not note.strip():
        raise Refusal(_("请写明为什么不再请这位评审人，对方会看到。"), field="note")
    mine = Reviewer.objects.filter(district_id=reviewer.district_id, pk=reviewer.pk, ended_at=None)
    if not mine.update(ended_at=at):
        return
    said = _("%(name)s：%(why)s") % {"name": reviewer.user, "why": note.strip()}
    entry = timeline.append(
        challenge, "dismiss", by=by, at=at, key=key, audience=Audience.STAFF, note=said
    )
    telling.tell_dismissed(challenge, reviewer.user, about=entry.pk, at=at, text=note.strip())


@transaction.atomic
def declare(
    application: Application,
    *,
    has_conflict: bool,
    text: str = "",
    by: User,
    at: datetime,
) -> Declaration:
    """A reviewer says whether she has an interest in an application. An interest once declared
    stays: she cannot read or judge it any more, and what she scored before does not count."""
    reviewer = _reviewer(application, by)
    if has_conflict and not text.strip():
        raise Refusal(_("请写明是什么利益关系，一句话就行。"), field="text")
    said, is_new = Declaration.objects.get_or_create(
        district_id=application.district_id,
        reviewer=reviewer,
        application=application,
        defaults={
            "has_conflict": has_conflict, "text": text.strip()[:200], "said_at": at,
        },
    )  # fmt: skip
    if is_new or said.has_conflict == has_conflict:
        return said
    if said.has_conflict:
        raise NotAllowed(_("已经声明回避，不能收回；请发榜单位另请评审人。"))
    said.has_conflict, said.text, said.said_at = True, text.strip()[:200], at
    said.save(update_fields=["has_conflict", "text", "said_at"])
    return said


def give(
    application: Application,
    points: Mapping[str, Any],
    *,
    text: str,
    by: User,
    at: datetime,
    key: UUID,
) -> Review:
    """Give the scores of the present round: all criteria at once, and once only. From then on the
    others' scores show. The same `key` is one.

    Raises `NotAllowed` for who has an interest or has not declared, `Refusal` naming the
    criterion.
    """
    policy.require_reader(by, application, at=at)
    challenge = application.challenge
    reviewer = _reviewer(application, by)
    _require_open(challenge)
    if application.claim.state not in JUDGED or application.round != challenge.round:
        raise Refusal(_("这份申请已经有决定，或者已经撤回，不再评分。"))
    scores = _points(challenge, points)
    if not text.strip():
        raise Refusal(_("请写评语，申请人落选时要知道为什么。"), field="text")
    try:
        with transaction.atomic():
            return Review.objects.create(
                district_id=application.district_id, key=key, reviewer=reviewer,
                application=application, round=challenge.round, points=scores,
                text=text.strip()[:MAX_TEXT], given_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        first = Review.objects.filter(district_id=application.district_id, key=key).first()
        if first is None:
            raise Refusal(_("您已经评过这份申请，评分不能再改。"), code="repeated") from error
        return first


def _points(challenge: Challenge, told: Mapping[str, Any]) -> dict[str, int]:
    scores: dict[str, int] = {}
    for criterion in challenge.criteria:
        code, most = criterion["code"], criterion["most"]
        try:
            value = int(str(told.get(code, "")))
        except ValueError:
            value = -1
        if not 0 <= value <= most:
            raise Refusal(
                _("“%(name)s”请打 0 到 %(most)d 分。")
                % {"name": criterion["label"], "most": most},
                field=code,
            )
        scores[code] = value
    return scores


def _reviewer(application: Application, by: User) -> Reviewer:
    reviewer = policy.reviewer_of(by, application.challenge)
    if reviewer is None:
        raise NotAllowed(_("您不是这一榜的评审人。"))
    return reviewer


def _require_open(challenge: Challenge) -> None:
    if challenge.state != ChallengeState.OPEN:
        raise Refusal(_("评审已经结束。"), code="closed")
