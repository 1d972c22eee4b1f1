"""Two sides that were brought together, and what each says came of it. The funnel counted from
them is in `challenges`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Header, Path, Query, Router, Schema, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN, EntryOut
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.introductions import policy, queries
from lianxin.introductions.actions import Party, Told, add_occasion, asking, introduce, recording
from lianxin.introductions.actions.asking import Said
from lianxin.introductions.models import (
    COLUMNS,
    Introduction,
    IntroductionQuerySet,
    Occasion,
    Side,
    Source,
)
from lianxin.introductions.states import LINE, Stage
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.network.models import Scope, User

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
MOST, LONGEST = 200, 2**62
router = Router(tags=["introductions"], auth=Bearer(Scope.EXCHANGE_READ))
ACT = Bearer(Scope.EXCHANGE_ACT)
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Fen = Annotated[int, Field(ge=0, le=LONGEST, description="1/100 yuan")]


class PartyIn(Schema):
    """One side: a unit, a listing (then of whoever offers or wants it), or somebody by name and
    address alone."""

    unit: str = Field("", max_length=60, pattern=PLAIN, description="code")
    listing: str = Field("", max_length=20, pattern=PLAIN, description="number")
    name: str = Field("", max_length=120, pattern=PLAIN)
    email: str = Field("", max_length=254, pattern=PLAIN)
    phone: str = Field("", max_length=40, pattern=PLAIN)


class IntroductionIn(Schema):
    """`first` has or offers, `second` needs or wants."""

    subject: str = Field(min_length=1, max_length=120, pattern=PLAIN)
    first: PartyIn
    second: PartyIn
    source: Source = Source.OTHER
    occasion: UUID | None = None
    text: str = Field("", max_length=2000, pattern=PLAIN)
    on: date | None = Field(None, description="today, where it is not said")
    key: UUID


class StageReachedOut(Schema):
    stage: Stage
    on: date
    amount_fen: int | None


class SaidOut(Schema):
    """What a side said last of how far it has come."""

    stage: Stage
    amount_fen: int | None
    received_fen: int | None
    text: str
    said_at: datetime | None


class SideOut(Schema):
    number: int = Field(description="1 has or offers, 2 needs or wants")
    name: str
    unit: str = Field(description="code; empty: none that is known here")
    listing: str = Field(description="number")
    said: SaidOut | None


class IntroductionOut(Schema):
    ref: str
    seq: int = Field(description="how many entries its history has; also its ETag")
    subject: str
    text: str
    source: Source
    occasion: UUID | None
    state: Stage
    reached: Stage = Field(description="how far it ever came")
    stages: list[StageReachedOut]
    reason: str = Field(description="why nothing came of it")
    is_disputed: bool = Field(description="the last words of the two sides differ")
    ask_on: date | None = Field(description="when both sides are asked next")
    sides: list[SideOut]

    @classmethod
    def of(cls, one: Introduction) -> IntroductionOut:
        words = queries.last_words(one)
        plain = ("ref", "seq", "subject", "text", "state", "reached", "reason", "is_disputed")
        return cls(
            **{name: getattr(one, name) for name in plain},
            source=Source(one.source),
            occasion=one.occasion_id,
            stages=[_reached(one, stage) for stage in LINE if getattr(one, COLUMNS[stage][0])],
            ask_on=None if one.ask_on == asking.NEVER else one.ask_on,
            sides=[_side(side, words.get(side.number)) for side in _sides(one)],
        )


class IntroductionPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[IntroductionOut]
    next: str | None


class IntroductionDeedIn(Schema):
    """`record` takes `stage`, `amount_fen`, `on`; `correct` `stage`, `amount_fen`; `receive`
    `amount_fen`, `on`; `fall_through` `note` as the reason; `say` `side`, `stage`, `amount_fen`,
    `received_fen`, `note`; `revive` nothing."""

    stage: Stage | None = None
    side: int | None = Field(None, ge=1, le=2)
    amount_fen: Fen | None = None
    received_fen: Fen | None = None
    on: date | None = None
    note: str = Field("", max_length=500, pattern=PLAIN)
    key: UUID | None = None


class OccasionIn(Schema):
    title: str = Field(min_length=1, max_length=120, pattern=PLAIN)
    held_on: date
    kind: Source = Field(Source.MEETING, description="MEETING or FAIR")
    host: str = Field("", max_length=60, pattern=PLAIN, description="code of a unit")
    people: int | None = Field(None, ge=0, le=2**31 - 1)
    key: UUID


class OccasionOut(Schema):
    id: UUID
    title: str
    kind: Source
    held_on: date
    host: str
    people: int | None

    @classmethod
    def of(cls, one: Occasion) -> OccasionOut:
        return cls(
            id=one.pk,
            title=one.title,
            kind=Source(one.kind),
            held_on=one.held_on,
            host=one.host.code if one.host else "",
            people=one.people,
        )


@router.get("/introductions", response={200: IntroductionPage, **FAILURES})
def list_introductions(
    request: ApiRequest,
    *,
    state: Annotated[Stage | None, Query()] = None,
    source: Annotated[Source | None, Query()] = None,
    since: Annotated[date | None, Query(description="introduced on or after")] = None,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> IntroductionPage:
    """Those of one's own side, all for who oversees the district; the newest first."""
    told = {"state": state, "source": source, "introduced_on__gte": since}
    rows = _visible(request).filter(**{name: value for name, value in told.items() if value})
    if cursor:
        at, pk = guards.read_cursor(cursor)
        on = timezone.localdate(at)
        rows = rows.filter(Q(introduced_on__lt=on) | Q(introduced_on=on, pk__lt=pk))
    some = list(rows.order_by("-introduced_on", "-pk")[: limit + 1])
    shown = some[:limit]
    more = _mark(shown[-1]) if len(some) > limit else None
    return IntroductionPage(items=[IntroductionOut.of(one) for one in shown], next=more)


