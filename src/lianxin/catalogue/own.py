"""The searches that a person keeps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lianxin.catalogue.models import SavedSearch
from lianxin.network import own
from lianxin.network.models import User


def told(user: User) -> Sequence[own.Row]:
    mine = SavedSearch.objects.filter(district_id=own.district_of(user), user=user.pk)
    return [
        {
            "title": one.title,
            "asked": one.asked,
            "saved_at": one.saved_at,
            "ended_at": one.ended_at,
        }
        for one in mine.order_by("pk")
    ]


def erase(user: User, _at: datetime) -> str:
    SavedSearch.objects.filter(district_id=own.district_of(user), user=user.pk).delete()
    return ""


own.register(own.Part("searches", _("保存的搜索"), told, erase))
