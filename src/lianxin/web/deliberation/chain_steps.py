"""A topic as a step of what came of what: to everybody once it is shown, and to who moderates or
answers it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianxin.deliberation import policy
from lianxin.deliberation.models import Survey, Topic
from lianxin.deliberation.states import PUBLIC, SurveyState, TopicState
from lianxin.web.deliberation import words
from lianxin.web.following.steps import Shown, Viewer, shows


@shows("deliberation.topic", _("议题"), hidden=_("居民提出的一个议题"))
def topics(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Shown]:
    own = policy.visible_to(viewer.user, viewer.district_id, on=viewer.on)
    seen = Q(state__in=PUBLIC) | Q(pk__in=own.values("pk"))
    rows = Topic.objects.filter(seen, district_id=viewer.district_id, pk__in=ids)
    return {one.pk: _shown(one) for one in rows.whole()}


@shows("deliberation.survey", _("问卷"), hidden=_("一份还没有发布的问卷"))
def surveys(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Shown]:
    rows = Survey.objects.filter(district_id=viewer.district_id, pk__in=ids).public()
    return {
        one.pk: Shown(
            title=one.title, url=reverse("deliberation:survey", args=[one.ref]),
            state=str(SurveyState(one.state).label), on=timezone.localdate(one.closes_at),
            unit=one.hall.unit, text=one.answer[:200],
        )
        for one in rows.whole()
    }  # fmt: skip


def _shown(topic: Topic) -> Shown:
    is_public = topic.state in PUBLIC
    row = words.row(topic, url="", at=timezone.now())
    name = "deliberation:topic" if is_public else "deliberation:handled"
    return Shown(
        title=topic.title, url=reverse(name, args=[topic.ref]), state=row.state, level=row.level,
        on=timezone.localdate(topic.raised_at), unit=topic.unit,
        until=timezone.localdate(topic.due_at)
        if topic.due_at and topic.state == TopicState.OPEN
        else None,
        text=topic.answer[:200],
    )  # fmt: skip
