"""Bodies, who belongs to them and who chairs them: public, and in the words of Popolo."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.problems import Problem
from lianxin.api.reviewing import once
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.bodies import policy, queries
from lianxin.bodies.actions import seating, terms
from lianxin.bodies.models import Body, BodyQuerySet, Member, Office, Term, UnitMember
from lianxin.bodies.states import BodyKind, TermState
from lianxin.kernel.ids import new_id
from lianxin.network.models import Scope

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
router = Router(tags=["bodies"], auth=[Bearer(Scope.PLACES_READ), anybody])
ACT = Bearer(Scope.EXCHANGE_ACT)
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Row = dict[str, Any]


class BodyOut(Schema):
    ref: str
    name: str
    kind: BodyKind
    about: str
    place: str = Field(description="code")
    convener: str = Field(description="code of the unit")
    parent: str = Field(description="ref of the body it belongs to, or empty")
    begun_on: date
    ended_on: date | None


class BodyPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[BodyOut]
    next: str | None


class TermOut(Schema):
    """Who has the chair. `is_missing`: fourteen days after the end there is no report."""

    id: UUID
    unit: str = Field(description="code")
    starts_on: date
    ends_on: date
    state: TermState
    report: str
    is_missing: bool
    programme: str = Field(description="ref of the list of its pledges, or empty")


class WholeBodyOut(BodyOut):
    units: list[str] = Field(description="codes of the members of today")
    people: int = Field(description="members of today who are persons")
    terms: list[TermOut]


class PopoloOut(Schema):
    """https://www.popoloproject.com/: a body, its posts, and who belongs to it; persons only by
    the name they show."""

    organizations: list[Row]
    posts: list[Row]
    persons: list[Row]
    memberships: list[Row]


class PledgeIn(Schema):
    key: UUID | None = Field(None, description="the same key again gives the same one")
    title: str = Field(min_length=1, max_length=160, pattern=PLAIN)
    about: str = Field("", max_length=2000, pattern=PLAIN)


class PledgeOut(Schema):
    ref: str
    title: str
    due_on: date


class ReportIn(Schema):
    key: UUID | None = None
    text: str = Field(min_length=1, max_length=4000, pattern=PLAIN)


class UnitMemberIn(Schema):
    key: UUID | None = Field(None, description="the same key again gives the same one")
    unit: str = Field(min_length=1, max_length=60, pattern=PLAIN, description="code")
    starts_on: date
    ends_on: date | None = None


class AppointIn(Schema):
    """Somebody who is called `name`, everywhere, from the unit `home`."""

    key: UUID | None = Field(None, description="the same key again gives the same one")
    name: str = Field(min_length=1, max_length=60, pattern=PLAIN)
    home: str = Field("", max_length=60, pattern=PLAIN, description="code, or empty")
    starts_on: date
    ends_on: date | None = None


class TermEndIn(Schema):
    key: UUID | None = None


@router.get("/bodies", response={200: BodyPage, **FAILURES})
def list_bodies(
    request: ApiRequest,
    *,
    kind: Annotated[BodyKind | None, Query()] = None,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> BodyPage:
    """The oldest first, with those that have ended."""
    rows = readable(request)
    if kind:
        rows = rows.filter(kind=kind)
    shown, more = guards.page(rows, cursor, limit, order="founded_at")
    return BodyPage(items=[BodyOut(**_told(one)) for one in shown], next=more)


@router.get("/bodies/{ref}", response={200: WholeBodyOut, **FAILURES})
def get_body(request: ApiRequest, ref: Ref) -> WholeBodyOut:
    """One, with its members of today and all terms of its chair."""
    return whole(get_object_or_404(readable(request), ref=ref))


@router.get("/bodies/{ref}/popolo", response={200: PopoloOut, **FAILURES})
def get_popolo(request: ApiRequest, ref: Ref) -> PopoloOut:
    """The same in the words of Popolo, with everybody who belonged to it under a shown name."""
    return popolo(get_object_or_404(readable(request), ref=ref))


@router.post(
    "/bodies/{ref}/terms/{term_id}/pledges", response={201: PledgeOut, **FAILURES}, auth=ACT
)
def add_pledge(request: ApiRequest, ref: Ref, term_id: UUID, said: PledgeIn) -> Status[PledgeOut]:
    """The chair promises something for its term; everybody reads it from now on."""
    made = terms.pledge(
        _term(request, ref, term_id), title=said.title, about=said.about, by=request.user,
        at=timezone.now(), key=said.key or new_id(),
    )  # fmt: skip
    return Status(201, PledgeOut(ref=made.ref, title=made.title, due_on=made.due_on))


@router.post("/bodies/{ref}/terms/{term_id}/report", response={200: TermOut, **FAILURES}, auth=ACT)
def report_term(request: ApiRequest, ref: Ref, term_id: UUID, said: ReportIn) -> TermOut:
    """The chair says what was done."""
    one = _term(request, ref, term_id)
    who: Row = {"by": request.user, "at": timezone.now(), "key": said.key}
    once(lambda: terms.report(one, text=said.text, **who))
    return _term_out(_term(request, ref, term_id))


@router.post("/bodies/{ref}/terms/{term_id}/close", response={200: TermOut, **FAILURES}, auth=ACT)
def close_term(request: ApiRequest, ref: Ref, term_id: UUID, said: TermEndIn) -> TermOut:
    """Who runs the body has read the report: the term is settled."""
    one = _term(request, ref, term_id)
    who: Row = {"by": request.user, "at": timezone.now(), "key": said.key}
    once(lambda: terms.close(one, **who))
    return _term_out(_term(request, ref, term_id))


@router.post("/bodies/{ref}/units", response={201: WholeBodyOut, **FAILURES}, auth=ACT)
def admit_unit(request: ApiRequest, ref: Ref, said: UnitMemberIn) -> Status[WholeBodyOut]:
    """A unit becomes a member; an alliance it joins itself."""
    body = get_object_or_404(readable(request), ref=ref)
    unit = found.unit(request.district.pk, said.unit, field="unit")
    assert unit is not None  # a code was sent
    seating.admit(
        body, unit, starts_on=said.starts_on, ends_on=said.ends_on, by=request.user,
        at=timezone.now(), key=said.key or new_id(),
    )  # fmt: skip
    return Status(201, whole(body))


@router.post("/bodies/{ref}/members", response={201: WholeBodyOut, **FAILURES}, auth=ACT)
def appoint_member(request: ApiRequest, ref: Ref, said: AppointIn) -> Status[WholeBodyOut]:
    """A part-time member from another unit. Into an association nobody is put."""
    body = get_object_or_404(readable(request), ref=ref)
    home = found.unit(request.district.pk, said.home, field="home")
    seating.appoint(
        body, seating.Appointee(said.name, home), starts_on=said.starts_on, ends_on=said.ends_on,
        by=request.user, at=timezone.now(), key=said.key or new_id(),
    )  # fmt: skip
    return Status(201, whole(body))


def readable(request: ApiRequest) -> BodyQuerySet:
    return policy.public(request.district.pk).whole()


def whole(one: Body) -> WholeBodyOut:
    on = timezone.localdate()
    return WholeBodyOut(
        **_told(one),
        units=[unit.code for unit in queries.units_on(one, on=on)],
        people=len(queries.members_on(one, on=on)),
        terms=[_term_out(term) for term in queries.terms_of(one)],
    )


def popolo(one: Body) -> PopoloOut:
    own = {"district_id": one.district_id, "body": one}
    units = UnitMember.objects.filter(**own).select_related("unit").order_by("starts_on", "pk")
    people = Member.objects.filter(**own).exclude(shown_as="").order_by("starts_on", "pk")
    offices = Office.objects.filter(**own, member__in=people.values("pk")).order_by("pk")
    terms = queries.terms_of(one)
    organisations = {row.unit_id: row.unit for row in units} | {t.unit_id: t.unit for t in terms}
    return PopoloOut(
        organizations=[
            {
                "id": str(one.pk), "name": one.name, "classification": one.kind,
                "founding_date": one.begun_on, "dissolution_date": one.ended_on,
                "parent_id": str(one.parent_id) if one.parent_id else None,
                "identifiers": [{"scheme": "lianxin", "identifier": one.ref}],
            },
            *(
                {"id": str(pk), "name": unit.name, "classification": unit.kind}
                for pk, unit in organisations.items()
            ),
        ],
        posts=[{"id": f"{one.pk}-chair", "label": "chair", "organization_id": str(one.pk)}],
        persons=[{"id": str(row.pk), "name": row.shown_as} for row in people],
        memberships=[
            *(_membership(row, one, member_id=row.unit_id) for row in units),
            *(_membership(row, one, person_id=row.pk) for row in people),
            *(_membership(row, one, person_id=row.member_id, role=row.title) for row in offices),
            *(
                _membership(row, one, member_id=row.unit_id, post_id=f"{one.pk}-chair")
                for row in terms
            ),
        ],
    )  # fmt: skip


def _membership(row: Any, body: Body, **more: object) -> Row:
    told = {name: str(value) for name, value in more.items()}
    return {
        "id": str(row.pk), "organization_id": str(body.pk), "start_date": row.starts_on,
        "end_date": row.ends_on, **told,
    }  # fmt: skip


def _told(one: Body) -> Row:
    return {
        "ref": one.ref, "name": one.name, "kind": BodyKind(one.kind), "about": one.about,
        "place": one.place.code, "convener": one.convener.code,
        "parent": one.parent.ref if one.parent else "", "begun_on": one.begun_on,
        "ended_on": one.ended_on,
    }  # fmt: skip


def _term_out(one: Term) -> TermOut:
    return TermOut(
        id=one.pk, unit=one.unit.code, starts_on=one.starts_on, ends_on=one.ends_on,
        state=TermState(one.state), report=one.report,
        is_missing=queries.is_missing(one, on=timezone.localdate()),
        programme=one.programme.ref if one.programme else "",
    )  # fmt: skip


def _term(request: ApiRequest, ref: str, pk: UUID) -> Term:
    rows = Term.objects.filter(district_id=request.district.pk, body__ref=ref).whole()
    found: Term = get_object_or_404(rows, pk=pk)
    return found
