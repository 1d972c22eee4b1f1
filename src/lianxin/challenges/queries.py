"""Reads with joins, counts or several steps: who sees which scores, and what is lacking."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet, Sum

from lianxin.challenges.models import (
    Application,
    Challenge,
    Declaration,
    Milestone,
    Paper,
    Review,
    Reviewer,
)
from lianxin.challenges.states import FEWEST_REVIEWS
from lianxin.exchange.milestones import MilestoneState
from lianxin.exchange.states import ClaimState
from lianxin.network.models import User


def applications(challenge: Challenge) -> QuerySet[Application]:
    """All that were handed in, as they came."""
    found = Application.objects.filter(district_id=challenge.district_id, challenge=challenge)
    return found.select_related(
        "claim__claimant", "claim__ordered_by", "challenge__listing"
    ).order_by("id")


def standing_in(challenge: Challenge) -> list[Application]:
    """Those that take part in the present round and have not been withdrawn or decided."""
    live = Q(claim__state__in=[ClaimState.ASKED, ClaimState.SHORTLISTED])
    return list(applications(challenge).filter(live, round=challenge.round))


def reviewers(challenge: Challenge) -> Sequence[Reviewer]:
    found = Reviewer.objects.filter(
        district_id=challenge.district_id, challenge=challenge, ended_at=None
    )
    return list(found.select_related("user").order_by("appointed_at", "id"))


def counting(application: Application, *, round_: int) -> QuerySet[Review]:
    """The reviews of a round that count: not those of who declared an interest afterwards."""
    found = Review.objects.filter(
        district_id=application.district_id, application=application, round=round_
    )
    partial = Declaration.objects.filter(
        district_id=application.district_id, application=application, has_conflict=True
    )
    return found.exclude(reviewer__in=partial.values("reviewer"))


def reviews_shown(
    application: Application, *, to: User, round_: int, is_publisher: bool
) -> Sequence[Review]:
    """To a reviewer nothing before her own scores are in, then all; to the publisher all, unless
    she reviews herself."""
    reviews = list(
        counting(application, round_=round_).select_related("reviewer__user").order_by("given_at")
    )
    own = any(review.reviewer.user_id == to.pk for review in reviews)
    judges = Reviewer.objects.filter(
        district_id=application.district_id,
        challenge=application.challenge_id,
        user=to,
        ended_at=None,
    ).exists()
    if own or (is_publisher and not judges):
        return reviews
    return ()


def has_enough(application: Application, *, round_: int) -> bool:
    return counting(application, round_=round_).count() >= FEWEST_REVIEWS


def milestones(challenge: Challenge) -> Sequence[Milestone]:
    found = Milestone.objects.filter(district_id=challenge.district_id, challenge=challenge)
    return list(found.order_by("due_on", "id"))


def promised_fen(challenge: Challenge) -> int:
    """The sum of what the milestones promise."""
    found = Milestone.objects.filter(district_id=challenge.district_id, challenge=challenge)
    return int(found.aggregate(whole=Sum("pay_fen"))["whole"] or 0)


def is_delivered(challenge: Challenge) -> bool:
    found = Milestone.objects.filter(district_id=challenge.district_id, challenge=challenge)
    return found.exists() and not found.exclude(state=MilestoneState.ACCEPTED).exists()


def papers(application: Application, milestone: Milestone | None = None) -> QuerySet[Paper]:
    found = Paper.objects.filter(district_id=application.district_id, application=application)
    return found.filter(milestone=milestone).order_by("added_at", "id")
