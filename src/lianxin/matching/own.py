"""What a person wrote to be shown what fits, what she said of it, and her wishes for places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.exchange.models import Listing
from lianxin.matching.actions import profiles
from lianxin.matching.models import Feedback, Placement, Profile, Wish
from lianxin.matching.states import Why
from lianxin.network import own
from lianxin.network.models import User

WRITTEN = (
    "is_on", "wanted", "title", "text", "skills", "fields", "employment", "pay_from", "education",
    "experience", "within_km", "times", "changed_at",
)  # fmt: skip


def told(user: User) -> Sequence[own.Row]:
    mine = {"district_id": user.district_id, "user": user.pk}
    rows: list[own.Row] = list(Profile.objects.filter(**mine).values(*WRITTEN))
    wishes = Wish.objects.filter(**mine).select_related("round").order_by("pk")
    rows += [{"round": one.round.title, "wishes": len(one.listings)} for one in wishes]
    placed = Placement.objects.filter(**mine).select_related("round", "listing").order_by("pk")
    rows += [
        {"round": one.round.title, "placed": one.listing.title if one.listing else ""}
        for one in placed
    ]
    return rows


def _said(user: User) -> QuerySet[Feedback]:
    mine = Feedback.objects.filter(district_id=own.district_of(user), by=user.pk)
    return mine.select_related("listing").order_by("pk")


def _said_for_herself(user: User) -> QuerySet[Feedback]:
    """Not what she said for her unit, whose suggestions it keeps hidden."""
    of_hers = {"district_id": own.district_of(user)}
    profile = Profile.objects.filter(**of_hers, user=user.pk).values("pk")
    listings = Listing.objects.filter(**of_hers, owner=user.pk).values("pk")
    return _said(user).filter(Q(asker_id__in=profile) | Q(asker_id__in=listings))


def told_of_feedback(user: User) -> Sequence[own.Row]:
    return [
        {"ref": one.listing.ref, "title": one.listing.title, "why": str(Why(one.why).label),
         "said_at": one.at}
        for one in _said(user)
    ]  # fmt: skip


def erase_feedback(user: User, _at: datetime) -> str:
    _said_for_herself(user).delete()
    if not _said(user).exists():
        return ""
    return _("替单位说的“不相关”留给单位，删了那些推荐又会出来。")


def erase(user: User, _at: datetime) -> str:
    """What she wrote, and wishes on which nothing has been decided."""
    profiles.forget(user, by=user)
    wishes = Wish.objects.filter(district_id=own.district_of(user), user=user.pk)
    wishes.filter(round__published_at=None).delete()
    if not wishes.exists():
        return ""
    return _("已经公布的名额分配要能复查，填过的志愿和结果留着，只有发起的单位看得到。")


own.register(
    own.Part(
        "feedback", gettext_lazy("说过“不相关”的推荐"), told_of_feedback, erase_feedback,
        keeps=gettext_lazy("替单位说的留给单位。"),
    )
)  # fmt: skip
own.register(
    own.Part(
        "matching", gettext_lazy("个人意向和志愿"), told, erase,
        keeps=gettext_lazy("已经公布的名额分配留着，要能复查。"),
    )
)  # fmt: skip
