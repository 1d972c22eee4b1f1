"""What whoever ordered does with her number and code. No token is asked for: the code is hers."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from django.utils import timezone
from ninja import Path, Router

from lianxin.api.exchange.shapes import HappenedOut, OrderReceiptOut, OwnDeedIn, RateIn
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.exchange import codes, queries
from lianxin.exchange.actions import applications, bookings, orders, places, rating
from lianxin.exchange.models import Claim, Rating
from lianxin.exchange.states import Shape
from lianxin.fulfilment.actions import recurring
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience
from lianxin.kernel.refusals import Repeated
from lianxin.network.request import DistrictRequest

FAILURES: dict[int, Any] = dict.fromkeys((404, 422), Problem)
MOVE_FAILURES: dict[int, Any] = FAILURES | {403: Problem, 409: Problem}
CANCEL = {
    Shape.ORDER: orders.cancel,
    Shape.PLACE: places.cancel,
    Shape.BOOKING: bookings.cancel,
    Shape.APPLICATION: applications.withdraw,
    Shape.INTEREST: applications.withdraw,
}
router = Router(tags=["exchange"], auth=None)
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Code = Annotated[str, Path(max_length=40, pattern=PLAIN)]


@router.get("/receipts/{ref}/{code}", response={200: OrderReceiptOut, **FAILURES})
def get_receipt(request: DistrictRequest, ref: Ref, code: Code) -> OrderReceiptOut:
    """Where an order, booking or sign-up is."""
    return _shown(_claim(request, ref, code))


@router.post("/receipts/{ref}/{code}/cancel", response={200: OrderReceiptOut, **MOVE_FAILURES})
def cancel_own(request: DistrictRequest, ref: Ref, code: Code, said: OwnDeedIn) -> OrderReceiptOut:
    """She does not need it any more, or does not come."""
    claim = _claim(request, ref, code)
    act = CANCEL.get(Shape(claim.shape))
    if act is None:
        raise Http404
    try:
        act(claim, code=code, at=timezone.now(), note=said.note, key=said.key)
    except Repeated:
        claim = _claim(request, ref, code)
    return _shown(claim)


@router.post("/receipts/{ref}/{code}/stop", response={200: OrderReceiptOut, **MOVE_FAILURES})
def stop_own(request: DistrictRequest, ref: Ref, code: Code, said: OwnDeedIn) -> OrderReceiptOut:
    """An order that comes again shall come no more; what is placed stays."""
    claim = _claim(request, ref, code)
    try:
        recurring.stop(claim, code=code, at=timezone.now(), note=said.note, key=said.key)
    except Repeated:
        claim = _claim(request, ref, code)
    return _shown(claim)


@router.post("/receipts/{ref}/{code}/rate", response={200: OrderReceiptOut, **MOVE_FAILURES})
def rate_own(request: DistrictRequest, ref: Ref, code: Code, said: RateIn) -> OrderReceiptOut:
    """How it was: 1 to 5, once; by the code of whom it was for."""
    claim = _claim(request, ref, code)
    rate = rating.rate_event if claim.kind == rating.EVENT else orders.rate
    rate(claim, stars=said.stars, text=said.text, code=code, at=timezone.now(), key=said.key)
    return _shown(_claim(request, ref, code))


def _claim(request: DistrictRequest, ref: str, code: str) -> Claim:
    rows = Claim.objects.filter(district_id=request.district.pk, ref=ref)
    found: Claim | None = rows.whole().first()
    if found is None or not codes.holder_of(found, code):
        raise Http404
    return found


def _shown(claim: Claim) -> OrderReceiptOut:
    rating = Rating.objects.filter(district_id=claim.district_id, claim=claim).first()
    public = timeline.of(claim).filter(audience=Audience.PUBLIC)
    return OrderReceiptOut(
        ref=claim.ref,
        state=claim.state,
        subject=claim.subject,
        unit=claim.unit.name if claim.unit else "",
        number=queries.line_number(claim),
        starts_at=claim.starts_at,
        ends_at=claim.ends_at,
        stars=rating.stars if rating else None,
        happened=[HappenedOut(verb=one.verb, at=one.at, note=one.note) for one in public],
    )
