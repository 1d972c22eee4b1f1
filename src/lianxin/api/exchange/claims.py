"""Orders, bookings and sign-ups, for those who give, dispatch, organise, or ordered them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Path, Query, Router

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.exchange.shapes import ClaimDeedIn, ClaimOut, ClaimPage
from lianxin.api.exchange.shapes.visits import VisitIn, VisitOut
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN, EntryOut
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.exchange.actions import applications, bookings, children, orders, places
from lianxin.exchange.models import Claim, Visit
from lianxin.exchange.states import ClaimState, Shape
from lianxin.fulfilment.actions import recurring, visits
from lianxin.fulfilment.actions.visits import Done
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.network.models import Scope, User

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)
MOVE_FAILURES: dict[int, Any] = FAILURES | {409: Problem}
MOST = 200
router = Router(tags=["exchange"], auth=Bearer(Scope.EXCHANGE_READ))
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Deed = Callable[..., object]


@router.get("/claims", response={200: ClaimPage, **FAILURES})
def list_claims(
    request: ApiRequest,
    *,
    state: Annotated[ClaimState | None, Query()] = None,
    shape: Annotated[Shape | None, Query()] = None,
    listing: Annotated[str, Query(max_length=20, pattern=PLAIN, description="number")] = "",
    unit: Annotated[str, Query(max_length=60, pattern=PLAIN, description="code")] = "",
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> ClaimPage:
    """Those that the person may see, the newest first."""
    told = {"state": state, "shape": shape, "listing__ref": listing, "unit__code": unit}
    rows = found.claims(request).filter(**{name: value for name, value in told.items() if value})
    some, more = guards.page(rows, cursor, limit, order="-asked_at")
    return ClaimPage(items=[ClaimOut.of(claim) for claim in some], next=more)


@router.get("/claims/{ref}", response={200: ClaimOut, **FAILURES})
def get_claim(request: ApiRequest, ref: Ref, response: HttpResponse) -> ClaimOut:
    claim = found.claim(request, ref)
    response["ETag"] = guards.etag(claim)
    return ClaimOut.of(claim)


@router.get("/claims/{ref}/timeline", response={200: list[EntryOut], **FAILURES})
def get_claim_timeline(request: ApiRequest, ref: Ref) -> list[EntryOut]:
    """Everything that happened to it, oldest first."""
    return [EntryOut.of(entry) for entry in timeline.of(found.claim(request, ref))]


def _dispatch(claim: Claim, said: ClaimDeedIn, *, listing: Any, by: User, at: datetime) -> None:
    if listing is None:
        raise Refusal(_("请选派给哪一条服务。"), field="listing")
    orders.dispatch(claim, listing, note=said.note, by=by, at=at, key=said.key)


def _accept(claim: Claim, said: ClaimDeedIn, *, by: User, at: datetime, **_more: Any) -> None:
    starts_at = guards.aware(said.starts_at) if said.starts_at else None
    orders.accept(claim, starts_at=starts_at, note=said.note, by=by, at=at, key=said.key)


def _decline(claim: Claim, said: ClaimDeedIn, *, by: User, at: datetime, **_more: Any) -> None:
    orders.decline(claim, reason=said.reason, note=said.note, by=by, at=at, key=said.key)


def _deliver(claim: Claim, said: ClaimDeedIn, *, by: User, at: datetime, **_more: Any) -> None:
    orders.deliver(claim, note=said.note, by=by, at=at, key=said.key)


def _drop(claim: Claim, said: ClaimDeedIn, *, by: User, at: datetime, **_more: Any) -> None:
    orders.drop(claim, note=said.note, by=by, at=at, key=said.key)


def _attend(claim: Claim, said: ClaimDeedIn, *, by: User, at: datetime, **_more: Any) -> None:
    places.attend(claim, by=by, at=at, key=said.key)


def _miss(claim: Claim, said: ClaimDeedIn, *, by: User, at: datetime, **_more: Any) -> None:
    places.miss(claim, by=by, at=at, key=said.key)


def _correct(claim: Claim, said: ClaimDeedIn, *, by: User, at: datetime, **_more: Any) -> None:
    places.correct(claim, by=by, at=at, key=said.key)


def _hand_over(claim: Claim, said: ClaimDeedIn, *, by: User, at: datetime, **_more: Any) -> None:
    children.hand_over(claim, to=said.to, by=by, at=at)


def _cancel(claim: Claim, said: ClaimDeedIn, *, by: User, at: datetime, **_more: Any) -> None:
    act = CANCEL.get(Shape(claim.shape))
    if act is None:
        raise Refusal(_("这一条不能这样取消。"), code="wrong_shape")
    act(claim, by=by, at=at, note=said.note, key=said.key)


def _with_note(act: Deed) -> Deed:
    def do(claim: Claim, said: ClaimDeedIn, *, by: User, at: datetime, **_more: Any) -> None:
        act(claim, note=said.note, by=by, at=at, key=said.key)

    return do


CANCEL: Mapping[Shape, Deed] = {
    Shape.ORDER: orders.cancel,
    Shape.PLACE: places.cancel,
    Shape.BOOKING: bookings.cancel,
    Shape.APPLICATION: applications.withdraw,
    Shape.INTEREST: applications.withdraw,
}
DEEDS: Mapping[str, Deed] = {
    "dispatch": _dispatch,
    "accept": _accept,
    "decline": _decline,
    "deliver": _deliver,
    "drop": _drop,
    "attend": _attend,
    "miss": _miss,
    "correct": _correct,
    "hand_over": _hand_over,
    "cancel": _cancel,
    "shortlist": _with_note(applications.shortlist),
    "award": _with_note(applications.award),
    "refuse": _with_note(applications.refuse),
    "stop": _with_note(recurring.stop),
}
ClaimVerb = Enum("ClaimVerb", {name: name for name in DEEDS}, type=str)  # type: ignore[misc]  # its members are data


@router.get("/claims/{ref}/visits", response={200: list[VisitOut], **FAILURES})
def list_visits(request: ApiRequest, ref: Ref) -> list[VisitOut]:
    """What was done each time, the newest first."""
    claim = found.claim(request, ref)
    rows = Visit.objects.filter(district_id=claim.district_id, claim=claim)
    return [_visit(one) for one in rows.order_by("-visited_on", "-pk")[:MOST]]


@router.post(
    "/claims/{ref}/visits",
    response={200: VisitOut, **MOVE_FAILURES},
    auth=Bearer(Scope.EXCHANGE_ACT),
)
def log_visit(request: ApiRequest, ref: Ref, said: VisitIn) -> VisitOut:
    """One more line, by who gives it. The same key is one."""
    told = said.dict(exclude={"key"})
    claim, user, at = found.claim(request, ref), request.user, timezone.now()
    return _visit(visits.log(claim, Done(**told), by=user, at=at, key=said.key))


def _visit(one: Visit) -> VisitOut:
    names = ("visited_on", "came", "minutes", "note")
    return VisitOut(id=one.pk, **{name: getattr(one, name) for name in names})


@router.post(
    "/claims/{ref}/{verb}",
    response={200: ClaimOut, **MOVE_FAILURES},
    auth=Bearer(Scope.EXCHANGE_ACT),
)
def do_to_claim(
    request: ApiRequest,
    ref: Ref,
    verb: ClaimVerb,
    said: ClaimDeedIn,
    response: HttpResponse,
    *,
    if_match: Annotated[str, Header(max_length=200, pattern=PLAIN)] = "",
    idempotency_key: Annotated[str, Header(max_length=200, pattern=PLAIN)] = "",
) -> ClaimOut:
    """Do one thing to it, and get it back as it is afterwards. With `If-Match`, only while nothing
    else has happened to it."""
    claim = found.claim(request, ref)
    said.key = said.key or guards.key_of(idempotency_key)
    listing = found.listings(request).filter(ref=said.listing).first() if said.listing else None
    try:
        with transaction.atomic():
            timeline.refuse_repeated(claim, said.key)
            guards.require_unchanged(claim, if_match)
            DEEDS[verb.value](claim, said, listing=listing, by=request.user, at=timezone.now())
    except Repeated:
        pass
    claim = _again(claim)
    response["ETag"] = guards.etag(claim)
    return ClaimOut.of(claim)


def _again(claim: Claim) -> Claim:
    """As it is now; the deed may have taken it out of the person's sight."""
    same = Claim.objects.filter(district_id=claim.district_id).whole()
    now: Claim = same.select_related("ordered_by").get(pk=claim.pk)
    return now
