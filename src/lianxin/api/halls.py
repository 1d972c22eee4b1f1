"""Halls, the topics raised there and the surveys asked: what is shown, for everybody. With a token
one raises, supports and, in the name of the unit, answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.problems import Problem
from lianxin.api.reviewing import once
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.deliberation import policy, queries, tally
from lianxin.deliberation.actions import answering, joining, moderating, topics
from lianxin.deliberation.models import Hall, Survey, Topic, TopicQuerySet
from lianxin.deliberation.states import Outcome, Reason, SurveyState, TopicKind, TopicState
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Scope

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
router = Router(tags=["halls"], auth=[Bearer(Scope.EXCHANGE_READ), anybody])
TAKE, ACT = Bearer(Scope.EXCHANGE_TAKE), Bearer(Scope.EXCHANGE_ACT)
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Code = Annotated[str, Query(max_length=40, pattern=PLAIN)]
Cursor = Annotated[str, Query(max_length=120, pattern=PLAIN)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


class HallOut(Schema):
    code: str
    name: str
    about: str
    policy: str = Field(description="what is shown and what is not")
    place: str = Field(description="code")
    unit: str = Field(description="code of the unit that moderates and answers")


class TopicOut(Schema):
    """`due_at`: until when it is answered; `first_due_at`: what was promised first."""

    ref: str
    hall: str = Field(description="code")
    kind: TopicKind
    title: str
    text: str
    raised_by: str = Field(description="as she wants to be called")
    raised_at: datetime
    state: TopicState
    unit: str = Field(description="code of the unit that has to answer")
    first_due_at: datetime | None
    due_at: datetime | None
    is_late: bool
    supports: int
    outcome: Outcome | None
    answer: str
    answered_at: datetime | None


class TopicPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[TopicOut]
    next: str | None


class TopicIn(Schema):
    key: UUID | None = Field(None, description="the same key again gives the same one")
    hall: str = Field(max_length=40, pattern=PLAIN, description="code")
    kind: TopicKind = TopicKind.TOPIC
    title: str = Field(min_length=1, max_length=120, pattern=PLAIN)
    text: str = Field(min_length=1, max_length=4000, pattern=PLAIN)
    raised_by: str = Field("", max_length=40, pattern=PLAIN, description="shown to everybody")


class TopicDeedIn(Schema):
    """What a verb needs: `unit` and `is_read` to show, `reason` and `text` to hide, `outcome` and
    `text` to answer, `to` and `text` to extend, `text` to finish."""

    key: UUID | None = None
    unit: str = Field("", max_length=60, pattern=PLAIN, description="code")
    is_read: bool = False
    reason: Reason | None = None
    outcome: Outcome | None = None
    to: datetime | None = None
    text: str = Field("", max_length=4000, pattern=PLAIN)


class CellOut(Schema):
    """`count` is null where it would point at people."""

    option: str
    count: int | None


class TableOut(Schema):
    question: str
    is_many: bool
    of: int = Field(description="answers in all")
    cells: list[CellOut]


class SurveyOut(Schema):
    ref: str
    hall: str = Field(description="code")
    title: str
    about: str
    state: SurveyState
    closes_at: datetime
    answer: str = Field(description="what was done with the result")


class SurveyPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[SurveyOut]
    next: str | None


class WholeSurveyOut(SurveyOut):
    results: list[TableOut] = Field(description="once it is closed, of five answers and more")


@router.get("/halls", response={200: list[HallOut], **FAILURES})
def list_halls(request: ApiRequest) -> list[HallOut]:
    """Those that are open."""
    rows = queries.halls(request.district.pk, on=timezone.localdate()).order_by("code")
    return [
        HallOut(
            code=one.code, name=one.name, about=one.about, policy=one.policy,
            place=one.place.code, unit=one.unit.code,
        )
        for one in rows
    ]  # fmt: skip


@router.get("/topics", response={200: TopicPage, **FAILURES})
def list_topics(
    request: ApiRequest,
    *,
    hall: Code = "",
    state: Annotated[TopicState | None, Query()] = None,
    late: Annotated[bool, Query(description="only those answered too late")] = False,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> TopicPage:
    """The newest first."""
    rows = readable(request)
    if hall:
        rows = rows.filter(hall__code=hall)
    if state:
        rows = rows.filter(state=state)
    if late:
        rows = queries.overdue(rows, at=timezone.now())
    shown, more = guards.page(rows, cursor, limit, order="-raised_at")
    return TopicPage(items=[_topic(one) for one in shown], next=more)


@router.post("/topics", response={201: TopicOut, **FAILURES}, auth=TAKE)
def raise_topic(request: ApiRequest, said: TopicIn) -> Status[TopicOut]:
    """In one's own name; it is shown once somebody of the hall has looked at it."""
    halls = queries.halls(request.district.pk, on=timezone.localdate())
    hall: Hall | None = halls.filter(code=said.hall).first()
    if hall is None:
        raise Refusal(_("没有这个议事厅，请核对代码。"), field="hall")
    draft = topics.Draft(
        said.title, said.text, said.raised_by or request.user.name, kind=said.kind
    )
    made = topics.raise_topic(
        hall, draft, user=request.user, at=timezone.now(), key=said.key or new_id()
    )
    return Status(201, _topic(Topic.objects.whole().get(district_id=hall.district_id, pk=made.pk)))