@router.post(
    "/introductions", response={200: IntroductionOut, 201: IntroductionOut, **FAILURES}, auth=ACT
)
def add_introduction(request: ApiRequest, said: IntroductionIn) -> Status[IntroductionOut]:
    """Note that two sides have been brought together; both are told. 200 when the key had been
    used before."""
    district = request.district
    known = Introduction.objects.filter(district_id=district.pk, key=said.key).exists()
    made = introduce(
        district,
        Told(
            subject=said.subject,
            first=_party(request, said.first, field="first"),
            second=_party(request, said.second, field="second"),
            source=said.source,
            occasion=_occasion(request, said.occasion),
            text=said.text,
            on=said.on,
        ),
        by=request.user,
        at=timezone.now(),
        key=said.key,
    )
    return Status(200 if known else 201, IntroductionOut.of(_again(made)))


@router.get("/introductions/occasions", response={200: list[OccasionOut], **FAILURES})
def list_occasions(
    request: ApiRequest, limit: Annotated[int, Query(ge=1, le=MOST)] = MOST
) -> list[OccasionOut]:
    """Meetings and fairs at which people were brought together, the latest first."""
    rows = Occasion.objects.filter(district_id=request.district.pk).select_related("host")
    return [OccasionOut.of(one) for one in rows.order_by("-held_on", "-pk")[:limit]]


@router.post("/introductions/occasions", response={200: OccasionOut, **FAILURES}, auth=ACT)
def put_occasion(request: ApiRequest, said: OccasionIn) -> OccasionOut:
    """One more. The same `key` is one."""
    made = add_occasion(
        request.district,
        title=said.title,
        held_on=said.held_on,
        kind=said.kind,
        host=found.unit(request.district.pk, said.host, field="host"),
        people=said.people,
        by=request.user,
        at=timezone.now(),
        key=said.key,
    )
    return OccasionOut.of(made)


@router.get("/introductions/{ref}", response={200: IntroductionOut, **FAILURES})
def get_introduction(request: ApiRequest, ref: Ref, response: HttpResponse) -> IntroductionOut:
    one = one_visible(request, ref)
    response["ETag"] = guards.etag(one)
    return IntroductionOut.of(one)


@router.get("/introductions/{ref}/timeline", response={200: list[EntryOut], **FAILURES})
def get_introduction_timeline(request: ApiRequest, ref: Ref) -> list[EntryOut]:
    """Everything that happened to it, oldest first."""
    return [EntryOut.of(entry) for entry in timeline.of(one_visible(request, ref))]


def _record(one: Introduction, said: IntroductionDeedIn, *, by: User, at: datetime) -> None:
    recording.record(
        one, _stage(said), on=said.on, amount_fen=said.amount_fen, note=said.note, by=by, at=at,
        key=said.key,
    )  # fmt: skip


def _correct(one: Introduction, said: IntroductionDeedIn, *, by: User, at: datetime) -> None:
    recording.correct(
        one, _stage(said), amount_fen=said.amount_fen, note=said.note, by=by, at=at, key=said.key
    )


def _receive(one: Introduction, said: IntroductionDeedIn, *, by: User, at: datetime) -> None:
    if said.key is None:
        raise Refusal(_("请带上 key。"), field="key")
    recording.receive(
        one, amount_fen=said.amount_fen or 0, on=said.on, note=said.note, by=by, at=at,
        key=said.key,
    )  # fmt: skip


def _fall_through(one: Introduction, said: IntroductionDeedIn, *, by: User, at: datetime) -> None:
    recording.fall_through(one, reason=said.note, by=by, at=at, key=said.key)


