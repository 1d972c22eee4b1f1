"""The studies in which a person takes part by herself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.network import own
from lianxin.network.models import User
from lianxin.studies.models import Member, Observation
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


def _noted(user: User) -> QuerySet[Observation]:
    rows = Observation.objects.filter(district_id=own.district_of(user), noted_by=user.pk)
    noted: QuerySet[Observation] = rows.select_related("study").order_by("pk")
    return noted


def noted(user: User) -> Sequence[own.Row]:
    return [
        {"ref": one.study.ref, "seen_on": one.seen_on, "text": one.text, "noted_at": one.noted_at}
        for one in _noted(user)
    ]


def unsign(user: User, _at: datetime) -> str:
    """They say nothing of anybody, and belong to the study: only who wrote them goes."""
    _noted(user).update(noted_by=None)
    return ""


own.register(own.Part("studies", gettext_lazy("参加的调研"), told, erase))
own.register(own.Part("observations", gettext_lazy("调研时的实地记录"), noted, unsign))
