"""Publish, keep true, withdraw.

On the router of the catalogue: one address, several methods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Path, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.exchange.catalogue import whole
from lianxin.api.exchange.shapes import (
    DraftIn,
    ListingDeedIn,
    WholeListingOut,
)
from lianxin.api.exchange.times import router  # whose addresses go before `{verb}`
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.catalogue.actions import upkeep
from lianxin.exchange.actions import listings
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing
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
    "settle": _plain(upkeep.settle),
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
            changes[name] = guards.aware(told) if told else None
    for name in ("place", "area"):
        if name in named:
            changes[name] = found.place(request.district.pk, getattr(said, name), field=name)
    return replace(before, **changes)
