"""The studies in which a person takes part by herself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.network import own
from lianxin.network.models import User
from lianxin.studies.models import Member
from lianxin.studies.states import ANSWERED, StudyState

OVER = (*ANSWERED, StudyState.DROPPED)


def _mine(user: User) -> QuerySet[Member]:
    rows = Member.objects.filter(district_id=own.district_of(user), user=user.pk)
    mine: QuerySet[Member] = rows.select_related("study").order_by("pk")
    return mine


def told(user: User) -> Sequence[own.Row]:
    return [
        {
            "ref": one.study.ref, "title": one.study.title, "part": one.part,
            "invited_at": one.invited_at, "consented_at": one.consented_at,
            "declined_at": one.declined_at,
        }
        for one in _mine(user)
    ]  # fmt: skip


def erase(user: User, _at: datetime) -> str:
    rows = _mine(user)
    rows.filter(consented_at=None).delete()
    rows.filter(study__state__in=OVER).delete()
    if not _mine(user).exists():
        return ""
    return _("还在参加的调研，结束以后再来删除。")


own.register(own.Part("studies", gettext_lazy("参加的调研"), told, erase))
