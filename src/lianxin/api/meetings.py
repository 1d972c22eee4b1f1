"""Meetings and what they decided: for everybody what is public, with a token what concerns one's
unit; and what a meeting asked of a unit, which reports it done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema, Status

from lianxin.api import guards
from lianxin.api.problems import Problem
from lianxin.api.reviewing import once
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.gatherings import minutes, policy, queries
from lianxin.gatherings.actions import agenda, calling, doing
from lianxin.gatherings.models import Action, Item, Meeting, MeetingQuerySet, Resolution, Series
from lianxin.gatherings.states import ActionState, MeetingState
from lianxin.kernel.ids import new_id
from lianxin.network.models import Scope

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
READ = Bearer(Scope.EXCHANGE_READ)
ACT = Bearer(Scope.EXCHANGE_ACT)
router = Router(tags=["meetings"], auth=[READ, anybody])
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Code = Annotated[str, Path(max_length=40, pattern=PLAIN)]


class MeetingSeriesOut(Schema):
    code: str
    name: str
    kind: str
    about: str
    convener: str = Field(description="code of the unit")
    starts: str = Field(description="time of day, as 14:30")
    week: int = Field(description="1 to 4, 5 for the last one of the month")
    weekday: int = Field(description="0 is Monday")
    months: int = Field(description="every so many months")
    room: str

    @classmethod
    def of(cls, one: Series) -> MeetingSeriesOut:
        return cls(
            code=one.code, name=one.name, kind=one.kind, about=one.about,
            convener=one.convener.code, starts=one.starts.strftime("%H:%M"), week=one.week,
            weekday=one.weekday, months=one.months, room=one.room,
        )  # fmt: skip


class MeetingOut(Schema):
    ref: str
    series: str = Field(description="code")
    number: int
    starts_at: datetime
    ends_at: datetime
    room: str
    state: MeetingState
    reason: str = Field(description="why it was moved or called off")

    @classmethod
    def of(cls, one: Meeting) -> MeetingOut:
        return cls(
            ref=one.ref, series=one.series.code, number=one.number, starts_at=one.starts_at,
            ends_at=one.ends_at, room=calling.where(one), state=MeetingState(one.state),
            reason=one.reason,
        )  # fmt: skip


class MeetingPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[MeetingOut]
    next: str | None


class LineOut(Schema):
    """A line of the agenda; `heard` once the minutes are out."""

    number: int
    title: str
    heard: Item.Heard | None


class ResolutionOut(Schema):
    id: UUID
    text: str
    owner: str = Field(description="code of the unit")
    due_on: date


class WholeMeetingOut(MeetingOut):
    agenda: list[LineOut]
    resolutions: list[ResolutionOut] = Field(description="empty until the minutes are out")


class ActionOut(Schema):
    """What a meeting asked of a unit."""

    ref: str
    meeting: str
    text: str
    owner: str = Field(description="code of the unit")
    due_on: date
    state: ActionState
    report: str

    @classmethod
    def of(cls, one: Action) -> ActionOut:
        return cls(
            ref=one.ref, meeting=one.meeting.ref, text=one.text, owner=one.owner.code,
            due_on=one.due_on, state=ActionState(one.state), report=one.report,
        )  # fmt: skip


class ActionPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[ActionOut]
    next: str | None


class MeetingTopicIn(Schema):
    key: UUID | None = Field(None, description="the same key again gives the same one")
    title: str = Field(min_length=1, max_length=120, pattern=PLAIN)
    text: str = Field("", max_length=4000)


class MeetingTopicOut(Schema):
    id: UUID
    title: str
    state: str


class SaidIn(Schema):
    key: UUID | None = None
    text: str = Field(min_length=1, max_length=2000)


class DoneIn(Schema):
    key: UUID | None = None
    note: str = Field("", max_length=300)


@router.get("/meetings/series", response={200: list[MeetingSeriesOut], **FAILURES})
def list_series(request: ApiRequest) -> list[MeetingSeriesOut]:
    """The public ones, and those that concern one; that go on."""
    return [MeetingSeriesOut.of(one) for one in _series(request).order_by("code")]


@router.get("/meetings", response={200: MeetingPage, **FAILURES})
def list_meetings(
    request: ApiRequest,
    *,
    series: Annotated[str, Query(max_length=40, pattern=PLAIN)] = "",
    state: Annotated[MeetingState | None, Query()] = None,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> MeetingPage:
    """The newest first."""
    rows = _meetings(request)
    if series:
        rows = rows.filter(series__code=series)
    if state:
        rows = rows.filter(state=state)
    shown, more = guards.page(rows, cursor, limit, order="-starts_at")
    return MeetingPage(items=[MeetingOut.of(one) for one in shown], next=more)


@router.get("/meetings/{ref}", response={200: WholeMeetingOut, **FAILURES})
def get_meeting(request: ApiRequest, ref: Ref) -> WholeMeetingOut:
    """One with its agenda and, when its minutes are out, what was decided. Who is not concerned
    reads the public version, without what is confidential."""
    one = get_object_or_404(_meetings(request), ref=ref)
    is_public = not _own(request).filter(pk=one.pk).exists()
    is_out = not is_public or one.state == MeetingState.CLOSED
    return WholeMeetingOut(
        **MeetingOut.of(one).dict(),
        agenda=[
            LineOut(
                number=number, title=minutes.line_of(item, is_public=is_public),
                heard=Item.Heard(item.heard) if is_out else None,
            )
            for number, item in enumerate(queries.agenda_of(one), 1)
        ],
        resolutions=[_decided(row, is_public=is_public) for row in queries.resolutions_of(one)]
        if is_out
        else [],
    )  # fmt: skip


@router.post(
    "/meetings/series/{code}/topics", response={201: MeetingTopicOut, **FAILURES}, auth=ACT
)
def submit_topic(request: ApiRequest, code: Code, said: MeetingTopicIn) -> Status[MeetingTopicOut]:
    """Something to be talked about; the clerk puts it on an agenda, or says why not."""
    one = get_object_or_404(_series(request), code=code)
    made = agenda.submit(
        one, agenda.Proposal(said.title, said.text), user=request.user, at=timezone.now(),
        key=said.key or new_id(),
    )  # fmt: skip
    return Status(201, MeetingTopicOut(id=made.pk, title=made.title, state=made.state))


@router.get("/meeting-actions", response={200: ActionPage, **FAILURES}, auth=READ)
def list_actions(
    request: ApiRequest,
    *,
    state: Annotated[ActionState | None, Query()] = None,
    owner: Annotated[str, Query(max_length=60, pattern=PLAIN)] = "",
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> ActionPage:
    """What meetings asked of one's unit, or one follows up; the newest first."""
    rows = _actions(request)
    if state:
        rows = rows.filter(state=state)
    if owner:
        rows = rows.filter(owner__code=owner)
    shown, more = guards.page(rows, cursor, limit, order="-given_at")
    return ActionPage(items=[ActionOut.of(one) for one in shown], next=more)


