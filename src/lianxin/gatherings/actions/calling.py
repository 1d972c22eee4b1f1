"""Set a series up; plan its meetings, call them, move them, call them off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import queries as bodies
from lianxin.bodies.models import Body
from lianxin.exchange.actions import bookings
from lianxin.exchange.actions.bookings import Span
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.models import Claim, Space
from lianxin.gatherings import policy
from lianxin.gatherings.actions import agenda, telling, writing
from lianxin.gatherings.models import Attendee, Meeting, Member, Part, Series
from lianxin.gatherings.states import COMING, MEETING
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network.models import District, Organisation, User

LONGEST: Final = timedelta(hours=12)
WEEKS, MONTHS = range(1, 6), range(1, 13)


@dataclass(frozen=True)
class Told:
    """A series that a unit wants to hold. See `Series` for what the columns mean."""

    name: str
    kind: str
    convener: Organisation
    starts: time
    about: str = ""
    week: int = 4
    weekday: int = 4
    months: int = 1
    minutes: int = 90
    quorum: int = 0
    room: str = ""
    space: Space | None = None
    body: Body | None = None
    clerk: User | None = None
    chair: User | None = None
    has_cases: bool = False
    is_public: bool = True


def put_series(
    district: District, code: str, told: Told, *, by: User | None, at: datetime, key: UUID
) -> Series:
    """Set a series up, or change the one that has this code. The same `key` is one."""
    policy.require_convener(by, told.convener, on=timezone.localdate(at))
    _check(district, code, told)
    columns: dict[str, Any] = {**vars(told), "name": told.name.strip()[:120]}
    first: Series | None = Series.objects.filter(district_id=district.pk, code=code).first()
    if first is not None:
        policy.require_clerk(by, first, on=timezone.localdate(at))
        timeline.append(first, "change", by=by, at=at, changes=columns)
        return first

    def begin() -> Series:
        made = Series(district=district, key=key, code=code, **columns)
        timeline.begin(made, "put", by=by, at=at)
        return made

    return writing.once(Series, district.pk, key, begin)


@transaction.atomic
def invite_always(
    series: Series,
    *,
    by: User | None,
    at: datetime,
    unit: Organisation | None = None,
    user: User | None = None,
    part: str = Part.MEMBER,
) -> Member:
    """To each meeting that is planned from now on. Twice is once."""
    policy.require_clerk(by, series, on=timezone.localdate(at))
    who = unit or user
    if who is None or who.district_id != series.district_id:
        raise Refusal(_("请选择本辖区的单位或人员。"), field="unit")
    own = {"district_id": series.district_id, "series": series, "unit": unit, "user": user}
    member, is_new = Member.objects.get_or_create(**own, defaults={"part": part})
    if is_new:
        timeline.append(series, "invite", by=by, at=at, note=str(who))
    return member


def plan(
    series: Series, *, starts_at: datetime, by: User | None, at: datetime, key: UUID,
    minutes: int = 0, room: str = "",
) -> Meeting:  # fmt: skip
    """Put the next meeting into the calendar, with those who always come and all that is open.
    The same `key` is one."""
    policy.require_clerk(by, series, on=timezone.localdate(at))
    if not series.is_active:
        raise Refusal(_("这个系列会议已停用。"))
    span = _span(starts_at, minutes or series.minutes, at=at, is_system=by is None)

    def begin() -> Meeting:
        number = series.meetings + 1
        timeline.append(series, "plan", by=by, at=at, changes={"meetings": number})
        claim = _book(series, span, key=key, at=at)
        made = Meeting(
            id=new_id(), district_id=series.district_id, key=key, series=series, number=number,
            starts_at=span.starts_at, ends_at=span.ends_at, room=room.strip() or series.room,
            claim=claim, clerk=series.clerk, chair=series.chair, quorum=series.quorum,
            ref=next_ref(series.district_id, f"{series.district.ref_prefix}H", at=at),
        )  # fmt: skip
        timeline.begin(made, "plan", by=by, at=at)
        _invite_members(made)
        agenda.fill(series, at=at)
        return made

    return writing.once(Meeting, series.district_id, key, begin)


@transaction.atomic
def invite(
    meeting: Meeting,
    *,
    by: User | None,
    at: datetime,
    unit: Organisation | None = None,
    user: User | None = None,
    name: str = "",
    email: str = "",
    part: str = Part.GUEST,
    key: UUID,
) -> Attendee:
    """One more, for this meeting alone. The same `key` is one; so is the same guest twice."""
    policy.require_clerk(by, meeting.series, on=timezone.localdate(at))
    if meeting.state not in COMING:
        raise IllegalMove(_("会议已经开始或结束，不能再请人。"))
    if not (unit or user or name.strip()):
        raise Refusal(_("请写明请谁：单位、人员或姓名。"), field="name")
    rows = Attendee.objects.filter(district_id=meeting.district_id, meeting=meeting)
    same = {"unit": unit} if unit else {"user": user} if user else {"key": key}
    first: Attendee | None = rows.filter(**same).first()
    if first is not None:
        return first
    made: Attendee = Attendee.objects.create(
        district_id=meeting.district_id, key=key, meeting=meeting, unit=unit, user=user,
        name=name.strip()[:60], email=email.strip() or None, part=part,
    )  # fmt: skip
    timeline.append(meeting, "invite", by=by, at=at, note=str(unit or user or name))
    return made


@transaction.atomic
def call(meeting: Meeting, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """Tell everybody who is invited; whoever reads it says whether she comes."""
    policy.require_clerk(by, meeting.series, on=timezone.localdate(at))
    agenda.fill(meeting.series, at=at)
    entry = MEETING.apply(meeting, "call", by=by, at=at, key=key)
    telling.tell_invited("meeting_called", meeting, entry=entry, text=where(meeting))


@transaction.atomic
def move(
    meeting: Meeting,
    *,
    starts_at: datetime,
    by: User | None,
    at: datetime,
    minutes: int = 0,
    key: UUID | None = None,
) -> None:
    """To another time: the room is given back and had anew, and who was told is told again."""
    policy.require_clerk(by, meeting.series, on=timezone.localdate(at))
    timeline.refuse_repeated(meeting, key)
    if meeting.state not in COMING:
        raise IllegalMove(_("会议已经开始或结束，不能改期。"))
    length = (meeting.ends_at - meeting.starts_at) // timedelta(minutes=1)
    span = _span(starts_at, minutes or length, at=at, is_system=by is None)
    _give_back(meeting, at=at)
    claim = _book(meeting.series, span, key=uuid5(meeting.pk, f"{meeting.moves}"), at=at)
    changes: Mapping[str, Any] = {
        "starts_at": span.starts_at, "ends_at": span.ends_at, "claim": claim,
        "moves": meeting.moves + 1,
    }  # fmt: skip
    entry = timeline.append(meeting, "move", by=by, at=at, key=key, changes=changes)
    agenda.fill(meeting.series, at=at)
    _ask_again(meeting)
    if meeting.state == COMING[1]:
        telling.tell_invited("meeting_moved", meeting, entry=entry, text=where(meeting))


@transaction.atomic
def cancel(
    meeting: Meeting, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It is not held. The room is free at once; what was on its agenda goes to the next one."""
    policy.require_clerk(by, meeting.series, on=timezone.localdate(at))
    said = reason.strip()[:500]
    if not said:
        raise Refusal(_("请写明为什么取消，参会的人都会看到。"), field="reason")
    was_called = meeting.state == COMING[1]
    entry = MEETING.apply(
        meeting, "cancel", by=by, at=at, key=key, note=said, reason=said, moves=meeting.moves + 1
    )
    _give_back(meeting, at=at)
    agenda.fill(meeting.series, at=at)
    if was_called:
        telling.tell_invited("meeting_cancelled", meeting, entry=entry, text=said)


