"""What a meeting talks about: topics that are handed in, parked cases, and all that is open from
the meetings before, which comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases.actions import meeting as cases
from lianxin.cases.actions import private
from lianxin.cases.facts import CaseListed
from lianxin.cases.models import Case, Parking
from lianxin.gatherings import policy, queries
from lianxin.gatherings.actions import telling, writing
from lianxin.gatherings.models import Action, Item, Meeting, Series, Topic, TopicQuerySet
from lianxin.gatherings.states import COMING, TOPIC, MeetingState, TopicState
from lianxin.kernel import timeline
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.language import personal
from lianxin.lineage import actions as lineage
from lianxin.lineage.models import Thing
from lianxin.network.models import Organisation, User

RUNNING: Final = (*COMING, MeetingState.SESSION)


@dataclass(frozen=True)
class Proposal:
    """A topic as somebody puts it."""

    title: str
    text: str = ""
    by_unit: Organisation | None = None
    minutes: int = 10
    case: Case | None = None  # that came to the meeting


def submit(
    series: Series, told: Proposal, *, user: User | None, at: datetime, key: UUID,
    source: Any = None,
) -> Topic:  # fmt: skip
    """Anybody wants something talked about, whoever takes part also where nobody else may; the
    clerk puts it on an agenda, or says why not. `source` is the row or `Thing` that it came of, if
    any. The same `key` is one."""
    if not series.is_active or not policy.takes_topics(user, series, on=timezone.localdate(at)):
        raise Refusal(_("这个会议不收议题。"))

    def begin() -> Topic:
        made = _new(series, told, user=user, at=at, key=key, state=TopicState.SUBMITTED)
        entry = timeline.begin(made, "submit", by=user, at=at)
        telling.tell_clerk(
            "topic_submitted", series, entry=entry, ref=series.name, subject=made.title,
            link=f"/gatherings/series/{series.code}/", text=made.text,
        )  # fmt: skip
        if source is not None:
            _link(source, made, "talked", by=user, at=at)
        return made

    return writing.once(Topic, series.district_id, key, begin)


def add(
    meeting: Meeting, told: Proposal, *, by: User | None, at: datetime, key: UUID,
    source: Any = None, presenter: str = "",
) -> Topic:  # fmt: skip
    """The clerk puts a topic on the agenda. `source` is the row or `Thing` that it came of, if
    any. The same `key` is one."""
    policy.require_clerk(by, meeting.series, on=timezone.localdate(at))

    def begin() -> Topic:
        _require_running(meeting)
        made = _new(meeting.series, told, user=by, at=at, key=key, meeting=meeting)
        timeline.begin(made, "add", by=by, at=at)
        _put(meeting, [made], is_back=False, presenter=presenter)
        if source is not None:
            _link(source, made, "talked", by=by, at=at)
        return made

    return writing.once(Topic, meeting.district_id, key, begin)


@transaction.atomic
def admit(
    topic: Topic, meeting: Meeting, *, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """What was handed in comes onto the agenda of `meeting`."""
    policy.require_clerk(by, topic.series, on=timezone.localdate(at))
    _require_running(meeting)
    if meeting.series_id != topic.series_id:
        raise Refusal(_("请选这个系列的会议。"), field="meeting")
    entry = TOPIC.apply(topic, "admit", by=by, at=at, key=key, meeting=meeting)
    _put(meeting, [topic], is_back=False)
    telling.happened(topic, meeting, entry=entry, text=_("议题已列入议程"))


@transaction.atomic
def drop(
    topic: Topic, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It is not talked about, or not any more, and why."""
    _end(topic, "drop", reason, by=by, at=at, key=key)


