"""What a person follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lianxin.following.models import Follow
from lianxin.network import own
from lianxin.network.models import User


def told(user: User) -> Sequence[own.Row]:
    mine = Follow.objects.filter(district_id=own.district_of(user), user=user.pk)
    return [
        {"title": one.title, "since": one.since_at, "ended_at": one.ended_at}
        for one in mine.order_by("pk")
    ]


def erase(user: User, _at: datetime) -> str:
    Follow.objects.filter(district_id=own.district_of(user), user=user.pk).delete()
    return ""


own.register(own.Part("following", _("关注的事"), told, erase))
