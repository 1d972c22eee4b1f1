"""What a person with an account has said of promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lianxin.commitments.models import Comment
from lianxin.commitments.states import CommentState
from lianxin.network import forgetting, own
from lianxin.network.models import User


def _mine(user: User) -> QuerySet[Comment]:
    mine = Comment.objects.filter(district_id=own.district_of(user), user=user.pk)
    found: QuerySet[Comment] = mine.select_related("commitment").order_by("pk")
    return found


def told(user: User) -> Sequence[own.Row]:
    return [
        {
            "subject": one.commitment.title, "ref": one.commitment.ref, "name": one.name,
            "text": one.text, "state": str(CommentState(one.state).label), "answer": one.answer,
            "asked_at": one.said_at,
        }
        for one in _mine(user)
    ]  # fmt: skip


def erase(user: User, _at: datetime) -> str:
    """What was said stays, without who said it."""
    for one in _mine(user):
        known = forgetting.known([user.name, one.name])
        same = Comment.objects.filter(district_id=one.district_id, pk=one.pk)
        text = forgetting.plain(one.text, known)
        same.update(user=None, phone=None, name="—", text=text)
    return ""


own.register(own.Part("promises", _("对承诺的意见"), told, erase))