def where(meeting: Meeting) -> str:
    """The room in words."""
    space = meeting.series.space
    return meeting.room or (f"{space.listing.title} {space.name}" if space else "")


def _invite_members(meeting: Meeting) -> None:
    """Those who always come, and the units that are members of the body on that day."""
    series = meeting.series
    members = Member.objects.filter(district_id=meeting.district_id, series=series)
    told = [(one.part, one.unit_id, one.user_id) for one in members.order_by("pk")]
    known = {unit_id for _part, unit_id, _user_id in told}
    if series.body is not None:
        units = bodies.units_on(series.body, on=timezone.localdate(meeting.starts_at))
        told += [(Part.MEMBER, one.pk, None) for one in units if one.pk not in known]
    Attendee.objects.bulk_create(
        Attendee(
            district_id=meeting.district_id, meeting=meeting, part=part, unit_id=unit_id,
            user_id=user_id,
        )
        for part, unit_id, user_id in told
    )  # fmt: skip


def _ask_again(meeting: Meeting) -> None:
    """At another time other people can come."""
    rows = Attendee.objects.filter(district_id=meeting.district_id, meeting=meeting)
    rows.update(answer=Attendee.Answer.ASKED, deputy="", note="")


def _book(series: Series, span: Span, *, key: UUID, at: datetime) -> Claim | None:
    """The room of the series for that time. Raises `Taken` with other times where it is had."""
    if series.space is None or span.starts_at < at:
        return None
    wish = Wish(
        who=Who(name=series.convener.name), subject=series.name, ordered_by=series.convener
    )
    return bookings.book(series.space, span, wish, key=uuid5(key, "room"), at=at).claim


def _give_back(meeting: Meeting, *, at: datetime) -> None:
    if meeting.claim is not None and meeting.claim.ended_at is None:
        bookings.cancel(meeting.claim, at=at, note=_("会议改期或取消"))


def _span(starts_at: datetime, minutes: int, *, at: datetime, is_system: bool) -> Span:
    length = timedelta(minutes=minutes)
    if not timedelta(0) < length <= LONGEST:
        raise Refusal(_("结束要晚于开始，最长 12 小时。"), field="minutes")
    if starts_at < at and not is_system:
        raise Refusal(_("开始时间已经过去，请另选。"), field="starts_at")
    return Span(starts_at, starts_at + length)


def _check(district: District, code: str, told: Told) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    if told.convener.district_id != district.pk:
        raise Refusal(_("这个单位不在本辖区。"), field="convener")
    if not told.name.strip():
        raise Refusal(_("请写一个名称。"), field="name")
    if not (told.week in WEEKS and told.weekday in range(7) and told.months in MONTHS):
        raise Refusal(_("请写明每几个月的第几个星期几开会。"), field="week")
    others = Series.objects.filter(district_id=district.pk, has_cases=True, is_active=True)
    if told.has_cases and others.exclude(code=code).exists():
        raise Refusal(_("本辖区已有一个受理上会诉求的会议。"), field="has_cases")
