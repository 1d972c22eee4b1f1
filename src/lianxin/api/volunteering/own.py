"""What a volunteer does with her own account: sign up, come and go, hours, certificate, teams."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from ninja import Path, Query, Router, Status

from lianxin.api import guards
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.api.volunteering import found
from lianxin.api.volunteering.shapes import (
    CertificateIn,
    HoursOut,
    IssuedOut,
    KeyIn,
    MembershipOut,
    ServiceOut,
    ServicePage,
    TakenShiftOut,
    VerifiedOut,
)
from lianxin.exchange.models import Claimant
from lianxin.kernel import privacy
from lianxin.network.models import Scope
from lianxin.volunteering import queries
from lianxin.volunteering.actions import certificates, signing, teams
from lianxin.volunteering.models import Presence

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)
MOVE_FAILURES: dict[int, Any] = FAILURES | {409: Problem}
router = Router(tags=["volunteering"], auth=Bearer(Scope.EXCHANGE_TAKE))
records = Router(tags=["volunteering"], auth=Bearer(Scope.EXCHANGE_READ))


@router.post(
    "/shifts/{pk}/sign_up", response={200: TakenShiftOut, 201: TakenShiftOut, **MOVE_FAILURES}
)
def sign_up(request: ApiRequest, pk: UUID, said: KeyIn) -> Status[TakenShiftOut]:
    """A place, or one in the line. 201 for a new one, 200 when the key had been used before."""
    slot, now = found.shift(request, pk), timezone.now()
    receipt = signing.sign_up(slot, found.own(request, at=now), at=now, key=said.key)
    claim = receipt.claim
    claimant = Claimant.objects.get(district_id=claim.district_id, claim=claim)
    told = TakenShiftOut(
        service=ServiceOut.of(queries.presence_of(claim)),
        warnings=[other.ref for other in queries.tight(claim, claimant)],
    )
    return Status(201 if receipt.is_new else 200, told)


@records.get("/services", response={200: ServicePage, **FAILURES})
def list_services(
    request: ApiRequest,
    *,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> ServicePage:
    """One's own shifts, the latest first; absences too, which only she and her organiser see."""
    rows = Presence.objects.filter(
        district_id=request.district.pk, volunteer__user=request.user
    ).whole()
    some, more = guards.page(rows, cursor, limit, order="-slot__starts_at")
    return ServicePage(items=[ServiceOut.of(one) for one in some], next=more)


@records.get("/hours", response={200: HoursOut, **FAILURES})
def get_hours(request: ApiRequest) -> HoursOut:
    """One's own, summed now; nowhere kept."""
    mine = Presence.objects.filter(district_id=request.district.pk, volunteer__user=request.user)
    told = queries.hours(mine)
    return HoursOut(recorded=told.recorded, manual=told.manual)


@router.post("/certificates", response={200: IssuedOut, **MOVE_FAILURES})
def issue_certificate(request: ApiRequest, said: CertificateIn) -> IssuedOut:
    """Of all her services for a unit, or of all she did; free, and made at once."""
    now, district = timezone.now(), request.district
    issuer = found.unit(district, said.issuer, field="issuer") if said.issuer else None
    volunteer = found.own(request, at=now)
    made = certificates.issue(volunteer, issuer=issuer, at=now, key=said.key)
    if made.volunteer_id != volunteer.pk:  # somebody else's key
        raise Http404
    return IssuedOut(**VerifiedOut.of(made).dict(), code=privacy.tracking_code(made.pk))


@router.post("/teams/{code}/ask", response={200: MembershipOut, **MOVE_FAILURES})
def ask_team(
    request: ApiRequest,
    code: Annotated[str, Path(max_length=60, pattern=PLAIN)],
    said: KeyIn,
) -> MembershipOut:
    """She would like to join; its lead says yes or no."""
    team, now = found.team(request, code), timezone.now()
    member = teams.ask(team, found.own(request, at=now), at=now, key=said.key)
    return MembershipOut(id=member.pk, team=code, state=member.state)
