"""Topics, resolutions and what units were given to do, as steps of what came of what. Of a parked
case only whoever filed it, and those who work on the meeting, see what was said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.gatherings import policy
from lianxin.gatherings.models import Action, Meeting, Resolution, Topic
from lianxin.gatherings.states import ActionState, TopicState
from lianxin.web.following.steps import Shown, Viewer, shows

LEVELS = {
    TopicState.OPEN: "wait", TopicState.RESOLVED: "good", ActionState.OPEN: "wait",
    ActionState.CLOSED: "good",
}  # fmt: skip


@shows("gatherings.topic", _("议题"), hidden=_("会议上的一个议题"))
def topics(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Shown]:
    rows = Topic.objects.filter(district_id=viewer.district_id, pk__in=ids)
    rows = rows.select_related("meeting__series", "series", "by_unit")
    seen = _seen(viewer, "meeting", "case")
    return {
        one.pk: Shown(
            title=one.title, url=_url(viewer, one.meeting), state=_word(TopicState(one.state)),
            level=LEVELS.get(TopicState(one.state), "quiet"), on=_day(one.put_at),
            unit=one.by_unit, text=_where(one.meeting),
        )
        for one in rows.filter(seen)
    }  # fmt: skip


@shows("gatherings.resolution", pgettext_lazy("meeting", "决议"), hidden=_("会议作出的一个决定"))
def resolutions(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Shown]:
    rows = Resolution.objects.filter(district_id=viewer.district_id, pk__in=ids)
    rows = rows.select_related("meeting__series", "owner", "topic")
    return {
        one.pk: Shown(
            title=one.text, url=_url(viewer, one.meeting), state=str(_("已决定")), level="good",
            unit=one.owner, until=one.due_on, on=_day(one.made_at), text=_where(one.meeting),
        )
        for one in rows.filter(_seen(viewer, "meeting", "topic__case"))
    }  # fmt: skip


@shows("gatherings.action", _("交办"), hidden=_("会议交办的一件事"))
def actions(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Shown]:
    rows = Action.objects.filter(district_id=viewer.district_id, pk__in=ids)
    rows = rows.select_related("meeting__series", "owner")
    seen = _seen(viewer, "meeting", "resolution__topic__case")
    return {
        one.pk: Shown(
            title=one.text, url=_url(viewer, one.meeting), state=_word(ActionState(one.state)),
            level=LEVELS.get(ActionState(one.state), "quiet"), unit=one.owner,
            until=one.due_on if one.state == ActionState.OPEN else None, on=_day(one.given_at),
            text=one.report,
        )
        for one in rows.filter(seen)
    }  # fmt: skip


def _seen(viewer: Viewer, meeting: str, case: str) -> Q:
    """What public meetings say of what is no case, what one's own came to, and what one works
    on."""
    public = policy.public(viewer.district_id).values("pk")
    own = policy.visible_to(viewer.user, viewer.district_id, on=viewer.on).values("pk")
    return (
        Q(**{f"{meeting}__in": public, f"{case}__isnull": True})
        | Q(**{f"{case}__in": viewer.opened})
        | Q(**{f"{meeting}__in": own})
    )


def _url(viewer: Viewer, meeting: Meeting | None) -> str:
    """The page of the meeting: its public one, else that of who works on it, else none."""
    if meeting is None:
        return ""
    if policy.public(viewer.district_id).filter(pk=meeting.pk).exists():
        return reverse("gatherings:town_meeting", args=[meeting.series.code, meeting.ref])
    own = policy.visible_to(viewer.user, viewer.district_id, on=viewer.on)
    is_own = own.filter(pk=meeting.pk).exists()
    return reverse("gatherings:meeting", args=[meeting.ref]) if is_own else ""


def _word(state: TopicState | ActionState) -> str:
    return str(state.label)


def _where(meeting: Meeting | None) -> str:
    return meeting.series.name if meeting else ""


def _day(at: datetime) -> date:
    return timezone.localdate(at)
