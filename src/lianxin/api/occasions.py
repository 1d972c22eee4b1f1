"""Events by session, and their series: for everybody. With a token who gives one runs its series
and stands at its door. One signs up by `POST /exchange/listings/{ref}/take`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
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
from lianxin.events import actions, policy, queries, ratings
from lianxin.events.actions import Ticketed
from lianxin.events.models import EventSeries, Seen
from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Listing, Slot
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Scope

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
READ, ACT = [Bearer(Scope.EXCHANGE_READ), anybody], Bearer(Scope.EXCHANGE_ACT)
router = Router(tags=["exchange"], auth=READ)
Code = Annotated[str, Path(max_length=40, pattern=PLAIN)]
Pk = Annotated[UUID, Path()]
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]


class SessionOut(Schema):
    """One session of an event."""

    id: UUID
    ref: str = Field(description="number of the event, a listing of the exchange")
    title: str
    format: str
    unit: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    free: int
    is_cancelled: bool

    @classmethod
    def of(cls, slot: Slot) -> SessionOut:
        event = slot.listing
        return cls(
            id=slot.pk, ref=event.ref, title=" · ".join(filter(None, (event.title, slot.title))),
            format=event.details.get("format", ""),
            unit=event.provider.name if event.provider else "",
            place=event.address or (event.place.name if event.place else ""),
            starts_at=slot.starts_at, ends_at=slot.ends_at, capacity=slot.capacity,
            free=slot.free, is_cancelled=slot.cancelled_at is not None,
        )  # fmt: skip


class SessionPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[SessionOut]
    next: str | None


class EventSeriesOut(Schema):
    code: str
    name: str
    about: str
    unit: str
    begun_on: date
    ended_on: date | None
    sessions: int = Field(description="that somebody came to")
    people: int = Field(description="who came, as the doors counted")

    @classmethod
    def of(cls, one: EventSeries, told: queries.Figures) -> EventSeriesOut:
        plain = {name: getattr(one, name) for name in ("code", "name", "about", "begun_on")}
        return cls(
            **plain, unit=one.unit.name, ended_on=one.ended_on, sessions=told.sessions,
            people=told.people,
        )  # fmt: skip


class EventSeriesIn(Schema):
    key: UUID | None = Field(None, description="the same key again gives the same one")
    unit: str = Field(max_length=60, pattern=PLAIN, description="code")
    code: str = Field(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$")
    name: str = Field(min_length=1, max_length=80, pattern=PLAIN)
    about: str = Field("", max_length=2000, pattern=PLAIN)
    begun_on: date | None = None


class SeriesDeedIn(Schema):
    """`ref` of the event to put in and to take out; to end it needs none."""

    key: UUID | None = None
    ref: str = Field("", max_length=20, pattern=PLAIN)


class SessionRatedOut(Schema):
    id: UUID = Field(description="of the session")
    people: int = Field(description="who came")
    ratings: int
    by_stars: dict[int, int] = Field(description="empty while fewer than five have rated it")


class EventReportOut(Schema):
    """What came of an event. Marks are told five at a time: `ratings` counts all, `by_stars` those
    that are told."""

    ref: str
    text: str = Field(description="what its unit says of it; empty: nothing yet")
    sessions: int = Field(description="that somebody came to")
    people: int
    ratings: int
    by_stars: dict[int, int]
    by_session: list[SessionRatedOut] = Field(description="where it has several")


class TicketOut(Schema):
    """What a phone keeps: `mark` is the first 24 hex digits of the SHA-256 of number and code."""

    ref: str
    mark: str
    name: str
    seats: int
    state: str


class ScanIn(Schema):
    key: UUID = Field(description="made by the phone; sent twice is once")
    text: str = Field(max_length=300, pattern=PLAIN, description="what the ticket's code says")
    device: str = Field(max_length=40, pattern=PLAIN)
    at: datetime
    by_hand: bool = False  # then `text` is the number alone, found by name


class ScansIn(Schema):
    scans: list[ScanIn] = Field(max_length=500)


class ScanOut(Schema):
    key: UUID
    seen: Seen


class ScansOut(Schema):
    scans: list[ScanOut]
    present: int = Field(description="seats of those who are there")


@router.get("/events", response={200: SessionPage, **FAILURES})
def list_events(
    request: ApiRequest,
    *,
    since: Annotated[datetime | None, Query(description="otherwise from now on")] = None,
    until: Annotated[datetime | None, Query()] = None,
    series: Annotated[str, Query(max_length=40, pattern=PLAIN)] = "",
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> SessionPage:
    """Sessions, the soonest first, those that were called off among them."""
    rows = queries.slots(request.district.pk)
    rows = rows.filter(ends_at__gt=guards.aware(since) if since else timezone.now())
    if until:
        rows = rows.filter(starts_at__lt=guards.aware(until))
    if series:
        rows = rows.filter(listing__in=queries.listings_of(_series(request, series)).values("pk"))
    shown, more = guards.page(rows, cursor, limit, order="starts_at")
    return SessionPage(items=[SessionOut.of(one) for one in shown], next=more)


@router.get("/events/series", response={200: list[EventSeriesOut], **FAILURES})
def list_series(request: ApiRequest) -> list[EventSeriesOut]:
    """All of the district, with what the doors counted."""
    district_id = request.district.pk
    rows = EventSeries.objects.filter(district_id=district_id).select_related("unit")
    some = list(rows.order_by("code")[:MOST])
    told = queries.counted(some, district_id)
    return [EventSeriesOut.of(one, told[one.pk]) for one in some]


@router.get("/events/series/{code}", response={200: EventSeriesOut, **FAILURES})
def get_series(request: ApiRequest, code: Code) -> EventSeriesOut:
    return _told(_series(request, code))


@router.post("/events/series", response={201: EventSeriesOut, **FAILURES}, auth=ACT)
def begin_series(request: ApiRequest, said: EventSeriesIn) -> Status[EventSeriesOut]:
    """In the name of a unit of one's own, or where one coordinates."""
    unit = found.unit(request.district.pk, said.unit, field="unit")
    if unit is None:
        raise Refusal(_("请写明由哪个单位主办。"), field="unit")
    made = actions.begin_series(
        unit, code=said.code, name=said.name, about=said.about, begun_on=said.begun_on,
        by=request.user, at=timezone.now(), key=said.key or new_id(),
    )  # fmt: skip
    return Status(201, _told(made))


