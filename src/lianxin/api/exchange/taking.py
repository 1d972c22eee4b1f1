"""Order it, sign up for it, book it, once or for a series."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Router, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.exchange.shapes import (
    DoneOut,
    FaultIn,
    FaultOut,
    OrderIn,
    SeriesIn,
    SeriesOut,
    SpanOut,
    TakeIn,
    TakenOut,
    WishIn,
)
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.catalogue.actions import upkeep
from lianxin.exchange import policy, queries
from lianxin.exchange.actions import applications, bookings, orders, places
from lianxin.exchange.actions.bookings import Span
from lianxin.exchange.actions.claiming import ForChild, Receipt, Who, Wish
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Fault, Listing
from lianxin.exchange.states import Shape
from lianxin.fulfilment.actions import recurring
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Scope, User

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
ANSWERS: dict[int, Any] = {200: TakenOut, 201: TakenOut, **FAILURES}
router = Router(tags=["exchange"], auth=Bearer(Scope.EXCHANGE_TAKE))
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]


@router.post("/listings/{ref}/take", response=ANSWERS)
def take(request: ApiRequest, ref: Ref, said: TakeIn) -> Status[TakenOut]:
    """Take it up: order, sign up, or book. 201 for a new one, 200 when the key had been used
    before. Who is too late for a room gets 409 with other times in `free`."""
    listing = found.listing(request, ref)
    act = ACTS.get(KINDS[listing.kind].shape)
    if act is None:
        raise Refusal(_("这一条不能这样申领。"), code="wrong_shape")
    wanted = _wanted(request, said)
    return _answer(act(listing, said, wanted, by=request.user, at=timezone.now()))


@router.post("/orders", response=ANSWERS)
def order(request: ApiRequest, said: OrderIn) -> Status[TakenOut]:
    """Order something that names no listing: the desk finds who gives it."""
    if said.kind not in KINDS or KINDS[said.kind].shape != Shape.ORDER:
        raise Refusal(_("没有这个种类，请从列表中选择。"), field="kind")
    wish = _wanted(request, said)
    receipt = orders.order(
        request.district, wish, kind=said.kind, key=said.key, at=timezone.now(), by=request.user
    )
    return _answer(receipt)


@router.post("/listings/{ref}/series", response={200: SeriesOut, **FAILURES})
def book_series(request: ApiRequest, ref: Ref, said: SeriesIn) -> SeriesOut:
    """Book a room on several dates. When some are taken: 409 with them in `conflicts`, and nothing
    is booked; with `skip_conflicts` the others are, and those come back in `skipped`."""
    space = found.space(found.listing(request, ref), said.space)
    done = bookings.book_series(
        space,
        [Span(guards.aware(one.starts_at), guards.aware(one.ends_at)) for one in said.dates],
        wish(request, said, subject=said.subject),
        key=said.key,
        at=timezone.now(),
        by=request.user,
        skip_conflicts=said.skip_conflicts,
    )
    return SeriesOut(
        booked=[TakenOut.of(receipt) for receipt in done.booked],
        skipped=[SpanOut(starts_at=span.starts_at, ends_at=span.ends_at) for span in done.skipped],
    )


@router.post("/listings/{ref}/faults", response={200: DoneOut, **FAILURES})
def report_fault(request: ApiRequest, ref: Ref, said: FaultIn) -> DoneOut:
    """Say that something about it is wrong; its owner is told."""
    listing = found.listing(request, ref)
    upkeep.report_fault(listing, said.text, at=timezone.now(), key=said.key)
    return DoneOut()


@router.get(
    "/listings/{ref}/faults",
    response={200: list[FaultOut], **FAILURES},
    auth=Bearer(Scope.EXCHANGE_ACT),
)
def list_faults(request: ApiRequest, ref: Ref) -> list[FaultOut]:
    """For those who may edit it: what was said to be wrong, and is not settled yet. `settle` and
    `confirm` settle it."""
    listing = found.listing(request, ref)
    policy.require_edit(request.user, listing, on=timezone.localdate())
    rows = Fault.objects.filter(
        district_id=listing.district_id, listing=listing, settled_at=None
    ).order_by("told_at", "pk")
    return [FaultOut(id=one.pk, text=one.text, told_at=one.told_at) for one in rows]


def _order(listing: Listing, said: TakeIn, wish: Wish, *, by: User, at: datetime) -> Receipt:
    """Once, or again and again."""
    if said.every:
        return recurring.begin(
            listing, wish, every=said.every, until_on=said.until_on, key=said.key, at=at, by=by
        )
    return orders.order(listing.district, wish, listing=listing, key=said.key, at=at, by=by)


def _sign_up(listing: Listing, said: TakeIn, wish: Wish, *, by: User, at: datetime) -> Receipt:
    return places.take(found.slot(listing, said.slot), wish, key=said.key, at=at, by=by)


def _book(listing: Listing, said: TakeIn, wish: Wish, *, by: User, at: datetime) -> Receipt:
    space = found.space(listing, said.space)
    if said.starts_at is None or said.ends_at is None:
        raise Refusal(_("请写明从几点到几点。"), field="starts_at")
    span = Span(guards.aware(said.starts_at), guards.aware(said.ends_at))
    return bookings.book(space, span, wish, key=said.key, at=at, by=by)


def _apply(listing: Listing, said: TakeIn, wish: Wish, *, by: User, at: datetime) -> Receipt:
    return applications.apply(listing, wish, key=said.key, at=at, by=by)


ACTS: Mapping[Shape, Callable[..., Receipt]] = {
    Shape.ORDER: _order,
    Shape.PLACE: _sign_up,
    Shape.BOOKING: _book,
    Shape.APPLICATION: _apply,
    Shape.INTEREST: _apply,
}


def _wanted(request: ApiRequest, said: TakeIn) -> Wish:
    return replace(
        wish(request, said, subject=said.subject),
        starts_at=guards.aware(said.starts_at) if said.starts_at else None,
        is_for_another=said.is_for_another,
    )


def wish(request: ApiRequest, said: WishIn, *, subject: str) -> Wish:
    district_id = request.district.pk
    who = Who(**said.who.dict(), user=request.user if said.is_own else None)
    return Wish(
        who=who,
        subject=subject,
        text=said.text,
        place=found.place(district_id, said.place),
        address=said.address,
        seats=said.seats,
        ordered_by=found.unit(district_id, said.ordered_by, field="ordered_by"),
        child=ForChild(**said.child.dict()) if said.child else None,
    )


def _answer(receipt: Receipt) -> Status[TakenOut]:
    number = queries.line_number(receipt.claim)
    return Status(201 if receipt.is_new else 200, TakenOut.of(receipt, number=number))