@router.get("/topics/{ref}", response={200: TopicOut, **FAILURES})
def get_topic(request: ApiRequest, ref: Ref) -> TopicOut:
    return _topic(get_object_or_404(readable(request), ref=ref))


@router.post("/topics/{ref}/support", response={200: TopicOut, **FAILURES}, auth=TAKE)
def support_topic(request: ApiRequest, ref: Ref) -> TopicOut:
    """With one's own account. Twice is once."""
    rows = policy.public(request.district.pk).whole()
    one: Topic = get_object_or_404(rows, ref=ref)
    joining.support(one, user=request.user, at=timezone.now())
    return _topic(rows.get(ref=ref))


def _show(one: Topic, said: TopicDeedIn, **who: Any) -> None:
    unit = found.unit(one.district_id, said.unit, field="unit")
    moderating.show(one, unit=unit, is_read=said.is_read, **who)


def _extend(one: Topic, said: TopicDeedIn, **who: Any) -> None:
    if said.to is None:
        raise Refusal(_("请写明延到什么时候。"), field="to")
    answering.extend(one, to=guards.aware(said.to), note=said.text, **who)


DEEDS: Mapping[str, Callable[..., None]] = {
    "show": _show,
    "hide": lambda one, said, **who: moderating.hide(
        one, reason=said.reason or "", note=said.text, **who
    ),
    "answer": lambda one, said, **who: answering.answer(
        one, outcome=said.outcome or "", text=said.text, **who
    ),
    "extend": _extend,
    "finish": lambda one, said, **who: answering.finish(one, note=said.text, **who),
}
TopicVerb = Enum("TopicVerb", {name: name for name in DEEDS}, type=str)  # type: ignore[misc]  # its members are data


@router.post("/topics/{ref}/{verb}", response={200: TopicOut, **FAILURES}, auth=ACT)
def do_to_topic(request: ApiRequest, ref: Ref, verb: TopicVerb, said: TopicDeedIn) -> TopicOut:
    """Show it or say why not, answer, say that the answer takes longer, say that it is done."""
    one: Topic = get_object_or_404(readable(request), ref=ref)
    who = {"by": request.user, "at": timezone.now(), "key": said.key}
    once(lambda: DEEDS[verb.value](one, said, **who))
    return _topic(readable(request).get(ref=ref))


@router.get("/surveys", response={200: SurveyPage, **FAILURES})
def list_surveys(
    request: ApiRequest, *, hall: Code = "", cursor: Cursor = "", limit: Limit = 50
) -> SurveyPage:
    """Those that run, and those that are closed; the last to close first. They are answered by
    page alone."""
    rows = Survey.objects.filter(district_id=request.district.pk).public().whole()
    if hall:
        rows = rows.filter(hall__code=hall)
    shown, more = guards.page(rows, cursor, limit, order="-closes_at")
    return SurveyPage(items=[SurveyOut(**_survey(one)) for one in shown], next=more)


@router.get("/surveys/{ref}", response={200: WholeSurveyOut, **FAILURES})
def get_survey(request: ApiRequest, ref: Ref) -> WholeSurveyOut:
    """One, with what may be told of its result."""
    rows = Survey.objects.filter(district_id=request.district.pk).public().whole()
    one: Survey = get_object_or_404(rows, ref=ref)
    results = [
        TableOut(
            question=table.label, is_many=table.is_many, of=table.of,
            cells=[CellOut(option=cell.label, count=cell.count) for cell in table.cells],
        )
        for table in tally.tables(one.form.read(), one.tally)
    ]  # fmt: skip
    return WholeSurveyOut(**_survey(one), results=results)


def readable(request: ApiRequest) -> TopicQuerySet:
    """What is public, and what one's unit moderates or answers."""
    district_id, on = request.district.pk, timezone.localdate()
    own = policy.visible_to(request.user, district_id, on=on).values("pk")
    rows: TopicQuerySet = Topic.objects.filter(district_id=district_id)
    return (rows.filter(pk__in=own) | policy.public(district_id)).whole()


def _topic(one: Topic) -> TopicOut:
    late = one.state == TopicState.OPEN and one.first_due_at and one.first_due_at < timezone.now()
    return TopicOut(
        ref=one.ref, hall=one.hall.code, kind=TopicKind(one.kind), title=one.title, text=one.text,
        raised_by=one.shown_as, raised_at=one.raised_at, state=TopicState(one.state),
        unit=one.unit.code, first_due_at=one.first_due_at, due_at=one.due_at, is_late=bool(late),
        supports=one.supports, outcome=Outcome(one.outcome) if one.outcome else None,
        answer=one.answer, answered_at=one.answered_at,
    )  # fmt: skip


def _survey(one: Survey) -> dict[str, Any]:
    return {
        "ref": one.ref, "hall": one.hall.code, "title": one.title, "about": one.about,
        "state": SurveyState(one.state), "closes_at": one.closes_at, "answer": one.answer,
    }  # fmt: skip