@router.post("/meeting-actions/{ref}/report", response={200: ActionOut, **FAILURES}, auth=ACT)
def report_action(request: ApiRequest, ref: Ref, said: SaidIn) -> ActionOut:
    """The unit says what was done; the clerk closes it or sends it back."""
    return _after(request, ref, said.key, doing.report, text=said.text)


@router.post("/meeting-actions/{ref}/close", response={200: ActionOut, **FAILURES}, auth=ACT)
def close_action(request: ApiRequest, ref: Ref, said: DoneIn) -> ActionOut:
    """It is done, and comes back on no agenda."""
    return _after(request, ref, said.key, doing.close, note=said.note)


@router.post("/meeting-actions/{ref}/send_back", response={200: ActionOut, **FAILURES}, auth=ACT)
def send_back_action(request: ApiRequest, ref: Ref, said: SaidIn) -> ActionOut:
    """Something is missing: the unit goes on with it."""
    return _after(request, ref, said.key, doing.send_back, reason=said.text)


def _after(
    request: ApiRequest, ref: str, key: UUID | None, deed: Callable[..., None], **told: str
) -> ActionOut:
    """What is asked for, as it is when the deed is done; the same `key` again changes nothing."""
    one = _action(request, ref)
    once(lambda: deed(one, **told, by=request.user, at=timezone.now(), key=key))
    return ActionOut.of(_action(request, ref))


def _own(request: ApiRequest) -> MeetingQuerySet:
    return policy.visible_to(request.user, request.district.pk, on=timezone.localdate())


def _meetings(request: ApiRequest) -> MeetingQuerySet:
    """Each once: public ones and one's own."""
    district_id = request.district.pk
    rows: MeetingQuerySet = Meeting.objects.filter(district_id=district_id)
    public, own = policy.public(district_id).values("pk"), _own(request).values("pk")
    return rows.filter(Q(pk__in=public) | Q(pk__in=own)).whole()


def _series(request: ApiRequest) -> Any:
    district_id = request.district.pk
    own = policy.series_visible_to(request.user, district_id, on=timezone.localdate())
    rows = Series.objects.filter(district_id=district_id, is_active=True)
    return rows.filter(Q(is_public=True) | Q(pk__in=own.values("pk"))).select_related("convener")


def _actions(request: ApiRequest) -> Any:
    rows = policy.actions_visible_to(request.user, request.district.pk, on=timezone.localdate())
    return rows.whole()


def _action(request: ApiRequest, ref: str) -> Action:
    found: Action = get_object_or_404(_actions(request), ref=ref)
    return found


def _decided(one: Resolution, *, is_public: bool) -> ResolutionOut:
    return ResolutionOut(
        id=one.pk, text=minutes.text_of(one, is_public=is_public), owner=one.owner.code,
        due_on=one.due_on,
    )  # fmt: skip
