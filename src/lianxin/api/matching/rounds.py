"""Places by wishes: collect them, see what would come out, publish it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.matching.shapes import (
    PlacedOut,
    RoundIn,
    RoundOut,
    RoundPage,
    RoundPlaceOut,
    WholeRoundOut,
    WishesIn,
)
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import Refusal
from lianxin.matching import placing, policy
from lianxin.matching.actions import allocation
from lianxin.matching.models import Placement, Round, Wish
from lianxin.network.models import Scope

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
MOST = 200
router = Router(tags=["matching"], auth=Bearer(Scope.EXCHANGE_READ))
TAKE, ACT = Bearer(Scope.EXCHANGE_TAKE), Bearer(Scope.EXCHANGE_ACT)
RoundId = Annotated[UUID, Path()]


@router.get("/rounds", response={200: RoundPage, **FAILURES})
def list_rounds(
    request: ApiRequest,
    *,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> RoundPage:
    """The newest first."""
    rows = Round.objects.filter(district_id=request.district.pk).select_related("owner")
    shown, more = guards.page(rows, cursor, limit, order="-opened_at")
    at = timezone.now()
    return RoundPage(items=[RoundOut(**RoundOut.told(one, at=at)) for one in shown], next=more)


@router.post("/rounds", response={200: RoundOut, 201: RoundOut, **FAILURES}, auth=ACT)
def open_round(request: ApiRequest, said: RoundIn) -> Status[RoundOut]:
    """Begin to collect wishes for places. 200 when the key had been used before."""
    at, district_id = timezone.now(), request.district.pk
    known = Round.objects.filter(district_id=district_id, key=said.key).exists()
    unit = found.unit(district_id, said.unit, field="unit")
    if unit is None:
        raise Refusal(_("请写明主办单位。"), field="unit")
    held = allocation.open_round(
        unit,
        title=said.title,
        series=said.series,
        places=_places(district_id, {one.listing: one.count for one in said.places}),
        closes_at=guards.aware(said.closes_at),
        by=request.user,
        at=at,
        key=said.key,
    )
    return Status(200 if known else 201, RoundOut(**RoundOut.told(held, at=at)))


@router.get("/rounds/{round_id}", response={200: WholeRoundOut, **FAILURES})
def get_round(request: ApiRequest, round_id: RoundId) -> WholeRoundOut:
    """A round with one's own wishes and place; for who gives the places also what would come out
    now, or did."""
    return _whole(request, _round(request, round_id), at=timezone.now())


@router.post("/rounds/{round_id}/wishes", response={200: WholeRoundOut, **FAILURES}, auth=TAKE)
def wish(request: ApiRequest, round_id: RoundId, said: WishesIn) -> WholeRoundOut:
    """Say what one wishes, the first wish first, in place of what one wished before."""
    held, at = _round(request, round_id), timezone.now()
    offered = {one.ref: one for one in placing.listings_of(held).values()}
    chosen = [offered.get(ref) for ref in said.listings]
    if None in chosen:
        raise Refusal(_("每个志愿要从列表中选，不能重复。"), field="listings")
    some = [one for one in chosen if one is not None]
    allocation.wish(held, some, user=request.user, by=request.user, at=at)
    return _whole(request, held, at=at)


@router.post("/rounds/{round_id}/publish", response={200: WholeRoundOut, **FAILURES}, auth=ACT)
def publish_round(request: ApiRequest, round_id: RoundId) -> WholeRoundOut:
    """Make final what the trial shows; everybody is told her own."""
    at = timezone.now()
    allocation.publish(_round(request, round_id), by=request.user, at=at)
    return _whole(request, _round(request, round_id), at=at)


def _round(request: ApiRequest, pk: UUID) -> Round:
    rows = Round.objects.filter(district_id=request.district.pk).select_related("owner")
    return get_object_or_404(rows, pk=pk)


def _places(district_id: int, told: dict[str, int]) -> list[tuple[Listing, int]]:
    rows = Listing.objects.filter(district_id=district_id, ref__in=told).public()
    known = {listing.ref: listing for listing in rows}
    if missing := [ref for ref in told if ref not in known]:
        raise Refusal(_("没有找到已上架的“%s”。") % missing[0], field="places")
    return [(known[ref], count) for ref, count in told.items()]


def _whole(request: ApiRequest, held: Round, *, at: datetime) -> WholeRoundOut:
    user, listings = request.user, placing.listings_of(held)
    wished = Wish.objects.filter(district_id=held.district_id, round=held, user=user)
    chosen = [UUID(pk) for pk in wished.values_list("listings", flat=True).first() or []]
    is_runner = policy.runs(user, held, on=timezone.localdate(at))
    counts = placing.capacities_of(held)
    return WholeRoundOut(
        **RoundOut.told(held, at=at),
        places=[
            RoundPlaceOut(listing=listings[pk].ref, title=listings[pk].title, count=count)
            for pk, count in counts.items()
        ],
        my_wishes=[listings[pk].ref for pk in chosen],
        mine=_mine(request, held),
        placed=_placed(held) if is_runner else None,
    )


def _mine(request: ApiRequest, held: Round) -> PlacedOut | None:
    own = Placement.objects.filter(district_id=held.district_id, round=held, user=request.user)
    got = own.select_related("listing").first()
    if got is None:
        return None
    listing = got.listing.ref if got.listing else None
    return PlacedOut(username=request.user.username, listing=listing, rank=got.rank)


def _placed(held: Round) -> list[PlacedOut]:
    return [
        PlacedOut(
            username=row.user.username,
            listing=row.listing.ref if row.listing else None,
            rank=row.rank,
        )
        for row in placing.try_out(held).rows
    ]