def _revive(one: Introduction, said: IntroductionDeedIn, *, by: User, at: datetime) -> None:
    recording.revive(one, note=said.note, by=by, at=at, key=said.key)


def _say(one: Introduction, said: IntroductionDeedIn, *, by: User, at: datetime) -> None:
    side = next((side for side in _sides(one) if side.number == said.side), None)
    if side is None:
        raise Refusal(_("请写明是哪一方：1 或 2。"), field="side")
    told = Said(_stage(said), said.amount_fen, said.received_fen, said.note)
    asking.say(one, side, told, by=by, at=at, key=said.key)


DEEDS: Mapping[str, Callable[..., None]] = {
    "record": _record,
    "correct": _correct,
    "receive": _receive,
    "fall_through": _fall_through,
    "revive": _revive,
    "say": _say,
}
IntroductionVerb = Enum("IntroductionVerb", {name: name for name in DEEDS}, type=str)  # type: ignore[misc]  # its members are data


@router.post("/introductions/{ref}/{verb}", response={200: IntroductionOut, **FAILURES}, auth=ACT)
def do_to_introduction(
    request: ApiRequest,
    ref: Ref,
    verb: IntroductionVerb,
    said: IntroductionDeedIn,
    response: HttpResponse,
    *,
    if_match: Annotated[str, Header(max_length=200, pattern=PLAIN)] = "",
    idempotency_key: Annotated[str, Header(max_length=200, pattern=PLAIN)] = "",
) -> IntroductionOut:
    """Say a side's word or record what came of it, and get it back."""
    one = one_visible(request, ref)
    said.key = said.key or guards.key_of(idempotency_key)
    try:
        with transaction.atomic():
            timeline.refuse_repeated(one, said.key)
            guards.require_unchanged(one, if_match)
            DEEDS[verb.value](one, said, by=request.user, at=timezone.now())
    except Repeated:
        pass
    one = _again(one)
    response["ETag"] = guards.etag(one)
    return IntroductionOut.of(one)


def _visible(request: ApiRequest) -> Any:
    on = timezone.localdate()
    district_id = request.district.pk
    return _whole(policy.visible_to(request.user, district_id, on=on), district_id)


def _whole(rows: IntroductionQuerySet, district_id: int) -> Any:
    sides = Side.objects.filter(district_id=district_id).select_related("organisation", "listing")
    return rows.select_related("occasion").prefetch_related(Prefetch("sides", sides))


def one_visible(request: ApiRequest, ref: str) -> Introduction:
    one: Introduction = get_object_or_404(_visible(request), ref=ref)
    return one


def _again(one: Introduction) -> Introduction:
    """As it is now."""
    rows = Introduction.objects.filter(district_id=one.district_id)
    now: Introduction = _whole(rows, one.district_id).get(pk=one.pk)
    return now


def _mark(one: Introduction) -> str:
    noon = datetime(one.introduced_on.year, one.introduced_on.month, one.introduced_on.day, 12)  # noqa: DTZ001  made aware
    return guards.cursor(timezone.make_aware(noon), one.pk)


def _party(request: ApiRequest, said: PartyIn, *, field: str) -> Party:
    listing = None
    if said.listing:
        listing = found.listings(request).filter(ref=said.listing).first()
        if listing is None:
            raise Refusal(_("没有找到“%s”这一条。") % said.listing, field=field)
    unit = found.unit(request.district.pk, said.unit, field=field)
    return Party(unit, listing, name=said.name, email=said.email, phone=said.phone)


def _occasion(request: ApiRequest, pk: UUID | None) -> Occasion | None:
    if pk is None:
        return None
    held = Occasion.objects.filter(district_id=request.district.pk, pk=pk).first()
    if held is None:
        raise Refusal(_("没有找到这次活动。"), field="occasion")
    return held


def _stage(said: IntroductionDeedIn) -> str:
    if said.stage is None:
        raise Refusal(_("请选进展到哪一步。"), field="stage")
    return said.stage


def _sides(one: Introduction) -> list[Side]:
    return sorted(one.sides.all(), key=lambda side: side.number)


def _reached(one: Introduction, stage: Stage) -> StageReachedOut:
    day, amount = COLUMNS[stage]
    told = getattr(one, amount) if amount else None
    return StageReachedOut(stage=stage, on=getattr(one, day), amount_fen=told)


def _side(side: Side, word: Any) -> SideOut:
    said = None
    if word is not None:
        said = SaidOut(
            stage=Stage(word.stage),
            amount_fen=word.amount_fen,
            received_fen=word.received_fen,
            text=word.text,
            said_at=word.said_at,
        )
    return SideOut(
        number=side.number,
        name=side.name,
        unit=side.organisation.code if side.organisation else "",
        listing=side.listing.ref if side.listing else "",
        said=said,
    )
