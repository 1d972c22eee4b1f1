"""What everybody reads: teams, shifts, and whether a certificate holds."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from ninja import Path, Query, Router

from lianxin.api import guards
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.api.volunteering import found
from lianxin.api.volunteering.shapes import ShiftOut, ShiftPage, TeamOut, TeamPage, VerifiedOut
from lianxin.kernel import privacy
from lianxin.network.models import Scope
from lianxin.network.request import DistrictRequest
from lianxin.volunteering import queries
from lianxin.volunteering.models import Certificate

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422), Problem)
router = Router(tags=["volunteering"], auth=[Bearer(Scope.EXCHANGE_READ), anybody])
papers = Router(tags=["volunteering"], auth=None)
Code = Annotated[str, Path(max_length=60, pattern=PLAIN)]


@router.get("/teams", response={200: TeamPage, **FAILURES})
def list_teams(
    request: ApiRequest,
    *,
    place: Annotated[str, Query(max_length=40, pattern=PLAIN, description="code")] = "",
    cursor: Annotated[str, Query(max_length=60, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> TeamPage:
    """The district's volunteer teams, by code."""
    rows = queries.teams(request.district.pk).prefetch_related("areas")
    if place:
        rows = rows.filter(areas=found.place(request.district, place))
    rows = rows.filter(organisation__code__gt=cursor) if cursor else rows
    some = list(rows.order_by("organisation__code")[: limit + 1])
    more = some[limit - 1].organisation.code if len(some) > limit else None
    return TeamPage(items=[TeamOut.of(one) for one in some[:limit]], next=more)


@router.get("/teams/{code}", response={200: TeamOut, **FAILURES})
def get_team(request: ApiRequest, code: Code) -> TeamOut:
    return TeamOut.of(found.team(request, code))


@router.get("/shifts", response={200: ShiftPage, **FAILURES})
def list_shifts(
    request: ApiRequest,
    *,
    place: Annotated[str, Query(max_length=40, pattern=PLAIN, description="code")] = "",
    is_surge: Annotated[bool | None, Query(description="urgent calls alone")] = None,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> ShiftPage:
    """What one can still sign up for, the soonest first."""
    rows = queries.open_slots(request.district, at=timezone.now())
    if place:
        here = found.place(request.district, place)
        below = Q(listing__place__path__startswith=f"{here.path}/")
        rows = rows.filter(Q(listing__place=here) | below)
    if is_surge:
        rows = rows.filter(listing__details__is_surge=True)
    some, more = guards.page(rows, cursor, limit, order="starts_at")
    return ShiftPage(items=[ShiftOut.of(one) for one in some], next=more)


@router.get("/shifts/{pk}", response={200: ShiftOut, **FAILURES})
def get_shift(request: ApiRequest, pk: UUID) -> ShiftOut:
    return ShiftOut.of(found.shift(request, pk))


@papers.get("/certificates/{ref}/{code}", response={200: VerifiedOut, 404: Problem, 422: Problem})
def verify_certificate(
    request: DistrictRequest,
    ref: Annotated[str, Path(max_length=20, pattern=PLAIN)],
    code: Annotated[str, Path(max_length=40, pattern=PLAIN)],
) -> VerifiedOut:
    """Whether a certificate is genuine and still true. No token is asked for: the code is on
    it."""
    same = Certificate.objects.filter(district_id=request.district.pk, ref=ref)
    made = same.select_related("issuer", "volunteer").first()
    if made is None or not privacy.matches_code(made.pk, code):
        raise Http404
    return VerifiedOut.of(made)
