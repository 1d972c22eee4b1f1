"""When: sessions, spaces, and spaces that are closed for a while.

On the router of the catalogue: one address, several methods.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Path

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.exchange.catalogue import router
from lianxin.api.exchange.shapes import (
    ClosureIn,
    ClosureOut,
    DoneOut,
    SlotDeedIn,
    SlotIn,
    SlotOut,
    SpaceIn,
    SpaceOut,
)
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.exchange.actions import bookings, places, spaces
from lianxin.exchange.actions.bookings import Span
from lianxin.exchange.actions.spaces import Plan
from lianxin.exchange.models import Closure, Slot
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.network.models import Scope

__all__ = ["router"]
ACT = Bearer(Scope.EXCHANGE_ACT)
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Match = Annotated[str, Header(max_length=200, pattern=PLAIN)]


@router.post("/listings/{ref}/slots", response={200: SlotOut, **FAILURES}, auth=ACT)
def add_slot(request: ApiRequest, ref: Ref, said: SlotIn) -> SlotOut:
    """One more session. The same `key` gives the same one."""
    slot = places.add_slot(
        found.listing(request, ref),
        starts_at=guards.aware(said.starts_at),
        ends_at=guards.aware(said.ends_at),
        capacity=said.capacity,
        title=said.title,
        by=request.user,
        at=timezone.now(),
        key=said.key,
    )
    return SlotOut.of(slot)


@router.post("/listings/{ref}/spaces", response={200: SpaceOut, **FAILURES}, auth=ACT)
def put_space(request: ApiRequest, ref: Ref, said: SpaceIn) -> SpaceOut:
    """One more room or field of a venue, or one as it is from now on. What is booked stays so."""
    listing = found.listing(request, ref)
    told = said.dict(exclude={"key", "code", "parts"})
    held = spaces.put(
        listing,
        Plan(**told, parts=[found.space(listing, code) for code in said.parts]),
        space=found.space(listing, said.code) if said.code else None,
        by=request.user,
        at=timezone.now(),
        key=said.key,
    )
    return SpaceOut.of(held)


@router.post("/closures/{closure_id}/reopen", response={200: DoneOut, **FAILURES}, auth=ACT)
def reopen_space(request: ApiRequest, closure_id: Annotated[UUID, Path()]) -> DoneOut:
    """It can be booked again."""
    rows = Closure.objects.filter(
        district_id=request.district.pk, space__listing__in=found.listings(request).values("pk")
    )
    closure: Closure = get_object_or_404(
        rows.select_related("space__listing__provider", "space__listing__area"), pk=closure_id
    )
    spaces.reopen(closure, by=request.user, at=timezone.now())
    return DoneOut()


@router.post(
    "/listings/{ref}/spaces/{code}/closures", response={200: ClosureOut, **FAILURES}, auth=ACT
)
def close_space(
    request: ApiRequest,
    ref: Ref,
    code: Annotated[str, Path(max_length=40, pattern=PLAIN)],
    said: ClosureIn,
) -> ClosureOut:
    """It cannot be booked for a while. 409 while somebody has any of it."""
    span = Span(guards.aware(said.starts_at), guards.aware(said.ends_at))
    if span.ends_at <= span.starts_at:
        raise Refusal(_("结束时间要晚于开始时间。"), field="ends_at")
    space = found.space(found.listing(request, ref), code)
    made = bookings.close(
        space, span, why=said.why, by=request.user, at=timezone.now(), key=said.key
    )
    return ClosureOut(id=made.pk, starts_at=made.starts_at, ends_at=made.ends_at, why=made.why)


@router.post("/slots/{slot_id}/change", response={200: SlotOut, **FAILURES}, auth=ACT)
def change_slot(
    request: ApiRequest,
    slot_id: Annotated[UUID, Path()],
    said: SlotDeedIn,
    response: HttpResponse,
    *,
    if_match: Match = "",
    idempotency_key: Match = "",
) -> SlotOut:
    """Move it, or change its seats. Everybody in it is told of another time."""
    act = partial(
        places.change_slot,
        starts_at=guards.aware(said.starts_at) if said.starts_at else None,
        ends_at=guards.aware(said.ends_at) if said.ends_at else None,
        capacity=said.capacity,
        key=said.key or guards.key_of(idempotency_key),
    )
    slot = _done(request, slot_id, act, note=said.note, if_match=if_match)
    response["ETag"] = _tag(slot)
    return SlotOut.of(slot)


@router.post("/slots/{slot_id}/cancel", response={200: SlotOut, **FAILURES}, auth=ACT)
def cancel_slot(
    request: ApiRequest,
    slot_id: Annotated[UUID, Path()],
    said: SlotDeedIn,
    response: HttpResponse,
    *,
    if_match: Match = "",
    idempotency_key: Match = "",
) -> SlotOut:
    """It does not take place. Everybody in it and in line reads the `note`."""
    act = partial(places.cancel_slot, key=said.key or guards.key_of(idempotency_key))
    slot = _done(request, slot_id, act, note=said.note, if_match=if_match)
    response["ETag"] = _tag(slot)
    return SlotOut.of(slot)


def _done(request: ApiRequest, pk: UUID, act: partial[None], *, note: str, if_match: str) -> Slot:
    """Under its lock: nothing else happens to it between the look at its version and the deed."""
    slot = _slot(request, pk)
    try:
        with transaction.atomic():
            held = places.lock(slot)
            timeline.refuse_repeated(slot.listing, act.keywords["key"])
            guards.require_tag(_tag(held), if_match)
            act(slot, note=note, by=request.user, at=timezone.now())
    except Repeated:
        pass
    return _slot(request, pk)


def _tag(slot: Slot) -> str:
    return f'"{slot.sequence}"'


def _slot(request: ApiRequest, pk: UUID) -> Slot:
    rows = Slot.objects.filter(
        district_id=request.district.pk, listing__in=found.listings(request).values("pk")
    )
    slot: Slot = get_object_or_404(
        rows.select_related("listing__provider", "listing__area", "listing__district"), pk=pk
    )
    return slot