SERIES_DEEDS: Mapping[str, Callable[..., None]] = {
    "put_in": actions.put_in,
    "take_out": actions.take_out,
    "end": lambda one, _event, **who: actions.end_series(one, **who),
}
SeriesVerb = Enum("SeriesVerb", {name: name for name in SERIES_DEEDS}, type=str)  # type: ignore[misc]  # its members are data


@router.post("/events/series/{code}/{verb}", response={200: EventSeriesOut, **FAILURES}, auth=ACT)
def do_to_series(
    request: ApiRequest, code: Code, verb: SeriesVerb, said: SeriesDeedIn
) -> EventSeriesOut:
    """Put an event in, take it out, or end the series."""
    one = _series(request, code)
    rows = Listing.objects.filter(district_id=one.district_id, ref=said.ref)
    event = rows.whole().first()
    if event is None and verb.value != "end":
        raise Refusal(_("没有这个编号的条目，请核对。"), field="ref")
    who = {"by": request.user, "at": timezone.now(), "key": said.key}
    once(lambda: SERIES_DEEDS[verb.value](one, event, **who))
    return _told(_series(request, code))


@router.get("/events/sessions/{pk}/tickets", response={200: list[TicketOut], **FAILURES}, auth=ACT)
def list_tickets(request: ApiRequest, pk: Pk) -> list[TicketOut]:
    """What a phone at the door takes along; for who gives the event."""
    return [TicketOut(**vars(one)) for one in queries.tickets(_door(request, pk))]


@router.post("/events/sessions/{pk}/scans", response={200: ScansOut, **FAILURES}, auth=ACT)
def check_in(request: ApiRequest, pk: Pk, said: ScansIn) -> ScansOut:
    """What phones saw, also long ago; each is taken once, and whoever holds a seat is there."""
    slot = _door(request, pk)
    sent = [
        Ticketed(one.key, one.text, one.device, guards.aware(one.at), one.by_hand)
        for one in said.scans
    ]
    made = actions.check_in(slot, sent, by=request.user, at=timezone.now())
    return ScansOut(
        scans=[ScanOut(key=one.key, seen=Seen(one.seen)) for one in made],
        present=queries.present(slot),
    )


@router.get("/events/{ref}/report", response={200: EventReportOut, **FAILURES}, auth=ACT)
def get_report(request: ApiRequest, ref: Ref) -> EventReportOut:
    """For who gives the event: how many came, and how those who came rated it."""
    event = _given(request, ref)
    held, written = queries.held([event.pk], event.district_id), queries.report_of(event)
    told = ratings.rated(event, at=timezone.now())
    came = queries.came_to([one.slot for one in told.sessions])
    return EventReportOut(
        ref=event.ref, text=written.text if written else "", sessions=held.sessions,
        people=held.people, ratings=told.count, by_stars=told.by_stars,
        by_session=[
            SessionRatedOut(
                id=one.slot.pk, people=came.get(one.slot.pk, 0), ratings=one.count,
                by_stars=one.by_stars,
            )
            for one in told.sessions
        ],
    )  # fmt: skip


def _given(request: ApiRequest, ref: str) -> Listing:
    """One that a unit of hers gives: nobody else learns how it was rated."""
    on = timezone.localdate()
    rows = Listing.objects.filter(district_id=request.district.pk, kind=queries.EVENT)
    own = rows.filter(provider__in=exchange.units_of(request.user, on=on))
    found_one: Listing = get_object_or_404(own, ref=ref)
    return found_one


def _told(one: EventSeries) -> EventSeriesOut:
    return EventSeriesOut.of(one, queries.counted([one], one.district_id)[one.pk])


def _series(request: ApiRequest, code: str) -> EventSeries:
    rows = EventSeries.objects.filter(district_id=request.district.pk)
    found_one: EventSeries = get_object_or_404(rows.select_related("unit__place"), code=code)
    return found_one


def _door(request: ApiRequest, pk: UUID) -> Slot:
    """Nobody else learns who comes."""
    rows = Slot.objects.filter(district_id=request.district.pk, listing__kind=queries.EVENT)
    slot: Slot = get_object_or_404(rows.select_related("listing__provider"), pk=pk)
    if not policy.gives(request.user, slot.listing, on=timezone.localdate()):
        return get_object_or_404(rows.none(), pk=pk)
    return slot
