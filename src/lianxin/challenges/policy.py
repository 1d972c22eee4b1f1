"""Who publishes and decides, who reviews, and who reads which application."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.challenges.models import (
    Application,
    Challenge,
    ChallengeQuerySet,
    Declaration,
    Reviewer,
)
from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Listing, ListingQuerySet
from lianxin.exchange.states import ListingState
from lianxin.kernel import privacy
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import User

Someone = User | AnonymousUser


def public(district_id: int) -> ChallengeQuerySet:
    """What the public may see: also when it is over."""
    found: ChallengeQuerySet = Challenge.objects.filter(district_id=district_id)
    return found.exclude(listing__state__in=[ListingState.DRAFT, ListingState.REVIEWING])


def visible_to(user: Someone, district_id: int, *, on: date) -> ChallengeQuerySet:
    if not user.is_authenticated or user.district_id != district_id:
        return public(district_id)
    everything: ChallengeQuerySet = Challenge.objects.filter(district_id=district_id)
    units = exchange.units_of(user, on=on)
    ours = Q(listing__provider__in=units) | Q(listing__owner_id=user.pk)
    hidden = [ListingState.DRAFT, ListingState.REVIEWING]
    return everything.filter(ours | ~Q(listing__state__in=hidden))


def to_set_up_by(user: Someone, *, on: date) -> ListingQuerySet:
    """Listings of one's units that ask for a solution, by a sheet or a program, and do not say
    yet how it will be decided."""
    units = exchange.units_of(user, on=on)
    district_id = getattr(user, "district_id", None) or 0
    ours = Listing.objects.filter(
        Q(provider__in=units) | Q(owner_id=user.pk), district_id=district_id, kind="CHALLENGE",
        state=ListingState.PUBLISHED, challenge__isnull=True,
    )  # fmt: skip
    found: ListingQuerySet = ours if user.is_authenticated else ours.none()
    return found


def publishes(user: Someone, challenge: Challenge, *, on: date) -> bool:
    """Whether `user` decides: of the unit that put it out. Coordinators do not read what
    applicants hand in."""
    if not user.is_authenticated or user.district_id != challenge.district_id:
        return False
    listing = challenge.listing
    if listing.owner_id == user.pk:
        return True
    return listing.provider_id is not None and listing.provider_id in exchange.units_of(
        user, on=on
    )


def reviewer_of(user: Someone, challenge: Challenge) -> Reviewer | None:
    if not user.is_authenticated:
        return None
    return Reviewer.objects.filter(
        district_id=challenge.district_id, challenge=challenge, user_id=user.pk, ended_at=None
    ).first()


def is_interested(user: User, application: Application, *, on: date) -> bool:
    """Whether the register itself shows an interest: her own application, or one of an
    organisation in which she holds a seat."""
    claim = application.claim
    if user.pk in (claim.claimant.user_id, claim.claimant.relayed_by_id):
        return True
    seats = network.seats_on(user, on=on)
    return claim.ordered_by_id is not None and any(
        seat.organisation_id == claim.ordered_by_id for seat in seats
    )


def declared(reviewer: Reviewer, application: Application) -> Declaration | None:
    return Declaration.objects.filter(
        district_id=application.district_id, reviewer=reviewer, application=application
    ).first()


def require_publisher(by: User | None, challenge: Challenge, *, on: date) -> None:
    if by is None or publishes(by, challenge, on=on):
        return
    raise NotAllowed(_("只有发榜单位的人员可以这样做。"))


def require_reader(user: Someone, application: Application, *, at: datetime) -> None:
    """Before the deadline nobody reads an application. Afterwards the publisher does, and each
    reviewer who has declared that she has no interest in it. Who declared one is kept out, also
    where she is the publisher's."""
    on, challenge = timezone.localdate(at), application.challenge
    reviewer = reviewer_of(user, challenge)
    if reviewer is None and not publishes(user, challenge, on=on):
        raise NotAllowed(_("只有发榜单位和评审人可以看申请材料。"))
    if challenge.is_sealed(at=at):
        raise NotAllowed(_("截止以前，谁也不能看申请材料。"))
    if reviewer is not None:
        _require_free(reviewer, application, on=on)


def _require_free(reviewer: Reviewer, application: Application, *, on: date) -> None:
    said = declared(reviewer, application)
    if (said and said.has_conflict) or is_interested(reviewer.user, application, on=on):
        raise NotAllowed(_("您与这份申请有利益关系，已回避，不能看也不能评。"))
    if said is None:
        raise NotAllowed(_("请先声明与这份申请有没有利益关系，再看材料。"))


def require_applicant(by: User | None, application: Application, *, code: str) -> None:
    """By the code of the application, or the account it was handed in with."""
    claim = application.claim
    if by is not None and claim.claimant.user_id == by.pk:
        return
    if by is None and (not code or privacy.matches_code(claim.pk, code)):
        return
    raise NotAllowed(_("只有提交这份申请的人可以这样做。"))
