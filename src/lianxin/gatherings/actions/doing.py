"""What a meeting asks units to do, until it is closed; it comes back on each agenda before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.gatherings import policy
from lianxin.gatherings.actions import keeping, telling, writing
from lianxin.gatherings.actions.keeping import File
from lianxin.gatherings.models import Action, Item, Meeting, Resolution
from lianxin.gatherings.states import ACTION, ActionState, MeetingState
from lianxin.kernel import timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.lineage import actions as lineage
from lianxin.lineage.models import Thing
from lianxin.network.models import Organisation, User

SOON: Final = timedelta(days=3)
GRACE: Final = timedelta(days=7)
GIVING: Final = (MeetingState.SESSION, MeetingState.HELD)


def assign(
    meeting: Meeting, *, text: str, owner: Organisation | None, due_on: date | None,
    by: User | None, at: datetime, key: UUID,
) -> Action:  # fmt: skip
    """Hand a task out in the meeting, without a topic: the task list of a kick-off. The same `key`
    is one."""
    policy.require_clerk(by, meeting.series, on=timezone.localdate(at))

    def begin() -> Action:
        if meeting.state not in GIVING:
            raise IllegalMove(_("开会时和审定纪要前才能交办。"))
        if not text.strip():
            raise Refusal(_("请写明交办什么。"), field="text")
        if owner is None or owner.district_id != meeting.district_id or not owner.is_active:
            raise Refusal(_("请写明由哪个单位负责。"), field="owner")
        if due_on is None or due_on < timezone.localdate(at):
            raise Refusal(_("请写明哪天前完成，不早于今天。"), field="due_on")
        return _write(meeting, text, owner, due_on, by=by, at=at, key=key)

    return writing.once(Action, meeting.district_id, key, begin)


def give(resolution: Resolution, *, by: User | None, at: datetime) -> Action:
    """The task that follows from a resolution."""
    made = _write(
        resolution.meeting, resolution.text, resolution.owner, resolution.due_on, by=by, at=at,
        key=uuid5(resolution.pk, "action"), resolution=resolution,
    )  # fmt: skip
    lineage.link(
        Thing.of(resolution), Thing.of(made), district_id=made.district_id, how="asked", by=by,
        at=at,
    )  # fmt: skip
    return made


@transaction.atomic
def report(
    action: Action, *, text: str, by: User | None, at: datetime, files: Sequence[File] = (),
    key: UUID | None = None,
) -> None:  # fmt: skip
    """The owner says what was done, with proof."""
    policy.require_doer(by, action, on=timezone.localdate(at))
    if not text.strip():
        raise Refusal(_("请写明做了什么、结果怎样。"), field="text")
    said = text.strip()[:2000]
    entry = ACTION.apply(
        action, "report", by=by, at=at, key=key, note=said, report=said, reported_at=at
    )
    keeping.keep(action.meeting, files, action=action, at=at)
    telling.tell_clerk(
        "action_reported", action.series, entry=entry, ref=action.ref, subject=action.series.name,
        link=f"/gatherings/actions/{action.ref}/", text=said,
    )  # fmt: skip
    _tell(action, entry, gettext_lazy("责任单位报完成，等会议销号"))


@transaction.atomic
def close(
    action: Action, *, by: User | None, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """It is done: it comes back on no agenda any more."""
    policy.require_clerk(by, action.series, on=timezone.localdate(at))
    entry = ACTION.apply(action, "close", by=by, at=at, key=key, note=note.strip(), ended_at=at)
    _end(action)
    telling.tell_owner("action_answered", action, entry=entry, text=_("已销号"))
    _tell(action, entry, gettext_lazy("已办完销号"))


@transaction.atomic
def send_back(
    action: Action, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    policy.require_clerk(by, action.series, on=timezone.localdate(at))
    said = _why(reason)
    entry = ACTION.apply(action, "send_back", by=by, at=at, key=key, note=said)
    telling.tell_owner("action_answered", action, entry=entry, text=_("退回再办：%s") % said)


@transaction.atomic
def waive(
    action: Action, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It need not be done any more, and why."""
    policy.require_clerk(by, action.series, on=timezone.localdate(at))
    said = _why(reason)
    entry = ACTION.apply(
        action, "waive", by=by, at=at, key=key, note=said, reason=said, ended_at=at
    )
    _end(action)
    telling.tell_owner("action_answered", action, entry=entry, text=_("不再办：%s") % said)
    _tell(action, entry, f"{ActionState(action.state).label}：{said}")


def remind(district_id: int, *, at: datetime) -> int:
    """Three days before it is due, and once after. Returns how many were told."""
    on, told = timezone.localdate(at), 0
    near = Q(due_on__lte=on + SOON, due_on__gte=on - GRACE)
    rows = Action.objects.filter(near, district_id=district_id, state=ActionState.OPEN)
    for one in rows.whole().order_by("pk"):
        is_late = one.due_on < on
        text = _("已过期限：%s") % one.text if is_late else one.text
        about = Entry(id=uuid5(one.pk, f"{one.due_on} {is_late}"), at=at)
        telling.tell_owner("action_due", one, entry=about, text=text)
        told += 1
    return told


def remind_of_minutes(district_id: int, *, at: datetime) -> int:
    """The clerk and the chair, once the minutes are overdue."""
    rows = Meeting.objects.filter(
        district_id=district_id, state__in=[MeetingState.HELD, MeetingState.MINUTED],
        minutes_due_at__lt=at, minutes_due_at__gt=at - GRACE,
    )  # fmt: skip
    told = list(rows.whole().order_by("pk"))
    for one in told:
        telling.tell_clerk(
            "minutes_due", one.series, entry=Entry(id=uuid5(one.pk, "minutes"), at=at),
            ref=one.ref, subject=telling.title_of(one), link=f"/gatherings/{one.ref}/",
        )  # fmt: skip
    return len(told)


def _write(
    meeting: Meeting, text: str, owner: Organisation, due_on: date, *, by: User | None,
    at: datetime, key: UUID, **columns: Any,
) -> Action:  # fmt: skip
    made = Action(
        district_id=meeting.district_id, key=key, series=meeting.series, meeting=meeting,
        text=text.strip()[:2000], owner=owner, due_on=due_on,
        given_at=at,
        ref=next_ref(meeting.district_id, f"{meeting.district.ref_prefix}T", at=at), **columns,
    )  # fmt: skip
    entry = timeline.begin(made, "give", by=by, at=at)
    telling.tell_owner("action_given", made, entry=entry)
    return made


def _end(action: Action) -> None:
    rows = Item.objects.filter(district_id=action.district_id, action=action)
    rows.filter(meeting__state__in=["PLANNED", "CALLED", "SESSION"]).update(heard=Item.Heard.ENDED)


def _why(reason: str) -> str:
    if not reason.strip():
        raise Refusal(_("请写明原因，责任单位看得到。"), field="reason")
    return reason.strip()[:500]


def _tell(action: Action, entry: Entry, text: Any) -> None:
    telling.happened(action, action.meeting, entry=entry, text=text)
