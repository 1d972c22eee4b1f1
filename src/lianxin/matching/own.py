"""What a person wrote to be shown what fits, and her wishes for places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.matching.actions import profiles
from lianxin.matching.models import Placement, Profile, Wish
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
        "matching", gettext_lazy("个人意向和志愿"), told, erase,
        keeps=gettext_lazy("已经公布的名额分配留着，要能复查。"),
    )
)  # fmt: skip
