"""Tours of experts: where one goes, asking it to come, choosing a host, and how a host found it.

A stop is a claim: `…/claims/{ref}/cancel` calls it off, `…/receipts/{ref}/{code}` is its link.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema, Status

from lianxin.api import guards
from lianxin.api.exchange import found, taking
from lianxin.api.exchange.shapes import ClaimOut, RateIn, TakenOut, WhoIn, WishIn
from lianxin.api.exchange.shapes.listings import code_of
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.exchange import policy
from lianxin.exchange.actions import orders
from lianxin.exchange.actions.claiming import Who
from lianxin.exchange.models import Claim, Listing
from lianxin.exchange.states import ClaimState
from lianxin.fulfilment.actions import touring
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Scope

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
router = Router(tags=["exchange"], auth=[Bearer(Scope.EXCHANGE_READ), anybody])
ACT, TAKE = Bearer(Scope.EXCHANGE_ACT), Bearer(Scope.EXCHANGE_TAKE)
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]


class StopOut(Schema):
    """What everybody sees of a stop."""

    host: str = Field(description="name of who is visited")
    place: str = Field(description="code")
    topic: str
    on: datetime
    is_held: bool = Field(description="the experts have been there")

    @classmethod
    def of(cls, stop: Any) -> StopOut:
        return cls(
            host=touring.host_of(stop), place=code_of(stop.place), on=stop.on,
            topic=stop.details.get("topic", ""), is_held=ClaimState(stop.state) in touring.HELD,
        )  # fmt: skip


class StopPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[StopOut]
    next: str | None


class StopAskIn(WishIn):
    """`ordered_by` only in the name of one's own unit, whose people then call off and rate it."""

    host: str = Field(min_length=1, max_length=60, pattern=PLAIN, description="who asks, by name")
    topic: str = Field("", max_length=200, pattern=PLAIN)
    starts_at: datetime | None = None


class StopIn(Schema):
    """`who` is needed where nobody of the host has an account."""

    key: UUID
    host: str = Field(max_length=60, pattern=PLAIN, description="code of the unit")
    starts_at: datetime
    topic: str = Field("", max_length=200, pattern=PLAIN)
    address: str = Field("", max_length=200, pattern=PLAIN)
    who: WhoIn = Field(default_factory=lambda: WhoIn.model_validate({}))


@router.get("/listings/{ref}/stops", response={200: StopPage, **FAILURES})
def list_stops(
    request: ApiRequest,
    ref: Ref,
    *,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> StopPage:
    """Where a tour has been and is expected, the earliest first."""
    some, more = guards.page(touring.stops(_tour(request, ref)), cursor, limit, order="on")
    return StopPage(items=[StopOut.of(one) for one in some], next=more)


@router.post(
    "/listings/{ref}/stops", response={200: TakenOut, 201: TakenOut, **FAILURES}, auth=TAKE
)
def ask_for_stop(request: ApiRequest, ref: Ref, said: StopAskIn) -> Status[TakenOut]:
    """Ask a tour to come. 201 for a new one, 200 when the key had been used before."""
    tour, now = _tour(request, ref), timezone.now()
    wish = taking.wish(request, said, subject=touring.subject(tour, said.host))
    ours = policy.units_of(request.user, on=timezone.localdate(now))
    if wish.ordered_by is not None and wish.ordered_by.pk not in ours:
        raise Refusal(_("您不是这个单位的人员，不能用它的名义请。"), field="ordered_by")
    asked = replace(
        wish, details=touring.details(said.host, said.topic),
        starts_at=guards.aware(said.starts_at) if said.starts_at else None,
    )  # fmt: skip
    receipt = orders.order(
        request.district, asked, listing=tour, key=said.key, at=now, by=request.user
    )
    return Status(201 if receipt.is_new else 200, TakenOut.of(receipt))


@router.post(
    "/listings/{ref}/stops/choose", response={200: ClaimOut, 201: ClaimOut, **FAILURES}, auth=ACT
)
def choose_stop(request: ApiRequest, ref: Ref, said: StopIn) -> Status[ClaimOut]:
    """Those who give the tour put a host on its way, who is told. 200 when the key had been used
    before."""
    tour = _tour(request, ref)
    host = found.unit(request.district.pk, said.host, field="host")
    if host is None:
        raise Refusal(_("请选去哪家。"), field="host")
    stop = touring.Stop(
        host, guards.aware(said.starts_at), said.topic, said.address, Who(**said.who.dict())
    )
    made = touring.choose(tour, stop, by=request.user, at=timezone.now(), key=said.key)
    return Status(201 if made.is_new else 200, ClaimOut.of(made.claim))


@router.post("/claims/{ref}/rate", response={200: ClaimOut, **FAILURES}, auth=TAKE)
def rate_stop(request: ApiRequest, ref: Ref, said: RateIn) -> ClaimOut:
    """The people of a host say how a stop was. Others rate by their receipt alone."""
    claim = found.claim(request, ref)
    orders.rate(claim, **said.dict(), by=request.user, at=timezone.now())
    same = Claim.objects.filter(district_id=claim.district_id).whole()
    return ClaimOut.of(same.select_related("ordered_by").get(pk=claim.pk))


def _tour(request: ApiRequest, ref: str) -> Listing:
    one: Listing = get_object_or_404(found.listings(request), ref=ref, kind=touring.TOUR)
    return one
