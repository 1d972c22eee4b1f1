"""What is suggested, and what somebody says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Query, Router

from lianxin.api.exchange import found
from lianxin.api.exchange.shapes import DoneOut
from lianxin.api.matching.shapes import (
    AskIn,
    FeedbackBackIn,
    FeedbackIn,
    SuggestedOut,
    SuggestedPage,
    ToldOut,
    bits_of,
)
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.matching import askers, queries
from lianxin.matching.actions import feedback, profiles
from lianxin.matching.families import Family
from lianxin.matching.queries import Asker
from lianxin.matching.values import Features, Limits
from lianxin.network.models import Scope

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
MOST, PAGE = 100, 20
router = Router(tags=["matching"], auth=Bearer(Scope.EXCHANGE_READ))
ACT = Bearer(Scope.EXCHANGE_ACT)
TAKE = Bearer(Scope.EXCHANGE_TAKE)
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]


@router.get("/suggestions", response={200: SuggestedPage, **FAILURES})
def list_suggestions(
    request: ApiRequest,
    *,
    asker: Annotated[
        str,
        Query(
            max_length=80,
            pattern=PLAIN,
            description="`me` (the own profile), `listing-<number>`, `case-<number>` or"
            " `firm-<code of the unit>`",
        ),
    ],
    family: Annotated[Family | None, Query(description="this kind alone")] = None,
    cursor: Annotated[str, Query(max_length=6, pattern=r"^\d*$")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = PAGE,
) -> SuggestedPage:
    """What fits somebody or something, best first within its family, with reasons in words."""
    at = timezone.now()
    who = _asker(request, asker, at=at)
    if family is not None:
        who = replace(who, families=(family,) if family in who.families else ())
    return _page(who, begin=int(cursor or 0), limit=limit, at=at)


@router.post("/ask", response={200: SuggestedPage, **FAILURES})
def ask(request: ApiRequest, said: AskIn) -> SuggestedPage:
    """What fits a text and its conditions, without storing anything."""
    district_id = request.district.pk
    features = Features(
        said.title, said.text, tuple(said.words), said.lon, said.lat, bits_of(said.free)
    )
    told = said.limits.dict() | {"employment": tuple(said.limits.employment)}
    if said.limits.certificates is not None:
        told["certificates"] = tuple(said.limits.certificates)
    among = None
    if said.among:
        rows = Listing.objects.filter(district_id=district_id, ref__in=said.among).public()
        among = frozenset(rows.values_list("pk", flat=True))
    who = Asker(new_id(), district_id, features, Limits(**told), (said.family,), among=among)
    return _page(who, begin=0, limit=said.limit, at=timezone.now())


@router.post("/feedback", response={200: DoneOut, **FAILURES}, auth=TAKE)
def say_not_relevant(request: ApiRequest, said: FeedbackIn) -> DoneOut:
    """Never suggest it to this asker again; the reason counts for what comes after."""
    at = timezone.now()
    who, listing = _asker(request, said.asker, at=at), _public(request, said.listing)
    feedback.hide(who, listing, why=said.why, by=request.user, at=at, key=said.key)
    return DoneOut()


@router.post("/feedback/take-back", response={200: DoneOut, **FAILURES}, auth=TAKE)
def take_back_feedback(request: ApiRequest, said: FeedbackBackIn) -> DoneOut:
    at = timezone.now()
    who, listing = _asker(request, said.asker, at=at), _public(request, said.listing)
    feedback.take_back(who, listing, by=request.user, at=at)
    return DoneOut()


@router.post("/posts/{ref}/offer", response={200: ToldOut, **FAILURES}, auth=ACT)
def offer_post(request: ApiRequest, ref: Ref) -> ToldOut:
    """Let those know whom a post might suit; who they are nobody is told."""
    listing = found.listing(request, ref)
    return ToldOut(people=profiles.offer_post(listing, by=request.user, at=timezone.now()))


def _asker(request: ApiRequest, told: str, *, at: datetime) -> Asker:
    who = askers.asker_of(request.user, told, at=at)
    if who is None or who.district_id != request.district.pk:
        raise Http404
    return who


def _public(request: ApiRequest, ref: str) -> Listing:
    public = Listing.objects.filter(district_id=request.district.pk).public()
    listing: Listing = get_object_or_404(public.whole(), ref=ref)
    return listing


def _page(who: Asker, *, begin: int, limit: int, at: datetime) -> SuggestedPage:
    """Family by family, each to the end of what fits."""
    most = min(begin + limit, MOST) + 1
    rows = [
        SuggestedOut.of(one, family, position)
        for family, some in queries.suggest(who, at=at, most=most).items()
        for position, one in enumerate(some, 1)
    ]
    rows.sort(key=lambda row: row.position)  # the first of each, the second of each
    shown = rows[begin : begin + limit]
    has_more = len(rows) > begin + limit and begin + limit < MOST
    return SuggestedPage(items=shown, next=str(begin + limit) if has_more else None)