@transaction.atomic
def refer(
    topic: Topic, *, to: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Others deal with it: `to` says who and how."""
    _end(topic, "refer", to, by=by, at=at, key=key)


@transaction.atomic
def order(item: Item, *, up: bool, by: User | None, at: datetime) -> None:
    """One line earlier or later."""
    policy.require_clerk(by, item.meeting.series, on=timezone.localdate(at))
    lines = list(_items(item.meeting).select_for_update(no_key=True).order_by("rank", "pk"))
    here = next(n for n, one in enumerate(lines) if one.pk == item.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(lines):
        return
    lines[here], lines[there] = lines[there], lines[here]
    for rank, one in enumerate(lines):
        one.rank = rank
    Item.objects.bulk_update(lines, ["rank"])


def fill(series: Series, *, at: datetime) -> None:
    """Put what is open onto the agendas of the meetings to come: at the top of the next one the
    actions and topics that came before, at the end of each the cases parked for it. Done again it
    adds what is new."""
    meetings = queries.coming(series)
    if series.has_cases and meetings:
        _list_cases(series, meetings[-1], at=at)
    for number, meeting in enumerate(meetings):
        waiting = _waiting(series).filter(case__in=_parked(meeting))
        undone: list[Action] = []
        if number == 0:
            waiting |= _waiting(series).filter(case=None)
            undone = _undone(series, meeting)
        found = list(waiting.order_by("put_at", "pk"))
        _put(meeting, [*undone, *(one for one in found if one.meeting_id)], is_back=True)
        _put(meeting, [one for one in found if not one.meeting_id], is_back=False)


def _waiting(series: Series) -> TopicQuerySet:
    """Open topics that are on no agenda to come."""
    own = {"district_id": series.district_id}
    running = Meeting.objects.filter(**own, state__in=RUNNING).values("pk")
    rows: TopicQuerySet = Topic.objects.filter(**own, series=series, state=TopicState.OPEN)
    return rows.filter(Q(meeting=None) | ~Q(meeting__in=running))


def _undone(series: Series, meeting: Meeting) -> list[Action]:
    """What units still have to do and is not on this agenda."""
    there = _items(meeting).filter(action__isnull=False).values("action")
    return list(queries.undone(series).exclude(pk__in=there).order_by("due_on", "pk"))


def heard_of(fact: CaseListed) -> None:
    """A case has been parked, carried over or decided: here, or on its own page."""
    own = {"district_id": fact.district_id}
    series = Series.objects.filter(**own, has_cases=True, is_active=True).first()
    if series is None:
        return
    topics = Topic.objects.filter(**own, case=fact.case_id, state=TopicState.OPEN)
    topic: Topic | None = topics.select_related("meeting").first()
    if topic is not None and fact.meeting_on is None:
        _settle(topic, at=fact.at)
    elif topic is not None and fact.meeting_on is not None:
        _let_go(topic, fact.meeting_on)
    if fact.meeting_on is not None:
        fill(series, at=fact.at)


def _settle(topic: Topic, *, at: datetime) -> None:
    """What has been decided elsewhere needs no meeting."""
    parking = Parking.objects.filter(district_id=topic.district_id, case=topic.case_id)
    last = parking.order_by("-parked_at").first()
    told = told_of(topic.case, last.decision)[:2000] if topic.case and last else ""
    TOPIC.apply(topic, "resolve", by=None, at=at, note=told, outcome=told)
    _items(topic.meeting).filter(topic=topic).update(heard=Item.Heard.ENDED, note=told)


def _let_go(topic: Topic, until: date) -> None:
    """Its case was carried over on its own page: this meeting is done with it."""
    meeting = topic.meeting
    if meeting is None or meeting.state not in RUNNING:
        return
    if until > timezone.localdate(meeting.starts_at):
        _items(meeting).filter(topic=topic).update(heard=Item.Heard.CARRIED)
        Topic.objects.filter(district_id=topic.district_id, pk=topic.pk).update(meeting=None)


def _list_cases(series: Series, meeting: Meeting, *, at: datetime) -> None:
    """A topic for each parked case that has none, also for one parked for a day before."""
    held_on = timezone.localdate(meeting.starts_at)
    rows = Parking.objects.filter(
        district_id=series.district_id, decided_at=None, meeting_on__lte=held_on
    )
    topics = Topic.objects.filter(district_id=series.district_id, case__isnull=False)
    known = topics.filter(state=TopicState.OPEN).values("case")
    for row in rows.exclude(case__in=known).select_related("case").order_by("meeting_on", "pk"):
        title = told_of(row.case, row.case.subject)
        told = Proposal(title=title, text=told_of(row.case, row.reason), case=row.case)
        made = _new(series, told, user=None, at=at, key=row.key)
        timeline.begin(made, "list", by=None, at=at)
        _link(row.case, made, "talked", by=None, at=at)


def told_of(case: Case, text: str) -> str:
    """What may be said of a case to all who sit in a meeting: without people's names."""
    for name in private.known(case):
        text = text.replace(name, _("某某"))
    return personal.redact(text).text


def postpone(topic: Topic, meeting: Meeting | None, *, by: User | None, at: datetime) -> None:
    """A parked case that was not decided says for which meeting it is listed now."""
    if topic.case is None:
        return
    parking = Parking.objects.filter(
        district_id=topic.district_id, case=topic.case, decided_at=None
    ).first()
    held_on = timezone.localdate(topic.meeting.starts_at) if topic.meeting else None
    if parking is None or held_on is None:
        return
    after = queries.next_day(topic.series, since=held_on)
    to = timezone.localdate(meeting.starts_at) if meeting else after
    if to > parking.meeting_on:
        case: Case = Case.objects.select_related("district", "place", "lead").get(
            district_id=topic.district_id, pk=topic.case.pk
        )
        cases.carry_over(case, to=to, by=by, at=at)


def _parked(meeting: Meeting) -> Any:
    held_on = timezone.localdate(meeting.starts_at)
    rows = Parking.objects.filter(district_id=meeting.district_id, decided_at=None)
    return rows.filter(meeting_on__lte=held_on).values("case")


def _new(series: Series, told: Proposal, *, user: User | None, at: datetime, key: UUID,
         **columns: Any) -> Topic:  # fmt: skip
    if not told.title.strip():
        raise Refusal(_("请写明要议什么。"), field="title")
    if told.by_unit is not None and told.by_unit.district_id != series.district_id:
        raise Refusal(_("这个单位不在本辖区。"), field="by_unit")
    return Topic(
        district_id=series.district_id, key=key, series=series, title=told.title.strip()[:120],
        text=told.text.strip()[:4000], by_unit=told.by_unit, by_user=user, put_at=at,
        minutes=told.minutes, case=told.case, **columns,
    )  # fmt: skip


def _put(
    meeting: Meeting, rows: Iterable[Topic | Action], *, is_back: bool, presenter: str = ""
) -> None:
    """Lines at the top of the agenda for what has come back, else at its end."""
    told = list(rows)
    if not told:
        return
    ends = _items(meeting).aggregate(low=Min("rank"), high=Max("rank"))
    first = (ends["low"] or 0) - len(told) if is_back else (ends["high"] or 0) + 1
    Item.objects.bulk_create(
        Item(
            district_id=meeting.district_id, meeting=meeting, rank=first + n, is_back=is_back,
            topic=row if isinstance(row, Topic) else None, presenter=presenter[:60],
            action=row if isinstance(row, Action) else None,
        )
        for n, row in enumerate(told)
    )  # fmt: skip
    topics = [row for row in told if isinstance(row, Topic)]
    rows_of = Topic.objects.filter(district_id=meeting.district_id)
    rows_of.filter(pk__in=[row.pk for row in topics]).update(meeting=meeting)
    for row in topics:
        row.meeting = meeting


def _items(meeting: Meeting | None) -> Any:
    if meeting is None:
        return Item.objects.none()
    return Item.objects.filter(district_id=meeting.district_id, meeting=meeting)


def _end(
    topic: Topic, verb: str, why: str, *, by: User | None, at: datetime, key: UUID | None
) -> None:
    policy.require_clerk(by, topic.series, on=timezone.localdate(at))
    said = why.strip()[:2000]
    if not said:
        raise Refusal(_("请写明转到哪里，或者为什么不再议。"), field="reason")
    if topic.case_id is not None:
        raise IllegalMove(_("上会的诉求要么有决定，要么留到下次，不能这样了结。"))
    entry = TOPIC.apply(topic, verb, by=by, at=at, key=key, note=said, outcome=said)
    _items(topic.meeting).filter(topic=topic).update(heard=Item.Heard.ENDED, note=said)
    text = f"{TopicState(topic.state).label}：{said}"
    telling.happened(topic, topic.meeting, entry=entry, text=text)


def _link(source: Any, target: Any, how: str, *, by: User | None, at: datetime) -> None:
    begun = source if isinstance(source, Thing) else Thing.of(source)
    lineage.link(begun, Thing.of(target), district_id=target.district_id, how=how, by=by, at=at)


def _require_running(meeting: Meeting) -> None:
    if meeting.state not in RUNNING:
        raise IllegalMove(_("这次会议已经开完或取消，不能再加议题。"))
