"""Publish, keep true, withdraw; sessions, and rooms that are closed for a while.

On the router of the catalogue: one address, several methods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Path, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.exchange.catalogue import router, whole
from lianxin.api.exchange.shapes import (
    ClosureIn,
    DoneOut,
    DraftIn,
    ListingDeedIn,
    SlotDeedIn,
    SlotIn,
    SlotOut,
    WholeListingOut,
    aware,
)
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.exchange.actions import bookings, listings, places
from lianxin.exchange.actions.bookings import Span
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing, Slot
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.network.models import Scope, User

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
__all__ = ["router"]
ACT = Bearer(Scope.EXCHANGE_ACT)
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Deed = Callable[..., object]
AS_IT_IS = (
    "title", "text", "details", "mode", "address", "lon", "lat", "audience", "price_fen",
    "price_note", "contact", "phone", "hours", "capacity", "confirm_days",
)  # fmt: skip


@router.post(
    "/listings", response={200: WholeListingOut, 201: WholeListingOut, **FAILURES}, auth=ACT
)
def draft_listing(request: ApiRequest, said: DraftIn) -> Status[WholeListingOut]:
    """Begin a listing. It is published by `submit`, when nothing is `missing`. 200 when the key
    had been used before."""
    at, key = timezone.now(), said.key or new_id()
    if said.kind not in KINDS:
        raise Refusal(_("没有这个种类，请从列表中选择。"), field="kind")
    before = Listing.objects.filter(district_id=request.district.pk, key=key).exists()
    provider = found.unit(request.district.pk, said.provider, field="provider")
    told = _told(Draft(kind=said.kind, title=said.title, provider=provider), said, request)
    made = listings.draft(request.district, told, by=request.user, at=at, key=key)
    answer = whole(request, found.listing(request, made.ref), at=at)
    return Status(200 if before else 201, answer)


@router.post("/listings/{ref}/slots", response={200: SlotOut, **FAILURES}, auth=ACT)
def add_slot(request: ApiRequest, ref: Ref, said: SlotIn) -> SlotOut:
    """One more session. The same `key` gives the same one."""
    slot = places.add_slot(
        found.listing(request, ref),
        starts_at=aware(said.starts_at),
        ends_at=aware(said.ends_at),
        capacity=said.capacity,
        title=said.title,
        by=request.user,
        at=timezone.now(),
        key=said.key,
    )
    return SlotOut.of(slot)


@router.post(
    "/listings/{ref}/spaces/{code}/closures", response={200: DoneOut, **FAILURES}, auth=ACT
)
def close_space(
    request: ApiRequest,
    ref: Ref,
    code: Annotated[str, Path(max_length=40, pattern=PLAIN)],
    said: ClosureIn,
) -> DoneOut:
    """It cannot be booked for a while. 409 while somebody has any of it."""
    span = Span(aware(said.starts_at), aware(said.ends_at))
    if span.ends_at <= span.starts_at:
        raise Refusal(_("结束时间要晚于开始时间。"), field="ends_at")
    space = found.space(found.listing(request, ref), code)
    bookings.close(space, span, why=said.why, by=request.user, at=timezone.now(), key=said.key)
    return DoneOut()


@router.post("/slots/{slot_id}/change", response={200: SlotOut, **FAILURES}, auth=ACT)
def change_slot(
    request: ApiRequest, slot_id: Annotated[UUID, Path()], said: SlotDeedIn
) -> SlotOut:
    """Move it, or change its seats. Everybody in it is told of another time."""
    slot = _slot(request, slot_id)
    places.change_slot(
        slot,
        starts_at=aware(said.starts_at) if said.starts_at else None,
        ends_at=aware(said.ends_at) if said.ends_at else None,
        capacity=said.capacity,
        note=said.note,
        by=request.user,
        at=timezone.now(),
    )
    return SlotOut.of(_slot(request, slot_id))


@router.post("/slots/{slot_id}/cancel", response={200: SlotOut, **FAILURES}, auth=ACT)
def cancel_slot(
    request: ApiRequest, slot_id: Annotated[UUID, Path()], said: SlotDeedIn
) -> SlotOut:
    """It does not take place. Everybody in it and in line reads the `note`."""
    slot = _slot(request, slot_id)
    places.cancel_slot(slot, note=said.note, by=request.user, at=timezone.now())
    return SlotOut.of(_slot(request, slot_id))


def _with_note(act: Deed) -> Deed:
    def do(listing: Listing, said: ListingDeedIn, *, by: User, at: datetime, **_more: Any) -> None:
        act(listing, note=said.note, by=by, at=at, key=said.key)

    return do


def _plain(act: Deed) -> Deed:
    def do(listing: Listing, said: ListingDeedIn, *, by: User, at: datetime, **_more: Any) -> None:
        act(listing, by=by, at=at, key=said.key)

    return do


def _edit(
    listing: Listing, said: ListingDeedIn, *, by: User, at: datetime, request: ApiRequest
) -> None:
    now = Draft(
        kind=listing.kind,
        provider=listing.provider,
        place=listing.place,
        area=listing.area,
        form=listing.form,
        opens_at=listing.opens_at,
        closes_at=listing.closes_at,
        **{name: getattr(listing, name) for name in AS_IT_IS},
    )
    listings.edit(listing, _told(now, said, request), by=by, at=at, key=said.key)


DEEDS: Mapping[str, Deed] = {
    "edit": _edit,
    "submit": _plain(listings.submit),
    "publish": _plain(listings.publish),
    "return": _with_note(listings.send_back),
    "confirm": _plain(listings.confirm),
    "withdraw": _with_note(listings.withdraw),
    "close": _with_note(listings.close),
}
ListingVerb = Enum("ListingVerb", {name: name for name in DEEDS}, type=str)  # type: ignore[misc]  # its members are data


@router.post("/listings/{ref}/{verb}", response={200: WholeListingOut, **FAILURES}, auth=ACT)
def do_to_listing(
    request: ApiRequest,
    ref: Ref,
    verb: ListingVerb,
    said: ListingDeedIn,
    response: HttpResponse,
    *,
    if_match: Annotated[str, Header(max_length=200, pattern=PLAIN)] = "",
    idempotency_key: Annotated[str, Header(max_length=200, pattern=PLAIN)] = "",
) -> WholeListingOut:
    """Do one thing to a listing, and get it back. What is `missing` comes back with a 422."""
    listing, at = found.listing(request, ref), timezone.now()
    said.key = said.key or guards.key_of(idempotency_key)
    act = DEEDS[verb.value]
    more = {"request": request} if verb.value == "edit" else {}
    try:
        with transaction.atomic():
            timeline.refuse_repeated(listing, said.key)
            guards.require_unchanged(listing, if_match)
            act(listing, said, by=request.user, at=at, **more)
    except Repeated:
        listing = found.listing(request, ref)
    response["ETag"] = guards.etag(listing)
    return whole(request, listing, at=at)


def _told(before: Draft, said: DraftIn, request: ApiRequest) -> Draft:
    """`before` with what was said anew."""
    named = said.model_fields_set
    changes: dict[str, Any] = {name: getattr(said, name) for name in AS_IT_IS if name in named}
    for name in ("opens_at", "closes_at"):
        if name in named:
            told = getattr(said, name)
            changes[name] = aware(told) if told else None
    for name in ("place", "area"):
        if name in named:
            changes[name] = found.place(request.district.pk, getattr(said, name), field=name)
    return replace(before, **changes)


def _slot(request: ApiRequest, pk: UUID) -> Slot:
    rows = Slot.objects.filter(
        district_id=request.district.pk, listing__in=found.listings(request).values("pk")
    )
    slot: Slot = get_object_or_404(
        rows.select_related("listing__provider", "listing__area", "listing__district"), pk=pk
    )
    return slot
