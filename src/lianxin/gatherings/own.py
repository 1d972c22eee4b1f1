"""Which meetings a person is invited to, which topics she has handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from lianxin.gatherings.actions.retention import NOBODY
from lianxin.gatherings.models import Attendee, Member, Topic
from lianxin.network import forgetting, own
from lianxin.network.models import User


def told(user: User) -> Sequence[own.Row]:
    mine: dict[str, Any] = {"district_id": own.district_of(user)}
    topics = Topic.objects.filter(**mine, by_user=user.pk).order_by("pk")
    called = Attendee.objects.filter(**mine, user=user.pk).select_related("meeting__series")
    return [
        *({"title": t.title, "text": t.text, "asked_at": t.put_at} for t in topics),
        *(
            {
                "ref": one.meeting.ref, "name": one.meeting.series.name,
                "starts_at": one.meeting.starts_at, "came_at": one.here_at, "note": one.note,
            }
            for one in called.order_by("pk")
        ),
    ]  # fmt: skip


def erase(user: User, _at: datetime) -> str:
    """She is invited no more. That somebody came stays for the quorum, not who; what she handed
    in stays, without her name."""
    mine: dict[str, Any] = {"district_id": own.district_of(user)}
    known = forgetting.known([user.name])
    for topic in Topic.objects.filter(**mine, by_user=user.pk):
        text = forgetting.plain(topic.text, known)
        Topic.objects.filter(**mine, pk=topic.pk).update(by_user=None, text=text)
    Member.objects.filter(**mine, user=user.pk).delete()
    called = Attendee.objects.filter(**mine, user=user.pk)
    called.exclude(deputy="").update(deputy=NOBODY)
    called.update(user=None, name=NOBODY, note="")
    return ""


own.register(own.Part("gatherings", _("会议和提出的议题"), told, erase))
