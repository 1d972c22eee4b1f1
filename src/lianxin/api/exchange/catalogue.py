"""What is offered and wanted, for everybody: a token is needed only for what is not public."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router

from lianxin.api import guards
from lianxin.api.exchange import found, free
from lianxin.api.exchange.shapes import (
    FoundListing,
    FoundListings,
    ListingKindOut,
    ListingOut,
    ListingPage,
    SearchIn,
    SlotOut,
    SpaceOut,
    SpanOut,
    StarsOut,
    WholeListingOut,
)
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.catalogue import finding
from lianxin.catalogue.finding import Hit, Hits
from lianxin.exchange import policy, queries
from lianxin.exchange.actions import listings
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing, ListingQuerySet, Mode, Slot
from lianxin.exchange.states import ListingState
from lianxin.kernel import calendar
from lianxin.network import hours
from lianxin.network import queries as network
from lianxin.network.models import Scope

MOST, MOST_SLOTS = 200, 500
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422), Problem)
router = Router(tags=["exchange"], auth=[Bearer(Scope.EXCHANGE_READ), anybody])
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Code = Annotated[str, Query(max_length=40, pattern=PLAIN)]


@router.get("/kinds", response={200: list[ListingKindOut], **FAILURES})
def list_kinds(request: ApiRequest) -> list[ListingKindOut]:  # noqa: ARG001  every operation has it
    """The kinds of listings, and what may and must be said of each."""
    return [ListingKindOut.of(kind) for kind in KINDS.values()]


@router.get("/listings", response={200: ListingPage, **FAILURES})
def list_listings(
    request: ApiRequest,
    *,
    kind: Code = "",
    mode: Annotated[Mode | None, Query()] = None,
    place: Annotated[
        str, Query(max_length=40, pattern=PLAIN, description="code; what is given there")
    ] = "",
    provider: Annotated[str, Query(max_length=60, pattern=PLAIN, description="code")] = "",
    state: Annotated[
        ListingState | None, Query(description="other than PUBLISHED: one's own")
    ] = None,
    is_free: bool = False,
    can_be_taken: bool = False,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> ListingPage:
    """Listings, the newest first. To find them by words: `/exchange/search`."""
    now = timezone.now()
    rows = found.listings(request).filter(state=state or ListingState.PUBLISHED)
    if can_be_taken:
        rows = rows.orderable(at=now, on=timezone.localdate(now))
    if kind:
        rows = rows.filter(kind=kind)
    if mode:
        rows = rows.filter(mode=mode)
    if provider:
        rows = rows.filter(provider__code=provider)
    if is_free:
        rows = rows.filter(price_fen=0)
    if place:
        rows = _given_at(rows, request.district.pk, place)
    return _newest(rows, cursor, limit, at=now)


@router.get("/search", response={200: FoundListings, **FAILURES})
def search_listings(request: ApiRequest, asked: Annotated[SearchIn, Query()]) -> FoundListings:
    """What is published and fits: by words, and what is called otherwise, the best first; else the
    nearest; else the newest. As on the page, which has the same names in its address."""
    district_id, at = request.district.pk, timezone.now()
    told = asked.dict(exclude={"offset", "limit", "mentions"}, exclude_none=True)
    wanted = finding.read(district_id, {name: str(value) for name, value in told.items() if value})
    if wanted.is_ranked:
        hits = finding.ranked(
            district_id, wanted, at=at, limit=asked.limit, after=asked.offset,
            with_mentions=asked.mentions,
        )  # fmt: skip
    else:
        pks = finding.found(district_id, wanted, at=at, most=asked.offset + asked.limit)
        hits = Hits([Hit(pk) for pk in pks[asked.offset :]], len(pks))
    by_pk = found.listings(request).in_bulk([hit.pk for hit in hits.rows])
    return FoundListings(
        items=[
            FoundListing(
                listing=ListingOut.of(by_pk[hit.pk], at=at),
                metres=hit.metres,
                is_near=hit.is_near,
                is_loose=hit.is_loose,
                is_mention=hit.is_mention,
            )
            for hit in hits.rows
            if hit.pk in by_pk
        ],
        count=hits.count,
        is_capped=hits.is_capped,
        is_loose=hits.is_loose,
    )


@router.get("/listings/{ref}", response={200: WholeListingOut, **FAILURES})
def get_listing(request: ApiRequest, ref: Ref, response: HttpResponse) -> WholeListingOut:
    """One listing, with what is still missing for those who may edit it."""
    listing = found.listing(request, ref)
    response["ETag"] = guards.etag(listing)
    return whole(request, listing, at=timezone.now())


@router.get("/listings/{ref}/slots", response={200: list[SlotOut], **FAILURES})
def list_slots(
    request: ApiRequest,
    ref: Ref,
    since: Annotated[datetime | None, Query(description="by default now")] = None,
) -> list[SlotOut]:
    """The sessions from a moment on, cancelled ones among them."""
    listing = found.listing(request, ref)
    slots = Slot.objects.filter(
        district_id=listing.district_id,
        listing=listing,
        ends_at__gt=guards.aware(since) if since else timezone.now(),
    )
    return [SlotOut.of(slot) for slot in slots.order_by("starts_at", "pk")[:MOST_SLOTS]]


@router.get("/listings/{ref}/spaces", response={200: list[SpaceOut], **FAILURES})
def list_spaces(request: ApiRequest, ref: Ref) -> list[SpaceOut]:
    """The rooms and fields of a venue."""
    return [SpaceOut.of(space) for space in found.spaces(found.listing(request, ref))]


@router.get("/listings/{ref}/spaces/{code}/free", response={200: list[SpanOut], **FAILURES})
def list_free_times(
    request: ApiRequest,
    ref: Ref,
    code: Annotated[str, Path(max_length=40, pattern=PLAIN)],
    on: Annotated[date | None, Query(description="by default today")] = None,
    days: Annotated[int, Query(ge=1, le=free.MOST_DAYS)] = 1,
) -> list[SpanOut]:
    """When a space can still be had, from a day on. Each span may be booked whole or in part."""
    space, now = found.space(found.listing(request, ref), code), timezone.now()
    spans = free.spans(space, on or timezone.localdate(now), days=days, at=now)
    return [SpanOut(starts_at=span.starts_at, ends_at=span.ends_at) for span in spans]


def whole(request: ApiRequest, listing: Listing, *, at: datetime) -> WholeListingOut:
    on, told = timezone.localdate(at), queries.stars(listing)
    is_working = calendar.load(listing.district_id).is_working_day
    may_edit = policy.can_edit(request.user, listing, on=on)
    return WholeListingOut(
        **ListingOut.of(listing, at=at).dict(),
        stars=StarsOut(count=told.count, average=told.average),
        is_open=hours.is_open(listing.hours, at, is_working=is_working) if listing.hours else None,
        missing=[name for name, _label in listings.missing(listing)] if may_edit else [],
    )


def _given_at(rows: ListingQuerySet, district_id: int, code: str) -> ListingQuerySet:
    place = found.place(district_id, code)
    above = network.ancestors(place) if place else ()
    return rows.filter(Q(area=None) | Q(area__in=[one.pk for one in above]))


def _newest(rows: ListingQuerySet, cursor: str, limit: int, *, at: datetime) -> ListingPage:
    some, more = guards.page(rows, cursor, limit, order="-made_at")
    return ListingPage(items=[ListingOut.of(row, at=at) for row in some], next=more)
