"""What the exchange keeps of a person with an account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lianxin.exchange.actions import retention
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import (
    Claim,
    ClaimQuerySet,
    Listing,
    ListingQuerySet,
    Qualification,
    Rating,
)
from lianxin.exchange.states import ClaimState, ListingState
from lianxin.network import forgetting, own
from lianxin.network.models import User

YEAR = 365
LASTING = [kind.code for kind in KINDS.values() if kind.keep_days > YEAR]
"""Of which the rules ask that they are kept for years: shifts and challenges."""


def _mine(user: User) -> ClaimQuerySet:
    found: ClaimQuerySet = Claim.objects.filter(
        district_id=own.district_of(user), claimant__user=user.pk
    )
    return found.select_related("claimant", "listing", "unit", "place").order_by("pk")


def told(user: User) -> Sequence[own.Row]:
    mine = list(_mine(user))
    ratings = Rating.objects.filter(district_id=own.district_of(user), claim__in=mine)
    rated = {one.claim_id: one for one in ratings}
    return [
        {
            "ref": one.ref, "kind": one.kind, "subject": one.subject, "text": one.text,
            "state": str(ClaimState(one.state).label), "unit": one.unit.name if one.unit else "",
            "place": one.place.name if one.place else "", "address": one.address,
            "asked_at": one.asked_at, "starts_at": one.starts_at, "ended_at": one.ended_at,
            "name": one.claimant.name, "phone": one.claimant.phone, "email": one.claimant.email,
            "stars": rated[one.pk].stars if one.pk in rated else "",
            "said": rated[one.pk].text if one.pk in rated else "",
        }
        for one in mine
    ]  # fmt: skip


def erase(user: User, at: datetime) -> str:
    """Of what is over, whom it was for; what goes on is for her to end first."""
    over = list(_mine(user).filter(ended_at__isnull=False).exclude(kind__in=LASTING))
    forgetting.unsay(own.district_of(user), over)
    for claim in over:
        retention.forget(claim, at=at)
    left = _mine(user).exclude(kind__in=LASTING).count()
    if not left:
        return ""
    return (
        ngettext(
            "还有 %d 张单子没有结束，先取消或者等它结束，再来删除。",
            "还有 %d 张单子没有结束，先取消或者等它结束，再来删除。",
            left,
        )
        % left
    )


def _papers(user: User) -> QuerySet[Qualification]:
    mine = Qualification.objects.filter(district_id=own.district_of(user), user=user.pk)
    return mine.select_related("issuer").order_by("pk")


def told_of_papers(user: User) -> Sequence[own.Row]:
    return [
        {
            "ref": one.ref, "title": one.title, "course": one.course, "name": one.name,
            "issuer": one.issuer.name, "issued_on": timezone.localdate(one.issued_at),
            "expires_on": one.expires_on,
        }
        for one in _papers(user)
    ]  # fmt: skip


def erase_papers(user: User, _at: datetime) -> str:
    """The number stays, so that nobody gets it again; nothing tells whose it was."""
    Qualification.objects.filter(district_id=own.district_of(user), user=user.pk).update(
        name=None, user=None
    )
    return ""


def _offered(user: User) -> ListingQuerySet:
    """What is in her own name; what she wrote for a unit is the unit's."""
    mine: ListingQuerySet = Listing.objects.filter(
        district_id=own.district_of(user), owner=user.pk, provider__isnull=True
    )
    return mine.whole().order_by("pk")


def told_of_listings(user: User) -> Sequence[own.Row]:
    return [
        {
            "ref": one.ref, "kind": one.kind, "title": one.title, "text": one.text,
            "details": one.details, "state": str(ListingState(one.state).label),
            "contact": one.contact, "phone": one.phone, "address": one.address,
            "made_at": one.made_at, "published_at": one.published_at,
        }
        for one in _offered(user)
    ]  # fmt: skip


def erase_listings(user: User, at: datetime) -> str:
    """Drafts go; what was public ends, and tells of nobody; what others wait for stays."""
    mine = _offered(user)
    for one in mine.filter(published_at__isnull=True):
        retention.discard(one)
    waited_for = Claim.objects.filter(district_id=own.district_of(user)).live()
    for one in mine.exclude(pk__in=waited_for.filter(listing__in=mine).values("listing")):
        retention.forget_owner(one, at=at)
    left = mine.count()
    if not left:
        return ""
    return (
        ngettext(
            "还有 %d 条有人在等您答复，先答复，再来删除。",
            "还有 %d 条有人在等您答复，先答复，再来删除。",
            left,
        )
        % left
    )


own.register(
    own.Part(
        "listings", _("以个人名义发布的"), told_of_listings, erase_listings,
        keeps=_("上过架的就此结束，别人办过的单子还看得到它，但看不出是谁的。有人在等答复的不删。"),
    )
)  # fmt: skip
own.register(
    own.Part(
        "orders", _("点的单、报的名、申请"), told, erase,
        keeps=_("办过什么、什么时候，还在单位的账上，但看不出是谁。没有结束的不删。"),
    )
)  # fmt: skip
own.register(
    own.Part(
        "certificates", _("课程证书"), told_of_papers, erase_papers,
        keeps=_("删了以后，别人核验时不再看得到姓名，等于作废。"),
    )
)  # fmt: skip
