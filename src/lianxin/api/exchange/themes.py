"""Themes that units put together (专题); those with a time are fairs and live sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.exchange.shapes import ListingOut
from lianxin.api.exchange.shapes.themes import (
    CollectionDeedIn,
    CollectionIn,
    CollectionOut,
    CollectionPage,
    WholeCollectionOut,
)
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.catalogue import finding, policy
from lianxin.catalogue.actions import collecting
from lianxin.catalogue.actions.collecting import Told
from lianxin.catalogue.models import Collection, CollectionItem, CollectionQuerySet
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Scope, User

MOST = 200
PAGE = 50
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
ACT = Bearer(Scope.EXCHANGE_ACT)
router = Router(tags=["exchange"], auth=[Bearer(Scope.EXCHANGE_READ), anybody])
CollectionId = Annotated[UUID, Path()]
Cursor = Annotated[str, Query(max_length=120, pattern=PLAIN)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


@router.get("/collections", response={200: CollectionPage, **FAILURES})
def list_collections(
    request: ApiRequest,
    *,
    coming: Annotated[
        bool, Query(description="fairs and live sessions that are not over, the soonest first")
    ] = False,
    own: Annotated[
        bool, Query(description="those of one's units, also when they are not public")
    ] = False,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> CollectionPage:
    """Themes, the newest first. A fair or a live session is a theme with a time."""
    rows = _own(request) if own else _every(request).public()
    if coming:
        rows = rows.filter(ends_at__gt=timezone.now())
    order = "starts_at" if coming else "-made_at"
    some, more = guards.page(rows.select_related("provider"), cursor, limit, order=order)
    return CollectionPage(items=[CollectionOut.of(one) for one in some], next=more)


@router.post(
    "/collections",
    response={200: WholeCollectionOut, 201: WholeCollectionOut, **FAILURES},
    auth=ACT,
)
def begin_collection(request: ApiRequest, said: CollectionIn) -> Status[WholeCollectionOut]:
    """Begin one in the name of a `unit`; with a time it is a fair. Nobody else sees it before
    `publish`. 200 when the key had been used before."""
    unit = found.unit(request.district.pk, said.unit, field="unit")
    if unit is None:
        raise Refusal(_("请写明由哪个单位发布。"), field="unit")
    key = said.key or new_id()
    is_known = _every(request).filter(key=key).exists()
    made = collecting.begin(unit, _told(said), by=request.user, at=timezone.now(), key=key)
    return Status(200 if is_known else 201, _whole(request, _mine(request, made.pk)))


@router.get("/collections/{collection_id}", response={200: WholeCollectionOut, **FAILURES})
def get_collection(
    request: ApiRequest, collection_id: CollectionId, *, cursor: Cursor = "", limit: Limit = PAGE
) -> WholeCollectionOut:
    """One with the listings that belong to it, the newest first, page by page: what was picked,
    and what fits its question."""
    readable = _every(request).filter(
        Q(pk__in=_every(request).public().values("pk")) | Q(pk__in=_own(request).values("pk"))
    )
    one = get_object_or_404(readable.select_related("provider"), pk=collection_id)
    return _whole(request, one, cursor=cursor, limit=limit)


@router.put(
    "/collections/{collection_id}", response={200: WholeCollectionOut, **FAILURES}, auth=ACT
)
def change_collection(
    request: ApiRequest, collection_id: CollectionId, said: CollectionIn
) -> WholeCollectionOut:
    """Word it anew, as a whole; its `unit` stays."""
    one = _mine(request, collection_id)
    collecting.edit(one, _told(said), by=request.user, at=timezone.now())
    return _whole(request, one)


class CollectionVerb(StrEnum):
    publish = "publish"
    end = "end"
    add = "add"
    drop = "drop"


def _publish(one: Collection, _said: CollectionDeedIn, *, by: User, at: datetime) -> None:
    collecting.publish(one, by=by, at=at)


def _end(one: Collection, _said: CollectionDeedIn, *, by: User, at: datetime) -> None:
    collecting.end(one, by=by, at=at)


def _add(one: Collection, said: CollectionDeedIn, *, by: User, at: datetime) -> None:
    collecting.add(one, said.listing, by=by, at=at)


def _drop(one: Collection, said: CollectionDeedIn, *, by: User, at: datetime) -> None:
    ref = said.listing.strip().upper()
    items = CollectionItem.objects.filter(district_id=one.district_id, collection=one)
    item = items.filter(listing__ref=ref).select_related("collection__provider__place").first()
    if item is None:
        raise Refusal(_("“%s”不在挑出来的条目里。") % ref, field="listing")
    collecting.drop(item, by=by, at=at)


DEEDS: Mapping[CollectionVerb, Callable[..., None]] = {
    CollectionVerb.publish: _publish,
    CollectionVerb.end: _end,
    CollectionVerb.add: _add,
    CollectionVerb.drop: _drop,
}


@router.post(
    "/collections/{collection_id}/{verb}", response={200: WholeCollectionOut, **FAILURES}, auth=ACT
)
def do_to_collection(
    request: ApiRequest, collection_id: CollectionId, verb: CollectionVerb, said: CollectionDeedIn
) -> WholeCollectionOut:
    """Show it to everybody, or not any more; pick a listing for it, or not any more. Twice is
    once."""
    one = _mine(request, collection_id)
    DEEDS[verb](one, said, by=request.user, at=timezone.now())
    return _whole(request, one)


def _every(request: ApiRequest) -> CollectionQuerySet:
    rows: CollectionQuerySet = Collection.objects.filter(district_id=request.district.pk)
    return rows


def _own(request: ApiRequest) -> CollectionQuerySet:
    """Those of the person's units, and of the desk that she coordinates at."""
    units = policy.units_of(request.user, on=timezone.localdate())
    return _every(request).filter(provider__in=units.values("pk"))


def _mine(request: ApiRequest, pk: UUID) -> Collection:
    found: Collection = get_object_or_404(_own(request).select_related("provider__place"), pk=pk)
    return found


def _told(said: CollectionIn) -> Told:
    asked = {"q": said.q, "kind": said.kind}
    return Told(
        said.title, said.text, {name: value for name, value in asked.items() if value},
        starts_at=guards.aware(said.starts_at) if said.starts_at else None,
        ends_at=guards.aware(said.ends_at) if said.ends_at else None,
        address=said.address, live_url=said.live_url,
    )  # fmt: skip


def _whole(
    request: ApiRequest, one: Collection, *, cursor: str = "", limit: int = PAGE
) -> WholeCollectionOut:
    now = timezone.now()
    belongs = finding.collected(one, at=now).filter(pk__in=found.listings(request).values("pk"))
    rows = belongs.whole().select_related("owner")
    some, more = guards.page(rows, cursor, limit, order="-made_at")
    return WholeCollectionOut(
        **CollectionOut.of(one).dict(),
        items=[ListingOut.of(row, at=now) for row in some],
        next=more,
    )
