"""Certificates of courses: given, listed, checked by whoever holds one, taken back."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.exchange import policy
from lianxin.exchange.models import Qualification
from lianxin.fulfilment.actions import certifying
from lianxin.kernel import privacy
from lianxin.network.models import Scope, User
from lianxin.network.request import DistrictRequest

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
router = Router(tags=["exchange"], auth=Bearer(Scope.EXCHANGE_READ))
papers = Router(tags=["exchange"], auth=None)
ACT = Bearer(Scope.EXCHANGE_ACT)
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]


class QualificationOut(Schema):
    """Whether it holds, for whoever has it in hand: the name masked, no contact."""

    ref: str
    title: str
    course: str
    name: str
    issuer: str
    issued_on: date
    attended: int = Field(description="how often she came")
    minutes: int = Field(description="in all, by the timetable; 0 where it was not counted")
    last_on: date
    expires_on: date | None = Field(description="its last day; null: it holds for good")
    is_valid: bool
    revoked_why: str

    @classmethod
    def told(cls, paper: Qualification) -> dict[str, Any]:
        plain = (
            "ref",
            "title",
            "course",
            "attended",
            "minutes",
            "last_on",
            "expires_on",
            "revoked_why",
        )
        return {
            **{name: getattr(paper, name) for name in plain},
            "name": privacy.mask_name(paper.name or ""),
            "issuer": paper.issuer.name,
            "issued_on": timezone.localdate(paper.issued_at),
            "is_valid": paper.holds(on=timezone.localdate()),
        }


class OwnQualificationOut(QualificationOut):
    claim: str = Field(description="number of the place on the course")
    code: str = Field(description="with it anybody checks it; empty unless it is one's own")

    @classmethod
    def of(cls, paper: Qualification, *, to: User) -> OwnQualificationOut:
        code = privacy.tracking_code(paper.pk) if paper.user_id == to.pk else ""
        return cls(**cls.told(paper), claim=paper.claim.ref, code=code)


class QualificationPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[OwnQualificationOut]
    next: str | None


class CertifyIn(Schema):
    key: UUID


class RevokeIn(Schema):
    why: str = Field("", max_length=200, pattern=PLAIN)


@router.get("/certificates", response={200: QualificationPage, **FAILURES})
def list_certificates(
    request: ApiRequest,
    *,
    issued: Annotated[
        bool, Query(description="those that one's units gave, not one's own")
    ] = False,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> QualificationPage:
    """One's own certificates of courses, or those that one's units gave; the latest first."""
    rows = _issued(request) if issued else _every(request).filter(user=request.user.pk)
    some, more = guards.page(rows, cursor, limit, order="-issued_at")
    return QualificationPage(
        items=[OwnQualificationOut.of(one, to=request.user) for one in some], next=more
    )


@router.post("/claims/{ref}/certify", response={200: OwnQualificationOut, **FAILURES}, auth=ACT)
def certify(request: ApiRequest, ref: Ref, said: CertifyIn) -> OwnQualificationOut:
    """By those who give the course, to whoever came as often as it asks. A place has one
    certificate."""
    claim = found.claim(request, ref)
    made = certifying.certify(claim, by=request.user, at=timezone.now(), key=said.key)
    return OwnQualificationOut.of(_every(request).get(pk=made.pk), to=request.user)


@router.post(
    "/certificates/{ref}/revoke", response={200: OwnQualificationOut, **FAILURES}, auth=ACT
)
def revoke_certificate(request: ApiRequest, ref: Ref, said: RevokeIn) -> OwnQualificationOut:
    """Its unit takes it back; whoever has it checked reads why. Twice is once."""
    paper: Qualification = get_object_or_404(_issued(request), ref=ref)
    certifying.revoke(paper, why=said.why, by=request.user, at=timezone.now())
    return OwnQualificationOut.of(paper, to=request.user)


@papers.get(
    "/certificates/{ref}/{code}", response={200: QualificationOut, 404: Problem, 422: Problem}
)
def check_certificate(
    request: DistrictRequest,
    ref: Ref,
    code: Annotated[str, Path(max_length=40, pattern=PLAIN)],
) -> QualificationOut:
    """Whether it is genuine and holds. No token is asked for: the code is on it."""
    made = Qualification.objects.filter(district_id=request.district.pk, ref=ref)
    paper = made.select_related("issuer").first()
    if paper is None or not privacy.matches_code(paper.pk, code):
        raise Http404
    return QualificationOut(**QualificationOut.told(paper))


def _every(request: ApiRequest) -> Any:
    rows = Qualification.objects.filter(district_id=request.district.pk)
    return rows.select_related("issuer", "claim")


def _issued(request: ApiRequest) -> Any:
    units = policy.units_of(request.user, on=timezone.localdate())
    return _every(request).filter(issuer__in=units)
