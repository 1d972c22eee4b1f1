"""What a person with an account has raised, said, supports and works on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lianxin.deliberation.models import Member, Remark, Support, Topic, Vote, Voter
from lianxin.network import forgetting, own
from lianxin.network.models import User


def told(user: User) -> Sequence[own.Row]:
    mine: dict[str, Any] = {"district_id": own.district_of(user)}
    topics = Topic.objects.filter(**mine, raised_by=user.pk).order_by("pk")
    remarks = Remark.objects.filter(**mine, by=user.pk).select_related("topic").order_by("pk")
    supports = Support.objects.filter(**mine, user=user.pk).select_related("topic")
    groups = Member.objects.filter(**mine, user=user.pk).select_related("topic")
    voted = Voter.objects.filter(**mine, user=user.pk).select_related("ballot")
    return [
        *(
            {"ref": t.ref, "title": t.title, "text": t.text, "asked_at": t.raised_at}
            for t in topics
        ),
        *({"ref": r.topic.ref, "text": r.text, "asked_at": r.at} for r in remarks),
        *({"ref": s.topic.ref, "title": s.topic.title, "asked_at": s.at} for s in supports),
        *({"ref": m.topic.ref, "title": m.topic.title, "asked_at": m.at} for m in groups),
        *({"ref": v.ballot.ref, "title": v.ballot.question} for v in voted),
    ]


def erase(user: User, _at: datetime) -> str:
    """What was raised and said stays, without who did; a support and a place in a group go."""
    mine: dict[str, Any] = {"district_id": own.district_of(user)}
    for topic in Topic.objects.filter(**mine, raised_by=user.pk):
        own_topic = Topic.objects.filter(**mine, pk=topic.pk)
        own_topic.update(raised_by=None, **_nameless(topic, user))
    for remark in Remark.objects.filter(**mine, by=user.pk):
        own_remark: Any = Remark.objects.filter(**mine, pk=remark.pk)
        own_remark.update(by=None, **_nameless(remark, user))
    supports = Support.objects.filter(**mine, user=user.pk)
    supported = list(supports.values_list("topic", flat=True))
    Topic.objects.filter(**mine, pk__in=supported).update(supports=F("supports") - 1)
    supports.delete()
    Member.objects.filter(**mine, user=user.pk).delete()
    voters = Voter.objects.filter(**mine, user=user.pk)
    Vote.objects.filter(**mine, voter__in=voters.values("pk")).update(voter=None)
    voters.update(user=None)
    return ""


def _nameless(said: Topic | Remark, user: User) -> dict[str, str]:
    known = forgetting.known([user.name, said.shown_as])
    return {"shown_as": "—", "text": forgetting.plain(said.text, known)}


own.register(own.Part("deliberation", _("议事厅里的发言和附议"), told, erase))
