"""What happens in the room, each thing saved at once, and until the minutes are out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases.actions import meeting as cases
from lianxin.cases.models import Case, Parking
from lianxin.gatherings import findable, policy, queries
from lianxin.gatherings.actions import agenda, doing, telling, writing
from lianxin.gatherings.models import Attendee, Item, Meeting, Resolution, Topic
from lianxin.gatherings.states import MEETING, TOPIC, MeetingState, TopicState
from lianxin.kernel import calendar, timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.lineage import actions as lineage
from lianxin.lineage.models import Thing
from lianxin.network.models import Organisation, User

MINUTES_IN: Final = 3  # working days after the meeting


@dataclass(frozen=True)
class Votes:
    favour: int
    against: int
    abstained: int


@dataclass(frozen=True)
class Decision:
    """What is decided, who does it, until when."""

    text: str
    owner: Organisation | None
    due_on: date | None
    votes: Votes | None = None


@transaction.atomic
def open_session(
    meeting: Meeting, *, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    policy.require_clerk(by, meeting.series, on=timezone.localdate(at))
    agenda.fill(meeting.series, at=at)
    MEETING.apply(meeting, "open", by=by, at=at, key=key)


@transaction.atomic
def mark(meeting: Meeting, here: Collection[UUID], *, by: User | None, at: datetime) -> None:
    """The clerk ticks who is there; who has signed in on her own phone stays."""
    policy.require_clerk(by, meeting.series, on=timezone.localdate(at))
    _require_session(meeting)
    rows = Attendee.objects.filter(district_id=meeting.district_id, meeting=meeting)
    new = rows.filter(pk__in=here, here_at=None)
    new.update(here_at=at, seen=Attendee.Seen.CLERK)
    left = rows.exclude(pk__in=here).filter(seen=Attendee.Seen.CLERK)
    left.update(here_at=None, seen="")
    count = rows.filter(here_at__isnull=False).count()
    timeline.append(meeting, "mark", by=by, at=at, note=_("到会 %d 位") % count)


def adopt(topic: Topic, told: Decision, *, by: User | None, at: datetime, key: UUID) -> Resolution:
    """The meeting has decided: the topic is settled, a unit has something to do, and a parked case
    has its decision in its own file, all or nothing. The same `key` is one.

    Raises `Refusal` unless it says what, who and until when.
    """
    policy.require_clerk(by, topic.series, on=timezone.localdate(at))

    def begin() -> Resolution:
        meeting = _sitting(topic)
        owner, due_on = _checked(topic, told, at=at)
        votes = _votes(told.votes)
        TOPIC.apply(topic, "resolve", by=by, at=at, note=told.text.strip())
        made = Resolution(
            district_id=topic.district_id, key=key, meeting=meeting, topic=topic,
            text=told.text.strip()[:2000], owner=owner, due_on=due_on, made_at=at,
            **votes,
        )  # fmt: skip
        entry = timeline.begin(made, "adopt", by=by, at=at)
        _of_topic(topic).update(heard=Item.Heard.DECIDED)
        _link(topic, made, "resolved", by=by, at=at)
        doing.give(made, by=by, at=at)
        _write_back(topic, made, by=by, at=at)
        _tell(made, meeting, entry)
        return made

    return writing.once(Resolution, topic.district_id, key, begin)


@transaction.atomic
def note(item: Item, text: str, *, by: User | None, at: datetime) -> None:
    """What was said of one line of the agenda; a decision is `adopt`."""
    policy.require_clerk(by, item.meeting.series, on=timezone.localdate(at))
    if item.meeting.state not in (MeetingState.SESSION, MeetingState.HELD):
        raise IllegalMove(_("开会时和审定纪要前才能记录。"))
    item.note = text.strip()[:2000]
    if item.heard == Item.Heard.WAITING and item.note and item.action_id:
        item.heard = Item.Heard.NOTED
    item.save(update_fields=["note", "heard"])
    timeline.append(item.meeting, "note", by=by, at=at, note=item.note)


@transaction.atomic
def carry(topic: Topic, *, by: User | None, at: datetime, note: str = "") -> None:
    """Nothing decided today: it comes first next time."""
    policy.require_clerk(by, topic.series, on=timezone.localdate(at))
    _sitting(topic)
    if topic.state != TopicState.OPEN:
        raise IllegalMove(_("这个议题已经了结。"))
    told = {"note": note.strip()[:2000]} if note.strip() else {}
    _of_topic(topic).update(heard=Item.Heard.CARRIED, **told)
    timeline.append(topic, "carry", by=by, at=at, note=note.strip())


@transaction.atomic
def adjourn(meeting: Meeting, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """It is over. What is open goes to the top of the next agenda, also when the next meeting is
    not planned yet; the minutes are due in three working days."""
    policy.require_clerk(by, meeting.series, on=timezone.localdate(at))
    due = calendar.load(meeting.district_id).add_working_days(at, MINUTES_IN)
    MEETING.apply(meeting, "adjourn", by=by, at=at, key=key, minutes_due_at=due.at)
    rows = Item.objects.filter(district_id=meeting.district_id, meeting=meeting)
    rows.filter(heard=Item.Heard.WAITING).update(heard=Item.Heard.CARRIED)
    coming = next(iter(queries.coming(meeting.series)), None)
    left = Topic.objects.filter(
        district_id=meeting.district_id, meeting=meeting, state=TopicState.OPEN,
        case__isnull=False,
    )  # fmt: skip
    for topic in left.select_related("case", "meeting", "series").order_by("pk"):
        agenda.postpone(topic, coming, by=by, at=at)
    agenda.fill(meeting.series, at=at)


@transaction.atomic
def approve(meeting: Meeting, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """The chair has read the minutes and stands for them."""
    policy.require_chair(by, meeting, on=timezone.localdate(at))
    MEETING.apply(meeting, "approve", by=by, at=at, key=key)


@transaction.atomic
def send_back(
    meeting: Meeting, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    policy.require_chair(by, meeting, on=timezone.localdate(at))
    if not reason.strip():
        raise Refusal(_("请写明要改什么。"), field="reason")
    MEETING.apply(meeting, "send_back", by=by, at=at, key=key, note=reason.strip())


@transaction.atomic
def send(meeting: Meeting, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """To everybody who was invited; where the series is public everybody may read from now on what
    was decided."""
    policy.require_clerk(by, meeting.series, on=timezone.localdate(at))
    entry = MEETING.apply(meeting, "send", by=by, at=at, key=key, sent_at=at)
    findable.put(meeting)
    telling.tell_invited("minutes_sent", meeting, entry=entry)


def _write_back(topic: Topic, made: Resolution, *, by: User | None, at: datetime) -> None:
    """Into the file of the parked case, unless it has been decided there."""
    if topic.case_id is None:
        return
    own = {"district_id": topic.district_id}
    if Parking.objects.filter(**own, case=topic.case_id, decided_at=None).exists():
        whole = Case.objects.select_related("district", "place", "lead")
        cases.decide(
            whole.get(**own, pk=topic.case_id), decision=made.text, owner=made.owner,
            due_on=made.due_on, by=by, at=at, is_heard=telling.reaches(made.meeting),
        )  # fmt: skip


def _checked(topic: Topic, told: Decision, *, at: datetime) -> tuple[Organisation, date]:
    if not told.text.strip():
        raise Refusal(_("请写明决定了什么。"), field="text")
    if told.owner is None or not told.owner.is_active:
        raise Refusal(_("请写明由哪个单位负责。"), field="owner")
    if told.owner.district_id != topic.district_id:
        raise Refusal(_("请选择本辖区的责任单位。"), field="owner")
    if told.due_on is None:
        raise Refusal(_("请写明哪天前完成。"), field="due_on")
    if told.due_on < timezone.localdate(at):
        raise Refusal(_("完成期限不能早于今天。"), field="due_on")
    return told.owner, told.due_on


def _votes(told: Votes | None) -> dict[str, int]:
    if told is None:
        return {}
    if min(told.favour, told.against, told.abstained) < 0:
        raise Refusal(_("票数不能小于零。"), field="votes_for")
    if told.favour <= told.against:
        raise Refusal(_("赞成的不比反对的多，决议没有通过。"), field="votes_for")
    return {
        "votes_for": told.favour, "votes_against": told.against, "abstained": told.abstained,
    }  # fmt: skip


def _tell(made: Resolution, meeting: Meeting, entry: Entry) -> None:
    public = made.topic.case_id is None
    text = made.text if public else _("会议作出决定，%s前办完") % made.due_on
    telling.happened(made, meeting, entry=entry, text=f"{made.owner.name}：{text}")


def _sitting(topic: Topic) -> Meeting:
    """The meeting that talks about it now."""
    if topic.meeting_id is None:
        raise IllegalMove(_("这个议题还不在议程上。"))
    rows = Meeting.objects.filter(district_id=topic.district_id)
    meeting: Meeting = rows.whole().get(pk=topic.meeting_id)
    _require_session(meeting)
    return meeting


def _require_session(meeting: Meeting) -> None:
    if meeting.state != MeetingState.SESSION:
        raise IllegalMove(_("会议不在进行中。开会以后、散会以前才能这样做。"))


def _of_topic(topic: Topic) -> Any:
    return Item.objects.filter(
        district_id=topic.district_id, meeting=topic.meeting_id, topic=topic
    )


def _link(source: Topic, target: Resolution, how: str, *, by: User | None, at: datetime) -> None:
    lineage.link(
        Thing.of(source), Thing.of(target), district_id=target.district_id, how=how, by=by, at=at
    )
